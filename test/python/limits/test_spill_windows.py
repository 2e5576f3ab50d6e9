"""Windows when memory is short: partitions larger than what there is, or none at all."""

from __future__ import annotations

import random

import lakebolt
import pytest
from test_spill import KEYS, TABLE, check


@pytest.fixture(scope="module")
def connection() -> lakebolt.Connection:
    """Holds the table."""
    made = lakebolt.connect()
    made.execute(TABLE)
    return made


CALLS = [
    "row_number() OVER w",
    "rank() OVER w, dense_rank() OVER w",
    "round(percent_rank() OVER w, 9), round(cume_dist() OVER w, 9)",
    "ntile(7) OVER w",
    "sum(many) OVER w",
    "count(s) FILTER (WHERE few > 300) OVER w",
    "sum(few) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
    "sum(few) OVER (w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
    "avg(few) OVER (w RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
    "count(*) OVER (w RANGE BETWEEN CURRENT ROW AND CURRENT ROW)",
    "max(wide) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
    "min(s) OVER w, arg_max(wide, i) OVER w",
    "lag(s) OVER w, lead(wide, 3, 'none') OVER w, lag(i, 5000) OVER w",
    "sum(few) OVER (w ROWS BETWEEN 3 PRECEDING AND 2 FOLLOWING)",
    "first_value(s) OVER (w ROWS BETWEEN 300 PRECEDING AND 1 PRECEDING)",
    "nth_value(wide, 2 IGNORE NULLS) OVER (w ROWS BETWEEN 5 FOLLOWING AND 90 FOLLOWING)",
    "count(DISTINCT few) OVER (w ROWS BETWEEN 20 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW)",
    "list(s ORDER BY i) OVER (w ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
    "first_value(x) OVER w, last_value(x) OVER w",
    "first_value(s IGNORE NULLS) OVER (w ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
    "last_value(wide IGNORE NULLS) OVER (w ROWS UNBOUNDED PRECEDING)",
    "first_value(d) OVER (w RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
    "last_value(struct) OVER (w RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
]


@pytest.mark.parametrize("seed", range(10))
def test_partitions_that_do_not_fit(connection: lakebolt.Connection, seed: int) -> None:
    """Computes ranks, neighbours and running aggregates over one or few partitions."""
    chance = random.Random(seed)
    partition = chance.choice(["", "", "PARTITION BY i % 2", "PARTITION BY few < 990, s IS NULL"])
    # Keys of many equal rows have runs of peers that span slices.
    order = ", ".join(
        f"{key} {chance.choice(['', 'DESC'])}"
        for key in chance.sample(["few < 500", "i % 7", *KEYS], chance.randint(1, 2))
    )
    calls = ", ".join(chance.sample(CALLS, chance.randint(2, 4)))
    query = f"SELECT i, wide, {calls} FROM t WINDOW w AS ({partition} ORDER BY {order})"
    limit = chance.choice(["4MB", "6MB"])
    check(connection, query, limit, chance.randint(1, 3), ordered=False)


def test_order_without_keys(connection: lakebolt.Connection) -> None:
    """Numbers rows, and aggregates all of them, in the order in which they come."""
    query = "SELECT i, wide, row_number() OVER () AS n, count(*) OVER () FROM t"
    check(connection, query, "4MB")


RANGES = [
    ("i", "RANGE BETWEEN 100 PRECEDING AND 50 FOLLOWING"),
    ("many NULLS FIRST", "RANGE BETWEEN 700 PRECEDING AND CURRENT ROW"),
    ("many DESC", "RANGE BETWEEN 20 FOLLOWING AND 40 FOLLOWING EXCLUDE TIES"),
    ("few DESC NULLS LAST", "RANGE BETWEEN CURRENT ROW AND 3 FOLLOWING EXCLUDE GROUP"),
    ("x", "RANGE BETWEEN 0.5 PRECEDING AND 0.25 FOLLOWING"),
    ("d", "RANGE BETWEEN INTERVAL 3 DAYS PRECEDING AND INTERVAL 1 DAY PRECEDING"),
]
NEAR_CALLS = [
    "sum(many) OVER (w {frame})",
    "first_value(s) OVER (w {frame}), row_number() OVER w",
    "max(wide) OVER (w {frame}), count(DISTINCT few % 5) OVER (w {frame})",
    "last_value(wide IGNORE NULLS) OVER (w {frame}), sum(few) OVER w",
]


@pytest.mark.parametrize(("order", "frame"), RANGES)
def test_frames_between_values(connection: lakebolt.Connection, order: str, frame: str) -> None:
    """Computes frames that lie near their rows by the order key."""
    chance = random.Random(order)
    partition = chance.choice(["", "PARTITION BY i % 3"])
    calls = ", ".join(chance.sample(NEAR_CALLS, 2)).format(frame=frame)
    query = f"SELECT i, wide, {calls} FROM t WINDOW w AS ({partition} ORDER BY {order})"
    check(connection, query, "5MB", chance.randint(1, 3), ordered=False)


GROUP_FRAMES = [
    ("many", "GROUPS BETWEEN 3 PRECEDING AND 2 FOLLOWING"),
    ("few", "GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES"),
    ("d DESC", "GROUPS BETWEEN CURRENT ROW AND CURRENT ROW EXCLUDE CURRENT ROW"),
    ("s NULLS FIRST, i % 3", "GROUPS BETWEEN 4 FOLLOWING AND 9 FOLLOWING"),
    ("i", "GROUPS BETWEEN 500 PRECEDING AND 300 PRECEDING"),
]


@pytest.mark.parametrize(("order", "frame"), GROUP_FRAMES)
def test_frames_between_peers(connection: lakebolt.Connection, order: str, frame: str) -> None:
    """Computes frames of so many runs of peers."""
    chance = random.Random(order)
    partition = chance.choice(["", "PARTITION BY i % 3"])
    # Which of several peers comes first is open.
    calls = f"count(s) OVER (w {frame}), max(wide) OVER (w {frame}), sum(many) OVER (w {frame})"
    query = f"SELECT i, wide, {calls}, rank() OVER w FROM t WINDOW w AS ({partition} ORDER BY {order})"
    check(connection, query, "5MB", chance.randint(1, 3), ordered=False)


WHOLE = [
    ("sum(few) OVER w, i, d", "1MB"),
    ("max(wide) OVER w, count(*) FILTER (WHERE few > 300) OVER w, s", "3MB"),
    ("min(s) OVER w, round(avg(many) OVER w, 6), list, struct", "4MB"),
]


@pytest.mark.parametrize("partition", ["", "PARTITION BY i % 5", "PARTITION BY wide, i % 7001"])
@pytest.mark.parametrize(("calls", "limit"), WHOLE)
def test_more_rows_than_expected(
    connection: lakebolt.Connection, calls: str, limit: str, partition: str
) -> None:
    """Groups rows by hash, which were estimated to be few, until they do not fit."""
    # Conditions that hold for all rows, but nobody can tell.
    conditions = " AND ".join(f"(i * {k}) % 10 < {10 + k}" for k in range(3, 12))
    query = f"SELECT {calls} FROM t WHERE {conditions} WINDOW w AS ({partition})"
    check(connection, query, limit, random.Random(calls).randint(1, 3), ordered=False)


WHOLE_CALLS = [
    "count(*) OVER w",
    "sum(many) OVER w",
    "max(wide) OVER w",
    "min(s) FILTER (WHERE few % 3 = 0) OVER w",
    "bool_or(i % 1000 = 0) OVER w",
    "round(avg(few) OVER w, 6)",
    "max(DISTINCT list) OVER w",
]
PARTITIONS = ["few", "s", "many", "i", "d, list", "struct", "wide", "x", "i % 2", "NULL", "i, wide"]


@pytest.mark.parametrize("seed", range(12))
def test_whole_partitions(connection: lakebolt.Connection, seed: int) -> None:
    """Groups rows of few or many partitions, up to one a row, which lie on disk."""
    chance = random.Random(seed)
    partition = chance.choice(PARTITIONS)
    calls = ", ".join(chance.sample(WHOLE_CALLS, chance.randint(1, 3)))
    query = f"SELECT i, wide, struct, {calls} FROM t WINDOW w AS (PARTITION BY {partition})"
    limit = chance.choice(["1MB", "2MB", "3MB"])
    check(connection, query, limit, chance.randint(1, 3), ordered=False)


def test_whole_partitions_in_tiny_chunks(connection: lakebolt.Connection) -> None:
    """Cuts chunks of three rows by partition."""
    connection.execute("SET chunk_size = 3")
    try:
        query = """
            SELECT i, wide, count(*) OVER (PARTITION BY many, i), max(s) OVER (PARTITION BY few)
            FROM t WHERE i < 20000"""
        check(connection, query, "2MB", ordered=False)
    finally:
        connection.execute("RESET chunk_size")


def test_windows_that_wait_make_room(connection: lakebolt.Connection) -> None:
    """Has a sort behind two windows take memory from them."""
    query = """
        SELECT *, count(*) OVER (PARTITION BY n) AS c FROM (
            SELECT i, wide, list, sum(few) OVER (PARTITION BY s) AS n FROM t)
        ORDER BY n, wide, i"""
    check(connection, query, "8MB")
