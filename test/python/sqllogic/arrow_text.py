"""Writes Arrow values as DataFusion's runner does, nested ones in its own notation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa

from . import text

NANOS = 10**9


def rows(table: pa.Table) -> list[list[str]]:
    """Returns all cells of `table` as text, row by row."""
    columns = [[cell(scalar) for scalar in column] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def cell(scalar: pa.Scalar) -> str:
    """Returns the text of a cell: text that is empty shows as `(empty)`."""
    if not scalar.is_valid:
        return "NULL"
    return value(scalar) or "(empty)"


def value(scalar: pa.Scalar) -> str:
    """Returns the text of a value, which may stand within another."""
    kind = scalar.type
    if not scalar.is_valid:
        return "NULL"
    if isinstance(scalar, pa.ExtensionScalar):
        is_uuid = pa.types.is_fixed_size_binary(kind.storage_type)
        return str(scalar.as_py()) if is_uuid else value(scalar.value)
    if pa.types.is_map(kind):
        pairs = [(value(entry["key"]), value(entry["value"])) for entry in scalar.values]
        return "{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}"
    if pa.types.is_struct(kind):
        names = [kind.field(i).name for i in range(kind.num_fields)]
        return "{" + ", ".join(f"{name}: {value(scalar[i])}" for i, name in enumerate(names)) + "}"
    if pa.types.is_nested(kind):
        return "[" + ", ".join(value(item) for item in scalar.values) + "]"
    if pa.types.is_timestamp(kind):
        return _timestamp(scalar)
    if pa.types.is_interval(kind):
        return _interval(scalar.as_py())
    try:
        return _plain(scalar.as_py())
    except (OverflowError, ValueError):  # a date that Python's have no room for
        return str(scalar.cast(pa.string()))


def _plain(found: Any) -> str:
    if isinstance(found, (bytes, bytearray)):
        return found.hex()
    if isinstance(found, str):
        return found.replace("\n", "\\n").replace("\0", "\\0")
    if isinstance(found, (bool, float, Decimal, int, dt.date, dt.time)):
        return text.plain(found, "datafusion")
    return str(found)


def _timestamp(scalar: pa.TimestampScalar) -> str:
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": NANOS}[scalar.type.unit]
    seconds, rest = divmod(scalar.value, per_second)
    try:
        written = (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        return str(scalar)
    nanos = rest * (NANOS // per_second)
    if nanos:
        digits = f"{nanos:09d}"
        keep = next(k for k in (3, 6, 9) if int(digits[k:] or 0) == 0)
        written += "." + digits[:keep]
    return written + ("Z" if scalar.type.tz else "")


def _interval(parts: Any) -> str:
    words = []
    if parts.months:
        words.append(f"{parts.months} mons")
    if parts.days:
        words.append(f"{parts.days} days")
    sign = "-" if parts.nanoseconds < 0 else ""
    seconds, nanos = divmod(abs(parts.nanoseconds), NANOS)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    if hours:
        words.append(f"{sign}{hours} hours")
    if minutes:
        words.append(f"{sign}{minutes} mins")
    if seconds or nanos:
        words.append(f"{sign}{seconds}.{nanos:09d} secs")
    return " ".join(words) or "0 secs"
