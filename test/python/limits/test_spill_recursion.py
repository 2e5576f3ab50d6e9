"""Recursive CTEs when memory is short: rows that were seen before are on disk."""

from __future__ import annotations

import lakebolt
import pytest
from test_spill import check


@pytest.fixture(scope="module")
def connection() -> lakebolt.Connection:
    """Gives a connection without tables."""
    return lakebolt.connect()


STEPS = [
    # Two or three rounds of many rows, in which most rows come again.
    """WITH RECURSIVE r(i, text) AS (
           SELECT i, 'row number ' || i FROM range(30000) t(i)
           UNION SELECT (i * 2) % 90000, 'row number ' || (i * 2) % 90000 FROM r)
       SELECT count(*), sum(i), min(text), max(text), sum(length(text)) FROM r""",
    # Columns of all kinds, NULL among them.
    """WITH RECURSIVE r(i, list, x, part) AS (
           SELECT i, [i, NULL], NULL::DOUBLE, {'a': i} FROM range(9000) t(i)
           UNION SELECT (i * 7 + 1) % 40000, [i % 5, NULL], NULLIF(i % 3, 1)::DOUBLE, {'a': i % 2}
           FROM r WHERE i < 25000)
       SELECT * FROM r""",
    # Without UNION's distinction: the rows of a round alone.
    """WITH RECURSIVE r(i, n, text) AS (
           SELECT i, 0, repeat('text ' || i, 3) FROM range(20000) t(i)
           UNION ALL SELECT i + 1, n + 1, text FROM r WHERE n < 3)
       SELECT n, count(*), sum(i), max(text) FROM r GROUP BY n""",
]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("query", STEPS)
def test_rows_that_do_not_fit(connection: lakebolt.Connection, query: str, threads: int) -> None:
    """Compares the rows with those of a run without a limit."""
    check(connection, query, "3MB", threads, ordered=False)


def test_many_rounds(connection: lakebolt.Connection) -> None:
    """Goes on for many rounds of few rows once all that was seen is on disk."""
    query = """
        WITH RECURSIVE r(i, text) AS (
            SELECT i, 'row number ' || i FROM range(25000) t(i)
            UNION SELECT i + 1, 'row number ' || i + 1 FROM r WHERE i BETWEEN 24999 AND 25060)
        SELECT count(*), sum(i), max(text) FROM r"""
    check(connection, query, "2MB")
