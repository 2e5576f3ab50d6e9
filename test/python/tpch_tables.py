"""Gives tests the TPC-H tables, the queries and DuckDB's answers."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import duckdb
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

from harness import answers  # noqa: E402
from tpch import data  # noqa: E402

QUERIES = data.queries()
TOTALLY_ORDERED = set(QUERIES) - {"q03", "q05", "q10", "q11", "q18", "q20"}
"""The queries whose ORDER BY leaves no ties, so that the order of rows can be compared."""


@functools.cache
def views(scale: str) -> tuple[str, ...]:
    """Returns the statements that make the tables of `scale` visible; makes them first if need be."""
    folder = data.SUITE.made(scale)
    return tuple(
        f"CREATE VIEW {table} AS SELECT * FROM '{path}'"
        for table, path in data.files(folder).items()
    )


@functools.cache
def _duckdb(scale: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for view in views(scale):
        connection.execute(view)
    return connection


@functools.cache
def expected(scale: str, query: str) -> pa.Table:
    """Returns DuckDB's answer to `query`."""
    return _duckdb(scale).sql(QUERIES[query]).to_arrow_table()


def difference(found: pa.Table, scale: str, query: str) -> str:
    """Returns how `found` differs from DuckDB's answer, in rows or in their order, or ""."""
    right = expected(scale, query)
    problem = answers.difference(found, right)
    if problem or query not in TOTALLY_ORDERED:
        return problem
    return answers.difference_in_order(found, right)
