"""Groups of rows: what ``DataFrame.group_by`` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping

from lakebolt.datatype import identifier
from lakebolt.expr import functions as f
from lakebolt.expr import selectors
from lakebolt.expr.base import column, wrap
from lakebolt.expr.expr import Expr
from lakebolt.expr.node import Column, Node
from lakebolt.expr.period import Period, range_frame
from lakebolt.expr.prepare import Item
from lakebolt.frame.base import FrameBase
from lakebolt.frame.expand import expand, refuse_duplicates
from lakebolt.frame.hidden import hidden
from lakebolt.frame.pivoting import PivotedGroups, by_names
from lakebolt.frame.steps import Group

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame
    from lakebolt.frame.periods import RollingGroupBy


class GroupBy:
    """Is the rows of a frame by groups; ``agg`` and its shortcuts give a row for each.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"g": ["x", "x", "y"], "a": [1, 2, 5]})
    >>> frame.group_by("g").agg(lb.len(), total=lb.col("a").sum()).sort("g").rows()
    [('x', 2, 3), ('y', 1, 5)]
    """

    def __init__(
        self,
        frame: DataFrame,
        keys: list[Item],
        *,
        ordered: bool = False,
        sets: str = "",
        having: tuple[Node, ...] = (),
    ):
        """Groups a frame; use ``DataFrame.group_by``."""
        self._frame = frame
        self._keys = keys
        self._ordered = ordered
        self._sets = sets
        self._having = having

    def agg(self, *aggs: Any, **named: Any) -> DataFrame:
        """Computes aggregates; columns beside them become lists of the group's values.

        A mapping of columns to names of aggregates is taken too, as in PySpark.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"g": ["x", "x", "y"], "a": [1, 2, 5]})
        >>> frame.group_by("g").agg({"a": "max"}).sort("g").rows()
        [('x', 2), ('y', 5)]
        >>> frame.group_by("g").agg("a").sort("g").rows()
        [('x', [1, 2]), ('y', [5])]
        """
        exprs: list[Any] = []
        for item in aggs:
            exprs += by_names(item) if isinstance(item, Mapping) else [item]
        items = expand(exprs, named, self._rest())
        return self._made(items)

    def _made(self, items: list[Item]) -> DataFrame:
        refuse_duplicates([*self._keys, *items])
        plan = Group(
            self._frame._plan,
            self._keys,
            items,
            sets=self._sets,
            having=list(self._having),
            ordered=self._ordered,
        )
        return self._frame._with(plan)

    def _rest(self) -> Any:
        """Returns the columns to choose from: those that are no keys."""
        choice = self._frame._choice()
        keys = {node.column.casefold() for _, node in self._keys if isinstance(node, Column)}
        names = [name for name in choice.names if name.casefold() not in keys]

        def types() -> Any:
            return {name: kind for name, kind in choice.types().items() if name in names}

        return selectors.Choice(names, types, choice.names, choice.locate)

    def having(self, *predicates: Any) -> GroupBy:
        """Keeps groups for which conditions hold."""
        nodes = tuple(node for _, node in expand(predicates, {}, self._frame._choice()))
        having = (*self._having, *nodes)
        return GroupBy(
            self._frame, self._keys, ordered=self._ordered, sets=self._sets, having=having
        )

    def _each(
        self, make: Callable[[Expr], Expr], columns: tuple[Any, ...], numeric: bool
    ) -> DataFrame:
        if columns:
            chosen: Expr = f.col(*self._frame._chosen(list(columns)))
        else:
            chosen = selectors.numeric() if numeric else f.all()
        return self.agg(make(chosen))

    def applyInArrow(
        self, func: Callable[..., Any], schema: Any, *, workers: int | bool = 0
    ) -> DataFrame:
        """Calls a function with an Arrow table of each group and takes what it gives.

        That may be what ``DataFrame.map_batches`` takes; ``schema`` has its types by name.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"g": ["x", "x", "y"], "a": [1, 2, 5]})
        >>> def spread(table):
        ...     values = table["a"].to_pylist()
        ...     return [(table["g"][0].as_py(), max(values) - min(values))]
        >>> frame.group_by("g").applyInArrow(spread, {"g": str, "spread": int}).sort("g").rows()
        [('x', 1), ('y', 0)]
        """
        from lakebolt.udfs.frames import map_groups

        return map_groups(self, func, schema, workers)

    def applyInPandas(
        self, func: Callable[..., Any], schema: Any, *, workers: int | bool = 0
    ) -> DataFrame:
        """Calls a function with a pandas frame of each group, as in PySpark; it gives another."""
        from lakebolt.udfs.frames import adapted, map_groups

        return map_groups(self, adapted(func, "pandas", False), schema, workers)

    apply_in_pandas, apply_in_arrow = applyInPandas, applyInArrow

    def len(self, name: str = "len") -> DataFrame:
        """Counts the rows of each group."""
        return self.agg(f.len().alias(name))

    def count(self) -> DataFrame:
        """Counts the rows of each group, as the column ``count``."""
        return self.len("count")

    def sum(self, *columns: Any) -> DataFrame:
        """Adds up the columns named, or all numeric ones."""
        return self._each(lambda expr: expr.sum(), columns, True)

    def mean(self, *columns: Any) -> DataFrame:
        """Averages the columns named, or all numeric ones."""
        return self._each(lambda expr: expr.mean(), columns, True)

    def median(self, *columns: Any) -> DataFrame:
        """Gives the middle values of the columns named, or of all numeric ones."""
        return self._each(lambda expr: expr.median(), columns, True)

    def min(self, *columns: Any) -> DataFrame:
        """Gives the least values of the columns named, or of all."""
        return self._each(lambda expr: expr.min(), columns, False)

    def max(self, *columns: Any) -> DataFrame:
        """Gives the greatest values of the columns named, or of all."""
        return self._each(lambda expr: expr.max(), columns, False)

    def first(self, *, ignore_nulls: bool = False) -> DataFrame:
        """Gives the first values of all columns, perhaps the first that are not NULL."""
        return self._each(lambda expr: expr.first(ignore_nulls), (), False)

    def last(self, *, ignore_nulls: bool = False) -> DataFrame:
        """Gives the last values of all columns, perhaps the last that are not NULL."""
        return self._each(lambda expr: expr.last(ignore_nulls), (), False)

    def n_unique(self) -> DataFrame:
        """Counts the different values of all columns."""
        return self._each(lambda expr: expr.n_unique(), (), False)

    def quantile(self, quantile: float, interpolation: Any = "linear") -> DataFrame:
        """Gives a quantile of all numeric columns."""
        return self._each(lambda expr: expr.quantile(quantile, interpolation), (), True)

    def all(self) -> DataFrame:
        """Gathers the values of all columns into lists."""
        return self._each(lambda expr: expr.implode(), (), False)

    def head(self, n: int = 5) -> DataFrame:
        """Gives the first rows of each group."""
        return self._rows(f.row_number().over(*self._key_exprs()) <= n)

    def tail(self, n: int = 5) -> DataFrame:
        """Gives the last rows of each group."""
        keys = self._key_exprs()
        return self._rows(f.row_number().over(*keys) > f.len().over(*keys) - n)

    def _rows(self, condition: Expr) -> DataFrame:
        names = [name for name, _ in self._keys]
        frame = self._frame.with_columns(*[e.alias(n) for e, n in zip(self._key_exprs(), names)])
        return frame.filter(condition).select(*names, f.exclude(*names))

    def _key_exprs(self) -> list[Expr]:
        return [wrap(node) for _, node in self._keys]

    def map_groups(self, function: Callable[[DataFrame], DataFrame]) -> DataFrame:
        """Calls a function with the frame of each group and puts what it returns together."""
        frames = [function(frame) for _, frame in self]
        if not frames:
            return function(self._frame.limit(0))
        out = frames[0]
        return out._set_operation(frames[1:], "UNION ALL") if frames[1:] else out

    def __iter__(self) -> Iterator[tuple[tuple[Any, ...], DataFrame]]:
        """Gives the keys of each group and a frame of its rows."""
        names = [name for name, _ in self._keys]
        (count,) = hidden("len", names)
        for values in self.agg(f.len().alias(count)).select(*names).rows():
            conditions = [e.eq_missing(v) for e, v in zip(self._key_exprs(), values)]
            yield values, self._frame.filter(*conditions)

    def pivot(self, pivot_column: Any, values: list[Any] | None = None) -> PivotedGroups:
        """Makes a column of each value of another column, as in PySpark.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"g": [1, 1, 2], "k": ["a", "b", "a"], "v": [10, 20, 30]})
        >>> frame.group_by("g").pivot("k", ["a", "b"]).sum("v").sort("g").rows()
        [(1, 10, 20), (2, 30, None)]
        """
        name = self._frame._name(pivot_column)
        if values is None:
            values = [row[0] for row in self._frame.select(name).unique().sort(name).rows()]
        return PivotedGroups(self, name, values)

    avg = mean


class Grouping(FrameBase):
    """Gives frames groups."""

    def group_by(self, *by: Any, maintain_order: bool = False, **named: Any) -> GroupBy:
        """Groups rows by columns or expressions; ``maintain_order``: groups come as they appear."""
        keys = expand(by, named, self._choice())
        refuse_duplicates(keys)
        return GroupBy(self._frame, keys, ordered=maintain_order)

    def rollup(self, *by: Any) -> GroupBy:
        """Groups rows by columns, by all but the last, and so on down to all rows."""
        return GroupBy(self._frame, expand(by, {}, self._choice()), sets="ROLLUP")

    def cube(self, *by: Any) -> GroupBy:
        """Groups rows by each choice of some columns."""
        return GroupBy(self._frame, expand(by, {}, self._choice()), sets="CUBE")

    def grouping_sets(self, sets: list[Any], *by: Any) -> GroupBy:
        """Groups rows by each of several sets of columns, as PySpark's ``groupingSets``.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2], "b": ["x", "x"]})
        >>> frame.grouping_sets([["a"], ["b"], []], "a", "b").agg(lb.len()).height
        4
        """
        keys = expand(by, {}, self._choice())
        texts = []
        for one in sets:
            names = self._chosen(one) if one else []
            texts.append("(" + ", ".join(identifier(name) for name in names) + ")")
        return GroupBy(self._frame, keys, sets="GROUPING SETS (" + ", ".join(texts) + ")")

    def group_by_dynamic(
        self,
        index_column: Any,
        *,
        every: Period,
        period: Period | None = None,
        offset: Period | None = None,
        include_boundaries: bool = False,
        closed: str = "left",
        label: str = "left",
        group_by: Any = None,
        start_by: str = "window",
    ) -> GroupBy:
        """Groups rows by periods such as ``1h`` or ``1mo`` of a date or timestamp; sorts by them.

        A window begins ``every`` period and is as long as ``period``, if that is given; windows may
        overlap. ``closed`` says which bounds belong to it: left, right, both or none; ``label``,
        what names it: left, right or datapoint; ``start_by``, where the first begins.

        >>> import datetime
        >>> import lakebolt as lb
        >>> days = [datetime.date(2024, 1, 5), datetime.date(2024, 1, 9), datetime.date(2024, 2, 1)]
        >>> frame = lb.from_dict({"day": days})
        >>> frame.group_by_dynamic("day", every="1mo").agg(lb.len()).select("len").rows()
        [(2,), (1,)]
        """
        from lakebolt.frame.periods import DynamicGroupBy, Windows

        index, keys = self._index(index_column, group_by)
        windows = Windows(every, period, offset, closed, start_by)
        return DynamicGroupBy(self._frame, index, keys, windows, label, include_boundaries)

    def rolling(
        self,
        index_column: Any,
        *,
        period: Period,
        offset: Period | None = None,
        closed: str = "right",
        group_by: Any = None,
    ) -> RollingGroupBy:
        """Takes for each row those of the last ``period``, by a column; ``agg`` computes over them.

        See ``Expr.rolling``.
        """
        from lakebolt.frame.periods import RollingGroupBy

        index, keys = self._index(index_column, group_by)
        return RollingGroupBy(self._frame, index, keys, range_frame(period, offset, closed))

    def _index(self, index_column: Any, group_by: Any) -> tuple[Node, list[Item]]:
        index = self._located(column(index_column))
        keys = expand([group_by], {}, self._choice()) if group_by is not None else []
        self._check(index)
        return index, keys

    def agg(self, *aggs: Any, **named: Any) -> DataFrame:
        """Computes aggregates over all rows, as in PySpark."""
        return GroupBy(self._frame, []).agg(*aggs, **named)

    groupBy = groupby = group_by
    groupingSets = grouping_sets
