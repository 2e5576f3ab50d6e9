"""Turns values into the text that sqllogictest files hold, in the dialect a file is written in."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

DIALECTS = ("duckdb", "sqlite", "datafusion")


def cell(value: Any, column_type: str, dialect: str = "duckdb") -> str:
    """Returns the text of `value` in a column of `column_type` (`I`, `R`, `T`, ...)."""
    if value is None:
        return "NULL"
    if dialect == "sqlite":
        return _sqlite_cell(value, column_type)
    text = plain(value, dialect)
    if text == "":
        return "(empty)"
    return text.replace("\n", "\\n").replace("\0", "\\0")


def _sqlite_cell(value: Any, column_type: str) -> str:
    """Follows SQLite's runner: integers by `%d`, reals by `%.3f`, odd characters as `@`."""
    number = isinstance(value, (int, float, Decimal))
    if column_type == "I":
        return str(int(value)) if number else "0"
    if column_type == "R" and number:
        return f"{float(value):.3f}"
    text = plain(value, "duckdb")
    return "".join(c if " " <= c <= "~" else "@" for c in text) or "(empty)"


def plain(value: Any, dialect: str = "duckdb") -> str:
    """Returns the text of a value that is not NULL, as a cast to VARCHAR writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Decimal):
        return _decimal(value, dialect)
    if isinstance(value, dt.datetime):
        return _timestamp(value, "T" if dialect == "datafusion" else " ")
    if isinstance(value, dt.time):
        return _trim_fraction(value.replace(tzinfo=None).isoformat()) + _offset(value)
    if isinstance(value, dt.timedelta):
        return _interval(value)
    if isinstance(value, (bytes, bytearray)):
        return "".join(chr(b) if 32 <= b < 127 and b != 92 else f"\\x{b:02X}" for b in value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_nested(v, dialect) for v in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"'{k}': {_nested(v, dialect)}" for k, v in value.items()) + "}"
    return str(value)


def _nested(value: Any, dialect: str) -> str:
    return "NULL" if value is None else plain(value, dialect)


def _float(value: float) -> str:
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def _decimal(value: Decimal, dialect: str) -> str:
    text = f"{value:f}"
    if dialect == "datafusion" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def _trim_fraction(text: str) -> str:
    return text.rstrip("0") if "." in text else text


def _timestamp(value: dt.datetime, separator: str) -> str:
    text = value.replace(tzinfo=None).isoformat(sep=separator)
    return _trim_fraction(text) + _offset(value)


def _offset(value: dt.datetime | dt.time) -> str:
    """Writes the distance from UTC, `+05:30`, without parts that are zero."""
    offset = value.utcoffset()
    if offset is None:
        return ""
    seconds = int(offset.total_seconds())
    sign = "-" if seconds < 0 else "+"
    minutes, seconds = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{sign}{hours:02d}"
    if minutes or seconds:
        text += f":{minutes:02d}"
    return text + (f":{seconds:02d}" if seconds else "")


def _interval(value: dt.timedelta) -> str:
    parts = []
    if value.days:
        parts.append(f"{value.days} day{'' if abs(value.days) == 1 else 's'}")
    rest = value - dt.timedelta(days=value.days)
    if rest or not parts:
        parts.append(_trim_fraction((dt.datetime.min + rest).time().isoformat()))
    return " ".join(parts)
