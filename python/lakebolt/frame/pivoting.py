"""Groups whose aggregates get a column for each value of another column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.expr.base import wrap
from lakebolt.expr.call import Call
from lakebolt.expr.expr import Expr
from lakebolt.expr.node import ELEMENT, Key, Node, Raw, rebuild
from lakebolt.expr.prepare import Item
from lakebolt.frame.expand import expand

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame
    from lakebolt.frame.grouping import GroupBy


class PivotedGroups:
    """Is groups whose aggregates get a column for each value of a pivot column."""

    def __init__(self, groups: GroupBy, pivot_column: str, values: list[Any]):
        """Pivots groups; use ``GroupBy.pivot``."""
        self._groups = groups
        self._pivot = pivot_column
        self._values = values

    def agg(self, *aggs: Any) -> DataFrame:
        """Computes aggregates for each value of the pivot column."""
        exprs: list[Any] = []
        for item in aggs:
            exprs += by_names(item) if isinstance(item, Mapping) else [item]
        items = expand(exprs, {}, self._groups._rest())
        out: list[Item] = []
        for value in self._values:
            for name, node in items:
                shown = str(value) if len(items) == 1 else f"{value}_{name}"
                out.append((shown, only_where(node, f.col(self._pivot).eq_missing(value)._node)))
        return self._groups._made(out)

    def _each(self, method: str, columns: tuple[str, ...]) -> DataFrame:
        return self.agg(*[getattr(f.col(name), method)() for name in columns])

    def sum(self, *columns: str) -> DataFrame:
        """Adds up columns."""
        return self._each("sum", columns)

    def mean(self, *columns: str) -> DataFrame:
        """Averages columns."""
        return self._each("mean", columns)

    def min(self, *columns: str) -> DataFrame:
        """Gives the least values of columns."""
        return self._each("min", columns)

    def max(self, *columns: str) -> DataFrame:
        """Gives the greatest values of columns."""
        return self._each("max", columns)

    def first(self, *columns: str) -> DataFrame:
        """Gives the first values of columns."""
        return self._each("first", columns)

    def count(self) -> DataFrame:
        """Counts rows."""
        return self.agg(f.len())

    avg = mean


def only_where(node: Node, condition: Node) -> Node:
    """Returns an expression whose aggregates are over the rows for which a condition holds."""
    def change(part: Node) -> Node:
        if not isinstance(part, Call) or not part.aggregate:
            return part
        keys = tuple(key for key in part.part(2) if isinstance(key, Key))
        return Call(
            part.function, part.part(0), where=(*part.part(1), condition), order=keys,
            distinct=part.distinct, ordered=part.ordered,
        )  # fmt: skip

    return rebuild(node, change)


def by_names(mapping: Mapping[str, Any]) -> list[Expr]:
    """Returns aggregates of columns by their names, as PySpark gives them."""
    out: list[Expr] = []
    for name, functions in mapping.items():
        for function in functions if isinstance(functions, (list, tuple)) else [functions]:
            if name == "*" and function == "count":
                out.append(f.len().alias("count"))
                continue
            method = getattr(f.col(name), str(function), None)
            if method is None:
                raise errors.InterfaceError(f"there is no aggregate {function!r}")
            out.append(method())
    return out


def labels_of(values: tuple[Any, ...]) -> str:
    """Returns the name of a pivoted column, of several keys as Polars writes a struct."""
    if len(values) == 1:
        return label_of(values[0])
    texts = (f'"{item}"' if isinstance(item, str) else label_of(item) for item in values)
    return "{" + ",".join(texts) + "}"


def label_of(value: Any) -> str:
    """Returns the name of a column for a value."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def aggregate_of(values: Expr, function: Any) -> Expr:
    """Returns an aggregate by its name, or an expression on elements, of values."""
    if isinstance(function, Expr):
        return wrap(
            rebuild(
                function._node,
                lambda part: (
                    values._node if isinstance(part, Raw) and part.text == ELEMENT else part
                ),
            )
        )
    method = getattr(values, str(function or "first"), None)
    if method is None:
        raise errors.InterfaceError(f"there is no aggregate {function!r}")
    out: Expr = method()
    return out
