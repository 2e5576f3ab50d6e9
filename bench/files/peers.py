"""Adapts each engine to the operations on files, each named by a word.

An operation is called with a text, mostly a path, and returns a small table: what is compared. An
engine is imported only inside the worker process that runs it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

CODEC_OF = {"write_snappy": "snappy", "write_zstd": "zstd"}


def one_row(**columns: Any) -> pa.Table:
    """Returns a table of one row."""
    return pa.table({name: [value] for name, value in columns.items()})


class Peer:
    """Runs operations by name; a subclass has a method for each."""

    def open(self, tables: dict[str, str], threads: int, memory: str) -> None:
        """Remembers the threads; `tables` and `memory` are for other suites."""
        self._threads = threads

    def run(self, name: str, sql: str) -> pa.Table:
        """Runs the operation `name` on the text `sql`."""
        if name in CODEC_OF:
            return self.write(sql, CODEC_OF[name])
        operation: Callable[[str], pa.Table] = getattr(self, name)
        return operation(sql)

    def write(self, path: str, codec: str) -> pa.Table:
        """Writes the loaded rows as Parquet."""
        raise NotImplementedError


class SqlPeer(Peer):
    """Runs SQL through a connection."""

    module = ""
    json_reader = "read_json"

    def open(self, tables: dict[str, str], threads: int, memory: str) -> None:
        """Connects."""
        self._connection = __import__(self.module).connect()
        self._connection.execute(f"SET threads = {threads}")

    def _maxima(self, source: str) -> pa.Table:
        return self._connection.sql(f"SELECT max(COLUMNS(*)) FROM {source}").to_arrow_table()

    def read_csv(self, path: str) -> pa.Table:
        """Reads all columns of a CSV file."""
        return self._maxima(f"read_csv('{path}')")

    def read_jsonl(self, path: str) -> pa.Table:
        """Reads all columns of a file of JSON lines."""
        return self._maxima(f"read_json('{path}')")

    def load(self, path: str) -> pa.Table:
        """Loads the rows that are written and handed over: a CSV file."""
        self._connection.execute(f"CREATE OR REPLACE TABLE loaded AS FROM read_csv('{path}')")
        return self._connection.sql("SELECT count(*) AS rows FROM loaded").to_arrow_table()

    def write(self, path: str, codec: str) -> pa.Table:
        """Writes the loaded rows as Parquet."""
        self._connection.execute(f"COPY loaded TO '{path}' (FORMAT parquet, COMPRESSION {codec})")
        return one_row(bytes=Path(path).stat().st_size)

    def to_pyarrow(self, _: str) -> pa.Table:
        """Hands the loaded rows over to PyArrow."""
        return one_row(rows=self._connection.sql("FROM loaded").to_arrow_table().num_rows)

    def to_polars(self, _: str) -> pa.Table:
        """Hands the loaded rows over to Polars."""
        return one_row(rows=self._connection.sql("FROM loaded").pl().height)

    def to_pandas(self, _: str) -> pa.Table:
        """Hands the loaded rows over to pandas."""
        return one_row(rows=len(self._connection.sql("FROM loaded").df()))


class Lakebolt(SqlPeer):
    """Runs on Lakebolt."""

    module = "lakebolt"

    def read_arrow(self, path: str) -> pa.Table:
        """Reads all columns of an Arrow IPC file."""
        return self._maxima(f"read_arrow('{path}')")


class DuckDB(SqlPeer):
    """Runs on DuckDB, which reads Arrow IPC through PyArrow."""

    module = "duckdb"

    def read_arrow(self, path: str) -> pa.Table:
        """Reads all columns of an Arrow IPC file, mapped into memory by PyArrow."""
        self._connection.register("mapped", pa.ipc.open_file(pa.memory_map(path)).read_all())
        return self._maxima("mapped")


class Polars(Peer):
    """Runs on Polars' streaming engine."""

    def open(self, tables: dict[str, str], threads: int, memory: str) -> None:
        """Imports Polars with as many threads."""
        os.environ["POLARS_MAX_THREADS"] = str(threads)
        import polars

        self._polars = polars

    def _maxima(self, frame: Any) -> pa.Table:
        return frame.max().collect(engine="streaming").to_arrow()

    def read_csv(self, path: str) -> pa.Table:
        """Reads all columns of a CSV file, dates as dates."""
        return self._maxima(self._polars.scan_csv(path, try_parse_dates=True))

    def read_jsonl(self, path: str) -> pa.Table:
        """Reads all columns of a file of JSON lines, dates as text: there is no option for them."""
        return self._maxima(self._polars.scan_ndjson(path))

    def read_arrow(self, path: str) -> pa.Table:
        """Reads all columns of an Arrow IPC file."""
        return self._maxima(self._polars.scan_ipc(path))

    def load(self, path: str) -> pa.Table:
        """Loads the rows that are written: a CSV file."""
        self._frame = self._polars.read_csv(path, try_parse_dates=True)
        return one_row(rows=self._frame.height)

    def write(self, path: str, codec: str) -> pa.Table:
        """Writes the loaded rows as Parquet."""
        self._frame.lazy().sink_parquet(path, compression=codec)
        return one_row(bytes=Path(path).stat().st_size)


PEERS: dict[str, Callable[[], Peer]] = {"lakebolt": Lakebolt, "duckdb": DuckDB, "polars": Polars}
