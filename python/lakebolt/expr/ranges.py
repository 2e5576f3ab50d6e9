"""Functions that make as many values as they are told: ``lakebolt.int_range``, ``repeat``."""

from __future__ import annotations

import datetime
from typing import Any, Literal, overload

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
    unless_null,
    value,
    wrap,
)
from lakebolt.expr.expr import Expr
from lakebolt.expr.period import Parts, Period, bounds_of, length, parts_of, written
from lakebolt.expr.period import interval as period

__all__ = [
    "arange",
    "date_range",
    "date_ranges",
    "datetime_range",
    "datetime_ranges",
    "int_range",
    "int_ranges",
    "linear_space",
    "linear_spaces",
    "ones",
    "repeat",
    "time_range",
    "time_ranges",
    "zeros",
]


@overload
def int_range(
    start: IntoExpr = 0, end: IntoExpr = None, step: int = 1, *, eager: Literal[False] = False
) -> Expr: ...


@overload
def int_range(
    start: IntoExpr = 0, end: IntoExpr = None, step: int = 1, *, eager: bool
) -> Any: ...


def int_range(
    start: IntoExpr = 0, end: IntoExpr = None, step: int = 1, *, eager: bool = False
) -> Any:
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
    listed = ast.Listed(template(texts[0], low, high, value(step)), beside)
    return _given(wrap(ast.Named(listed, "literal")), eager)


@overload
def date_range(
    start: IntoExpr,
    end: IntoExpr,
    interval: Period = "1d",
    *,
    closed: str = "both",
    eager: Literal[False] = False,
) -> Expr: ...


@overload
def date_range(
    start: IntoExpr, end: IntoExpr, interval: Period = "1d", *, closed: str = "both", eager: bool
) -> Any: ...


def date_range(
    start: IntoExpr,
    end: IntoExpr,
    interval: Period = "1d",
    *,
    closed: str = "both",
    eager: bool = False,
) -> Any:
    """Gives the dates from one to another: rows of a frame. ``closed`` says which ends are among them.

    ``eager`` gives them as an Arrow array, which ``DataFrame`` takes as a column; likewise below.

    >>> import datetime
    >>> import lakebolt as lb
    >>> days = lb.date_range(datetime.date(2024, 1, 31), datetime.date(2024, 3, 1), "1mo")
    >>> lb.range(1).select(days).rows()
    [(datetime.date(2024, 1, 31),), (datetime.date(2024, 2, 29),)]
    """
    return _given(rows(date_ranges(start, end, interval, closed=closed)._node), eager)


@overload
def datetime_range(
    start: IntoExpr,
    end: IntoExpr,
    interval: Period = "1d",
    *,
    closed: str = "both",
    eager: Literal[False] = False,
) -> Expr: ...


@overload
def datetime_range(
    start: IntoExpr, end: IntoExpr, interval: Period = "1d", *, closed: str = "both", eager: bool
) -> Any: ...


def datetime_range(
    start: IntoExpr,
    end: IntoExpr,
    interval: Period = "1d",
    *,
    closed: str = "both",
    eager: bool = False,
) -> Any:
    """Gives the timestamps from one to another: rows of a frame."""
    return _given(rows(datetime_ranges(start, end, interval, closed=closed)._node), eager)


@overload
def time_range(
    start: IntoExpr = None,
    end: IntoExpr = None,
    interval: Period = "1h",
    *,
    closed: str = "both",
    eager: Literal[False] = False,
) -> Expr: ...


@overload
def time_range(
    start: IntoExpr = None,
    end: IntoExpr = None,
    interval: Period = "1h",
    *,
    closed: str = "both",
    eager: bool,
) -> Any: ...


def time_range(
    start: IntoExpr = None,
    end: IntoExpr = None,
    interval: Period = "1h",
    *,
    closed: str = "both",
    eager: bool = False,
) -> Any:
    """Gives the times of day from one to another, or of a whole day: rows of a frame.

    >>> import lakebolt as lb
    >>> lb.select(lb.time_range(interval="12h")).rows()
    [(datetime.time(0, 0),), (datetime.time(12, 0),)]
    """
    return _given(rows(time_ranges(start, end, interval, closed=closed)._node), eager)


@overload
def linear_space(
    start: IntoExpr,
    end: IntoExpr,
    num_samples: IntoExpr,
    *,
    closed: str = "both",
    eager: Literal[False] = False,
) -> Expr: ...


@overload
def linear_space(
    start: IntoExpr, end: IntoExpr, num_samples: IntoExpr, *, closed: str = "both", eager: bool
) -> Any: ...


def linear_space(
    start: IntoExpr,
    end: IntoExpr,
    num_samples: IntoExpr,
    *,
    closed: str = "both",
    eager: bool = False,
) -> Any:
    """Gives so many numbers or moments, as far from each other, between two: rows of a frame.

    >>> import lakebolt as lb
    >>> lb.select(lb.linear_space(0, 1, 3)).rows()
    [(0.0,), (0.5,), (1.0,)]
    """
    return _given(rows(linear_spaces(start, end, num_samples, closed=closed)._node), eager)


def _given(expr: Expr, eager: bool) -> Any:
    """Returns an expression or, if its values are asked for, these as an Arrow array."""
    if not eager:
        return expr
    import lakebolt

    return lakebolt.select(expr).to_series()


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


def date_ranges(
    start: IntoExpr, end: IntoExpr, interval: Period = "1d", *, closed: str = "both"
) -> Expr:
    """Makes a list of dates in each row, from one column to another."""
    return _series("DATE[]", start, end, interval, closed)


def datetime_ranges(
    start: IntoExpr, end: IntoExpr, interval: Period = "1d", *, closed: str = "both"
) -> Expr:
    """Makes a list of timestamps in each row, from one column to another."""
    return _series("TIMESTAMP[]", start, end, interval, closed)


def time_ranges(
    start: IntoExpr = None, end: IntoExpr = None, interval: Period = "1h", *, closed: str = "both"
) -> Expr:
    """Makes a list of times of day in each row, from one column to another."""
    name = ast.name_of(column(start)) if start is not None else "literal"
    ends = (
        datetime.time() if start is None else start,
        datetime.time(23, 59, 59, 999_999) if end is None else end,
    )
    low, high = (template("(DATE '1970-01-01' + {})", column(one)) for one in ends)
    made = _series("TIME[]", wrap(low), wrap(high), interval, closed)
    return made.alias(name)


def linear_spaces(
    start: IntoExpr, end: IntoExpr, num_samples: IntoExpr, *, closed: str = "both"
) -> Expr:
    """Makes a list of so many numbers or moments in each row, between two columns."""
    with_low, with_high = bounds_of(closed)
    low, high, count = column(start), column(end), column(num_samples)
    steps = template(f"({{}} + {1 - with_low - with_high})", count)
    first = 0 if with_low else 1
    is_moment = isinstance(start, datetime.date) or isinstance(end, datetime.date)
    if is_moment:
        low, high = (template("epoch_us(CAST({} AS TIMESTAMP))", one) for one in (low, high))
    spread = "CASE WHEN {} = 0 THEN 0 ELSE ({} - {}) / CAST({} AS DOUBLE) END"
    step = template(spread, steps, high, low, steps)
    place = template(f'({{}} + (CAST("#i" AS DOUBLE) + {first}) * {{}})', low, step)
    shown = template("make_timestamp(CAST({} AS BIGINT))", place) if is_moment else place
    made = template('list_transform(range({}), lambda "#i": {})', count, shown)
    made = unless_null(low, unless_null(high, made))
    return wrap(ast.Named(made, ast.name_of(column(start))))


def _series(kind: str, start: IntoExpr, end: IntoExpr, interval: Period, closed: str) -> Expr:
    low, high = column(start), column(end)
    parts = parts_of(interval)
    if length(parts) > 0 and any(unit in ("mo", "q", "y") for _, unit in parts):
        node = _stepped(low, high, parts)
    else:
        node = call("generate_series", low, high, period(interval))
    left_out = [one for one, is_in in zip((low, high), bounds_of(closed)) if not is_in]
    if left_out:
        others = " AND ".join(['"#e" <> {}'] * len(left_out))
        node = template(f'list_filter({{}}, lambda "#e": {others})', node, *left_out)
    return wrap(ast.Named(template(f"CAST({{}} AS {kind})", node), ast.name_of(low)))


def _stepped(low: ast.Node, high: ast.Node, parts: Parts) -> ast.Node:
    """Returns the moments from one to another, each so many periods behind the first.

    Months are of different lengths: one step after the other would never leave a short one's end.
    """
    seconds = 0.9 * length(parts) / 10**6  # February is shorter than the month of 30 days there
    most = template(f"CAST((epoch({{}}) - epoch({{}})) / {seconds!r} AS BIGINT) + 1", high, low)
    moments = f'list_transform(range({{}}), lambda "#i": {{}} + {written(parts)} * "#i")'
    made = template(moments, most, low)
    return template('list_filter({}, lambda "#e": "#e" <= {})', made, high)


arange = int_range
