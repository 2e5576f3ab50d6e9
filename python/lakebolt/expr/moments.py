"""Functions that make dates, times and intervals of their parts: ``lakebolt.datetime`` and the like."""

from __future__ import annotations

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import IntoExpr, binary, call, column, template, wrap
from lakebolt.expr.expr import Expr

__all__ = [
    "date",
    "datetime",
    "duration",
    "from_epoch",
    "time",
]


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
    microsecond: IntoExpr = 0,
    *,
    time_unit: str = "us",
    time_zone: str | None = None,
) -> Expr:
    """Makes a timestamp of columns or numbers: what clocks of ``time_zone`` show, if that is given.

    ``time_unit`` is the smallest unit: ms, us or ns.
    """
    parts = [column(part) for part in (year, month, day, hour, minute)]
    seconds = template("CAST({} AS DOUBLE)", column(second))
    made = call("make_timestamp", *parts, seconds)
    if not _is_zero(microsecond):
        made = template("({} + to_microseconds({}))", made, column(microsecond))
    if time_zone is not None:
        return wrap(n.Named(made, "datetime")).dt.replace_time_zone(time_zone)
    out = wrap(n.Named(made, "datetime"))
    return out if time_unit == "us" else out.dt.cast_time_unit(time_unit)


def time(
    hour: IntoExpr = 0, minute: IntoExpr = 0, second: IntoExpr = 0, microsecond: IntoExpr = 0
) -> Expr:
    """Makes a time of day of columns or numbers."""
    seconds = template("CAST({} AS DOUBLE)", column(second))
    made = call("make_time", column(hour), column(minute), seconds)
    if not _is_zero(microsecond):
        made = template("({} + to_microseconds({}))", made, column(microsecond))
    return wrap(n.Named(made, "time"))


def _is_zero(part: IntoExpr) -> bool:
    return isinstance(part, int) and part == 0


def duration(
    *,
    weeks: IntoExpr = 0,
    days: IntoExpr = 0,
    hours: IntoExpr = 0,
    minutes: IntoExpr = 0,
    seconds: IntoExpr = 0,
    milliseconds: IntoExpr = 0,
    microseconds: IntoExpr = 0,
    nanoseconds: IntoExpr = 0,
) -> Expr:
    """Makes an interval of columns or numbers; nanoseconds count as whole microseconds."""
    parts = {"weeks": weeks, "days": days, "hours": hours, "minutes": minutes, "seconds": seconds,
             "milliseconds": milliseconds, "microseconds": microseconds}  # fmt: skip
    calls = [call(f"to_{unit}", column(part)) for unit, part in parts.items()
             if not _is_zero(part)]  # fmt: skip
    if not _is_zero(nanoseconds):
        calls.append(template("to_microseconds({} // 1000)", column(nanoseconds)))
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
