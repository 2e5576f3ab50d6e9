"""Opens connections, and gives the module the methods of one: that of ``default_connection``."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, Sequence, TypeVar, overload

from lakebolt import _lakebolt
from lakebolt.connection import Connection, Cursor
from lakebolt.errors import NotSupportedError

if TYPE_CHECKING:
    from typing import Concatenate, ParamSpec

    from typing_extensions import Unpack

    from lakebolt.datatype import DataType
    from lakebolt.frame.dataframe import DataFrame
    from lakebolt.options import FunctionOptions
    from lakebolt.udfs.function import UserFunction
    from lakebolt.udfs.table import TableFunction

    P = ParamSpec("P")
R = TypeVar("R")

_default: Connection | None = None
_named: dict[str, Connection] = {}  # by what stands behind ":memory:"
_named_lock = threading.Lock()


def connect(
    database: str | Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    *,
    autocommit: bool = True,
) -> Connection:
    """Opens a connection to a new, empty in-memory database.

    ``config`` has settings by name, such as ``{"threads": 4, "memory_limit": "4GB"}``; it may come
    first. ``database`` is ``":memory:"``; with a name behind it, as in ``":memory:shop"``, it is
    the one that this process has under that name, which lasts as long as the process, with the
    settings of its beginning. For ``autocommit`` see ``Connection.autocommit``.
    """
    if isinstance(database, Mapping):
        database, config = None, database
    name = (database or "").removeprefix(":memory:")
    if name and name == database:
        raise NotSupportedError(f"databases are in memory: {database!r} is no ':memory:'")
    settings = {name: str(value) for name, value in (config or {}).items()}
    if name:
        with _named_lock:
            first = _named.get(name)
            if first is None:
                first = _named[name] = Connection(_lakebolt.connect(settings))
        connection = first.duplicate()
    else:
        connection = Connection(_lakebolt.connect(settings))
    connection.autocommit = autocommit
    return connection


def default_connection() -> Connection:
    """Returns the connection that the module's own functions use."""
    global _default
    if _default is None or _default._session is None:
        _default = connect()
    return _default


def sql(query: str, params: Any = None) -> DataFrame:
    """Returns a frame over a query of the default connection; other statements run at once."""
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


def table(name: str) -> DataFrame:
    """Returns a frame over a table or view of the default connection."""
    return default_connection().table(name)


def table_function(function: str, *args: Any, **named: Any) -> DataFrame:
    """Returns a frame over the rows of a function of SQL that stands in FROM."""
    return default_connection().table_function(function, *args, **named)


def _on_default(method: Callable[Concatenate[Any, P], R]) -> Callable[P, R]:
    """Returns a method of connections as a function over the default one."""

    @functools.wraps(method)
    def function(*args: P.args, **keywords: P.kwargs) -> R:
        return method(default_connection(), *args, **keywords)

    # Whose signature, which is made when it is asked for, is that of the method without self.
    function.__wrapped__ = functools.partial(method, None)  # pyright: ignore[reportAttributeAccessIssue]
    function.__module__ = __name__
    return function


read_parquet = _on_default(Connection.read_parquet)
read_csv = _on_default(Connection.read_csv)
read_ipc = _on_default(Connection.read_ipc)
read_ndjson = _on_default(Connection.read_ndjson)
read_json = _on_default(Connection.read_json)
read_excel = _on_default(Connection.read_excel)

scan_parquet, scan_csv, scan_ipc, scan_ndjson = read_parquet, read_csv, read_ipc, read_ndjson


def range(start: int, end: int | None = None, step: int = 1) -> DataFrame:
    """Returns a frame of numbers, as the column ``range``."""
    return default_connection().range(start, end, step)


def from_arrow(data: Any) -> DataFrame:
    """Returns a frame over an Arrow table, batch, reader or dataset, without a copy."""
    return default_connection().from_arrow(data)


def from_pandas(data: Any) -> DataFrame:
    """Returns a frame over a pandas data frame."""
    return default_connection().from_pandas(data)


def from_polars(data: Any) -> DataFrame:
    """Returns a frame over a Polars frame."""
    return default_connection().from_polars(data)


def from_numpy(data: Any, schema: Sequence[str] | None = None) -> DataFrame:
    """Returns a frame over a NumPy array."""
    return default_connection().from_numpy(data, schema)


def from_dict(
    data: Mapping[str, Any],
    schema: Mapping[str, Any] | None = None,
    *,
    schema_overrides: Mapping[str, Any] | None = None,
    strict: bool = True,
) -> DataFrame:
    """Returns a frame over a dict of columns."""
    return default_connection().from_dict(
        data, schema, schema_overrides=schema_overrides, strict=strict
    )


def from_dicts(
    data: Iterable[Mapping[str, Any]],
    schema: Mapping[str, Any] | None = None,
    *,
    schema_overrides: Mapping[str, Any] | None = None,
    strict: bool = True,
) -> DataFrame:
    """Returns a frame over a dict for each row."""
    return default_connection().from_dicts(
        data, schema, schema_overrides=schema_overrides, strict=strict
    )


def from_records(
    data: Iterable[Any],
    schema: Any = None,
    *,
    schema_overrides: Mapping[str, Any] | None = None,
    strict: bool = True,
    orient: str | None = None,
) -> DataFrame:
    """Returns a frame over tuples, lists or dicts, one for each row."""
    return default_connection().from_records(
        data, schema, schema_overrides=schema_overrides, strict=strict, orient=orient
    )


def values(*rows: Any, schema: Sequence[str] | None = None) -> DataFrame:
    """Returns a frame over rows."""
    return default_connection().values(*rows, schema=schema)


def create_function(
    name: str,
    function: Callable[..., Any],
    parameters: Any = None,
    return_type: Any = None,
    **options: Any,
) -> Connection:
    """Makes a function of Python's a scalar function of the default connection's SQL."""
    return default_connection().create_function(
        name, function, parameters, return_type, **options
    )


def create_aggregate_function(
    name: str, function: Any, parameters: Any = None, return_type: Any = None, **options: Any
) -> Connection:
    """Makes a class, or a function of lists, an aggregate of the default connection's SQL."""
    return default_connection().create_aggregate_function(
        name, function, parameters, return_type, **options
    )


def create_table_function(
    name: str, function: Callable[..., Any], schema: Any = None
) -> Connection:
    """Makes a function that gives rows one that stands in FROM, for the default connection."""
    return default_connection().create_table_function(name, function, schema)


def remove_function(name: str) -> Connection:
    """Removes a function that was created under a name from the default connection."""
    return default_connection().remove_function(name)


@overload
def udf(function: Callable[P, R], /) -> UserFunction[P, R]: ...
@overload
def udf(
    result: DataType | str | None = None, /, **options: Unpack[FunctionOptions]
) -> Callable[[Callable[P, R]], UserFunction[P, R]]: ...
def udf(function: Any = None, /, **options: Any) -> Any:
    """Makes a function of Python's one of SQL, known by its variable's name, and of expressions.

    Types are those of its hints; options are those of ``Connection.create_function``.

    >>> import lakebolt as lb
    >>> @lb.udf
    ... def shout(text: str) -> str:
    ...     return text.upper() + "!"
    >>> lb.sql("SELECT shout('hey')").item()
    'HEY!'
    >>> lb.from_dict({"a": ["x", None]}).select(shout(lb.col("a"))).rows()
    [('X!',), (None,)]
    >>> shout("plain")
    'PLAIN!'
    """
    from lakebolt.udfs.decorators import make_udf

    return make_udf(function, False, options)


@overload
def udaf(function: Callable[P, R], /) -> UserFunction[P, R]: ...
@overload
def udaf(
    result: DataType | str | None = None, /, **options: Unpack[FunctionOptions]
) -> Callable[[Callable[P, R]], UserFunction[P, R]]: ...
def udaf(function: Any = None, /, **options: Any) -> Any:
    """Makes a class, or a function of lists, an aggregate of SQL and of expressions.

    See ``Connection.create_aggregate_function``.

    >>> import lakebolt as lb
    >>> @lb.udaf
    ... def longest(texts: list[str]) -> str:
    ...     return builtins.max(texts, key=builtins.len)
    >>> import builtins
    >>> frame = lb.from_dict({"k": [1, 1, 2], "a": ["x", "xyz", "yy"]})
    >>> frame.group_by("k").agg(longest(lb.col("a"))).sort("k").rows()
    [(1, 'xyz'), (2, 'yy')]
    """
    from lakebolt.udfs.decorators import make_udf

    return make_udf(function, True, options)


@overload
def udtf(function: Callable[P, R], /) -> TableFunction[P, R]: ...
@overload
def udtf(
    *, name: str | None = None, schema: Any = None
) -> Callable[[Callable[P, R]], TableFunction[P, R]]: ...
def udtf(function: Any = None, /, **options: Any) -> Any:
    """Makes a function that gives rows one that stands in FROM, by its variable's name.

    See ``Connection.create_table_function``.

    >>> import lakebolt as lb
    >>> @lb.udtf(schema={"n": int, "text": str})
    ... def counted(text: str):
    ...     yield from enumerate(text)
    >>> lb.sql("FROM counted('ab')").rows()
    [(0, 'a'), (1, 'b')]
    """
    from lakebolt.udfs.decorators import make_udtf

    return make_udtf(function, options)
