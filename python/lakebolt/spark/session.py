"""The session: ``SparkSession.builder.getOrCreate()``, as PySpark's programs begin."""

from __future__ import annotations

from typing import Any, Callable

from lakebolt import errors
from lakebolt.spark import types as t
from lakebolt.spark.catalog import Catalog
from lakebolt.spark.config import RuntimeConfig
from lakebolt.spark.connection import SETTINGS, SparkConnection
from lakebolt.spark.creating import frame_of_data
from lakebolt.spark.frame import DataFrame, of_frame
from lakebolt.spark.sql_text import formatted

VERSION = "4.3.0"  # of Spark, whose functions and names these are


class Builder:
    """Builds a session; there is one in a process, and what PySpark needs to be told is not needed."""

    def __init__(self) -> None:
        """Begins without options."""
        self._options: dict[str, Any] = {}

    def config(self, key: Any = None, value: Any = None, **options: Any) -> Builder:
        """Sets an option, or those of ``map``."""
        if isinstance(options.get("map"), dict):
            self._options.update(options["map"])
        elif key is not None:
            self._options[key] = value
        return self

    def appName(self, name: str) -> Builder:
        """Takes the program's name."""
        return self.config("spark.app.name", name)

    def master(self, master: str) -> Builder:
        """Takes the cluster's address, which is not needed."""
        return self.config("spark.master", master)

    def remote(self, url: str) -> Builder:
        """Takes a server's address, which is not needed."""
        return self.config("spark.remote", url)

    def enableHiveSupport(self) -> Builder:
        """Does nothing: tables are the session's own."""
        return self

    def getOrCreate(self) -> SparkSession:
        """Returns the session, with the options set."""
        session = SparkSession._active or SparkSession(None)
        SparkSession._active = session
        for key, value in self._options.items():
            session.conf.set(key, value)
        self._options = {}
        return session

    create = getOrCreate


class _FreshBuilder:
    """Gives a new builder each time it is asked for, as PySpark's class does."""

    def __get__(self, instance: Any, owner: Any) -> Builder:
        return Builder()


class SparkSession:
    """Is where frames come from: data, files, tables and SQL.

    >>> from lakebolt.spark import SparkSession
    >>> spark = SparkSession.builder.appName("trips").getOrCreate()
    >>> spark.range(3).count(), spark.sql("SELECT 7 DIV 2 AS n").first().n
    (3, 3)
    """

    builder = _FreshBuilder()
    Builder = Builder
    _active: SparkSession | None = None

    version = VERSION

    def __init__(self, sparkContext: Any = None, connection: SparkConnection | None = None):
        """Opens a session; use ``SparkSession.builder.getOrCreate()``."""
        if connection is None:
            from lakebolt import _lakebolt

            connection = SparkConnection(_lakebolt.connect(dict(SETTINGS)))
        self._connection = connection
        self.conf = RuntimeConfig(connection)
        self.udf = UdfRegistration(self)
        self.catalog = Catalog(self)

    @classmethod
    def _of(cls, connection: Any) -> SparkSession:
        active = cls._active
        if active is not None and active._connection is connection:
            return active
        return cls(None, connection)

    @classmethod
    def getActiveSession(cls) -> SparkSession | None:
        """Returns the session, if there is one."""
        return cls._active

    @classmethod
    def active(cls) -> SparkSession:
        """Returns the session; raises InterfaceError if there is none."""
        if cls._active is None:
            raise errors.InterfaceError("there is no session: SparkSession.builder.getOrCreate()")
        return cls._active

    def newSession(self) -> SparkSession:
        """Returns another session over the same tables, with its own settings and views."""
        native = self._connection._native().duplicate()
        return SparkSession(None, SparkConnection(native))

    def sql(self, sqlQuery: str, args: Any = None, **kwargs: Any) -> DataFrame:
        """Returns a frame over a query, whose ``{name}``, ``:name`` or ``?`` are filled in."""
        query, frames = formatted(sqlQuery, kwargs) if kwargs else (sqlQuery, {})
        query = self.catalog._replaced(query)
        if query is None:
            return self.createDataFrame([], "result STRING")
        if isinstance(args, dict):
            query = _with_dollars(query, args)
        return of_frame(self._connection.planned(query, args, frames))

    def table(self, tableName: str) -> DataFrame:
        """Returns a frame over a table or a view."""
        view = self._connection._views.get(tableName.replace("`", "").casefold())
        if view is not None:
            return of_frame(view)
        return of_frame(self._connection.table(tableName.replace("`", "")))

    def range(
        self, start: int, end: int | None = None, step: int = 1, numPartitions: Any = None
    ) -> DataFrame:
        """Returns a frame of numbers, as the column ``id``."""
        return of_frame(self._connection.range(start, end, step))

    def createDataFrame(
        self, data: Any, schema: Any = None, samplingRatio: Any = None, verifySchema: bool = True
    ) -> DataFrame:
        """Returns a frame over rows, or over a pandas frame or an Arrow table."""
        return frame_of_data(self._connection, data, schema)

    @property
    def read(self) -> Any:
        """Returns what reads files."""
        from lakebolt.spark.reader import DataFrameReader

        return DataFrameReader(self._connection)

    @property
    def readStream(self) -> Any:
        """Refuses: there are no streams."""
        raise errors.NotSupportedError("there are no streaming frames: read files or tables")

    @property
    def sparkContext(self) -> SparkContext:
        """Returns what stands for the cluster: this process."""
        return SparkContext(self)

    def stop(self) -> None:
        """Ends the session; its views and tables in memory are gone."""
        self._connection.close()
        if SparkSession._active is self:
            SparkSession._active = None

    def __enter__(self) -> SparkSession:
        """Returns the session itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the session."""
        self.stop()


def _with_dollars(query: str, args: dict[str, Any]) -> str:
    """Writes ``:name`` as the engine's ``$name``, outside of texts."""
    import re

    pieces = re.split(r"('(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|`[^`]*`)", query)
    names = "|".join(map(re.escape, sorted(args, key=len, reverse=True)))
    for place in range(0, len(pieces), 2):
        pieces[place] = re.sub(rf"(?<!:):({names})\b", r"$\1", pieces[place])
    return "".join(pieces)


class SparkContext:
    """Stands for the cluster, which is this process."""

    def __init__(self, session: SparkSession):
        """Takes the session."""
        self._session = session
        self.version = VERSION
        self.appName = str(session.conf.get("spark.app.name", "lakebolt"))
        self.master = "local[*]"
        self.defaultParallelism = 1

    def parallelize(self, c: Any, numSlices: Any = None) -> Any:
        """Returns a collection of values."""
        from lakebolt.spark.local_rows import LocalRows

        return LocalRows(c)

    def broadcast(self, value: Any) -> Any:
        """Returns an object whose ``value`` is the value."""
        return _Broadcast(value)

    def setLogLevel(self, logLevel: str) -> None:
        """Does nothing: there is no log."""

    def stop(self) -> None:
        """Ends the session."""
        self._session.stop()


class _Broadcast:
    """Holds a value for functions of Python's."""

    def __init__(self, value: Any):
        self.value = value

    def unpersist(self, blocking: bool = False) -> None:
        """Does nothing."""

    destroy = unpersist


class UdfRegistration:
    """Makes functions of Python's ones of SQL."""

    def __init__(self, session: SparkSession):
        """Takes the session."""
        self._session = session

    def register(self, name: str, f: Callable[..., Any], returnType: Any = None) -> Any:
        """Makes a function known to SQL by a name; returns it as one of columns."""
        from lakebolt.spark.python_functions import UserColumns, udf

        made = f if isinstance(f, UserColumns) else udf(f, returnType or t.StringType())
        made.register(self._session._connection, name)
        return made
