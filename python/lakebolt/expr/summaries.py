"""Aggregates and running values of columns by their names: ``lakebolt.sum`` and the like."""

from __future__ import annotations

from typing import Any

from lakebolt import errors
from lakebolt.expr import selectors
from lakebolt.expr.aggregates import by_ddof
from lakebolt.expr.base import (
    IntoExpr,
    aggregate,
    column,
    narrowed,
    unless_null,
    wrap,
)
from lakebolt.expr.call import Call
from lakebolt.expr.expr import Expr
from lakebolt.expr.making import col

__all__ = [
    "all",
    "any",
    "approx_n_unique",
    "avg",
    "collect_list",
    "collect_set",
    "corr",
    "count",
    "countDistinct",
    "count_distinct",
    "cov",
    "cum_count",
    "cum_sum",
    "first",
    "head",
    "implode",
    "last",
    "len",
    "max",
    "mean",
    "median",
    "min",
    "n_unique",
    "quantile",
    "std",
    "sum",
    "sum_distinct",
    "tail",
    "var",
]


def len() -> Expr:  # noqa: A001 - the name is Polars'
    """Counts rows."""
    return wrap(Call("count", ()))


def count(*columns: str) -> Expr:
    """Counts rows, or the values of columns that are not NULL."""
    return col(*columns).count() if columns and columns != ("*",) else len()


def all(*columns: Any, ignore_nulls: bool = True) -> Expr:  # noqa: A001 - the name is Polars'
    """Returns all columns; with columns, whether all their values are true."""
    return col(*columns).all(ignore_nulls=ignore_nulls) if columns else selectors.all()


def any(*columns: Any, ignore_nulls: bool = True) -> Expr:  # noqa: A001 - the name is Polars'
    """Tells whether some value of columns is true."""
    return col(*columns).any(ignore_nulls=ignore_nulls)


def _over_columns(method: str, columns: tuple[Any, ...]) -> Expr:
    out: Expr = getattr(col(*columns), method)()
    return out


def sum(*columns: Any) -> Expr:  # noqa: A001 - the name is Polars'
    """Adds up columns, each by itself."""
    return _over_columns("sum", columns)


def mean(*columns: Any) -> Expr:
    """Averages columns, each by itself."""
    return _over_columns("mean", columns)

avg = mean


def min(*columns: Any) -> Expr:  # noqa: A001 - the name is Polars'
    """Gives the least values of columns, each by itself."""
    return _over_columns("min", columns)


def max(*columns: Any) -> Expr:  # noqa: A001 - the name is Polars'
    """Gives the greatest values of columns, each by itself."""
    return _over_columns("max", columns)


def median(*columns: Any) -> Expr:
    """Gives the middle values of columns, each by itself."""
    return _over_columns("median", columns)


def std(column_: Any, ddof: int = 1) -> Expr:
    """Gives the standard deviation of a column."""
    return col(column_).std(ddof)


def var(column_: Any, ddof: int = 1) -> Expr:
    """Gives the variance of a column."""
    return col(column_).var(ddof)


def first(*columns: Any) -> Expr:
    """Gives the first values of columns; without one, the frame's first column."""
    return _over_columns("first", columns) if columns else selectors.first()


def last(*columns: Any) -> Expr:
    """Gives the last values of columns; without one, the frame's last column."""
    return _over_columns("last", columns) if columns else selectors.last()


def n_unique(*columns: Any) -> Expr:
    """Counts the different values of columns, each by itself."""
    return _over_columns("n_unique", columns)


def approx_n_unique(*columns: Any) -> Expr:
    """Estimates how many different values columns have, each by itself."""
    return _over_columns("approx_n_unique", columns)


def implode(*columns: Any) -> Expr:
    """Gathers columns into lists, each by itself."""
    return _over_columns("implode", columns)


def quantile(column_: Any, quantile: float) -> Expr:
    """Gives a quantile of a column, interpolated."""
    return col(column_).quantile(quantile)


def cum_sum(*columns: Any) -> Expr:
    """Adds up the values of columns so far."""
    return _over_columns("cum_sum", columns)


def cum_count(*columns: Any) -> Expr:
    """Counts the values of columns so far that are not NULL."""
    return _over_columns("cum_count", columns)


def corr(a: IntoExpr, b: IntoExpr, *, method: str = "pearson") -> Expr:
    """Gives the correlation of two columns, ``pearson`` or ``spearman``."""
    one, two = column(a), column(b)
    if method == "spearman":
        # Only pairs of two values count.
        one, two = unless_null(two, one), unless_null(one, two)
        one, two = wrap(one).rank()._node, wrap(two).rank()._node
    elif method != "pearson":
        raise errors.InterfaceError(f"method must be pearson or spearman, not {method!r}")
    return wrap(aggregate("corr", one, two))


def cov(a: IntoExpr, b: IntoExpr, ddof: int = 1) -> Expr:
    """Gives the covariance of two columns."""
    return wrap(aggregate(by_ddof("covar", ddof), column(a), column(b)))


def collect_list(column_: IntoExpr) -> Expr:
    """Gathers the values that are not NULL into a list, as in PySpark."""
    return wrap(column(column_)).drop_nulls().implode()


def collect_set(column_: IntoExpr) -> Expr:
    """Lists the different values that are not NULL, as in PySpark."""
    return wrap(column(column_)).drop_nulls().unique().implode()


def count_distinct(column_: IntoExpr) -> Expr:
    """Counts the different values that are not NULL, as in PySpark."""
    return wrap(column(column_)).count_distinct()

countDistinct = count_distinct


def sum_distinct(column_: IntoExpr) -> Expr:
    """Adds up the different values, as in PySpark."""
    return wrap(narrowed(aggregate("sum", column(column_), distinct=True)))


def head(column_: Any, n: int = 10) -> Expr:
    """Gives the first values of a column."""
    return col(column_).head(n)


def tail(column_: Any, n: int = 10) -> Expr:
    """Gives the last values of a column."""
    return col(column_).tail(n)
