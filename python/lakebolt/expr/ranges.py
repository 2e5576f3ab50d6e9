"""Functions that make as many values as they are told: ``lakebolt.int_range``, ``repeat``."""

from __future__ import annotations

from typing import Any

from lakebolt import errors
from lakebolt.expr import node as ast
from lakebolt.expr.base import (
    IntoExpr,
    call,
    column,
    number,
    place_in,
    rows,
    template,
    value,
    wrap,
)
from lakebolt.expr.expr import Expr
from lakebolt.expr.period import interval as period

__all__ = [
    "arange",
    "date_range",
    "date_ranges",
    "datetime_range",
    "datetime_ranges",
    "int_range",
    "int_ranges",
    "ones",
    "repeat",
    "zeros",
]


def int_range(start: IntoExpr = 0, end: IntoExpr = None, step: int = 1) -> Expr:
    """Counts from ``start`` to before ``end``, or from 0 to before the only bound, in steps.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"a": ["x", "y", "z"]})
    >>> frame.select(lb.int_range(0, 10, 4)).rows()
    [(0,), (4,), (8,)]
    >>> frame.select("a", row=lb.int_range(lb.len())).rows()
    [('x', 0), ('y', 1), ('z', 2)]
    """
    if number(step, "step") == 0:
        raise errors.InterfaceError("step must not be 0")
    low, high = (value(0), column(start)) if end is None else (column(start), column(end))
    texts = ("range({}, {}, {})", "greatest(ceil(({} - {}) / {}), 0)::BIGINT")
    count = template(texts[1], high, low, value(step))
    place = template("{} + ({} - 1) * {}", low, place_in(count), value(step))
    beside = ast.Template(("", ""), (place,), (0,), ast.ADD)
    return wrap(
        ast.Named(ast.Listed(template(texts[0], low, high, value(step)), beside), "literal")
    )


def date_range(start: IntoExpr, end: IntoExpr, interval: str = "1d") -> Expr:
    """Gives the dates from one to another, the end too: rows of a frame.

    >>> import datetime
    >>> import lakebolt as lb
    >>> days = lb.date_range(datetime.date(2024, 1, 31), datetime.date(2024, 3, 1), "1mo")
    >>> lb.range(1).select(days).rows()
    [(datetime.date(2024, 1, 31),), (datetime.date(2024, 2, 29),)]
    """
    return rows(date_ranges(start, end, interval)._node)


def datetime_range(start: IntoExpr, end: IntoExpr, interval: str = "1d") -> Expr:
    """Gives the timestamps from one to another, the end too: rows of a frame."""
    return rows(datetime_ranges(start, end, interval)._node)


def repeat(item: Any, n: IntoExpr) -> Expr:
    """Gives a value so many times: rows of a frame."""
    times = value(n)
    beside = template("CASE WHEN {} > 0 THEN {} END", place_in(times), value(item))
    listed = ast.Listed(call("array_repeat", value(item), times), beside)
    return wrap(ast.Named(listed, ast.name_of(value(item))))


def ones(n: IntoExpr) -> Expr:
    """Gives so many ones."""
    return repeat(1, n).alias("ones")


def zeros(n: IntoExpr) -> Expr:
    """Gives so many zeros."""
    return repeat(0, n).alias("zeros")


def int_ranges(start: IntoExpr, end: IntoExpr, step: int = 1) -> Expr:
    """Makes a list of numbers in each row, from one column to before another."""
    node = call("range", column(start), column(end), value(step))
    return wrap(ast.Named(node, ast.name_of(column(start))))


def date_ranges(start: IntoExpr, end: IntoExpr, interval: str = "1d") -> Expr:
    """Makes a list of dates in each row, from one column to another."""
    node = call("generate_series", column(start), column(end), period(interval))
    return wrap(ast.Named(template("CAST({} AS DATE[])", node), ast.name_of(column(start))))


def datetime_ranges(start: IntoExpr, end: IntoExpr, interval: str = "1d") -> Expr:
    """Makes a list of timestamps in each row, from one column to another."""
    node = call("generate_series", column(start), column(end), period(interval))
    return wrap(ast.Named(template("CAST({} AS TIMESTAMP[])", node), ast.name_of(column(start))))

arange = int_range
