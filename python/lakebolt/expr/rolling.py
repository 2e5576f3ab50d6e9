"""Aggregates over a number of rows around each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.aggregates import Interpolation, by_ddof
from lakebolt.expr.base import (
    Base,
    call,
    compare,
    narrowed,
    number,
    template,
    value,
    window_call,
    wrap,
)
from lakebolt.expr.call import Call, Window
from lakebolt.expr.quantiles import element_at

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr

Weights = Sequence[float] | None


class Rolling(Base):
    """Gives expressions aggregates over a window of rows that moves along."""

    __slots__ = ()

    def _frame(self, window_size: int, min_samples: int | None, center: bool) -> tuple[str, int]:
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
    ) -> Expr:
        frame, needed = self._frame(window_size, min_samples, center)
        answer = window_call(function, self._node, *more, frame=frame)
        return self._if_enough(narrowed(answer) if function == "sum" else answer, frame, needed)

    def _if_enough(self, answer: n.Node, frame: str, needed: int) -> Expr:
        """Returns an answer where the frame holds as many values as it needs."""
        if needed <= 0:
            return wrap(n.Named(answer, n.name_of(self._node)))
        count = window_call("count", self._node, frame=frame)
        enough = compare(">=", count, value(needed))
        case = n.Template(("CASE WHEN ", " THEN ", " END"), (enough, answer), (0, 0), n.ATOM)
        return wrap(n.Named(case, n.name_of(self._node)))

    def _weighted(
        self,
        function: str,
        weights: Sequence[float],
        window_size: int,
        min_samples: int | None,
        center: bool,
    ) -> Expr:
        """Returns an aggregate of values that are multiplied by weights, the earliest's first."""
        frame, needed = self._frame(window_size, min_samples, center)
        if len(weights) != window_size:
            raise errors.InterfaceError(f"{window_size} rows, but {len(weights)} weights")
        before = window_size - 1 - ((window_size - 1) // 2 if center else 0)
        values = [wrap(self._node).shift(before - i) for i in range(window_size)]
        made = [item * float(weight) for item, weight in zip(values, weights)]
        if function in ("min", "max"):
            name = "least" if function == "min" else "greatest"
            answer = wrap(call(name, *[item._node for item in made]))
        else:
            answer = _sum(made)
            if function != "sum":
                present = [item * 0.0 + float(weight) for item, weight in zip(values, weights)]
                total = _sum(present)
                answer = answer / wrap(call("nullif", total._node, value(0.0)))
                if function != "mean":
                    squares = [item * one for item, one in zip(values, made)]
                    spread = _sum(squares) / wrap(call("nullif", total._node, value(0.0)))
                    answer = wrap(call("greatest", (spread - answer * answer)._node, value(0.0)))
                    answer = answer.sqrt() if function == "std" else answer
        return self._if_enough(answer._node, frame, needed)

    def rolling_sum(
        self,
        window_size: int,
        weights: Weights = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """Adds up the last ``window_size`` values, times weights; NULL where there are too few."""
        if weights is not None:
            return self._weighted("sum", weights, window_size, min_samples, center)
        return self._rolling("sum", window_size, min_samples, center)

    def rolling_mean(
        self,
        window_size: int,
        weights: Weights = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """Averages the last ``window_size`` values, by weights perhaps.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 6]}).select(lb.col("a").rolling_mean(2)).rows()
        [(None,), (1.5,), (4.0,)]
        >>> lb.from_dict({"a": [1, 2, 6]}).select(lb.col("a").rolling_mean(2, [1, 3])).rows()
        [(None,), (1.75,), (5.0,)]
        """
        if weights is not None:
            return self._weighted("mean", weights, window_size, min_samples, center)
        return self._rolling("avg", window_size, min_samples, center)

    def rolling_min(
        self,
        window_size: int,
        weights: Weights = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """Gives the least of the last ``window_size`` values, times weights perhaps."""
        if weights is not None:
            return self._weighted("min", weights, window_size, min_samples, center)
        return self._rolling("min", window_size, min_samples, center)

    def rolling_max(
        self,
        window_size: int,
        weights: Weights = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """Gives the greatest of the last ``window_size`` values, times weights perhaps."""
        if weights is not None:
            return self._weighted("max", weights, window_size, min_samples, center)
        return self._rolling("max", window_size, min_samples, center)

    def rolling_std(
        self,
        window_size: int,
        weights: Weights = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
        ddof: int = 1,
    ) -> Expr:
        """Gives the standard deviation of the last ``window_size`` values.

        With weights it is that of a population, whatever ``ddof``.
        """
        if weights is not None:
            return self._weighted("std", weights, window_size, min_samples, center)
        return self._rolling(by_ddof("stddev", ddof), window_size, min_samples, center)

    def rolling_var(
        self,
        window_size: int,
        weights: Weights = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
        ddof: int = 1,
    ) -> Expr:
        """Gives the variance of the last ``window_size`` values.

        With weights it is that of a population, whatever ``ddof``.
        """
        if weights is not None:
            return self._weighted("var", weights, window_size, min_samples, center)
        return self._rolling(by_ddof("var", ddof), window_size, min_samples, center)

    def rolling_median(
        self, window_size: int, *, min_samples: int | None = None, center: bool = False
    ) -> Expr:
        """Gives the middle of the last ``window_size`` values."""
        return self._rolling("median", window_size, min_samples, center)

    def rolling_quantile(
        self,
        quantile: float,
        interpolation: Interpolation | int = "linear",
        window_size: int = 2,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """Gives a quantile of the last ``window_size`` values; that may be the second argument."""
        if isinstance(interpolation, int):
            window_size, interpolation = interpolation, "linear"
        share = value(float(quantile))
        if interpolation == "linear":
            return self._rolling("quantile_cont", window_size, min_samples, center, share)
        frame, needed = self._frame(window_size, min_samples, center)
        kept = wrap(self._node).drop_nulls()._node
        values = Call("list", kept.children[:1], where=kept.children[1:], aggregate=True, ordered=True)
        listed = values.over(Window((), (), frame))
        answer = element_at(template("list_sort({})", listed), float(quantile), interpolation)
        return self._if_enough(answer, frame, needed)

    def rolling_skew(
        self,
        window_size: int,
        *,
        bias: bool = True,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """Gives the skewness of the last ``window_size`` values: of a population with ``bias``."""
        sample = self._rolling("skewness", window_size, min_samples, center)
        if not bias:
            return sample
        count = self._rolling("count", window_size, min_samples, center)
        return sample * (count - 2) / (count * (count - 1)).sqrt()

    def rolling_kurtosis(
        self,
        window_size: int,
        *,
        fisher: bool = True,
        bias: bool = True,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """Gives the kurtosis of the last ``window_size`` values, less 3 if ``fisher``."""
        function = "kurtosis_pop" if bias else "kurtosis"
        excess = self._rolling(function, window_size, min_samples, center)
        return excess if fisher else excess + 3


def _sum(items: list[Expr]) -> Expr:
    out = items[0].fill_null(0.0)
    for item in items[1:]:
        out = out + item.fill_null(0.0)
    return out
