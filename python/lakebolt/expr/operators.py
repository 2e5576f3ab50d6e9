"""Operators of expressions: arithmetic, comparison, logic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from lakebolt.expr import node as n
from lakebolt.expr.base import Base, IntoExpr, binary, call, compare, template, value, wrap

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


def _is_text(item: Any) -> bool:
    return isinstance(item, str)


def _inner(node: n.Node) -> n.Node:
    while isinstance(node, n.Named):
        node = node.children[0]
    return node


def _is_span(node: n.Node) -> bool:
    """Tells whether a node is written as an interval."""
    first = _inner(node).pieces()[0]
    return isinstance(first, str) and first.lstrip("(").startswith("to_")


def _is_number(node: n.Node) -> bool:
    """Tells whether a node is written as a number, a sum or a difference, so that it is no date."""
    inner = _inner(node)
    if isinstance(inner, n.Raw):
        return inner.constant and inner.text.lstrip("-")[:1].isdigit()
    if inner.pieces()[0] == "frame_subtract(":
        return not _is_span(inner.children[1])
    return inner.precedence in (n.ADD, n.MULTIPLY, n.UNARY)


def _added(left: n.Node, right: n.Node) -> n.Node:
    if _is_span(left) != _is_span(right):
        return call("frame_add", left, right)
    return binary("+", n.ADD, left, right)


def _subtracted(left: n.Node, right: n.Node) -> n.Node:
    if _is_number(left) or _is_number(right):
        return binary("-", n.ADD, left, right)
    return call("frame_subtract", left, right)


def _is_condition(node: n.Node) -> bool:
    """Tells whether a node is written as a condition."""
    inner = _inner(node)
    if isinstance(inner, n.Raw):
        return inner.text in ("TRUE", "FALSE", "NULL")
    return inner.precedence in (n.OR, n.AND, n.NOT, n.COMPARE)


def _logic(left: n.Node, right: n.Node, logical: str, precedence: int, bitwise: str) -> n.Node:
    """Joins conditions; what may be numbers as well is joined bit by bit if it is."""
    if _is_condition(left) and _is_condition(right):
        return binary(logical, precedence, left, right)
    return binary(bitwise, n.OTHER, left, right)


def _and(left: n.Node, right: n.Node) -> n.Node:
    return _logic(left, right, "AND", n.AND, "&")


def _or(left: n.Node, right: n.Node) -> n.Node:
    return _logic(left, right, "OR", n.OR, "|")


def _xor(left: n.Node, right: n.Node) -> n.Node:
    if _is_condition(left) and _is_condition(right):
        return compare("<>", left, right)
    return call("xor", left, right)


class Operators(Base):
    """Gives expressions Python's operators, and names for them."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        """Refuses ``and``, ``or``, ``not`` and ``if``, which Python lets nobody define."""
        raise TypeError(
            "an expression has no truth value: join conditions with & and |, negate with ~, "
            "and put comparisons in brackets"
        )

    __hash__ = object.__hash__

    def __add__(self, other: IntoExpr) -> Expr:
        """Adds; joins text where one side is a ``str``. A date moved by a period stays a date."""
        if _is_text(other):
            return wrap(binary("||", n.OTHER, self._node, value(other)))
        return wrap(_added(self._node, value(other)))

    def __radd__(self, other: IntoExpr) -> Expr:
        """Adds to a value."""
        if _is_text(other):
            return wrap(binary("||", n.OTHER, value(other), self._node))
        return wrap(_added(value(other), self._node))

    def __sub__(self, other: IntoExpr) -> Expr:
        """Subtracts; what lies between two dates is an interval."""
        return wrap(_subtracted(self._node, value(other)))

    def __rsub__(self, other: IntoExpr) -> Expr:
        """Subtracts from a value."""
        return wrap(_subtracted(value(other), self._node))

    def __mul__(self, other: IntoExpr) -> Expr:
        """Multiplies."""
        return wrap(binary("*", n.MULTIPLY, self._node, value(other)))

    def __rmul__(self, other: IntoExpr) -> Expr:
        """Multiplies a value."""
        return wrap(binary("*", n.MULTIPLY, value(other), self._node))

    def __truediv__(self, other: IntoExpr) -> Expr:
        """Divides; the answer is floating-point. Dividing by zero is an error."""
        return wrap(binary("/", n.MULTIPLY, self._node, value(other)))

    def __rtruediv__(self, other: IntoExpr) -> Expr:
        """Divides a value."""
        return wrap(binary("/", n.MULTIPLY, value(other), self._node))

    def __mod__(self, other: IntoExpr) -> Expr:
        """Gives the remainder of a division, with the sign of the divisor as in Python."""
        return wrap(_modulo(self._node, value(other)))

    def __rmod__(self, other: IntoExpr) -> Expr:
        """Gives the remainder of a value's division."""
        return wrap(_modulo(value(other), self._node))

    def __floordiv__(self, other: IntoExpr) -> Expr:
        """Divides and rounds down, as Python does."""
        return wrap(_floor_divide(self._node, value(other)))

    def __rfloordiv__(self, other: IntoExpr) -> Expr:
        """Divides a value and rounds down."""
        return wrap(_floor_divide(value(other), self._node))

    def __pow__(self, other: IntoExpr) -> Expr:
        """Raises to a power; the answer is floating-point."""
        return wrap(call("pow", self._node, value(other)))

    def __rpow__(self, other: IntoExpr) -> Expr:
        """Raises a value to a power."""
        return wrap(call("pow", value(other), self._node))

    def __neg__(self) -> Expr:
        """Negates a number."""
        return wrap(n.Template(("-", ""), (self._node,), (n.ATOM,), n.UNARY))

    def __pos__(self) -> Expr:
        """Returns the expression itself."""
        return wrap(self._node)

    def __abs__(self) -> Expr:
        """Returns the absolute value."""
        return wrap(call("abs", self._node))

    def __eq__(self, other: IntoExpr) -> Expr:  # type: ignore[override]
        """Compares; NULL on either side gives NULL."""
        return wrap(compare("=", self._node, value(other)))

    def __ne__(self, other: IntoExpr) -> Expr:  # type: ignore[override]
        """Compares; NULL on either side gives NULL."""
        return wrap(compare("<>", self._node, value(other)))

    def __lt__(self, other: IntoExpr) -> Expr:
        """Compares."""
        return wrap(compare("<", self._node, value(other)))

    def __le__(self, other: IntoExpr) -> Expr:
        """Compares."""
        return wrap(compare("<=", self._node, value(other)))

    def __gt__(self, other: IntoExpr) -> Expr:
        """Compares."""
        return wrap(compare(">", self._node, value(other)))

    def __ge__(self, other: IntoExpr) -> Expr:
        """Compares."""
        return wrap(compare(">=", self._node, value(other)))

    def __and__(self, other: IntoExpr) -> Expr:
        """Is true where both conditions are; of whole numbers, joins the bits."""
        return wrap(_and(self._node, value(other)))

    def __rand__(self, other: IntoExpr) -> Expr:
        """Is true where both conditions are."""
        return wrap(_and(value(other), self._node))

    def __or__(self, other: IntoExpr) -> Expr:
        """Is true where one of the conditions is; of whole numbers, joins the bits."""
        return wrap(_or(self._node, value(other)))

    def __ror__(self, other: IntoExpr) -> Expr:
        """Is true where one of the conditions is."""
        return wrap(_or(value(other), self._node))

    def __xor__(self, other: IntoExpr) -> Expr:
        """Is true where just one of the conditions is; of whole numbers, joins the bits."""
        return wrap(_xor(self._node, value(other)))

    def __rxor__(self, other: IntoExpr) -> Expr:
        """Is true where just one of the conditions is; of whole numbers, joins the bits."""
        return wrap(_xor(value(other), self._node))

    def __invert__(self) -> Expr:
        """Negates a condition; of whole numbers, inverts the bits."""
        if _is_condition(self._node):
            return wrap(n.Template(("NOT ", ""), (self._node,), (n.NOT,), n.NOT))
        return wrap(n.Template(("(~", ")"), (self._node,), (n.ATOM,), n.ATOM))

    def add(self, other: IntoExpr) -> Expr:
        """Adds, as ``+`` does."""
        return self + other

    def sub(self, other: IntoExpr) -> Expr:
        """Subtracts, as ``-`` does."""
        return self - other

    def mul(self, other: IntoExpr) -> Expr:
        """Multiplies, as ``*`` does."""
        return self * other

    def truediv(self, other: IntoExpr) -> Expr:
        """Divides, as ``/`` does."""
        return self / other

    def floordiv(self, other: IntoExpr) -> Expr:
        """Divides and rounds down, as ``//`` does."""
        return self // other

    def mod(self, other: IntoExpr) -> Expr:
        """Gives the remainder, as ``%`` does."""
        return self % other

    def pow(self, exponent: IntoExpr) -> Expr:
        """Raises to a power, as ``**`` does."""
        return self**exponent

    def neg(self) -> Expr:
        """Negates a number, as ``-`` does."""
        return -self

    def eq(self, other: IntoExpr) -> Expr:
        """Compares, as ``==`` does."""
        return self == other

    def ne(self, other: IntoExpr) -> Expr:
        """Compares, as ``!=`` does."""
        return self != other

    def lt(self, other: IntoExpr) -> Expr:
        """Compares, as ``<`` does."""
        return self < other

    def le(self, other: IntoExpr) -> Expr:
        """Compares, as ``<=`` does."""
        return self <= other

    def gt(self, other: IntoExpr) -> Expr:
        """Compares, as ``>`` does."""
        return self > other

    def ge(self, other: IntoExpr) -> Expr:
        """Compares, as ``>=`` does."""
        return self >= other

    def eq_missing(self, other: IntoExpr) -> Expr:
        """Compares, taking NULL as equal to NULL.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, None]}).select(lb.col("a").eq_missing(None)).rows()
        [(False,), (True,)]
        """
        return wrap(compare("IS NOT DISTINCT FROM", self._node, value(other)))

    def ne_missing(self, other: IntoExpr) -> Expr:
        """Compares, taking NULL as equal to NULL."""
        return wrap(compare("IS DISTINCT FROM", self._node, value(other)))

    def and_(self, *others: IntoExpr) -> Expr:
        """Is true where all conditions are."""
        out = wrap(self._node)
        for other in others:
            out = out & other
        return out

    def or_(self, *others: IntoExpr) -> Expr:
        """Is true where one of the conditions is."""
        out = wrap(self._node)
        for other in others:
            out = out | other
        return out

    def xor(self, other: IntoExpr) -> Expr:
        """Is true where just one of the conditions is."""
        return self ^ other

    def not_(self) -> Expr:
        """Negates a condition."""
        return ~self

    def bitwise_and(self, other: IntoExpr) -> Expr:
        """Keeps the bits set in both numbers."""
        return wrap(binary("&", n.OTHER, self._node, value(other)))

    def bitwise_or(self, other: IntoExpr) -> Expr:
        """Keeps the bits set in either number."""
        return wrap(binary("|", n.OTHER, self._node, value(other)))

    def bitwise_xor(self, other: IntoExpr) -> Expr:
        """Keeps the bits set in one of the numbers only."""
        return wrap(call("xor", self._node, value(other)))

    def bitwise_not(self) -> Expr:
        """Inverts all bits."""
        return wrap(call("bitwise_not", self._node))

    def bitwise_count_ones(self) -> Expr:
        """Counts the bits that are set."""
        return wrap(call("bit_count", self._node))

    bitwiseAND = bitwise_and
    bitwiseOR = bitwise_or
    bitwiseXOR = bitwise_xor
    eqNullSafe = eq_missing


def _modulo(left: n.Node, right: n.Node) -> n.Node:
    # SQL's remainder has the sign of the dividend.
    remainder = binary("%", n.MULTIPLY, left, right)
    return binary("%", n.MULTIPLY, binary("+", n.ADD, remainder, right), right)


def _floor_divide(left: n.Node, right: n.Node) -> n.Node:
    whole = binary("-", n.ADD, left, _modulo(left, right))
    return template("round({})", binary("//", n.MULTIPLY, whole, right))
