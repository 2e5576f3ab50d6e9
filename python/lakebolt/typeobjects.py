"""What PEP 249 asks of a module besides: makers of values, and kinds of columns."""

from __future__ import annotations

import datetime
from typing import Callable

from lakebolt.datatype import DataType

Timestamp = datetime.datetime


def DateFromTicks(ticks: float) -> datetime.date:
    """Returns the local date of a number of seconds since 1970."""
    return datetime.date.fromtimestamp(ticks)


def TimeFromTicks(ticks: float) -> datetime.time:
    """Returns the local time of day of a number of seconds since 1970."""
    return datetime.datetime.fromtimestamp(ticks).time()


def TimestampFromTicks(ticks: float) -> datetime.datetime:
    """Returns the local time of a number of seconds since 1970."""
    return datetime.datetime.fromtimestamp(ticks)


class Kind:
    """Is equal to the types of its kind in ``Cursor.description``.

    >>> NUMBER == "DECIMAL(10,2)", STRING == "BIGINT"
    (True, False)
    """

    def __init__(self, name: str, holds: Callable[[DataType], bool]):
        """Takes what tells whether a type is of this kind."""
        self._name = name
        self._holds = holds

    def __eq__(self, other: object) -> bool:
        """Tells whether a type is of this kind."""
        if isinstance(other, Kind):
            return self is other
        return isinstance(other, str) and self._holds(DataType(other))

    def __hash__(self) -> int:
        """Returns the hash of the name."""
        return hash(self._name)

    def __repr__(self) -> str:
        """Returns the name."""
        return self._name


STRING = Kind("STRING", lambda kind: kind in ("VARCHAR", "JSON") or kind.startswith("ENUM("))
BINARY = Kind("BINARY", lambda kind: kind in ("BLOB", "BIT"))
NUMBER = Kind("NUMBER", lambda kind: kind.is_numeric() or kind in ("BOOLEAN", "BIGNUM"))
DATETIME = Kind("DATETIME", lambda kind: kind.is_temporal())
ROWID = Kind("ROWID", lambda kind: kind == "BIGINT")
