"""Mathematical functions of expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    binary,
    call,
    number,
    template,
    value,
    wrap,
)

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


RoundMode = Literal["half_away_from_zero", "half_to_even", "to_zero"]


class Mathematics(Base):
    """Gives expressions mathematical functions of single rows."""

    __slots__ = ()

    def is_finite(self) -> Expr:
        """Tells whether the number is neither infinite nor NaN."""
        return self._call("isfinite")

    def is_infinite(self) -> Expr:
        """Tells whether the number is infinite."""
        return self._call("isinf")

    def is_close(
        self,
        other: IntoExpr,
        *,
        abs_tol: float = 0.0,
        rel_tol: float = 1e-9,
        nans_equal: bool = False,
    ) -> Expr:
        """Tells whether two numbers differ by no more than a tolerance."""
        this, that = wrap(self._node), wrap(value(other))
        largest = wrap(call("greatest", abs(this)._node, abs(that)._node))
        reach = wrap(call("greatest", (largest * rel_tol)._node, value(abs_tol)))
        differ = abs(wrap(binary("-", n.ADD, this._node, that._node)))
        finite = this.is_finite() & that.is_finite()
        nan = this.is_nan() & that.is_nan() if nans_equal else wrap(value(False))
        known = wrap(
            n.Template(
                ("CASE WHEN ", " THEN ", " ELSE ", " END"),
                (
                    finite._node,
                    (differ <= reach)._node,
                    ((this == that) & ~this.is_nan() | nan)._node,
                ),
                (0, 0, 0),
                n.ATOM,
            )
        )
        return known.alias(self._name())

    def clip(self, lower_bound: IntoExpr = None, upper_bound: IntoExpr = None) -> Expr:
        """Replaces values below or above bounds by these; NULL stays NULL."""
        tree = self._node
        if lower_bound is not None:
            tree = call("greatest", tree, value(lower_bound))
        if upper_bound is not None:
            tree = call("least", tree, value(upper_bound))
        case = n.Template(
            ("CASE WHEN ", " IS NOT NULL THEN ", " END"), (self._node, tree), (n.OTHER, 0), n.ATOM
        )
        return wrap(case)

    def abs(self) -> Expr:
        """Returns the absolute value."""
        return self._call("abs")

    def round(self, decimals: int = 0, mode: RoundMode = "half_away_from_zero") -> Expr:
        """Rounds half away from zero, or by ``mode`` half to an even digit or toward zero."""
        functions = {"half_away_from_zero": "round", "half_to_even": "round_even",
                     "to_zero": "trunc"}  # fmt: skip
        if mode not in functions:
            raise errors.InterfaceError(f"mode must be one of {sorted(functions)}, not {mode!r}")
        return self._call(functions[mode], number(decimals, "decimals"))

    def round_sig_figs(self, digits: int) -> Expr:
        """Rounds to a number of significant digits."""
        magnitude = template("floor(log10(nullif(abs({}), 0)))::INTEGER", self._node)
        rounded = template(
            "CASE WHEN {} = 0 THEN {} ELSE round({}, {} - {}) END",
            *[self._node] * 3,
            value(digits - 1),
            magnitude,
        )
        return wrap(rounded)

    def ceil(self) -> Expr:
        """Returns the smallest whole number that is not below."""
        return self._call("ceil")

    def floor(self) -> Expr:
        """Returns the largest whole number that is not above."""
        return self._call("floor")

    def truncate(self, decimals: int = 0) -> Expr:
        """Drops decimals."""
        return self._call("trunc", decimals)

    def sign(self) -> Expr:
        """Returns -1, 0 or 1; NaN for NaN."""
        return wrap(template("if(isnan({}), {}, sign({}))", *[self._node] * 3)).alias(self._name())

    def sqrt(self) -> Expr:
        """Returns the square root."""
        return self._call("sqrt")

    def cbrt(self) -> Expr:
        """Returns the cube root."""
        return self._call("cbrt")

    def exp(self) -> Expr:
        """Returns e to the power of the value."""
        return self._call("exp")

    def expm1(self) -> Expr:
        """Returns e to the power of the value, less 1."""
        return self._call("expm1")

    def log(self, base: float | None = None) -> Expr:
        """Returns the logarithm, the natural one unless a base is given."""
        if base is None:
            return self._call("ln")
        return wrap(call("log", value(base), self._node)).alias(self._name())

    def log10(self) -> Expr:
        """Returns the logarithm to base 10."""
        return self._call("log10")

    def log2(self) -> Expr:
        """Returns the logarithm to base 2."""
        return self._call("log2")

    def log1p(self) -> Expr:
        """Returns the natural logarithm of 1 + the value."""
        return self._call("log1p")

    def sin(self) -> Expr:
        """Returns the sine."""
        return self._call("sin")

    def cos(self) -> Expr:
        """Returns the cosine."""
        return self._call("cos")

    def tan(self) -> Expr:
        """Returns the tangent."""
        return self._call("tan")

    def cot(self) -> Expr:
        """Returns the cotangent."""
        return self._call("cot")

    def arcsin(self) -> Expr:
        """Returns the arc sine."""
        return self._call("asin")

    def arccos(self) -> Expr:
        """Returns the arc cosine."""
        return self._call("acos")

    def arctan(self) -> Expr:
        """Returns the arc tangent."""
        return self._call("atan")

    def sinh(self) -> Expr:
        """Returns the hyperbolic sine."""
        return self._call("sinh")

    def cosh(self) -> Expr:
        """Returns the hyperbolic cosine."""
        return self._call("cosh")

    def tanh(self) -> Expr:
        """Returns the hyperbolic tangent."""
        return self._call("tanh")

    def arcsinh(self) -> Expr:
        """Returns the inverse hyperbolic sine."""
        return self._call("asinh")

    def arccosh(self) -> Expr:
        """Returns the inverse hyperbolic cosine."""
        return self._call("acosh")

    def arctanh(self) -> Expr:
        """Returns the inverse hyperbolic tangent."""
        return self._call("atanh")

    def degrees(self) -> Expr:
        """Turns radians into degrees."""
        return self._call("degrees")

    def radians(self) -> Expr:
        """Turns degrees into radians."""
        return self._call("radians")

    def truncdiv(self, other: IntoExpr) -> Expr:
        """Divides whole numbers and drops what is behind the point."""
        return wrap(
            n.Template(
                ("", " // ", ""), (self._node, value(other)), (n.MULTIPLY, n.UNARY), n.MULTIPLY
            )
        )

    def bitwise_count_zeros(self) -> Expr:
        """Counts the bits of a BIGINT that are not set."""
        return 64 - self._call("bit_count")
