"""Runs 64 sessions of one database beside each other, with plenty of memory and with little.

Each runs queries whose answers are known; some are interrupted, some results are closed half read.
"""

from __future__ import annotations

import random
import threading

import lakebolt
import pytest
from beside import SANITIZED, run_threads

SESSIONS = 64
PATIENCE = 120.0
"""Seconds after which a session counts as blocked."""
CANCELLED = "57014"
OUT_OF_MEMORY = "53200"
ROWS = 60_000
TABLE = f"""
    CREATE TABLE t AS SELECT i, (i * 7919) % 1000 AS few, (i * 104729) % {ROWS} AS many,
        'text ' || (i * 31) % 5000 AS s, repeat('x' || i % 10, 1 + i % 5) AS wide
    FROM range({ROWS}) r(i)"""
QUERIES = [
    "SELECT count(*), sum(i), min(s), max(wide) FROM t WHERE few < 500",
    "SELECT few, count(*), sum(many) FROM t GROUP BY few ORDER BY few",
    "SELECT sum(h) FROM (SELECT many, s, count(*) AS h, min(wide) FROM t GROUP BY many, s)",
    "SELECT count(DISTINCT s), count(DISTINCT wide), median(many) FROM t",
    "SELECT i, wide FROM t ORDER BY many, wide DESC, i LIMIT 10 OFFSET 30000",
    "SELECT sum(x) FROM (SELECT i * row_number() OVER (ORDER BY many, i) % 1000 AS x FROM t)",
    "SELECT max(r), sum(r) FROM (SELECT rank() OVER (PARTITION BY few ORDER BY s) AS r FROM t)",
    "SELECT count(*), sum(a.i), min(b.wide) FROM t a JOIN t b ON a.many = b.i",
    "SELECT few, count(*) FROM t a LEFT JOIN (SELECT i AS j FROM t WHERE i % 3 = 0) b ON a.i = b.j"
    " WHERE j IS NULL GROUP BY few ORDER BY few LIMIT 20",
    "SELECT count(*) FROM t WHERE s IN (SELECT s FROM t WHERE few = 7)",
    "WITH c AS MATERIALIZED (SELECT many % 977 AS k, s FROM t) SELECT count(*), min(a.s)"
    " FROM c a JOIN (SELECT k, max(s) AS s FROM c GROUP BY k) b ON a.k = b.k AND a.s = b.s",
    "SELECT length(string_agg(s, ',' ORDER BY i)) FROM t WHERE few < 100",
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200) SELECT sum(n) FROM c",
    "SELECT many FROM t WHERE few < 300 EXCEPT SELECT i FROM t WHERE many < 20000 ORDER BY 1 LIMIT 50",
    "SELECT * FROM t WHERE i % 7 = 0",
]


def connect(limit: str | None) -> tuple[lakebolt.Connection, list[list[tuple]]]:
    """Makes the table and the right answers."""
    root = lakebolt.connect({"memory_limit": limit} if limit else {})
    root.execute(TABLE)
    answers = [sorted(root.execute(query).fetchall()) for query in QUERIES]
    return root, answers


class Client:
    """Runs random queries in a session of its own."""

    def __init__(self, root: lakebolt.Connection, answers: list[list[tuple]], seed: int, steps: int):
        """Opens the session."""
        self.session = root.duplicate()
        self.answers = answers
        self.chance = random.Random(seed)
        self.steps = steps
        self.right = 0
        self.refused = 0

    def run(self) -> None:
        """Takes the steps."""
        self.session.execute(f"SET threads = {self.chance.randint(1, 4)}")
        for _ in range(self.steps):
            number = self.chance.randrange(len(QUERIES))
            step = self.chance.choice([self.ask, self.ask, self.ask, self.interrupt, self.close])
            step(number)
        self.session.close()

    def ask(self, number: int) -> None:
        """Runs a query to its end."""
        try:
            found = sorted(self.session.execute(QUERIES[number]).fetchall())
        except lakebolt.Error as error:
            assert error.sqlstate == OUT_OF_MEMORY, error
            self.refused += 1
            return
        assert found == self.answers[number], QUERIES[number]
        self.right += 1

    def interrupt(self, number: int) -> None:
        """Runs a query that is interrupted, perhaps too late."""
        timer = threading.Timer(self.chance.uniform(0, 0.05), self.session.interrupt)
        timer.start()
        try:
            found = sorted(self.session.execute(QUERIES[number]).fetchall())
            assert found == self.answers[number], QUERIES[number]
        except lakebolt.Error as error:
            assert error.sqlstate in (CANCELLED, OUT_OF_MEMORY), error
        timer.join()

    def close(self, number: int) -> None:
        """Reads a row and drops the rest."""
        try:
            self.session.execute(QUERIES[number]).fetchone()
        except lakebolt.Error as error:
            assert error.sqlstate == OUT_OF_MEMORY, error


@pytest.mark.parametrize(("limit", "steps"), [(None, 6), ("96MB", 4), ("48MB", 4)])
def test_many_sessions(limit: str | None, steps: int) -> None:
    """Runs them all; with little memory queries spill.

    Hardly a query is refused where there are 1.5 MB a session. With half of that some are, seldom
    more than a tenth: what runs beside them may hold memory that it cannot give back. Under a
    sanitizer those beside it are too slow for how long a query waits.
    """
    root, answers = connect(limit)
    clients = [Client(root, answers, seed, steps) for seed in range(SESSIONS)]
    run_threads(*[client.run for client in clients], patience=PATIENCE)
    right = sum(client.right for client in clients)
    refused = sum(client.refused for client in clients)
    assert right > SESSIONS
    most = {None: 0, "96MB": right // 20, "48MB": refused}[limit]
    assert SANITIZED or refused <= most, (right, refused)
    used = root.execute("SELECT memory_usage_bytes, temporary_storage_bytes FROM duckdb_memory() WHERE tag = 'QUERIES'")
    assert used.fetchall() == [(0, 0)]


def test_a_large_query_does_not_starve_small_ones() -> None:
    """Runs small queries while a large one has taken all memory."""
    root = lakebolt.connect({"memory_limit": "64MB"})
    root.execute(TABLE)
    large = root.duplicate()
    stopping = threading.Event()

    def work() -> None:
        while not stopping.is_set():
            try:
                large.execute(
                    "SELECT count(*) FROM (SELECT hash(i) AS h, 'text ' || i AS s"
                    " FROM range(3000000) r(i) ORDER BY h OFFSET 1)"
                ).fetchall()
            except lakebolt.Error as error:
                assert error.sqlstate == CANCELLED, error

    thread = threading.Thread(target=work)
    thread.start()
    try:
        expected = None
        for _ in range(10):
            rows = root.execute(QUERIES[2]).fetchall()
            assert expected in (None, rows)
            expected = rows
    finally:
        stopping.set()
        large.interrupt()
        thread.join(PATIENCE)
    assert not thread.is_alive()
