"""Aggregates of two columns over a number of rows: ``lakebolt.rolling_corr`` and ``rolling_cov``."""

from __future__ import annotations

import math

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import IntoExpr, column, number, window_call, wrap
from lakebolt.expr.expr import Expr
from lakebolt.expr.when import when

__all__ = ["rolling_corr", "rolling_cov"]


def rolling_corr(
    a: IntoExpr, b: IntoExpr, *, window_size: int, min_samples: int | None = None
) -> Expr:
    """Gives the correlation of the last values of two columns; NULL where there are too few.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"a": [1, 2, 3], "b": [1, 2, 1]})
    >>> frame.select(lb.rolling_corr("a", "b", window_size=2)).rows()
    [(None,), (1.0,), (-1.0,)]
    """
    return _rolling_pair("corr", a, b, window_size, min_samples, least=2)


def rolling_cov(
    a: IntoExpr, b: IntoExpr, *, window_size: int, min_samples: int | None = None, ddof: int = 1
) -> Expr:
    """Gives the covariance of the last values of two columns; NULL where there are too few."""
    made = _rolling_pair("covar_pop", a, b, window_size, min_samples)
    if ddof == 0:
        return made
    count = _rolling_pair("regr_count", a, b, window_size, min_samples)
    enough = when(count > ddof).then(made * count / (count - ddof))
    return enough.when(count.is_not_null()).then(math.nan).alias(made.output_name())


def _rolling_pair(
    function: str,
    a: IntoExpr,
    b: IntoExpr,
    window_size: int,
    min_samples: int | None,
    least: int = 1,
) -> Expr:
    size = number(window_size, "window_size")
    needed = size if min_samples is None else number(min_samples, "min_samples")
    if not 0 <= needed <= size:
        raise errors.InterfaceError(
            f"min_samples must be from 0 to window_size, which is {size}, not {needed}"
        )
    frame = f"ROWS BETWEEN {size - 1} PRECEDING AND CURRENT ROW"
    nodes = column(a), column(b)
    made, count = (window_call(name, *nodes, frame=frame) for name in (function, "regr_count"))
    enough = wrap(count) >= max(needed, least)
    return wrap(n.Named(when(enough).then(wrap(made))._node, n.name_of(nodes[0])))
