"""Aggregates over the rows around each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import (
    Base,
    IntoExpr,
    column,
    compare,
    narrowed,
    number,
    value,
    window_call,
    wrap,
)
from lakebolt.expr.call import Call
from lakebolt.expr.period import interval

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class Rolling(Base):
    """Gives expressions aggregates over a window that moves along."""

    __slots__ = ()

    def rolling(self, window_size: int, min_samples: int | None, center: bool) -> tuple[str, int]:
        """Returns the frame of a rolling window, and how many values it needs."""
        size = number(window_size, "window_size")
        if size < 1:
            raise errors.InterfaceError(f"window_size must be at least 1, not {size}")
        after = (size - 1) // 2 if center else 0
        frame = f"ROWS BETWEEN {size - 1 - after} PRECEDING AND {after} FOLLOWING"
        return frame, size if min_samples is None else min_samples

    def _rolling(
        self,
        function: str,
        window_size: int,
        min_samples: int | None,
        center: bool,
        *more: n.Node,
        least: int = 0,
    ) -> Expr:
        frame, needed = self.rolling(window_size, min_samples, center)
        answer = window_call(function, self._node, *more, frame=frame)
        if function == "sum":
            answer = narrowed(answer)
        if needed <= least:
            return wrap(answer)
        count = window_call("count", self._node, frame=frame)
        enough = compare(">=", count, value(needed))
        case = n.Template(("CASE WHEN ", " THEN ", " END"), (enough, answer), (0, 0), n.ATOM)
        return wrap(n.Named(case, n.name_of(self._node)))

    def rolling_sum(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Adds up the last ``window_size`` values; NULL where there are too few."""
        return self._rolling("sum", window_size, min_samples, center)

    def rolling_mean(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Averages the last ``window_size`` values.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 6]}).select(lb.col("a").rolling_mean(2)).rows()
        [(None,), (1.5,), (4.0,)]
        """
        return self._rolling("avg", window_size, min_samples, center)

    def rolling_min(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Gives the least of the last ``window_size`` values."""
        return self._rolling("min", window_size, min_samples, center)

    def rolling_max(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Gives the greatest of the last ``window_size`` values."""
        return self._rolling("max", window_size, min_samples, center)

    def rolling_std(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Gives the standard deviation of the last ``window_size`` values, as of a sample."""
        return self._rolling("stddev_samp", window_size, min_samples, center)

    def rolling_var(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Gives the variance of the last ``window_size`` values, as of a sample."""
        return self._rolling("var_samp", window_size, min_samples, center)

    def rolling_median(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Gives the middle of the last ``window_size`` values."""
        return self._rolling("median", window_size, min_samples, center)

    def rolling_quantile(
        self,
        quantile: float,
        window_size: int,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """Gives a quantile of the last ``window_size`` values, interpolated."""
        share = value(float(quantile))
        return self._rolling("quantile_cont", window_size, min_samples, center, share)

    def rolling_skew(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Gives the skewness of the last ``window_size`` values, as of a population."""
        sample = self._rolling("skewness", window_size, min_samples, center)
        count = self._rolling("count", window_size, min_samples, center)
        return sample * (count - 2) / (count * (count - 1)).sqrt()

    def rolling_kurtosis(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Gives the excess kurtosis of the last ``window_size`` values, as of a population."""
        return self._rolling("kurtosis_pop", window_size, min_samples, center)

    def _rolling_by(self, function: str, by: IntoExpr, window_size: Any, *more: n.Node) -> Expr:
        # The window is open on the left.
        if isinstance(window_size, str):
            reach = f"({n.write(interval(window_size))} - to_microseconds(1))"
        else:
            reach = str(number(window_size, "window_size") - 1)
        child = self._node
        frame = f"RANGE BETWEEN {reach} PRECEDING AND CURRENT ROW"
        answer: n.Node = Call(
            function, (child, *more), order=(n.Key(column(by)),), aggregate=False, frame=frame
        )
        return wrap(n.Named(narrowed(answer) if function == "sum" else answer, n.name_of(child)))

    def rolling_sum_by(self, by: IntoExpr, window_size: Any) -> Expr:
        """Adds up the values of rows less than ``window_size`` before this one, by a column.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"t": [1, 2, 9], "a": [1, 2, 3]})
        >>> frame.select(lb.col("a").rolling_sum_by("t", 2)).rows()
        [(1,), (3,), (3,)]
        """
        return self._rolling_by("sum", by, window_size)

    def rolling_mean_by(self, by: IntoExpr, window_size: Any) -> Expr:
        """Averages the values of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("avg", by, window_size)

    def rolling_min_by(self, by: IntoExpr, window_size: Any) -> Expr:
        """Gives the least value of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("min", by, window_size)

    def rolling_max_by(self, by: IntoExpr, window_size: Any) -> Expr:
        """Gives the greatest of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("max", by, window_size)

    def rolling_median_by(self, by: IntoExpr, window_size: Any) -> Expr:
        """Gives the middle value of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("median", by, window_size)

    def rolling_std_by(self, by: IntoExpr, window_size: Any) -> Expr:
        """Gives the deviation of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("stddev_samp", by, window_size)

    def rolling_var_by(self, by: IntoExpr, window_size: Any) -> Expr:
        """Gives the variance of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("var_samp", by, window_size)

    def rolling_quantile_by(self, by: IntoExpr, window_size: Any, *, quantile: float) -> Expr:
        """Gives a quantile of rows less than ``window_size`` before this one, by a column."""
        return self._rolling_by("quantile_cont", by, window_size, value(float(quantile)))
