"""Writes Python values as SQL, each with exactly the type and value that it has."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any, Callable

from lakebolt import errors

_INT32 = 2**31


def text_literal(value: str) -> str:
    """Writes text in quotes."""
    return "'" + value.replace("'", "''") + "'"


def _float(value: float) -> str:
    if math.isnan(value):
        return "'nan'::DOUBLE"
    if math.isinf(value):
        return f"'{'-' if value < 0 else ''}inf'::DOUBLE"
    text = repr(value)
    return text if "e" in text else text + "e0"  # without an exponent it were a decimal


def _decimal(value: decimal.Decimal) -> str:
    if not value.is_finite():
        raise errors.InterfaceError(f"a decimal literal must be a finite number, not {value}")
    text = format(value, "f")
    return text if "." in text else text + "::DECIMAL(38,0)"


def _bytes(value: bytes) -> str:
    return "'" + "".join(f"\\x{byte:02X}" for byte in value) + "'::BLOB"


def _datetime(value: datetime.datetime) -> str:
    if getattr(value, "nanosecond", 0):  # of a pandas Timestamp
        return f"TIMESTAMP_NS '{value.isoformat(sep=' ')}'"
    if value.tzinfo is not None:
        moment = value.astimezone(datetime.timezone.utc)
        return f"TIMESTAMPTZ '{moment.replace(tzinfo=None).isoformat(sep=' ')}+00:00'"
    return f"TIMESTAMP '{value.isoformat(sep=' ')}'"


def _timedelta(value: datetime.timedelta) -> str:
    micros = value.seconds * 10**6 + value.microseconds
    return f"(to_days({value.days}) + to_microseconds({micros}))"


def _list(value: Any) -> str:
    return "[" + ", ".join(literal(item) for item in value) + "]"


def _dict(value: dict[Any, Any]) -> str:
    fields = (f"{text_literal(str(key))}: {literal(item)}" for key, item in value.items())
    return "{" + ", ".join(fields) + "}"


def _int(value: int) -> str:
    # The least number of a type is its negated largest, which would not fit.
    return f"'{value}'::BIGINT" if value == -(2**63) else str(value)


# In this order, as bool is an int and datetime a date.
_WRITERS: list[tuple[Any, Callable[[Any], str]]] = [
    (bool, lambda value: "TRUE" if value else "FALSE"),
    (int, _int),
    (float, _float),
    (str, text_literal),
    (bytes, _bytes),
    (decimal.Decimal, _decimal),
    (datetime.datetime, _datetime),
    (datetime.date, lambda value: f"DATE '{value.isoformat()}'"),
    (datetime.time, lambda value: f"TIME '{value.isoformat()}'"),
    (datetime.timedelta, _timedelta),
    (dict, _dict),
    ((list, tuple, set, frozenset, range), _list),
]


def literal(value: Any) -> str:
    """Writes a value as SQL; raises InterfaceError for what has no SQL type.

    >>> print(literal([1, None, 2.5, "it's"]))
    [1, NULL, 2.5e0, 'it''s']
    """
    if value is None:
        return "NULL"
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    if type(value).__name__ == "UUID":  # whose module is slow to import
        return f"'{value}'::UUID"
    if hasattr(value, "to_list"):  # a Series, an Arrow array
        return _list(value.to_list())
    if hasattr(value, "to_pylist"):
        return _list(value.to_pylist())
    if hasattr(value, "tolist"):  # NumPy
        return literal(value.tolist())
    if hasattr(value, "as_py"):
        return literal(value.as_py())
    raise errors.InterfaceError(
        f"expected an expression or a value with an SQL type, not {type(value).__name__}"
    )
