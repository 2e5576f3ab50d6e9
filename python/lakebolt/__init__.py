"""Lakebolt: SQL over Parquet files and Arrow data, in your process.

>>> import lakebolt
>>> lakebolt.sql("SELECT 40 + 2 AS answer").fetchall()
[(42,)]
"""

from __future__ import annotations

from typing import Any

from lakebolt import _lakebolt
from lakebolt.connection import Connection, Cursor
from lakebolt.errors import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,
)
from lakebolt.result import Relation

__version__: str = _lakebolt.version

# PEP 249
apilevel = "2.0"
threadsafety = 1
paramstyle = "qmark"

__all__ = [
    "Connection",
    "Cursor",
    "DataError",
    "DatabaseError",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Relation",
    "Warning",
    "apilevel",
    "connect",
    "default_connection",
    "execute",
    "paramstyle",
    "query",
    "register",
    "sql",
    "threadsafety",
    "unregister",
]

_default: Connection | None = None


def connect(config: dict[str, Any] | None = None) -> Connection:
    """Opens a connection to a new, empty in-memory database.

    ``config`` has settings by name, such as ``{"threads": 4, "memory_limit": "4GB"}``.
    """
    return Connection(
        _lakebolt.connect({name: str(value) for name, value in (config or {}).items()})
    )


def default_connection() -> Connection:
    """Returns the connection that the module's own functions use."""
    global _default
    if _default is None or _default._session is None:
        _default = connect()
    return _default


def sql(query: str, params: Any = None) -> Relation:
    """Runs a query on the default connection and returns its result."""
    return default_connection().sql(query, params)


query = sql


def execute(query: str, parameters: Any = None) -> Cursor:
    """Runs SQL on the default connection and returns a cursor over its rows."""
    return default_connection().execute(query, parameters)


def register(name: str, value: Any) -> Connection:
    """Makes an object a table of the default connection."""
    return default_connection().register(name, value)


def unregister(name: str) -> Connection:
    """Removes a table made by ``register`` from the default connection."""
    return default_connection().unregister(name)
