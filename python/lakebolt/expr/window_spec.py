"""Windows as PySpark writes them."""

from __future__ import annotations

from typing import Any

from lakebolt.expr.base import column, keys_of
from lakebolt.expr import call


class WindowSpec:
    """Says over which rows a window function is computed; for ``Expr.over``.

    With an order, aggregates are over the rows up to the current one and its peers, as in SQL.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"g": ["x", "x", "y"], "a": [1, 2, 5]})
    >>> window = lb.Window.partitionBy("g").orderBy("a")
    >>> frame.select(lb.col("a").sum().over(window)).rows()
    [(1,), (3,), (5,)]
    """

    unboundedPreceding = -(2**63)
    unboundedFollowing = 2**63 - 1
    currentRow = 0

    __slots__ = ("_window",)

    def __init__(self, window: call.Window | None = None):
        """Makes a window over all rows; use ``lakebolt.Window.partitionBy``."""
        self._window = window or call.Window()

    def partition_by(self, *columns: Any) -> WindowSpec:
        """Returns a window whose partitions have the same values of some columns."""
        keys = tuple(column(item) for item in _flat(columns))
        return WindowSpec(call.Window(keys, self._window.order, self._window.frame))

    def order_by(self, *columns: Any) -> WindowSpec:
        """Returns a window with an order."""
        keys = keys_of(_flat(columns), False, False)
        frame = self._window.frame or "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
        return WindowSpec(call.Window(self._window.partition, keys, frame))

    def rows_between(self, start: int, end: int) -> WindowSpec:
        """Returns a window with a frame of rows, counted from the current one."""
        return self._framed("ROWS", start, end)

    def range_between(self, start: int, end: int) -> WindowSpec:
        """Returns a window with a frame of values of its sort key, from the current one."""
        return self._framed("RANGE", start, end)

    def _framed(self, unit: str, start: int, end: int) -> WindowSpec:
        frame = f"{unit} BETWEEN {_bound(start)} AND {_bound(end)}"
        return WindowSpec(call.Window(self._window.partition, self._window.order, frame))

    partitionBy = partition_by
    orderBy = order_by
    rowsBetween = rows_between
    rangeBetween = range_between


Window = WindowSpec()


def _flat(items: tuple[Any, ...]) -> list[Any]:
    out: list[Any] = []
    for item in items:
        out.extend(item if isinstance(item, (list, tuple)) else [item])
    return out


def _bound(offset: int) -> str:
    if offset == 0:
        return "CURRENT ROW"
    side = "PRECEDING" if offset < 0 else "FOLLOWING"
    unbounded = offset <= -(2**63) or offset >= 2**63 - 1
    return f"{'UNBOUNDED' if unbounded else abs(offset)} {side}"
