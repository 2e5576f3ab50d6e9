"""The dialect: what SQLAlchemy is told about Lakebolt."""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import exc, pool, types
from sqlalchemy.dialects.postgresql import base as postgresql
from sqlalchemy.engine import default, interfaces

from lakebolt.sqlalchemy.compiler import DDLCompiler, Preparer, StatementCompiler, TypeCompiler
from lakebolt.sqlalchemy.reflection import Reflection
from lakebolt.sqlalchemy.types import JsonIndex, JsonPath


class Execution(default.DefaultExecutionContext):  # type: ignore[misc]
    """Runs a statement."""

    def fire_sequence(self, seq: Any, type_: Any) -> Any:
        """Returns the next value of a sequence."""
        name = self.identifier_preparer.format_sequence(seq).replace("'", "''")
        return self._execute_scalar(f"SELECT nextval('{name}')", type_)


class LakeboltDialect(Reflection, default.DefaultDialect):  # type: ignore[misc]
    """Speaks with Lakebolt through its PEP 249 side."""

    name = "lakebolt"
    driver = "lakebolt"
    execution_ctx_cls = Execution
    statement_compiler = StatementCompiler
    ddl_compiler = DDLCompiler
    type_compiler_cls = TypeCompiler
    preparer = Preparer
    poolclass = pool.QueuePool
    default_paramstyle = "qmark"
    colspecs = {types.JSON.JSONIndexType: JsonIndex, types.JSON.JSONPathType: JsonPath}
    ischema_names: dict[str, Any] = {}

    supports_statement_cache = True
    supports_alter = True
    supports_comments = True
    supports_default_values = True
    supports_default_metavalue = True
    supports_empty_insert = False
    supports_multivalues_insert = True
    supports_native_boolean = True
    supports_native_decimal = True
    supports_native_uuid = True
    supports_native_enum = False
    supports_sane_rowcount = True
    supports_sane_multi_rowcount = True
    supports_schemas = True
    supports_sequences = True
    sequences_optional = False
    supports_views = True
    supports_identity_columns = False
    insert_returning = True
    update_returning = True
    delete_returning = True
    insert_executemany_returning = True
    use_insertmanyvalues = True
    postfetch_lastrowid = False
    preexecute_autoincrement_sequences = False
    tuple_in_values = True
    div_is_floordiv = False
    max_identifier_length = 1000
    inline_comments = False
    default_schema_name = "main"
    default_isolation_level = "SERIALIZABLE"

    construct_arguments = postgresql.PGDialect.construct_arguments

    # What PostgreSQL's compilers ask their dialect.
    _backslash_escapes = False
    _supports_create_index_concurrently = False
    _supports_drop_index_concurrently = False
    _supports_jsonb_subscripting = False
    server_version_info = (0, 1)

    def __init__(
        self, json_serializer: Any = None, json_deserializer: Any = None, **kwargs: Any
    ):
        """Takes what writes and reads JSON, besides what all dialects do."""
        super().__init__(**kwargs)
        self._json_serializer = json_serializer
        self._json_deserializer = json_deserializer
        self._lock = threading.Lock()
        self._first: Any = None

    @classmethod
    def import_dbapi(cls) -> Any:
        """Returns the module with PEP 249's names."""
        import lakebolt

        return lakebolt

    def create_connect_args(self, url: Any) -> Any:
        """Returns what ``connect`` is given: settings, which stand in the URL's query."""
        return [], {"database": url.database, "config": dict(url.query)}

    def connect(self, *args: Any, **kwargs: Any) -> Any:
        """Opens a connection to the database that all of the engine's connections share."""
        with self._lock:
            if self._first is None:
                self._first = self.loaded_dbapi.connect(*args, **kwargs)
            connection = self._first.duplicate()
        connection.autocommit = False
        return connection

    def initialize(self, connection: Any) -> None:
        """Asks nothing: there is one version to speak with."""

    def do_begin(self, dbapi_connection: Any) -> None:
        """Leaves it to the first statement to begin a transaction."""
        dbapi_connection.autocommit = False

    def get_isolation_level_values(self, dbapi_connection: Any) -> list[str]:
        """Lists the levels of isolation."""
        return ["SERIALIZABLE", "AUTOCOMMIT"]

    def get_default_isolation_level(self, dbapi_connection: Any) -> str:
        """Returns the level that transactions have."""
        return "SERIALIZABLE"

    def get_isolation_level(self, dbapi_connection: Any) -> str:
        """Returns the level of a connection."""
        return "AUTOCOMMIT" if dbapi_connection.autocommit else "SERIALIZABLE"

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Sets the level of a connection."""
        dbapi_connection.autocommit = level == "AUTOCOMMIT"

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """Tells whether an error says that the connection is gone, which it cannot."""
        return isinstance(e, self.loaded_dbapi.InterfaceError) and "closed" in str(e)

    def do_savepoint(self, connection: Any, name: str) -> None:
        """Refuses: there are no savepoints."""
        raise exc.InvalidRequestError("Lakebolt has no savepoints")

    def do_terminate(self, dbapi_connection: interfaces.DBAPIConnection) -> None:
        """Closes a connection."""
        dbapi_connection.close()
