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
