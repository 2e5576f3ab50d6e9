"""Fails every allocation of a few statements in turn, twice, and compares the memory in use."""

from __future__ import annotations

import gc

import engine

from .injector import Fault, live_bytes

TABLE = "CREATE TABLE t AS SELECT i, i % 10 AS k, 'text ' || i AS s FROM range(5000) r(i)"
QUERIES = [
    "SELECT k, count(*), max(s), list(i) FROM t GROUP BY k ORDER BY k",
    "SELECT count(*) FROM t a JOIN t b ON a.i = b.k WHERE a.s LIKE '%7%'",
    "SELECT sum(i) OVER (PARTITION BY k ORDER BY s) FROM t ORDER BY ALL LIMIT 5",
]
MOST_GROWTH = 64 * 1024
"""Bytes by which the second pass may differ: hash tables of the interpreter and the like."""


def _fail_each(connection: engine.Connection, query: str, step: int) -> int:
    """Fails each `step`th allocation of a query alone; returns how many faults there were."""
    faults = 0
    for number in range(1, 1_000_000, step):
        fault = Fault("new", f"new:{number}", number)
        fault.arm()
        try:
            connection.rows(query)
        except (engine.Error, MemoryError):
            pass
        if not fault.disarm():
            return faults
        faults += 1
    raise AssertionError("the query never ended")


def run(step: int) -> int:
    """Returns the number of faults; throws AssertionError when memory was lost."""
    connection = engine.connect(["SET threads = 1"])
    connection.run(TABLE)
    faults = 0
    for query in QUERIES:
        expected = connection.rows(query)
        faults += _fail_each(connection, query, step)
        gc.collect()
        before = live_bytes()
        tried = _fail_each(connection, query, step)
        gc.collect()
        growth = live_bytes() - before
        assert growth < MOST_GROWTH, f"{growth} bytes lost by {tried} faults in {query}"
        assert connection.rows(query) == expected, query
        faults += tried
    return faults
