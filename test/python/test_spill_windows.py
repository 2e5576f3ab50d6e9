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
