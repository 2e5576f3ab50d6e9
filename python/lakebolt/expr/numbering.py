"""Functions that number, rank and order rows: ``lakebolt.row_number`` and the like."""

from __future__ import annotations

from typing import Any

from lakebolt.expr import node as n
from lakebolt.expr.base import column, keys_of, modified, window_call, wrap
from lakebolt.expr.combining import flat_arguments
from lakebolt.expr.expr import Expr
from lakebolt.expr.literal import literal
from lakebolt.expr.making import col
from lakebolt.expr.spread import joined

__all__ = [
    "arg_sort_by",
    "arg_where",
    "asc",
    "cume_dist",
    "dense_rank",
    "desc",
    "monotonically_increasing_id",
    "ntile",
    "percent_rank",
    "rank",
    "row_index",
    "row_number",
]


def row_number() -> Expr:
    """Numbers rows from 1, in their order or that of ``over``."""
    return wrap(window_call("row_number"))


def rank() -> Expr:
    """Ranks rows by the order of ``over``: peers share a rank, and leave a gap."""
    return wrap(window_call("rank"))


def dense_rank() -> Expr:
    """Ranks rows by the order of ``over``, without gaps."""
    return wrap(window_call("dense_rank"))


def percent_rank() -> Expr:
    """Ranks rows by the order of ``over``, from 0 to 1."""
    return wrap(window_call("percent_rank"))


def cume_dist() -> Expr:
    """Returns the share of rows that come no later by the order of ``over``."""
    return wrap(window_call("cume_dist"))


def ntile(buckets: int) -> Expr:
    """Cuts rows into so many buckets by the order of ``over``."""
    return wrap(window_call("ntile", n.Raw(literal(buckets), "ntile")))


def monotonically_increasing_id() -> Expr:
    """Numbers rows from 0, as in PySpark."""
    return (row_number() - 1).alias("monotonically_increasing_id()")


def row_index(name: str = "index") -> Expr:
    """Numbers rows from 0."""
    return (row_number() - 1).alias(name)


def desc(name: str) -> Expr:
    """Sorts by a column from the greatest value down, NULLs last, as in PySpark."""
    return col(name).desc()


def asc(name: str) -> Expr:
    """Sorts by a column from the least value up, NULLs first, as in PySpark."""
    return col(name).asc()


def arg_where(condition: Any) -> Expr:
    """Gives the numbers, from 0, of the rows in which a condition is true."""
    return wrap(column(condition)).arg_true()


def arg_sort_by(
    by: Any,
    *more: Any,
    descending: bool | list[bool] = False,
    nulls_last: bool | list[bool] = False,
) -> Expr:
    """Gives the numbers, from 0, of the rows in the order of columns.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"a": [2, 1, 1], "b": [5, 7, 6]})
    >>> frame.select(lb.arg_sort_by("a", "b")).rows()
    [(2,), (1,), (0,)]
    """

    def join(nodes: list[n.Node]) -> n.Node:
        if len(nodes) == 1 and isinstance(descending, bool) and isinstance(nulls_last, bool):
            only = wrap(nodes[0])
            return only.arg_sort(descending=descending, nulls_last=nulls_last)._node
        keys = keys_of([wrap(node) for node in nodes], descending, nulls_last)
        return modified(row_index(n.name_of(nodes[0]))._node, order=keys)

    return joined("arg_sort_by", flat_arguments((by, *more)), join)
