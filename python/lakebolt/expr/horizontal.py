"""Functions over the columns of a row: ``lakebolt.sum_horizontal``, ``fold`` and the like."""

from __future__ import annotations

import operator
from typing import Any

from lakebolt.expr import node as n
from lakebolt.expr.base import IntoExpr, binary, call, column, value, wrap
from lakebolt.expr.combining import flat_arguments, struct
from lakebolt.expr.expr import Expr
from lakebolt.expr.spread import joined

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
    return _horizontal("coalesce", exprs)


def _horizontal(function: str, exprs: tuple[IntoExpr, ...]) -> Expr:
    return joined(function, flat_arguments(exprs), lambda nodes: call(function, *nodes))


def min_horizontal(*exprs: IntoExpr) -> Expr:
    """Gives the least of several columns in each row, passing over NULLs."""
    return _horizontal("least", exprs)


def max_horizontal(*exprs: IntoExpr) -> Expr:
    """Gives the greatest of several columns in each row, passing over NULLs."""
    return _horizontal("greatest", exprs)

least, greatest = min_horizontal, max_horizontal


def sum_horizontal(*exprs: IntoExpr, ignore_nulls: bool = True) -> Expr:
    """Adds up several columns in each row, passing over NULLs unless told otherwise."""
    if not ignore_nulls:
        return reduce(operator.add, flat_arguments(exprs))

    def join(nodes: list[n.Node]) -> n.Node:
        out = call("coalesce", nodes[0], value(0))
        for node in nodes[1:]:
            out = binary("+", n.ADD, out, call("coalesce", node, value(0)))
        return n.Named(out, n.name_of(nodes[0]))

    return joined("sum_horizontal", flat_arguments(exprs), join)


def mean_horizontal(*exprs: IntoExpr, ignore_nulls: bool = True) -> Expr:
    """Averages several columns in each row, passing over NULLs unless told otherwise."""

    def join(nodes: list[n.Node]) -> n.Node:
        if not ignore_nulls:
            total = sum_horizontal(*map(wrap, nodes), ignore_nulls=False)
            return (total / len(nodes))._node
        return n.Named(call("list_avg", call("list_value", *nodes)), n.name_of(nodes[0]))

    return joined("mean_horizontal", flat_arguments(exprs), join)


def all_horizontal(*exprs: IntoExpr) -> Expr:
    """Tells whether all of several columns are true in a row."""
    return _reduced("all_horizontal", lambda x, y: x & y, flat_arguments(exprs))


def any_horizontal(*exprs: IntoExpr) -> Expr:
    """Tells whether one of several columns is true in a row."""
    return _reduced("any_horizontal", lambda x, y: x | y, flat_arguments(exprs))


def reduce(function: Any, exprs: Any) -> Expr:
    """Joins expressions two by two, from the left, by a function.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"a": [2], "b": [3]})
    >>> frame.select(lb.reduce(lambda x, y: x * y, ["a", "b"]).alias("p")).item()
    6
    """
    return _reduced("reduce", function, flat_arguments((exprs,)))


def _reduced(name: str, function: Any, items: list[Any]) -> Expr:
    def join(nodes: list[n.Node]) -> n.Node:
        out = wrap(nodes[0])
        for node in nodes[1:]:
            out = function(out, wrap(node))
        return value(out)

    return joined(name, items, join)


def fold(acc: IntoExpr, function: Any, exprs: Any) -> Expr:
    """Joins a first value with expressions, one after the other, by a function."""
    return _reduced("fold", function, [wrap(value(acc)), *flat_arguments((exprs,))])


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
    return _cumulated(function, items, "cum_fold", first)


def _cumulated(function: Any, items: list[Any], name: str, first: Expr | None = None) -> Expr:
    def join(nodes: list[n.Node]) -> n.Node:
        made: dict[str, Any] = {}
        so_far = first
        for node in nodes:
            this = wrap(node)
            so_far = this if so_far is None else function(so_far, this)
            made[n.name_of(node)] = so_far
        return struct(**made).alias(name)._node

    return joined(name, items, join)


def cum_sum_horizontal(*exprs: IntoExpr) -> Expr:
    """Adds up several columns one after the other, as a struct ``cum_sum``."""
    return _cumulated(lambda x, y: x + y, flat_arguments(exprs), "cum_sum")
