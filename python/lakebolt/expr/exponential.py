"""Averages in which a value counts the less the longer it is ago: ``Expr.ewm_mean`` and the like."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Callable

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import Base, aggregate, rows, template

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class Decay:
    """Says how weights decay from value to value, and how many values are needed."""

    def __init__(
        self,
        com: float | None,
        span: float | None,
        half_life: float | None,
        alpha: float | None,
        *,
        adjust: bool,
        min_samples: int,
        ignore_nulls: bool,
    ):
        """Takes one of four ways to say how fast."""
        given = [item for item in (com, span, half_life, alpha) if item is not None]
        if len(given) != 1:
            raise errors.InterfaceError("give one of com, span, half_life and alpha")
        if (com is not None and com < 0) or any(
            item is not None and item <= 0 for item in (span, half_life, alpha)
        ):
            raise errors.InterfaceError(f"weights must decay, which they do not with {given[0]}")
        if com is not None:
            alpha = 1 / (1 + com)
        elif span is not None:
            alpha = 2 / (span + 1)
        elif half_life is not None:
            alpha = 1 - math.exp(-math.log(2) / half_life)
        assert alpha is not None
        if not 0 < alpha <= 1:
            raise errors.InterfaceError(f"weights must decay, which they do not with {given[0]}")
        self.kept = 1 - alpha  # of a weight, from one value to the next
        self.new = 1.0 if adjust else alpha
        self.adjust = adjust
        self.needed = min_samples
        self.ignore_nulls = ignore_nulls


class Exponential(Base):
    """Gives expressions averages with weights that decay."""

    __slots__ = ()

    def ewm_mean(
        self,
        *,
        com: float | None = None,
        span: float | None = None,
        half_life: float | None = None,
        alpha: float | None = None,
        adjust: bool = True,
        min_samples: int = 1,
        ignore_nulls: bool = False,
    ) -> Expr:
        """Averages the values so far by weights that decay; computed in Python, value by value.

        A weight falls by ``1 - alpha`` from row to row, which may be said by a centre of mass, a
        span or a half-life. ``adjust`` divides by the sum of the weights; NULLs count as rows
        unless ``ignore_nulls``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2, 4]}).select(lb.col("a").ewm_mean(alpha=0.5, adjust=False)).rows()
        [(1.0,), (1.5,), (2.75,)]
        """
        decay = Decay(com, span, half_life, alpha, adjust=adjust, min_samples=min_samples,
                      ignore_nulls=ignore_nulls)  # fmt: skip
        return self._decayed(lambda values: _means(values, decay))

    def ewm_var(
        self,
        *,
        com: float | None = None,
        span: float | None = None,
        half_life: float | None = None,
        alpha: float | None = None,
        adjust: bool = True,
        bias: bool = False,
        min_samples: int = 1,
        ignore_nulls: bool = False,
    ) -> Expr:
        """Gives the variance of the values so far by weights that decay; see ``ewm_mean``."""
        decay = Decay(com, span, half_life, alpha, adjust=adjust, min_samples=min_samples,
                      ignore_nulls=ignore_nulls)  # fmt: skip
        return self._decayed(lambda values: _variances(values, decay, bias))

    def ewm_std(
        self,
        *,
        com: float | None = None,
        span: float | None = None,
        half_life: float | None = None,
        alpha: float | None = None,
        adjust: bool = True,
        bias: bool = False,
        min_samples: int = 1,
        ignore_nulls: bool = False,
    ) -> Expr:
        """Gives the standard deviation of the values so far by weights that decay."""
        return self.ewm_var(
            com=com, span=span, half_life=half_life, alpha=alpha, adjust=adjust, bias=bias,
            min_samples=min_samples, ignore_nulls=ignore_nulls,
        ).sqrt()  # fmt: skip

    def _decayed(self, function: Callable[[list[float | None]], list[float | None]]) -> Expr:
        from lakebolt.udfs.function import UserFunction

        made = UserFunction(function, parameters=["DOUBLE[]"], return_type="DOUBLE[]")
        values = template("coalesce({}, [])", aggregate("list", self._node, ordered=True))
        return rows(n.Named(made.node([values]), self._name()))


def _means(values: list[float | None], decay: Decay) -> list[float | None]:
    out: list[float | None] = []
    mean, weight, seen = 0.0, 0.0, 0
    for value in values:
        if seen and not (value is None and decay.ignore_nulls):
            weight *= decay.kept
        if value is None:
            out.append(None)
            continue
        seen += 1
        if seen == 1:
            mean, weight = value, 1.0
        else:
            if value != mean:
                mean = (weight * mean + decay.new * value) / (weight + decay.new)
            weight = weight + decay.new if decay.adjust else 1.0
        out.append(mean if seen >= decay.needed else None)
    return out


def _variances(values: list[float | None], decay: Decay, bias: bool) -> list[float | None]:
    out: list[float | None] = []
    mean, spread, seen = 0.0, 0.0, 0
    old = total = squares = 0.0  # the old values' weight; the sums of all weights, and squared
    for value in values:
        if seen and not (value is None and decay.ignore_nulls):
            total, squares, old = total * decay.kept, squares * decay.kept**2, old * decay.kept
        if value is None:
            out.append(None)
            continue
        seen += 1
        if seen == 1:
            mean, old, total, squares = value, 1.0, 1.0, 1.0
        else:
            before = mean
            mean = (old * mean + decay.new * value) / (old + decay.new)
            spread = (
                old * (spread + (before - mean) ** 2) + decay.new * (value - mean) ** 2
            ) / (old + decay.new)
            total, squares, old = total + decay.new, squares + decay.new**2, old + decay.new
            if not decay.adjust:
                total, squares, old = total / old, squares / old**2, 1.0
        answer: float | None = spread
        if not bias:
            rest = total**2 - squares
            answer = total**2 / rest * spread if rest > 0 else None
        out.append(answer if seen >= decay.needed else None)
    return out
