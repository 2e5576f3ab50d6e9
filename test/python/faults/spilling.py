"""Queries that write to disk, under faults of their temporary files and their memory."""

from __future__ import annotations

import random
from collections.abc import Callable

import engine

from .database import FaultyDatabase, Tally

ROWS = 60_000
TABLE = f"""
    CREATE TABLE t AS SELECT
        i,
        (i * 104729) % {ROWS} AS many,
        CASE i % 7 WHEN 0 THEN NULL ELSE 'text ' || (i * 31) % 5000 END AS s,
        repeat('long ' || i % 100, 1 + i % 5) AS wide
    FROM range({ROWS}) r(i)"""
LIMIT = "4MB"
QUERIES = [
    "SELECT * FROM t ORDER BY wide, i DESC",
    "SELECT i, sum(many) OVER (PARTITION BY i % 500 ORDER BY i) FROM t ORDER BY i",
    "SELECT many, count(*), max(wide) FROM t GROUP BY many ORDER BY many",
    "SELECT count(*), sum(length(wide)) FROM (SELECT DISTINCT many, wide FROM t)",
    "SELECT count(*), sum(length(b.wide)) FROM t a JOIN t b ON a.many = b.i",
    "SELECT count(*), sum(b.i) FROM t a LEFT JOIN t b ON a.many = b.i AND b.wide > 'long 5'",
    "WITH c AS MATERIALIZED (SELECT * FROM t WHERE i % 2 = 0) "
    "SELECT count(*), sum(length(a.wide || b.wide)) FROM c a JOIN c b USING (i)",
]


def run(
    chance: random.Random,
    sites: list[str],
    tally: Tally,
    journal: Callable[[str], None],
    faults: int,
) -> None:
    """Tries `faults` faults, in turn with each query; throws AssertionError for a wrong answer."""
    connection = engine.connect()
    connection.run(TABLE)
    expected = [connection.rows(query) for query in QUERIES]
    connection.run(f"SET memory_limit = '{LIMIT}'")
    database = FaultyDatabase(connection, chance, sites, tally, journal, uses_files=True)
    for number in range(faults):
        query = QUERIES[number % len(QUERIES)]
        rows = database.table(query)[1]
        assert rows == expected[number % len(QUERIES)], f"a wrong answer of {query}"
