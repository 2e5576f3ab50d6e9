"""Functions over the columns of a row: ``lakebolt.sum_horizontal``, ``fold`` and the like."""

from __future__ import annotations

from typing import Any

from lakebolt.expr import node as n
from lakebolt.expr.base import IntoExpr, binary, call, column, value, wrap
from lakebolt.expr.combining import flat_arguments, struct
from lakebolt.expr.expr import Expr

__all__ = [
    "all_horizontal",
    "any_horizontal",
    "coalesce",
    "cum_fold",
    "cum_reduce",
    "cum_sum_horizontal",
    "fold",
    "greatest",
    "least",
    "max_horizontal",
    "mean_horizontal",
    "min_horizontal",
    "reduce",
    "sum_horizontal",
]


def coalesce(*exprs: IntoExpr) -> Expr:
    """Gives the first value that is not NULL.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [None], "b": [2]}).select(lb.coalesce("a", "b")).item()
    2
    """
    return wrap(call("coalesce", *map(column, flat_arguments(exprs))))


def _horizontal(function: str, exprs: tuple[IntoExpr, ...]) -> Expr:
    return wrap(call(function, *map(column, flat_arguments(exprs))))


def min_horizontal(*exprs: IntoExpr) -> Expr:
    """Gives the least of several columns in each row, passing over NULLs."""
    return _horizontal("least", exprs)


def max_horizontal(*exprs: IntoExpr) -> Expr:
    """Gives the greatest of several columns in each row, passing over NULLs."""
    return _horizontal("greatest", exprs)

least, greatest = min_horizontal, max_horizontal


def sum_horizontal(*exprs: IntoExpr, ignore_nulls: bool = True) -> Expr:
    """Adds up several columns in each row, passing over NULLs unless told otherwise."""
    nodes = [column(item) for item in flat_arguments(exprs)]
    if not ignore_nulls:
        return reduce(lambda x, y: x + y, [wrap(node) for node in nodes])
    out = call("coalesce", nodes[0], value(0))
    for node in nodes[1:]:
        out = binary("+", n.ADD, out, call("coalesce", node, value(0)))
    return wrap(n.Named(out, n.name_of(nodes[0])))


def mean_horizontal(*exprs: IntoExpr, ignore_nulls: bool = True) -> Expr:
    """Averages several columns in each row, passing over NULLs unless told otherwise."""
    nodes = [column(item) for item in flat_arguments(exprs)]
    if not ignore_nulls:
        return sum_horizontal(*exprs, ignore_nulls=False) / len(nodes)
    return wrap(n.Named(call("list_avg", call("list_value", *nodes)), n.name_of(nodes[0])))


def all_horizontal(*exprs: IntoExpr) -> Expr:
    """Tells whether all of several columns are true in a row."""
    out = wrap(column(flat_arguments(exprs)[0]))
    for item in flat_arguments(exprs)[1:]:
        out = out & wrap(column(item))
    return out


def any_horizontal(*exprs: IntoExpr) -> Expr:
    """Tells whether one of several columns is true in a row."""
    out = wrap(column(flat_arguments(exprs)[0]))
    for item in flat_arguments(exprs)[1:]:
        out = out | wrap(column(item))
    return out


def reduce(function: Any, exprs: Any) -> Expr:
    """Joins expressions two by two, from the left, by a function.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"a": [2], "b": [3]})
    >>> frame.select(lb.reduce(lambda x, y: x * y, ["a", "b"]).alias("p")).item()
    6
    """
    items = [wrap(column(item)) for item in flat_arguments((exprs,))]
    out = items[0]
    for item in items[1:]:
        out = function(out, item)
    return out


def fold(acc: IntoExpr, function: Any, exprs: Any) -> Expr:
    """Joins a first value with expressions, one after the other, by a function."""
    return reduce(function, [wrap(value(acc)), *flat_arguments((exprs,))])


def cum_reduce(function: Any, exprs: Any) -> Expr:
    """Joins expressions one after the other, as a struct ``cum_reduce`` of what comes out so far."""
    return _cumulated(function, flat_arguments((exprs,)), "cum_reduce")


def cum_fold(acc: IntoExpr, function: Any, exprs: Any, *, include_init: bool = False) -> Expr:
    """Joins a first value with expressions, as a struct ``cum_fold`` of what comes out so far.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"a": [2], "b": [3]})
    >>> frame.select(lb.cum_fold(1, lambda x, y: x * y, ["a", "b"])).item()
    {'a': 2, 'b': 6}
    """
    first = wrap(value(acc))
    items = flat_arguments((exprs,))
    if include_init:
        return _cumulated(function, [first, *items], "cum_fold")
    names = [n.name_of(column(item)) for item in items]
    made: list[Any] = []
    for item in items:
        made.append(function(made[-1] if made else first, wrap(column(item))))
    return struct(**dict(zip(names, made))).alias("cum_fold")


def _cumulated(function: Any, items: list[Any], name: str) -> Expr:
    made: list[Any] = []
    for item in items:
        this = wrap(column(item))
        made.append(function(made[-1], this) if made else this)
    names = [n.name_of(column(item)) for item in items]
    return struct(**dict(zip(names, made))).alias(name)


def cum_sum_horizontal(*exprs: IntoExpr) -> Expr:
    """Adds up several columns one after the other, as a struct ``cum_sum``."""
    sums: Any = {}
    total: Any = None
    for item in flat_arguments(exprs):
        node = column(item)
        total = wrap(node) if total is None else total + wrap(node)
        sums[n.name_of(node)] = total
    return struct(**sums).alias("cum_sum")
