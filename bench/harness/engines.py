"""Adapts each engine to three calls: open the tables, run a query, name the version.

An engine is imported only inside the worker process that runs it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import metadata
from typing import Any, Protocol

import pyarrow as pa

Tables = dict[str, str]
"""Maps a table's name to its Parquet file."""


class Engine(Protocol):
    """Is what the worker needs of an engine."""

    def open(self, tables: Tables, threads: int, memory: str) -> None:
        """Makes each table a view over its file; `memory` is a limit such as 8GB, or empty."""

    def run(self, name: str, sql: str) -> pa.Table:
        """Runs query `name`, whose text is `sql`, to the end and returns its rows."""


class SqlEngine:
    """Runs SQL through a connection of the DB-API kind."""

    module = ""

    def open(self, tables: Tables, threads: int, memory: str) -> None:
        """Connects, sets threads and memory, and creates the views."""
        self._connection = __import__(self.module).connect()
        self._connection.execute(f"SET threads = {threads}")
        if memory:
            self._connection.execute(f"SET memory_limit = '{memory}'")
        for table, path in tables.items():
            self._connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")

    def run(self, name: str, sql: str) -> pa.Table:
        """Runs `sql` and returns its rows."""
        return self._connection.execute(sql).to_arrow_table()


class Lakebolt(SqlEngine):
    """Runs SQL on Lakebolt."""

    module = "lakebolt"


class DuckDB(SqlEngine):
    """Runs SQL on DuckDB."""

    module = "duckdb"

    def run(self, name: str, sql: str) -> pa.Table:
        """Runs `sql` as a relation, which is how DuckDB makes Arrow without a copy."""
        return self._connection.sql(sql).to_arrow_table()


class DataFusion:
    """Runs SQL on DataFusion, with its default settings."""

    def open(self, tables: Tables, threads: int, memory: str) -> None:
        """Makes a context with as many partitions as threads and registers the files."""
        import datafusion

        os.environ["TOKIO_WORKER_THREADS"] = str(threads)
        runtime = datafusion.RuntimeEnvBuilder().with_disk_manager_os()
        if memory:
            runtime = runtime.with_fair_spill_pool(memory_bytes(memory))
        config = datafusion.SessionConfig().with_target_partitions(threads)
        self._context = datafusion.SessionContext(config, runtime)
        for table, path in tables.items():
            self._context.register_parquet(table, path)

    def run(self, name: str, sql: str) -> pa.Table:
        """Runs `sql` and returns its rows."""
        return self._context.sql(sql.strip().rstrip(";")).to_arrow_table()


class Polars:
    """Runs queries on Polars' streaming engine: lazy frames where there are some, else SQL."""

    def __init__(self, queries: str) -> None:
        """Takes the name of a module of functions such as `q01`, or "" where there is none."""
        self._queries = queries

    def open(self, tables: Tables, threads: int, memory: str) -> None:
        """Makes a lazy frame of each file; Polars has no memory limit to set."""
        os.environ["POLARS_MAX_THREADS"] = str(threads)
        import polars

        self._frames = {t: polars.scan_parquet(path) for t, path in tables.items()}
        self._module = __import__(self._queries, fromlist=["q01"]) if self._queries else None
        self._context = polars.SQLContext(self._frames)

    def run(self, name: str, sql: str) -> pa.Table:
        """Runs the function called `name`, or `sql` where there is none, and returns its rows."""
        function = getattr(self._module, name, None)
        frame = function(self._frames) if function else self._context.execute(sql.rstrip("; \n"))
        return frame.collect(engine="streaming").to_arrow()


class ChDB:
    """Runs SQL on chDB, which is ClickHouse in the process."""

    def open(self, tables: Tables, threads: int, memory: str) -> None:
        """Starts a session with SQL's own rules for NULL and makes the views."""
        from chdb.session import Session

        self._session = Session()
        settings = {
            "max_threads": threads,
            "join_use_nulls": 1,
            "cast_keep_nullable": 1,
            "aggregate_functions_null_for_empty": 1,
            "data_type_default_nullable": 1,
            "enable_positional_arguments": 1,
        }
        if memory:
            settings["max_memory_usage"] = memory_bytes(memory)
        for name, value in settings.items():
            self._session.query(f"SET {name} = {value}")
        for table, path in tables.items():
            self._session.query(f"CREATE VIEW {table} AS SELECT * FROM file('{path}', Parquet)")

    def run(self, name: str, sql: str) -> pa.Table:
        """Runs `sql` and returns its rows."""
        return self._session.query(sql.strip().rstrip(";"), "ArrowTable")


def memory_bytes(text: str) -> int:
    """Returns the bytes that a size such as 8GB or 512MB names."""
    units = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
    number = text.rstrip("KMGIBkmgib ")
    return int(float(number) * units.get(text[len(number) :].strip().upper(), 1))


def makers(polars_queries: str) -> dict[str, Callable[[], Engine]]:
    """Returns how to make each engine, by name; all of them can be sent to another process."""
    from functools import partial

    return {
        "lakebolt": Lakebolt,
        "duckdb": DuckDB,
        "polars": partial(Polars, polars_queries),
        "datafusion": DataFusion,
        "chdb": ChDB,
    }


def version(name: str) -> str:
    """Returns the installed version of the engine called `name`, or "" when there is none."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def describe(value: Any) -> str:
    """Returns one line about an exception."""
    text = str(value).strip().split("\n")[0]
    return f"{type(value).__name__}: {text}"[:200]
