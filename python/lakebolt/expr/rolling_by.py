"""Aggregates over the rows whose key, a moment or a number, lies near the row's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.aggregates import Interpolation, by_ddof
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    column,
    compare,
    listed,
    narrowed,
    template,
    value,
    wrap,
)
from lakebolt.expr.call import Call, Window, is_over_rows
from lakebolt.expr.period import Period, range_frame
from lakebolt.expr.quantiles import element_at

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class RollingBy(Base):
    """Gives expressions aggregates over a window that moves along a column."""

    __slots__ = ()

    def rolling(
        self,
        index_column: IntoExpr,
        *,
        period: Period,
        offset: Period | None = None,
        closed: str = "right",
    ) -> Expr:
        """Computes aggregates over the rows of the last ``period``, by a column; others are listed.

        The window begins at the row's own moment moved by ``offset``, which is ``-period`` unless
        it is given; ``closed`` says which bounds belong to it: right, left, both or none.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"t": [1, 2, 4], "a": [1, 2, 5]})
        >>> frame.select(lb.col("a").sum().rolling("t", period="2i"), n=lb.len()).rows()
        [(1, 3), (3, 3), (5, 3)]
        """
        frame = range_frame(period, offset, closed)
        return wrap(framed(self._node, Window((), (n.Key(column(index_column)),), frame)))

    def _rolling_by(
        self,
        function: str,
        by: IntoExpr,
        window_size: Period,
        min_samples: int,
        closed: str,
        *more: n.Node,
    ) -> Expr:
        order = (n.Key(column(by)),)
        frame = range_frame(window_size, None, closed)
        child = self._node
        answer: n.Node = Call(function, (child, *more), order=order, aggregate=False, frame=frame)
        return self._if_enough_by(
            narrowed(answer) if function == "sum" else answer, order, frame, min_samples
        )

    def _if_enough_by(
        self, answer: n.Node, order: tuple[n.Key, ...], frame: str, needed: int
    ) -> Expr:
        name = n.name_of(self._node)
        if needed <= 1:  # as aggregates of no value give NULL
            return wrap(n.Named(answer, name))
        count = Call("count", (self._node,), order=order, aggregate=False, frame=frame)
        enough = compare(">=", count, value(needed))
        case = n.Template(("CASE WHEN ", " THEN ", " END"), (enough, answer), (0, 0), n.ATOM)
        return wrap(n.Named(case, name))

    def rolling_sum_by(
        self, by: IntoExpr, window_size: Period, *, min_samples: int = 0, closed: str = "right"
    ) -> Expr:
        """Adds up the values of rows less than ``window_size`` before this one, by a column.

        ``closed`` says which ends of the window belong to it: right, left, both or none.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"t": [1, 2, 9], "a": [1, 2, 3]})
        >>> frame.select(lb.col("a").rolling_sum_by("t", 2)).rows()
        [(1,), (3,), (3,)]
        """
        return self._rolling_by("sum", by, window_size, min_samples, closed)

    def rolling_mean_by(
        self, by: IntoExpr, window_size: Period, *, min_samples: int = 0, closed: str = "right"
    ) -> Expr:
        """Averages the values of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("avg", by, window_size, min_samples, closed)

    def rolling_min_by(
        self, by: IntoExpr, window_size: Period, *, min_samples: int = 0, closed: str = "right"
    ) -> Expr:
        """Gives the least value of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("min", by, window_size, min_samples, closed)

    def rolling_max_by(
        self, by: IntoExpr, window_size: Period, *, min_samples: int = 0, closed: str = "right"
    ) -> Expr:
        """Gives the greatest of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("max", by, window_size, min_samples, closed)

    def rolling_median_by(
        self, by: IntoExpr, window_size: Period, *, min_samples: int = 0, closed: str = "right"
    ) -> Expr:
        """Gives the middle value of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("median", by, window_size, min_samples, closed)

    def rolling_std_by(
        self, by: IntoExpr, window_size: Period, *, min_samples: int = 0, closed: str = "right",
        ddof: int = 1,
    ) -> Expr:  # fmt: skip
        """Gives the deviation of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by(by_ddof("stddev", ddof), by, window_size, min_samples, closed)

    def rolling_var_by(
        self, by: IntoExpr, window_size: Period, *, min_samples: int = 0, closed: str = "right",
        ddof: int = 1,
    ) -> Expr:  # fmt: skip
        """Gives the variance of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by(by_ddof("var", ddof), by, window_size, min_samples, closed)

    def rolling_quantile_by(
        self, by: IntoExpr, window_size: Period, *, quantile: float,
        interpolation: Interpolation = "linear", min_samples: int = 0, closed: str = "right",
    ) -> Expr:  # fmt: skip
        """Gives a quantile of rows less than ``window_size`` before this one, by a column."""
        share = value(float(quantile))
        if interpolation == "linear":
            return self._rolling_by("quantile_cont", by, window_size, min_samples, closed, share)
        kept = wrap(self._node).drop_nulls()._node
        order = (n.Key(column(by)),)
        frame = range_frame(window_size, None, closed)
        values = Call("list", kept.children[:1], where=kept.children[1:], ordered=True)
        sorted_ = template("list_sort({})", values.over(Window((), order, frame)))
        answer = element_at(sorted_, float(quantile), interpolation)
        return self._if_enough_by(answer, order, frame, min_samples)


def framed(node: n.Node, window: Window) -> n.Node:
    """Returns an expression whose aggregates are over a window; one without any is listed."""
    name = n.name_of(node)
    node = listed(node)
    calls = [part for part in n.walk(node) if isinstance(part, Call)]
    for part in calls:
        if not part.aggregate or part.windowed or any(map(is_over_rows, part.children)):
            raise errors.NotSupportedError(
                f"{part.function} in a rolling window looks at other rows: only aggregates can"
            )
    if not calls:
        node = template("coalesce({}, [])", Call("list", (node,), ordered=True))

    def change(part: n.Node) -> n.Node:
        if isinstance(part, n.Listed):
            return part.children[0]
        return part.over(window) if isinstance(part, Call) and not part.windowed else part

    return n.Named(n.rebuild(node, change), name)
