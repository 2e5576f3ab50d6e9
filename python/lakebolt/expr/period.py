"""Periods as Polars writes them: ``1d``, ``15m``, ``1mo``, ``-3h30m``."""

from __future__ import annotations

import datetime
import re

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import template
from lakebolt.expr.literal import literal

_PART = re.compile(r"(\d+)(ns|us|ms|mo|[smhdwqy])")
_UNITS = {
    "ns": "to_nanoseconds", "us": "to_microseconds", "ms": "to_milliseconds", "s": "to_seconds",
    "m": "to_minutes", "h": "to_hours", "d": "to_days", "w": "to_weeks", "mo": "to_months",
    "q": "to_quarters", "y": "to_years",
}  # fmt: skip
_PARTS = {
    "us": "microseconds", "ms": "milliseconds", "s": "second", "m": "minute", "h": "hour",
    "d": "day", "w": "week", "mo": "month", "q": "quarter", "y": "year",
}  # fmt: skip


def _parts(period: str) -> tuple[int, list[tuple[int, str]]]:
    text = period.strip() if isinstance(period, str) else ""
    sign = -1 if text.startswith("-") else 1
    body = text.lstrip("+-")
    found = _PART.findall(body)
    if not found or "".join(number + unit for number, unit in found) != body:
        raise errors.InterfaceError(
            f"expected a period such as '1d', '15m' or '1mo', not {period!r}: the units are "
            + ", ".join(_UNITS)
        )
    return sign, [(int(number), unit) for number, unit in found]


def interval(period: str | datetime.timedelta) -> n.Node:
    """Returns the interval of a period.

    >>> from lakebolt.expr.node import write
    >>> write(interval("-1d12h"))
    '(to_days(-1) + to_hours(-12))'
    """
    if isinstance(period, datetime.timedelta):
        return n.Raw(literal(period))
    sign, parts = _parts(period)
    calls = [f"{_UNITS[unit]}({sign * number})" for number, unit in parts]
    return n.Raw(calls[0] if len(calls) == 1 else "(" + " + ".join(calls) + ")")


def is_whole_days(period: str) -> bool:
    """Tells whether a date stays a date when it is moved by a period."""
    return all(unit in ("d", "w", "mo", "q", "y") for _, unit in _parts(period)[1])


def truncated(moment: n.Node, period: str) -> n.Node:
    """Returns the start of the period that a date or timestamp lies in, as its own type."""
    parts = _parts(period)[1]
    if len(parts) == 1 and parts[0][0] == 1 and parts[0][1] in _PARTS:
        start = template(f"date_trunc('{_PARTS[parts[0][1]]}', {{}})", moment)
    else:
        months = all(unit in ("mo", "q", "y") for _, unit in parts)
        origin = "1970-01-01" if months or parts[0][1] != "w" else "1969-12-29"
        start = template(
            "time_bucket({}, {}, {})", interval(period), moment, n.Raw(f"TIMESTAMP '{origin}'")
        )
    return template("cast_to_type({}, {})", start, moment)
