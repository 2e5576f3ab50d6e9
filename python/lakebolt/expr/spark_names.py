"""Methods of PySpark's columns that have other names or meanings in Polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lakebolt.datatype import IntoDataType
from lakebolt.expr import node as n
from lakebolt.expr.base import IntoExpr, call, value, wrap
from lakebolt.expr.patterns import Patterns

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class SparkNames(Patterns):
    """Gives expressions PySpark's methods."""

    __slots__ = ()

    def isin(self, *items: Any) -> Expr:
        """Tells whether the value is one of those given, as in PySpark."""
        listed = items[0] if len(items) == 1 and isinstance(items[0], (list, tuple, set)) else items
        return wrap(self._node).is_in(listed)

    def between(self, lower_bound: IntoExpr, upper_bound: IntoExpr) -> Expr:
        """Tells whether the value lies between two others; texts are values, as in PySpark."""
        return wrap(self._node).is_between(wrap(value(lower_bound)), wrap(value(upper_bound)))

    def contains(self, text: IntoExpr) -> Expr:
        """Tells whether text contains another, as in PySpark."""
        return self._call("contains", text)

    def startswith(self, text: IntoExpr) -> Expr:
        """Tells whether text begins with another, as in PySpark."""
        return self._call("starts_with", text)

    def endswith(self, text: IntoExpr) -> Expr:
        """Tells whether text ends with another, as in PySpark."""
        return self._call("ends_with", text)

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

    getItem = get_item

    getField = get_field

    withField = with_field

    def isNull(self) -> Expr:
        """Tells whether the value is NULL."""
        return wrap(self._node).is_null()

    def isNotNull(self) -> Expr:
        """Tells whether the value is not NULL."""
        return wrap(self._node).is_not_null()

    def isNaN(self) -> Expr:
        """Tells whether the value is NaN."""
        return wrap(self._node).is_nan()

    def astype(self, dtype: IntoDataType) -> Expr:
        """Casts to a type, as ``cast`` does."""
        return wrap(self._node).cast(dtype)
