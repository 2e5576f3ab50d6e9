"""Runs the 99 TPC-DS queries at scale factor 0.1 and compares every answer with DuckDB's."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import engine
import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bench"))

from harness import answers  # noqa: E402
from tpcds import data  # noqa: E402

SCALE = "0.1"
NAMES = [f"q{number:02d}" for number in range(1, data.QUERY_COUNT + 1)]


@functools.cache
def views() -> tuple[str, ...]:
    """Returns the statements that make the tables visible; makes the tables first if need be."""
    folder = data.SUITE.made(SCALE)
    return tuple(
        f"CREATE VIEW {table} AS SELECT * FROM '{path}'"
        for table, path in data.files(folder).items()
    )


@functools.cache
def query_text(name: str) -> str:
    """Returns the SQL of a query."""
    return data.queries(data.SUITE.made(SCALE))[name]


@pytest.fixture(scope="module")
def oracle() -> Iterator[duckdb.DuckDBPyConnection]:
    """Connects DuckDB to the tables."""
    with duckdb.connect() as connection:
        for view in views():
            connection.execute(view)
        yield connection


@pytest.fixture(scope="module")
def tables() -> Iterator[engine.Connection]:
    """Connects to the tables."""
    connection = engine.connect(("SET threads = 2", "SET verify_plans = true"))
    for view in views():
        connection.run(view)
    yield connection
    connection.close()


@pytest.mark.parametrize("name", NAMES)
def test_query(
    tables: engine.Connection, oracle: duckdb.DuckDBPyConnection, name: str
) -> None:
    """Checks one answer, as a set of rows: few of the queries order theirs totally."""
    expected: pa.Table = oracle.sql(query_text(name)).to_arrow_table()
    assert answers.difference(tables.arrow(query_text(name)), expected) == ""
