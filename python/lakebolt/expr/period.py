"""Periods as Polars writes them: ``1d``, ``15m``, ``1mo``, ``-3h30m``; ``2i`` counts numbers."""

from __future__ import annotations

import datetime
import re
from typing import Union

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr import zones
from lakebolt.expr.base import template

Period = Union[str, datetime.timedelta, int]
Parts = list[tuple[int, str]]

_PART = re.compile(r"(\d+)(ns|us|ms|mo|[smhdwqyi])")
_UNITS = {
    "ns": "to_nanoseconds", "us": "to_microseconds", "ms": "to_milliseconds", "s": "to_seconds",
    "m": "to_minutes", "h": "to_hours", "d": "to_days", "w": "to_weeks", "mo": "to_months",
    "q": "to_quarters", "y": "to_years",
}  # fmt: skip
_PARTS = {
    "us": "microseconds", "ms": "milliseconds", "s": "second", "m": "minute", "h": "hour",
    "d": "day", "w": "week", "mo": "month", "q": "quarter", "y": "year",
}  # fmt: skip
_DAY = 86_400_000_000
_MICROS = {
    "ns": 0.001, "us": 1, "ms": 1000, "s": 10**6, "m": 60 * 10**6, "h": 3600 * 10**6, "d": _DAY,
    "w": 7 * _DAY, "mo": 30 * _DAY, "q": 91 * _DAY, "y": 365 * _DAY, "i": 1,
}  # fmt: skip
CLOSED = {"left": (True, False), "right": (False, True), "both": (True, True), "none": (False, False)}


def parts_of(period: Period) -> Parts:
    """Returns the numbers of a period with their units."""
    if isinstance(period, datetime.timedelta):
        seconds = period.seconds * 10**6 + period.microseconds
        return [(period.days, "d"), (seconds, "us")]
    if isinstance(period, int) and not isinstance(period, bool):
        return [(period, "i")]
    text = period.strip() if isinstance(period, str) else ""
    sign = -1 if text.startswith("-") else 1
    body = text.lstrip("+-")
    found = _PART.findall(body)
    if not found or "".join(number + unit for number, unit in found) != body:
        raise errors.InterfaceError(
            f"expected a period such as '1d', '15m' or '1mo', not {period!r}: the units are "
            + ", ".join(_UNITS)
        )
    return [(sign * int(number), unit) for number, unit in found]


def negated(parts: Parts) -> Parts:
    """Returns the parts of a period that leads back."""
    return [(-number, unit) for number, unit in parts]


def written(parts: Parts) -> str:
    """Writes a period as an interval, or as a number."""
    if all(unit == "i" for _, unit in parts):
        return str(sum(number for number, _ in parts))
    calls = [f"{_UNITS[unit]}({number})" for number, unit in parts if unit != "i"]
    return calls[0] if len(calls) == 1 else "(" + " + ".join(calls) + ")"


def length(parts: Parts) -> float:
    """Returns how long a period is, in microseconds; months have 30 days."""
    return sum(number * _MICROS[unit] for number, unit in parts)


def months_of(parts: Parts) -> int | None:
    """Returns how many months a period is long, or None if it is no number of months."""
    months = {"mo": 1, "q": 3, "y": 12}
    if not all(unit in months for _, unit in parts):
        return None
    return sum(number * months[unit] for number, unit in parts)


def interval(period: Period) -> n.Node:
    """Returns the interval of a period.

    >>> from lakebolt.expr.node import write
    >>> write(interval("-1d12h"))
    '(to_days(-1) + to_hours(-12))'
    """
    return n.Raw(written(parts_of(period)))


def intervals_of(texts: n.Node) -> tuple[n.Node, n.Node]:
    """Returns the whole days and months, and the rest, of periods that are computed."""
    written_as = "replace(replace({}, 'mo', 'M'), 'ms', 'L')"  # whose units are no parts of others

    def of(*units: tuple[str, int]) -> str:
        return " + ".join(
            f"{times} * CAST(coalesce(list_sum(CAST(regexp_extract_all({written_as}, "
            f"'([0-9]+){unit}', 1) AS BIGINT[])), 0) AS BIGINT)"
            for unit, times in units
        )

    known = "[-+]?([0-9]+(ns|us|ms|mo|[smhdwqy]))+"
    text = "error('a period is written such as 1d, 15m or 1mo')::BIGINT"
    sign = f"CASE WHEN NOT regexp_full_match({{}}, '{known}') THEN {text} "
    sign += "WHEN starts_with({}, '-') THEN -1 ELSE 1 END"
    days = f"to_months(({sign}) * ({of(('M', 1), ('q', 3), ('y', 12))})) + "
    days += f"to_days(({sign}) * ({of(('d', 1), ('w', 7))}))"
    small = of(("us", 1), ("L", 1000), ("s", 10**6), ("m", 60 * 10**6), ("h", 3600 * 10**6))
    rest = f"to_microseconds(({sign}) * ({small} + ({of(('ns', 1))}) // 1000))"
    made = [template(f"({one})", *[texts] * one.count("{}")) for one in (days, rest)]
    return made[0], made[1]


def is_whole_days(period: Period) -> bool:
    """Tells whether a date stays a date when it is moved by a period."""
    return all(unit in ("d", "w", "mo", "q", "y") for _, unit in parts_of(period))


def bounds_of(closed: str) -> tuple[bool, bool]:
    """Tells whether a window holds its lower and its upper bound."""
    if closed not in CLOSED:
        raise errors.InterfaceError(f"closed must be left, right, both or none, not {closed!r}")
    return CLOSED[closed]


def range_frame(period: Period, offset: Period | None, closed: str) -> str:
    """Writes the frame of rows whose key lies up to ``period`` behind the row's and an offset.

    >>> range_frame("2h", None, "right")
    'RANGE BETWEEN (to_hours(2) + to_microseconds(-1)) PRECEDING AND CURRENT ROW'
    """
    width = parts_of(period)
    if length(width) <= 0:
        raise errors.InterfaceError(f"a period must be longer than nothing, not {period!r}")
    low = negated(width) if offset is None else parts_of(offset)
    high: Parts = [] if offset is None else [*low, *width]
    with_low, with_high = bounds_of(closed)
    step = "i" if all(unit == "i" for _, unit in width) else "us"
    if not with_low:
        low = [*low, (1, step)]
    if not with_high:
        high = [*high, (-1, step)]
    return f"RANGE BETWEEN {_bound(low)} AND {_bound(high)}"


def _bound(parts: Parts) -> str:
    far = length(parts)
    if far == 0:
        return "CURRENT ROW"
    return f"{written(parts)} FOLLOWING" if far > 0 else f"{written(negated(parts))} PRECEDING"


def truncated(moment: n.Node, period: Period) -> n.Node:
    """Returns the start of the period that a moment or a number lies in, as its own type.

    It is that of the clocks of the moment's zone.
    """
    parts = parts_of(period)
    if all(unit == "i" for _, unit in parts):
        return template(f"({{}} - (({{}} % {written(parts)}) + {written(parts)}) % {written(parts)})",
                        moment, moment)  # fmt: skip
    shown = zones.wall(moment)
    if len(parts) == 1 and parts[0][0] == 1 and parts[0][1] in _PARTS:
        start = template(f"date_trunc('{_PARTS[parts[0][1]]}', {{}})", shown)
    else:
        months = all(unit in ("mo", "q", "y") for _, unit in parts)
        origin = "1970-01-01" if months or parts[0][1] != "w" else "1970-01-05"
        start = template(
            "time_bucket({}, {}, {})", interval(period), shown, n.Raw(f"TIMESTAMP '{origin}'")
        )
    start = template("cast_to_type({}, {})", start, shown)
    near = length(parts) <= _MICROS["h"]
    return zones.Start((start, moment)) if near else zones.moment(start, moment, "earliest")
