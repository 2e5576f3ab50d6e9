"""Functions that combine columns of a row: ``lakebolt.struct``, ``concat_str`` and the like."""

from __future__ import annotations

import builtins
from typing import Any

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import (
    IntoExpr,
    binary,
    call,
    column,
    n_template,
    template,
    value,
    wrap,
)
from lakebolt.expr.expr import Expr
from lakebolt.expr.literal import text_literal
from lakebolt.expr.period import interval as period


def coalesce(*exprs: IntoExpr) -> Expr:
    """Gives the first value that is not NULL.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [None], "b": [2]}).select(lb.coalesce("a", "b")).item()
    2
    """
    return wrap(call("coalesce", *map(column, flat_arguments(exprs))))


def flat_arguments(items: tuple[Any, ...]) -> list[Any]:
    """Returns arguments with lists and tuples among them unpacked."""
    out: list[Any] = []
    for item in items:
        out.extend(item if isinstance(item, (list, tuple)) else [item])
    return out


def concat_str(*exprs: IntoExpr, separator: str = "", ignore_nulls: bool = False) -> Expr:
    """Joins columns as text; NULL if one is, unless ``ignore_nulls``."""
    nodes = [column(item) for item in flat_arguments(exprs)]
    name = n.name_of(nodes[0])
    texts = [template("CAST({} AS VARCHAR)", node) for node in nodes]
    if ignore_nulls:
        return wrap(n.Named(call("concat_ws", n.Raw(text_literal(separator)), *texts), name))
    out = texts[0]
    for text in texts[1:]:
        if separator:
            out = binary("||", n.OTHER, out, value(separator))
        out = binary("||", n.OTHER, out, text)
    return wrap(n.Named(out, name))


def format(text: str, *exprs: IntoExpr) -> Expr:  # noqa: A001 - the name is Polars'
    """Puts columns as text where ``{}`` stands.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [1]}).select(lb.format("<{}>", "a")).item()
    '<1>'
    """
    pieces = text.split("{}")
    if builtins.len(pieces) - 1 != builtins.len(exprs):
        raise errors.InterfaceError(
            f"{builtins.len(pieces) - 1} places, but {builtins.len(exprs)} expressions"
        )
    out: list[Any] = [wrap(value(pieces[0]))]
    for item, piece in zip(exprs, pieces[1:]):
        out += [wrap(column(item)), wrap(value(piece))]
    return concat_str(*out).alias(n.name_of(column(exprs[0])) if exprs else "literal")


def concat_list(*exprs: IntoExpr) -> Expr:
    """Makes a list of columns."""
    return wrap(call("list_value", *map(column, flat_arguments(exprs))))


def struct(*exprs: IntoExpr, **named: IntoExpr) -> Expr:
    """Makes a struct of columns.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [1], "b": [2]}).select(lb.struct("a", c="b").alias("s")).item()
    {'a': 1, 'c': 2}
    """
    nodes = [column(item) for item in flat_arguments(exprs)]
    fields = [(n.name_of(node), node) for node in nodes]
    fields += [(name, column(item)) for name, item in named.items()]
    texts = [f"{text_literal(name)}: {{}}" for name, _ in fields]
    return wrap(n_template("{{" + ", ".join(texts) + "}}", [node for _, node in fields]))


def _horizontal(function: str, exprs: tuple[IntoExpr, ...]) -> Expr:
    return wrap(call(function, *map(column, flat_arguments(exprs))))


def min_horizontal(*exprs: IntoExpr) -> Expr:
    """Gives the least of several columns in each row, passing over NULLs."""
    return _horizontal("least", exprs)


def max_horizontal(*exprs: IntoExpr) -> Expr:
    """Gives the greatest of several columns in each row, passing over NULLs."""
    return _horizontal("greatest", exprs)


least, greatest = min_horizontal, max_horizontal


def sum_horizontal(*exprs: IntoExpr) -> Expr:
    """Adds up several columns in each row, passing over NULLs."""
    nodes = [column(item) for item in flat_arguments(exprs)]
    out = call("coalesce", nodes[0], value(0))
    for node in nodes[1:]:
        out = binary("+", n.ADD, out, call("coalesce", node, value(0)))
    return wrap(n.Named(out, n.name_of(nodes[0])))


def mean_horizontal(*exprs: IntoExpr) -> Expr:
    """Averages several columns in each row, passing over NULLs."""
    nodes = [column(item) for item in flat_arguments(exprs)]
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


def date(year: IntoExpr, month: IntoExpr, day: IntoExpr) -> Expr:
    """Makes a date of columns or numbers."""
    return wrap(n.Named(call("make_date", column(year), column(month), column(day)), "date"))


def datetime(
    year: IntoExpr,
    month: IntoExpr,
    day: IntoExpr,
    hour: IntoExpr = 0,
    minute: IntoExpr = 0,
    second: IntoExpr = 0,
) -> Expr:
    """Makes a timestamp of columns or numbers."""
    parts = [column(part) for part in (year, month, day, hour, minute)]
    seconds = template("CAST({} AS DOUBLE)", column(second))
    return wrap(n.Named(call("make_timestamp", *parts, seconds), "datetime"))


def time(hour: IntoExpr = 0, minute: IntoExpr = 0, second: IntoExpr = 0) -> Expr:
    """Makes a time of day of columns or numbers."""
    seconds = template("CAST({} AS DOUBLE)", column(second))
    return wrap(n.Named(call("make_time", column(hour), column(minute), seconds), "time"))


def duration(
    *,
    weeks: IntoExpr = 0,
    days: IntoExpr = 0,
    hours: IntoExpr = 0,
    minutes: IntoExpr = 0,
    seconds: IntoExpr = 0,
    milliseconds: IntoExpr = 0,
    microseconds: IntoExpr = 0,
) -> Expr:
    """Makes an interval of columns or numbers."""
    parts = {"weeks": weeks, "days": days, "hours": hours, "minutes": minutes, "seconds": seconds,
             "milliseconds": milliseconds, "microseconds": microseconds}  # fmt: skip
    calls = [call(f"to_{unit}", column(part)) for unit, part in parts.items()
             if not (isinstance(part, int) and part == 0)]  # fmt: skip
    out = calls[0] if calls else n.Raw("to_days(0)")
    for part in calls[1:]:
        out = binary("+", n.ADD, out, part)
    return wrap(n.Named(out, "duration"))


def from_epoch(column_: IntoExpr, time_unit: str = "s") -> Expr:
    """Makes a timestamp of a time since 1970 in a unit: s, ms, us, ns or d."""
    functions = {
        "s": "make_timestamp(CAST({} AS BIGINT) * 1000000)",
        "ms": "make_timestamp_ms({})",
        "us": "make_timestamp({})",
        "ns": "make_timestamp_ns({})",
        "d": "date_from_unix_date(CAST({} AS INTEGER))",
    }
    if time_unit not in functions:
        raise errors.InterfaceError(f"time_unit must be one of {[*functions]}, not {time_unit!r}")
    node = column(column_)
    return wrap(n.Named(template(functions[time_unit], node), n.name_of(node)))


def arctan2(y: IntoExpr, x: IntoExpr) -> Expr:
    """Returns the angle of the point (y, x)."""
    return wrap(call("atan2", column(y), column(x)))


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


def int_ranges(start: IntoExpr, end: IntoExpr, step: int = 1) -> Expr:
    """Makes a list of numbers in each row, from one column to before another."""
    node = call("range", column(start), column(end), value(step))
    return wrap(n.Named(node, n.name_of(column(start))))


def date_ranges(start: IntoExpr, end: IntoExpr, interval: str = "1d") -> Expr:
    """Makes a list of dates in each row, from one column to another."""
    node = call("generate_series", column(start), column(end), period(interval))
    return wrap(n.Named(template("CAST({} AS DATE[])", node), n.name_of(column(start))))


def datetime_ranges(start: IntoExpr, end: IntoExpr, interval: str = "1d") -> Expr:
    """Makes a list of timestamps in each row, from one column to another."""
    node = call("generate_series", column(start), column(end), period(interval))
    return wrap(n.Named(template("CAST({} AS TIMESTAMP[])", node), n.name_of(column(start))))


def cum_sum_horizontal(*exprs: IntoExpr) -> Expr:
    """Adds up several columns one after the other, as a struct ``cum_sum``."""
    sums: Any = {}
    total: Any = None
    for item in flat_arguments(exprs):
        node = column(item)
        total = wrap(node) if total is None else total + wrap(node)
        sums[n.name_of(node)] = total
    return struct(**sums).alias("cum_sum")


concat_arr = concat_list
