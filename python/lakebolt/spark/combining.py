"""Joins and set operations of Spark's frames."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import Base
from lakebolt.expr.prepare import Item
from lakebolt.frame.combine import Join
from lakebolt.frame.dataframe import DataFrame as Frame
from lakebolt.frame.steps import Project
from lakebolt.spark.labels import literal_or, wrapped
from lakebolt.spark.locating import with_aliases

if TYPE_CHECKING:
    from lakebolt.spark.frame import DataFrame


class Combining(Frame):
    """Gives frames joins and set operations; names that both sides have are there twice."""

    _shown: dict[str, str]

    if TYPE_CHECKING:

        def _named(self, plan: Any, shown: dict[str, str]) -> DataFrame:
            """Returns a frame with names."""

        def _with(self, plan: Any) -> DataFrame:
            """Returns a frame over a plan."""

        def _internal(self, name: str) -> list[str]:
            """Returns the columns of a name."""

        def _names(self) -> list[str]:
            """Returns the names that are shown."""

    def join(
        self, other: DataFrame, on: Any = None, how: str = "inner"
    ) -> DataFrame:
        """Joins with another frame where columns of names are equal, or where conditions hold."""
        kind = str(how).lower().replace("_", "")
        suffix = _suffix(self, other)
        if on is None:
            cross = kind in ("cross", "inner")
            made = Frame.join(self, other, how="cross", suffix=suffix) if cross else Frame.join(
                self, other, wrapped(n.Raw("TRUE", constant=False)), how, suffix=suffix
            )  # fmt: skip
            return self._joined_names(made._plan, other)
        keys = list(on) if isinstance(on, (list, tuple)) else [on]
        if all(isinstance(key, str) for key in keys):
            return self._joined_using(other, keys, kind, suffix)
        condition = reduce(lambda one, two: one & two, [literal_or(key) for key in keys])
        condition = wrapped(with_aliases(condition._node, [self._plan, other._plan]))
        how = "inner" if kind == "cross" else how
        made = Frame.join(self, other, condition, how, suffix=suffix)
        return self._joined_names(made._plan, other)

    def _joined_using(self, other: DataFrame, keys: list[str], kind: str, suffix: str) -> DataFrame:
        """Joins where columns of names are equal; they come first, and once."""
        left = [wrapped(n.Column(self._name(key))) for key in keys]
        right = [wrapped(n.Column(other._name(key))) for key in keys]
        full = kind in ("full", "outer", "fullouter")
        made = Frame.join(
            self, other, left_on=left, right_on=right, how=kind, suffix=suffix,
            coalesce=True if full else None,
        )  # fmt: skip
        joined = self._joined_names(made._plan, other)
        sides = right if kind.startswith("right") else left
        first = [n.name_of(node._node) for node in sides]
        plan = joined._plan
        names = [*first, *(name for name in plan.columns if name not in first)]
        if list(plan.columns) == names:
            return joined
        items: list[Item] = [(name, n.Column(name)) for name in names]
        return self._named(Project(plan, items), joined._shown)

    def _joined_names(self, plan: Any, other: DataFrame) -> DataFrame:
        """Returns a join whose columns are called as on their sides."""
        assert isinstance(plan, Join)
        shown: dict[str, str] = {}
        for name, text in plan.outputs:
            own = text.partition(".")[2][1:-1].replace('""', '"')
            side = self._shown if text.startswith("l.") else other._shown
            if text.startswith("coalesce("):
                own, side = name, self._shown
            display = side.get(own, own)
            if display != name:
                shown[name] = display
        return self._named(plan, shown)

    def crossJoin(self, other: DataFrame) -> DataFrame:
        """Joins each row with each of another frame."""
        return self.join(other, how="cross")

    def union(self, other: DataFrame) -> DataFrame:
        """Appends the rows of another frame, duplicates too; columns go by their places."""
        return self._with(Frame.union(self, other)._plan)

    unionAll = union

    def unionByName(
        self, other: DataFrame, allowMissingColumns: bool = False
    ) -> DataFrame:
        """Appends the rows of another frame; columns go by their names."""
        made = Frame.union_by_name(self, other, allow_missing_columns=allowMissingColumns)
        return self._with(made._plan)

    def intersect(self, other: DataFrame) -> DataFrame:
        """Keeps the different rows that another frame has too."""
        return self._with(Frame.intersect(self, other)._plan)

    def intersectAll(self, other: DataFrame) -> DataFrame:
        """Keeps the rows that another frame has too, as often as both have them."""
        return self._with(Frame.intersect_all(self, other)._plan)

    def subtract(self, other: DataFrame) -> DataFrame:
        """Keeps the different rows that another frame has not."""
        return self._with(Frame.except_(self, other)._plan)

    def exceptAll(self, other: DataFrame) -> DataFrame:
        """Keeps the rows that another frame has not, as often as they are more often here."""
        return self._with(Frame.except_all(self, other)._plan)

    def unpivot(
        self, ids: Any, values: Any, variableColumnName: str, valueColumnName: str
    ) -> DataFrame:
        """Makes a row of each of some columns, beside columns that are repeated."""
        names = _listed(ids)
        wanted = _listed(values) if values is not None else [
            name for name in self._names() if name not in names
        ]  # fmt: skip
        made = Frame.unpivot(
            self, wanted, index=names, variable_name=variableColumnName, value_name=valueColumnName
        )
        return self._with(made._plan)

    melt = unpivot


def _listed(items: Any) -> list[str]:
    given = list(items) if isinstance(items, (list, tuple)) else [items]
    return [n.name_of(item._node) if isinstance(item, Base) else item for item in given]


def _suffix(left: Any, right: Any) -> str:
    """Returns a suffix that makes no name of one side that of another column."""
    if not isinstance(right, Frame):
        raise errors.InterfaceError(f"a frame joins with a frame, not {type(right).__name__}")
    taken = {name.casefold() for name in (*left._plan.columns, *right._plan.columns)}
    count = 2
    while any(f"{name}#{count}".casefold() in taken for name in right._plan.columns):
        count += 1
    return f"#{count}"
