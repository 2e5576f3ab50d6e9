"""Groups of rows of Spark's frames: what ``groupBy`` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Mapping

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import template
from lakebolt.expr.call import Call
from lakebolt.expr.prepare import Item
from lakebolt.frame.expand import flat
from lakebolt.frame.grouping import GroupBy
from lakebolt.frame.pivoting import only_where
from lakebolt.frame.steps import Group
from lakebolt.spark.labels import wrapped
from lakebolt.spark.missing import _NUMBERS
from lakebolt.spark.selecting import distinguished
from lakebolt.spark.text_output import cell_text

if TYPE_CHECKING:
    from lakebolt.spark.column import Column
    from lakebolt.spark.frame import DataFrame


class GroupedData:
    """Is the rows of a frame by groups; its methods give a row for each."""

    def __init__(self, frame: DataFrame, keys: list[Item], sets: str = "", pivot: Any = None):
        """Groups a frame; use ``DataFrame.groupBy``."""
        self._frame = frame
        self._keys = keys
        self._sets = sets
        self._pivot = pivot

    def agg(self, *exprs: Any) -> DataFrame:
        """Computes aggregates: columns, or a mapping of names to functions."""
        from lakebolt.spark import functions

        cols: list[Any] = []
        for item in flat(exprs):
            if isinstance(item, Mapping):
                cols += [_aggregate(functions, name, str(what)) for name, what in item.items()]
            else:
                cols.append(item)
        return self._made(self._frame._items(cols))

    def _made(self, items: list[Item]) -> DataFrame:
        if self._pivot is not None:
            items = self._pivoted(items)
        unique, shown = distinguished([*self._keys, *items])
        split = len(self._keys)
        plan = Group(self._frame._plan, unique[:split], unique[split:], sets=self._sets)
        return self._frame._named(plan, shown)

    def _pivoted(self, items: list[Item]) -> list[Item]:
        """Returns the aggregates for each value of the column that is pivoted."""
        node, values = self._pivot
        out: list[Item] = []
        for value in values:
            same = wrapped(node).eqNullSafe(value)._node
            text = cell_text(value) if value is not None else "null"
            for name, item in items:
                shown = text if len(items) == 1 else f"{text}_{name}"
                count = only_where(Call("count", ()), same)
                made = template("CASE WHEN {} > 0 THEN {} END", count, only_where(item, same))
                out.append((shown, made))
        return out

    def pivot(self, pivot_col: str, values: list[Any] | None = None) -> GroupedData:
        """Makes a column of each value of another column."""
        ((_, node),) = self._frame._items([pivot_col])
        if values is None:
            found = self._frame.select(wrapped(n.Named(node, "x"))).distinct().orderBy("x")
            values = [row[0] for row in found.collect()]
        return GroupedData(self._frame, self._keys, self._sets, (node, values))

    def count(self) -> DataFrame:
        """Counts the rows of each group, as the column ``count``."""
        from lakebolt.spark import functions

        return self.agg(functions.count("*").alias("count"))

    def _each(self, function: Callable[[Any], Column], cols: tuple[Any, ...]) -> DataFrame:
        names = list(flat(cols))
        if not names:
            keys = {node.column for _, node in self._keys if isinstance(node, n.Column)}
            kinds = self._frame.schema.fields
            names = [
                field.name
                for own, field in zip(self._frame._plan.columns, kinds)
                if own not in keys and isinstance(field.dataType, _NUMBERS)
            ]
        return self.agg(*[function(name) for name in names])

    def sum(self, *cols: Any) -> DataFrame:
        """Adds up columns, or all numeric ones."""
        return self._by("sum", cols)

    def avg(self, *cols: Any) -> DataFrame:
        """Averages columns, or all numeric ones."""
        return self._by("avg", cols)

    mean = avg

    def min(self, *cols: Any) -> DataFrame:
        """Gives the least values of columns, or of all numeric ones."""
        return self._by("min", cols)

    def max(self, *cols: Any) -> DataFrame:
        """Gives the greatest values of columns, or of all numeric ones."""
        return self._by("max", cols)

    def _by(self, name: str, cols: tuple[Any, ...]) -> DataFrame:
        from lakebolt.spark import functions

        return self._each(getattr(functions, name), cols)

    def applyInPandas(self, func: Callable[..., Any], schema: Any) -> DataFrame:
        """Calls a function with a pandas frame of each group; it gives another."""
        return self._applied(func, schema, "pandas")

    def applyInArrow(self, func: Callable[..., Any], schema: Any) -> DataFrame:
        """Calls a function with an Arrow table of each group; it gives another."""
        return self._applied(func, schema, "arrow")

    def _applied(self, func: Callable[..., Any], schema: Any, kind: str) -> DataFrame:
        import inspect

        from lakebolt.frame.dataframe import DataFrame as Frame
        from lakebolt.spark.fetching import engine_schema
        from lakebolt.udfs.frames import adapted, map_groups

        called = func
        if len(inspect.signature(func).parameters) == 2:  # of which the first are the keys
            names = [name for name, _ in self._keys]
            called = _WithKeys(func, names, kind)
        # The groups of our own frames, as functions over Spark's have no places for lists of rows.
        plain = Frame._of(self._frame._connection, self._frame._plan)
        groups = GroupBy(plain, self._keys)
        made = map_groups(groups, adapted(called, kind, False), engine_schema(schema), 0)
        return self._frame._with(made._plan)


class _WithKeys:
    """Calls a function with a group's keys and its rows."""

    def __init__(self, function: Callable[..., Any], names: list[str], kind: str):
        self.function, self.names, self.kind = function, names, kind

    def __call__(self, rows: Any) -> Any:
        if self.kind == "pandas":
            keys = tuple(rows[name].iloc[0] for name in self.names)
        else:
            keys = tuple(rows[name][0] for name in self.names)
        return self.function(keys, rows)


def _aggregate(functions: Any, name: str, what: str) -> Any:
    made = getattr(functions, what.lower(), None)
    if made is None:
        raise errors.InterfaceError(f"there is no aggregate {what!r}")
    return made("*" if name == "*" else name)


