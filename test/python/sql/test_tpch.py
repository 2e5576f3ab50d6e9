"""Runs the 22 TPC-H queries and compares every answer with DuckDB's.

The small scale factor runs for each chunk size and number of threads: chunks of one and three rows
put every operator's state across chunk boundaries.
"""

from __future__ import annotations

from collections.abc import Iterator

import engine
import pytest
import tpch_tables

SMALL = "0.01"
LARGE = "1"


@pytest.fixture(scope="module", params=[1, 2], ids=lambda threads: f"threads{threads}")
def threads(request: pytest.FixtureRequest) -> int:
    """Gives each number of threads."""
    return request.param


@pytest.fixture(scope="module", params=[1, 3, 2048], ids=lambda rows: f"chunk{rows}")
def small(request: pytest.FixtureRequest, threads: int) -> Iterator[engine.Connection]:
    """Connects to the small tables with each chunk size."""
    settings = (f"SET threads = {threads}", f"SET chunk_size = {request.param}")
    connection = engine.connect((*settings, "SET verify_plans = true"))
    for view in tpch_tables.views(SMALL):
        connection.run(view)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def large() -> Iterator[engine.Connection]:
    """Connects to the tables of scale factor 1."""
    connection = engine.connect(("SET threads = 2",))
    for view in tpch_tables.views(LARGE):
        connection.run(view)
    yield connection
    connection.close()


@pytest.mark.parametrize("query", tpch_tables.QUERIES)
def test_small(small: engine.Connection, query: str) -> None:
    """Checks an answer at scale factor 0.01."""
    found = small.arrow(tpch_tables.QUERIES[query])
    assert tpch_tables.difference(found, SMALL, query) == ""


@pytest.mark.parametrize("query", tpch_tables.QUERIES)
def test_large(large: engine.Connection, query: str) -> None:
    """Checks an answer at scale factor 1."""
    found = large.arrow(tpch_tables.QUERIES[query])
    assert tpch_tables.difference(found, LARGE, query) == ""
