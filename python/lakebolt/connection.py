"""Connections and cursors, as in PEP 249."""

from __future__ import annotations

import threading
from typing import Any, Callable, Iterable, Mapping, Sequence

from lakebolt import _lakebolt, errors, scan
from lakebolt.result import Relation, Rows

Parameters = Sequence[Any] | Mapping[str, Any] | None


class Connection:
    """Is a session with its own settings, over a database of tables and views."""

    def __init__(self, session: _lakebolt.Session):
        """Wraps a native session; use ``lakebolt.connect()``."""
        self._session: _lakebolt.Session | None = session
        # Threads that share the session, by cursors perhaps, take turns; a table that is looked up
        # while a statement runs may run another one.
        self._turn = threading.RLock()

    def _native(self) -> _lakebolt.Session:
        if self._session is None:
            raise errors.InterfaceError("the connection is closed")
        return self._session

    def _run(
        self, sql: str, parameters: Parameters, lookup: Callable[[str], Any]
    ) -> _lakebolt.Stream:
        if not isinstance(sql, str):
            raise errors.InterfaceError(f"SQL must be a str, not {type(sql).__name__}")
        by_name = dict(parameters) if isinstance(parameters, Mapping) else {}
        by_position = [] if isinstance(parameters, Mapping) else list(parameters or ())
        with self._turn:
            return self._native().run(sql, by_position, by_name, lookup)

    def cursor(self) -> Cursor:
        """Returns a new cursor over this connection."""
        self._native()
        return Cursor(self)

    def execute(self, sql: str, parameters: Parameters = None) -> Cursor:
        """Runs SQL and returns a cursor over the rows of its last statement.

        A sequence of ``parameters`` fills ``?`` or ``$1``, a mapping fills ``$name``.
        """
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        """Runs SQL once for each row of parameters."""
        return self.cursor().executemany(sql, rows)

    def sql(self, query: str, params: Parameters = None) -> Relation:
        """Runs a query and returns its result, which shows itself as a table."""
        lookup = scan.lookup_in(scan.caller_frame())
        tables: dict[str, Any] = {}

        def remember(name: str) -> Any:
            found = tables.get(name)
            if found is None and (found := lookup(name)) is not None:
                tables[name] = found
            return found

        relation = Relation(self, query, params, tables)
        relation._stream = self._run(query, params, remember)
        return relation

    query = sql

    def register(self, name: str, value: Any) -> Connection:
        """Makes an Arrow, pandas or Polars object a table called ``name``.

        Anything with ``__arrow_c_stream__`` will do, and a dict of columns.
        """
        if isinstance(value, dict):
            import pyarrow

            value = pyarrow.table(value)
        stream = scan.stream_of(value)
        if stream is None:
            raise errors.InterfaceError(
                f"cannot make a table of {type(value).__name__}: it has no __arrow_c_stream__"
            )
        with self._turn:
            self._native().register(name, stream)
        return self

    def unregister(self, name: str) -> Connection:
        """Removes a table made by ``register``."""
        with self._turn:
            self._native().unregister(name)
        return self

    def interrupt(self) -> None:
        """Cancels what the connection is running; may be called from another thread."""
        self._native().cancel()

    def duplicate(self) -> Connection:
        """Opens another connection to the same database: its own transactions and settings."""
        return Connection(self._native().duplicate())

    def begin(self) -> Connection:
        """Begins a transaction; without one each statement takes effect by itself."""
        self.execute("BEGIN")
        return self

    def commit(self) -> Connection:
        """Makes what was done since ``begin`` take effect; does nothing outside a transaction."""
        if self._native().in_transaction:
            self.execute("COMMIT")
        return self

    def rollback(self) -> Connection:
        """Undoes what was done since ``begin``; does nothing outside a transaction."""
        if self._native().in_transaction:
            self.execute("ROLLBACK")
        return self

    def close(self) -> None:
        """Closes the connection; results that were not read are lost."""
        self._session = None

    def __enter__(self) -> Connection:
        """Returns the connection itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the connection."""
        self.close()

    # PEP 249 lets the exceptions be reached through the connection.
    Warning = errors.Warning
    Error = errors.Error
    InterfaceError = errors.InterfaceError
    DatabaseError = errors.DatabaseError
    DataError = errors.DataError
    OperationalError = errors.OperationalError
    IntegrityError = errors.IntegrityError
    InternalError = errors.InternalError
    ProgrammingError = errors.ProgrammingError
    NotSupportedError = errors.NotSupportedError


class Cursor(Rows):
    """Runs statements and gives the rows of the last one."""

    arraysize = 1
    rowcount = -1  # rows stream, so their number is not known before the end

    def __init__(self, connection: Connection):
        """Opens a cursor; use ``Connection.cursor()``."""
        self.connection = connection
        self._closed = False

    def execute(self, sql: str, parameters: Parameters = None) -> Cursor:
        """Runs SQL; the rows of its last statement can then be fetched."""
        if self._closed:
            raise errors.InterfaceError("the cursor is closed")
        self._stream = None
        lookup = scan.lookup_in(scan.caller_frame())
        self._stream = self.connection._run(sql, parameters, lookup)
        return self

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        """Runs SQL once for each row of parameters."""
        for row in rows:
            self.execute(sql, row)
            self.fetchall()
        return self

    def setinputsizes(self, sizes: Any) -> None:
        """Does nothing, as PEP 249 allows."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Does nothing, as PEP 249 allows."""

    def close(self) -> None:
        """Closes the cursor; rows that were not fetched are lost."""
        self._stream = None
        self._closed = True

    def __enter__(self) -> Cursor:
        """Returns the cursor itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the cursor."""
        self.close()
