"""Connections and cursors, as in PEP 249."""

from __future__ import annotations

import threading
from typing import Any, Callable, Iterable, Mapping, Sequence

from lakebolt import _lakebolt, errors, scan
from lakebolt.datatype import DataType
from lakebolt.frame.dataframe import DataFrame, is_frame
from lakebolt.frame.plan import Cached, Plan, Query
from lakebolt.frame.sources import Sources
from lakebolt.missing_tables import add_hint
from lakebolt.result import Rows
from lakebolt.udfs.creating import Creating

Parameters = Sequence[Any] | Mapping[str, Any] | None
Scopes = Callable[[], Sequence[Mapping[str, Any]]]


class Connection(Sources, Creating):
    """Is a session with its own settings, over a database of tables and views."""

    _frames_speak_ours = True  # frames are read in our own dialect, whatever the session's is

    def __init__(self, session: _lakebolt.Session):
        """Wraps a native session; use ``lakebolt.connect()``."""
        self._session: _lakebolt.Session | None = session
        # Threads that share the session, by cursors perhaps, take turns; a table that is looked up
        # while a statement runs may run another one.
        self._turn = threading.RLock()
        self._views: dict[str, DataFrame] = {}  # by folded name
        self._found = {}
        self._autocommit = True
        #: Is told of a query that is waited for, ten times a second: the share that is done (0 to
        #: 1), the rows read, and whether it is for the last time. See ``lakebolt.progress``.
        self.progress: Callable[[float, int, bool], None] | None = None

    def _native(self) -> _lakebolt.Session:
        if self._session is None:
            raise errors.InterfaceError("the connection is closed")
        if self._session.runs_this_thread:
            # Its workers wait for us, and we would wait for them.
            raise errors.InterfaceError(
                "a function cannot use the database that calls it: use lakebolt.connect()"
            )
        return self._session

    def _run(
        self,
        sql: str,
        parameters: Parameters,
        lookup: Callable[[str], Any],
        own_dialect: bool = False,
        scopes: Scopes = scan.scopes_of_caller,
    ) -> _lakebolt.Stream:
        """Runs SQL in the session's dialect, or in our own, in which frames are written."""
        by_position, by_name = _split(sql, parameters)
        self._know_functions(sql, own_dialect, scopes)
        native = self._native()
        with self._turn:
            find = self._with_views(lookup)
            if not self._autocommit and not native.in_transaction:
                native.run("BEGIN", [], {}, find, True, None)
            own = own_dialect and self._frames_speak_ours
            try:
                return native.run(sql, by_position, by_name, find, own, self.progress)
            except errors.ProgrammingError as error:
                add_hint(error, scopes())
                raise

    def _describe(
        self,
        sql: str,
        parameters: Parameters,
        lookup: Callable[[str], Any],
        own_dialect: bool = True,
        scopes: Scopes = scan.scopes_of_caller,
    ) -> list[tuple[str, str]] | None:
        """Returns names and types of a query's columns; None for what is no single query."""
        by_position, by_name = _split(sql, parameters)
        self._know_functions(sql, own_dialect, scopes)
        native = self._native()
        with self._turn:
            own = own_dialect and self._frames_speak_ours
            try:
                return native.describe(sql, by_position, by_name, lookup, own)
            except errors.ProgrammingError as error:
                add_hint(error, scopes())
                raise

    def _with_views(self, lookup: Callable[[str], Any]) -> Callable[[str], Any]:
        """Returns a lookup that knows the frames that were given a name, too."""
        if not self._views:
            return lookup

        def with_views(name: str) -> Any:
            frame = self._views.get(name.casefold())
            return lookup(name) if frame is None else frame

        return with_views

    def cursor(self) -> Cursor:
        """Returns a new cursor over this connection."""
        self._native()
        return Cursor(self)

    def execute(self, sql: str, parameters: Parameters = None) -> Cursor:
        """Runs SQL and returns a cursor over the rows of its last statement.

        A sequence of ``parameters`` fills ``?`` or ``$1``, a mapping fills ``$name``. A statement
        that changes rows gives one with their number.
        """
        return self._counting().execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> Cursor:
        """Runs SQL once for each row of parameters."""
        return self._counting().executemany(sql, rows)

    def _counting(self) -> Cursor:
        """Returns a cursor for which the number of changed rows is a row, too."""
        cursor = self.cursor()
        cursor._gives_counts = True
        return cursor

    @property
    def autocommit(self) -> bool:
        """Tells whether each statement takes effect by itself, which is so from the beginning.

        Set to False, a transaction begins with the first statement and after each commit and
        rollback, as PEP 249 has it.
        """
        return self._autocommit

    @autocommit.setter
    def autocommit(self, wanted: bool) -> None:
        if wanted and not self._autocommit:
            self.commit()
        self._autocommit = bool(wanted)

    @property
    def in_transaction(self) -> bool:
        """Tells whether a transaction is under way."""
        return self._native().in_transaction

    def sql(self, query: str, params: Parameters = None) -> DataFrame:
        """Returns a frame over a query, which runs when its rows are asked for.

        Tables that the database does not know are variables of the caller: frames, and Arrow,
        pandas, Polars and NumPy objects. Statements other than one query run at once.

        >>> import lakebolt as lb
        >>> people = lb.DataFrame({"name": ["Ada", "Bo"], "age": [36, 17]})
        >>> lb.sql("SELECT * FROM people WHERE age > ?", [18]).select("name").rows()
        [('Ada',)]
        """
        return self._sql(query, params, {})

    def _sql(
        self,
        query: str,
        params: Parameters,
        given: dict[str, DataFrame],
        variables: Mapping[str, Any] | None = None,
    ) -> DataFrame:
        """Plans a query; ``given`` are frames by the names that they have in it.

        Other names are looked for among ``variables``, or else those of the caller.
        """
        scopes = scan.scopes_of_caller() if variables is None else [variables]
        find = scan.variables_in(*scopes)
        tables: dict[str, Any] = {}
        frames: dict[str, Plan] = {}

        def found(name: str) -> Any:
            for frames_by_name in (given, self._views):
                if name.casefold() in frames_by_name:
                    return frames_by_name[name.casefold()]
            return find(name)

        def look(name: str) -> Any:
            folded = name.casefold()
            if folded not in frames and folded not in tables:
                value = found(name)
                if is_frame(value) and value._connection is self:
                    frames[folded] = value._plan
                    return value.limit(0)
                table = scan.table_of(value)
                if table is None:
                    return None
                tables[folded] = table
            if folded in frames:
                return DataFrame._of(self, frames[folded]).limit(0)
            return scan.empty_of(tables[folded])

        def rows(name: str) -> Any:
            value = found(name)
            return None if value is None else scan.stream_of(value)

        columns = self._describe(query, params, look, False, lambda: scopes)
        if columns is None:
            return self._ran(self._run(query, params, rows, False, lambda: scopes))
        names = [name for name, _ in columns]
        plan: Plan
        if self._native().speaks_own_dialect:
            folded = _ByFoldedName(tables)
            plan = Query(names, query, params, folded, frames, _lakebolt.embeddable)
        else:  # the text of another dialect cannot stand within ours
            plan = Cached(
                names, lambda: _table_of(self._run(query, params, rows, False, lambda: scopes))
            )
        plan.types = {name: DataType(kind) for name, kind in columns}
        return DataFrame._of(self, plan)

    def _ran(self, stream: _lakebolt.Stream) -> DataFrame:
        """Returns a frame over the rows of a statement that has run."""
        names = [name for name, _ in stream.columns]
        frame = DataFrame._of(self, Cached(names, lambda: _table_of(stream)))
        frame._stream = stream
        return frame

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
        """Removes a table made by ``register``, or a view of a frame."""
        if self._views.pop(name.casefold(), None) is not None:
            return self
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


def _table_of(stream: _lakebolt.Stream) -> Any:
    import pyarrow

    return pyarrow.RecordBatchReader.from_stream(stream).read_all()


def _split(sql: str, parameters: Parameters) -> tuple[list[Any], dict[str, Any]]:
    """Returns parameters by position and by name."""
    if not isinstance(sql, str):
        raise errors.InterfaceError(f"SQL must be a str, not {type(sql).__name__}")
    if isinstance(parameters, Mapping):
        return [], dict(parameters)
    return list(parameters or ()), {}


class _ByFoldedName(dict[str, Any]):
    """Finds tables by their names in any case."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.casefold(), default)


class Cursor(Rows):
    """Runs statements and gives the rows of the last one."""

    arraysize = 1

    def __init__(self, connection: Connection):
        """Opens a cursor; use ``Connection.cursor()``."""
        self.connection = connection
        #: The number of rows that the last statement has changed; -1 for a query, whose rows stream.
        self.rowcount = -1
        self._closed = False
        self._gives_counts = False

    def _rows(self) -> _lakebolt.Stream:
        if self._closed:
            raise errors.InterfaceError("the cursor is closed")
        return super()._rows()

    def execute(self, sql: str, parameters: Parameters = None) -> Cursor:
        """Runs SQL; the rows of its last statement can then be fetched.

        A sequence of ``parameters`` fills ``?`` or ``$1``, a mapping fills ``$name``.
        """
        if self._closed:
            raise errors.InterfaceError("the cursor is closed")
        self._stream = None
        self.rowcount = -1
        lookup = scan.lookup_in(scan.caller_frame())
        stream = self.connection._run(sql, parameters, lookup)
        changed = stream.rows_changed
        if changed is not None:
            self.rowcount = changed
        if self._gives_counts or (changed is None and stream.columns):
            self._stream = stream
        return self

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> Cursor:
        """Runs SQL once for each row of parameters; ``rowcount`` is that of all together."""
        changed = 0
        for row in rows:
            self.execute(sql, row)
            if self._stream is not None:
                self.fetchall()
            changed = -1 if self.rowcount < 0 or changed < 0 else changed + self.rowcount
        self.rowcount = changed
        return self

    def nextset(self) -> None:
        """Returns None: there is one set of rows, that of the last statement."""
        self._rows()

    @property
    def rownumber(self) -> None:
        """Returns None: rows are not counted."""

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
