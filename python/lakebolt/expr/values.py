"""Expressions of single rows: casts, missing values, mathematics, membership, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping

from lakebolt import errors
from lakebolt.datatype import IntoDataType, data_type
from lakebolt.expr import node as n
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    call,
    column,
    compare,
    number,
    postfix,
    template,
    value,
    wrap,
)

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class Values(Base):
    """Gives expressions functions of single rows."""

    __slots__ = ()

    def _call(self, function: str, *more: IntoExpr) -> Expr:
        return wrap(call(function, self._node, *map(value, more)))

    def alias(self, name: str) -> Expr:
        """Names the column.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1]}).select((lb.col("a") + 1).alias("b")).columns
        ['b']
        """
        if not isinstance(name, str):
            raise errors.InterfaceError(f"a name must be a str, not {type(name).__name__}")
        return wrap(n.Named(self._node, name))

    def cast(self, dtype: IntoDataType, *, strict: bool = True) -> Expr:
        """Casts to a type; a value that does not fit is an error or, unless ``strict``, NULL.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": ["1", "x"]})
        >>> frame.select(lb.col("a").cast(int, strict=False)).rows()
        [(1,), (None,)]
        """
        kind = data_type(dtype)
        return wrap(template(f"{'CAST' if strict else 'TRY_CAST'}({{}} AS {kind})", self._node))

    def try_cast(self, dtype: IntoDataType) -> Expr:
        """Casts to a type; a value that does not fit gives NULL."""
        return self.cast(dtype, strict=False)

    def is_null(self) -> Expr:
        """Tells whether the value is NULL."""
        return wrap(postfix(self._node, " IS NULL"))

    def is_not_null(self) -> Expr:
        """Tells whether the value is not NULL."""
        return wrap(postfix(self._node, " IS NOT NULL"))

    def is_nan(self) -> Expr:
        """Tells whether the value is NaN."""
        return self._call("isnan")

    def is_not_nan(self) -> Expr:
        """Tells whether the value is not NaN."""
        return ~self._call("isnan")

    def is_finite(self) -> Expr:
        """Tells whether the number is neither infinite nor NaN."""
        return self._call("isfinite")

    def is_infinite(self) -> Expr:
        """Tells whether the number is infinite."""
        return self._call("isinf")

    def fill_null(self, value: IntoExpr = None, strategy: str | None = None) -> Expr:
        """Replaces NULL by a value, or by a strategy: forward, backward, min, max, mean, zero, one.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, None]}).select(lb.col("a").fill_null(0)).rows()
        [(1,), (0,)]
        """
        this = wrap(self._node)
        if strategy is None:
            return self._call("coalesce", value)
        fills: dict[str, Callable[[], Expr]] = {
            "forward": this.forward_fill,
            "backward": this.backward_fill,
            "min": lambda: this.fill_null(this.min()),
            "max": lambda: this.fill_null(this.max()),
            "mean": lambda: this.fill_null(this.mean()),
            "zero": lambda: this.fill_null(0),
            "one": lambda: this.fill_null(1),
        }
        if strategy not in fills:
            raise errors.InterfaceError(
                f"strategy must be one of {sorted(fills)}, not {strategy!r}"
            )
        return fills[strategy]()

    def fill_nan(self, value: IntoExpr) -> Expr:
        """Replaces NaN by a value."""
        return wrap(call("if", call("isnan", self._node), _tree(value), self._node)).alias(
            self._name()
        )

    def _name(self) -> str:
        return n.name_of(self._node)

    def is_in(self, other: Any) -> Expr:
        """Tells whether the value is one of a collection, or of a frame's only column.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}).filter(lb.col("a").is_in([2, 3])).rows()
        [(2,)]
        """
        if isinstance(other, Base):
            return wrap(call("list_contains", other._node, self._node)).alias(self._name())
        if isinstance(other, str) or not isinstance(other, Iterable):
            raise errors.InterfaceError(f"is_in expects a collection, not {type(other).__name__}")
        items = tuple(value(item) for item in other)
        if not items:
            return wrap(n.Named(template("({} IS NULL AND NULL)", self._node), self._name()))
        texts = ("", " IN (", *([", "] * (len(items) - 1)), ")")
        return wrap(
            n.Template(texts, (self._node, *items), (n.OTHER, *[0] * len(items)), n.COMPARE)
        )

    def isin(self, *items: Any) -> Expr:
        """Tells whether the value is one of those given, as in PySpark."""
        listed = items[0] if len(items) == 1 and isinstance(items[0], (list, tuple, set)) else items
        return self.is_in(listed)

    def is_between(
        self, lower_bound: IntoExpr, upper_bound: IntoExpr, closed: str = "both"
    ) -> Expr:
        """Tells whether the value lies between two others; texts are columns.

        ``closed`` says which bounds belong to it: both, left, right or none.
        """
        low, high = wrap(column(lower_bound)), wrap(column(upper_bound))
        this = wrap(self._node)
        if closed == "both":
            tree = (this._node, low._node, high._node)
            return wrap(n.Template(("", " BETWEEN ", " AND ", ""), tree, (n.OTHER,) * 3, n.COMPARE))
        if closed not in ("left", "right", "none"):
            raise errors.InterfaceError(f"closed must be both, left, right or none, not {closed!r}")
        above = this >= low if closed == "left" else this > low
        return above & (this <= high if closed == "right" else this < high)

    def between(self, lower_bound: IntoExpr, upper_bound: IntoExpr) -> Expr:
        """Tells whether the value lies between two others; texts are values, as in PySpark."""
        return self.is_between(wrap(value(lower_bound)), wrap(value(upper_bound)))

    def is_close(self, other: IntoExpr, *, abs_tol: float = 0.0, rel_tol: float = 1e-9) -> Expr:
        """Tells whether two numbers differ by no more than a tolerance."""
        this, that = wrap(self._node), wrap(value(other))
        largest = wrap(call("greatest", abs(this)._node, abs(that)._node))
        return abs(this - that) <= wrap(call("greatest", (largest * rel_tol)._node, value(abs_tol)))

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

    def replace(
        self,
        old: Any,
        new: Any = None,
        *,
        default: IntoExpr = ...,
        return_dtype: IntoDataType | None = None,
    ) -> Expr:
        """Replaces values by others: a mapping, or a value or list and what stands for it.

        Values that are not named stay, unless there is a ``default``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}).select(lb.col("a").replace({1: 10})).rows()
        [(10,), (2,)]
        """
        if isinstance(old, Mapping):
            pairs = list(old.items())
        elif isinstance(old, (list, tuple)):
            pairs = list(zip(old, new if isinstance(new, (list, tuple)) else [new] * len(old)))
        else:
            pairs = [(old, new)]
        children: list[n.Node] = [self._node]
        texts = ["CASE"]
        needs: list[int] = []
        for key, item in pairs:
            texts[-1] += " WHEN "
            texts += [" IS NOT DISTINCT FROM ", " THEN ", ""]
            children += ([self._node] if needs else []) + [value(key), value(item)]
            needs += [n.OTHER, n.OTHER, 0]
        texts[-1] += " ELSE "
        texts.append(" END")
        children.append(self._node if default is ... else value(default))
        out = wrap(n.Template(tuple(texts), tuple(children), (*needs, 0), n.ATOM))
        return out.cast(return_dtype) if return_dtype is not None else out

    def replace_strict(
        self,
        old: Any,
        new: Any = None,
        *,
        default: IntoExpr = None,
        return_dtype: IntoDataType | None = None,
    ) -> Expr:
        """Replaces values by others; those that are not named become the ``default``."""
        return self.replace(old, new, default=default, return_dtype=return_dtype)

    def abs(self) -> Expr:
        """Returns the absolute value."""
        return self._call("abs")

    def round(self, decimals: int = 0) -> Expr:
        """Rounds half away from zero."""
        return self._call("round", number(decimals, "decimals"))

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
        """Returns -1, 0 or 1."""
        return self._call("sign")

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

    def hash(self) -> Expr:
        """Returns a hash of the value."""
        return self._call("hash")

    def cut(
        self, breaks: list[float], *, labels: list[str] | None = None, left_closed: bool = False
    ) -> Expr:
        """Sorts numbers into bins between breaks, and names these as text."""
        ends = ["-inf", *map(_short, breaks), "inf"]
        sides = ("[{}, {})", "({}, {}]")[not left_closed]
        names = labels or [sides.format(low, high) for low, high in zip(ends, ends[1:])]
        if len(names) != len(breaks) + 1:
            raise errors.InterfaceError(
                f"{len(breaks)} breaks make {len(breaks) + 1} bins, not {len(names)}"
            )
        operator = "<" if left_closed else "<="
        texts = ["CASE"]
        children: list[n.Node] = []
        needs: list[int] = []
        for edge, name in zip(breaks, names):
            texts[-1] += " WHEN "
            texts += [f" {operator} ", f" THEN {value(name).pieces()[0]}"]
            children += [self._node, value(edge)]
            needs += [n.OTHER, n.OTHER]
        texts[-1] += " WHEN "
        texts.append(f" IS NOT NULL THEN {value(names[-1]).pieces()[0]} END")
        return wrap(n.Template(tuple(texts), (*children, self._node), (*needs, n.OTHER), n.ATOM))

    def bin_intervals(
        self, breaks: list[float], *, labels: list[str] | None = None, left_closed: bool = False
    ) -> Expr:
        """Sorts numbers into bins, as ``cut``."""
        return self.cut(breaks, labels=labels, left_closed=left_closed)

    def explode(self, *, empty_as_null: bool = False, keep_nulls: bool = True) -> Expr:
        """Makes a row of each element of a list; see ``DataFrame.explode``."""
        from lakebolt.frame.steps import unnested

        return wrap(
            template(
                unnested("{}", empty_as_null, keep_nulls),
                *[self._node] * (1 + (empty_as_null and not keep_nulls)),
            )
        )

    def repeat_by(self, by: IntoExpr) -> Expr:
        """Makes a list of the value so many times."""
        return wrap(n.Named(call("array_repeat", self._node, column(by)), self._name()))

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

    def contains(self, text: IntoExpr) -> Expr:
        """Tells whether text contains another, as in PySpark."""
        return self._call("contains", text)

    def startswith(self, text: IntoExpr) -> Expr:
        """Tells whether text begins with another, as in PySpark."""
        return self._call("starts_with", text)

    def endswith(self, text: IntoExpr) -> Expr:
        """Tells whether text ends with another, as in PySpark."""
        return self._call("ends_with", text)

    def like(self, pattern: IntoExpr) -> Expr:
        """Tells whether text matches a pattern of % and _."""
        return wrap(compare("LIKE", self._node, value(pattern)))

    def ilike(self, pattern: IntoExpr) -> Expr:
        """Tells whether text matches a pattern of % and _, in any case."""
        return wrap(compare("ILIKE", self._node, value(pattern)))

    def rlike(self, pattern: IntoExpr) -> Expr:
        """Tells whether a regular expression matches some part of text."""
        return self._call("regexp_matches", pattern)

    def substr(self, start: IntoExpr, length: IntoExpr) -> Expr:
        """Cuts characters out of text, from a place counted from 1, as in PySpark."""
        return self._call("substring", start, length)

    def get_item(self, key: Any) -> Expr:
        """Returns an element of a list, from 0, or the value of a key, as in PySpark."""
        place = key + 1 if isinstance(key, int) and key >= 0 else key
        return wrap(n.Template(("", "[", "]"), (self._node, value(place)), (n.ATOM, 0), n.ATOM))

    def get_field(self, name: str) -> Expr:
        """Returns a field of a struct, as in PySpark."""
        return wrap(n.Named(call("struct_extract", self._node, value(name)), name))

    def with_field(self, name: str, field: IntoExpr) -> Expr:
        """Adds a field to a struct, as in PySpark."""
        return wrap(self._node).struct.with_fields(**{name: field})

    def reinterpret(self, dtype: IntoDataType) -> Expr:
        """Casts to a type, as ``cast`` does."""
        return self.cast(dtype)

    def map_sql(self, text: str) -> Expr:
        """Puts the expression into SQL, where ``{}`` stands.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": ["x"]}).select(lb.col("a").map_sql("repeat({}, 2)")).rows()
        [('xx',)]
        """
        return wrap(template(f"({text})", self._node))

    def pipe(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Calls a function with the expression."""
        return function(wrap(self._node), *args, **kwargs)

    def desc(self, *, nulls_last: bool = True) -> Expr:
        """Sorts from the greatest value down, NULLs last, as a key of ``sort``."""
        return wrap(n.Key(self._node, True, nulls_last))

    def asc(self, *, nulls_last: bool = False) -> Expr:
        """Sorts from the least value up, as a key of ``sort``."""
        return wrap(n.Key(self._node, False, nulls_last))

    def asc_nulls_first(self) -> Expr:
        """Sorts from the least value up, NULLs first."""
        return self.asc(nulls_last=False)

    def asc_nulls_last(self) -> Expr:
        """Sorts from the least value up, NULLs last."""
        return self.asc(nulls_last=True)

    def desc_nulls_first(self) -> Expr:
        """Sorts from the greatest value down, NULLs first."""
        return self.desc(nulls_last=False)

    def desc_nulls_last(self) -> Expr:
        """Sorts from the greatest value down, NULLs last."""
        return self.desc(nulls_last=True)

    def exclude(self, *names: Any) -> Expr:
        """Leaves columns out of those that an expression stands for."""
        from lakebolt.expr.selectors import without

        def change(part: n.Node) -> n.Node:
            return without(part, names) if isinstance(part, n.Selection) else part

        return wrap(n.rebuild(self._node, change))

    getItem = get_item
    getField = get_field
    withField = with_field
    isNull = is_null
    isNotNull = is_not_null
    isNaN = is_nan
    astype = cast


def _tree(item: IntoExpr) -> n.Node:
    return value(item)


def _short(number_: float) -> str:
    return f"{number_:g}"
