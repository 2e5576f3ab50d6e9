"""SQLAlchemy's types for those of columns."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import types
from sqlalchemy.dialects.postgresql import INTERVAL as _Interval

_BY_NAME: dict[str, Any] = {
    "BOOLEAN": types.BOOLEAN, "TINYINT": types.SMALLINT, "SMALLINT": types.SMALLINT,
    "INTEGER": types.INTEGER, "BIGINT": types.BIGINT, "UTINYINT": types.SMALLINT,
    "USMALLINT": types.INTEGER, "UINTEGER": types.BIGINT, "UBIGINT": types.BIGINT,
    "FLOAT": types.REAL, "DOUBLE": types.DOUBLE, "VARCHAR": types.VARCHAR, "BLOB": types.BLOB,
    "DATE": types.DATE, "TIME": types.TIME, "TIMESTAMP": types.TIMESTAMP,
    "TIMESTAMP_S": types.TIMESTAMP, "TIMESTAMP_MS": types.TIMESTAMP,
    "TIMESTAMP_NS": types.TIMESTAMP, "UUID": types.UUID, "JSON": types.JSON,
    "INTERVAL": _Interval, "BIT": types.VARCHAR,
}  # fmt: skip
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


class JsonIndex(types.JSON.JSONIndexType):  # type: ignore[misc]
    """Writes a key or a place of a JSON document as a path."""

    def _path(self, value: Any) -> str:
        return f"${_step(value)}"

    def bind_processor(self, dialect: Any) -> Any:
        """Returns what writes a parameter."""
        return self._path

    def literal_processor(self, dialect: Any) -> Any:
        """Returns what writes a literal."""
        return lambda value: "'" + self._path(value).replace("'", "''") + "'"


class JsonPath(JsonIndex):
    """Writes several keys and places of a JSON document as a path."""

    def _path(self, value: Any) -> str:
        return "$" + "".join(_step(step) for step in value)


def _step(step: Any) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return '."' + str(step).replace('"', '\\"') + '"'


def type_of(text: str) -> Any:
    """Returns the type of a column from its name in SQL."""
    if text.endswith("[]"):
        return types.ARRAY(type_of(text[:-2]))
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return types.NUMERIC(int(decimal[1]), int(decimal[2]))
    if text in ("HUGEINT", "UHUGEINT", "BIGNUM"):
        return types.NUMERIC(38, 0)
    if text == "TIMESTAMP WITH TIME ZONE":
        return types.TIMESTAMP(timezone=True)
    if text == "TIME WITH TIME ZONE":
        return types.TIME(timezone=True)
    if text.startswith("ENUM("):
        labels = [label.replace("''", "'") for label in re.findall(r"'((?:[^']|'')*)'", text)]
        return types.Enum(*labels, native_enum=False)
    found = _BY_NAME.get(text)
    return types.NullType() if found is None else found()
