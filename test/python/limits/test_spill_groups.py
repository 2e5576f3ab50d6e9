"""Groups with states of every kind when memory is short."""

from __future__ import annotations

import random

import lakebolt
import pytest
from test_spill import TABLE, check


@pytest.fixture(scope="module")
def connection() -> lakebolt.Connection:
    """Holds the table."""
    made = lakebolt.connect()
    made.execute(TABLE)
    return made


CALLS = [
    "count(DISTINCT s), sum(DISTINCT few)",
    "list(i ORDER BY i DESC, k), array_agg(s ORDER BY wide, i, k)",
    "list(list ORDER BY i, k)",
    "string_agg(s || k, ';' ORDER BY i, k)",
    "histogram(few % 7)",
    "mode(few % 3), median(many), quantile_cont(many, 0.3), quantile_disc(x, [0.25, 0.5])",
    "min(wide), max(s), arg_min(wide, i * 3 + k), any_value(wide ORDER BY i, k)",
    "count(DISTINCT wide) FILTER (WHERE k > 0), string_agg(DISTINCT s, ',' ORDER BY s)",
    "round(corr(few, many), 6), round(skewness(few), 6), approx_count_distinct(many)",
    "bit_xor(i), bool_and(k < 2), product(1 + few % 2), first(wide ORDER BY i, k)",
]


@pytest.mark.parametrize("calls", CALLS)
def test_states(connection: lakebolt.Connection, calls: str) -> None:
    """Aggregates with numbers, text and lists as states, few rows a group and many."""
    chance = random.Random(calls)
    for key in ["i % 9001, wide", "i % 30011"]:
        query = f"SELECT {key}, {calls} FROM t, range(3) r(k) GROUP BY ALL"
        # DISTINCT takes a group-by, or several joined, behind another.
        limit = "8MB" if "DISTINCT" in calls else "4MB"
        check(connection, query, limit, chance.randint(1, 3), ordered=False)


@pytest.mark.parametrize(
    "groups", ["ROLLUP (i, wide)", "CUBE (i, s)", "GROUPING SETS ((i, d), (wide), (i, x), ())"]
)
def test_grouping_sets(connection: lakebolt.Connection, groups: str) -> None:
    """Groups in several ways at once."""
    columns = {"R": "i, wide", "C": "i, s", "G": "i, d, wide, x"}[groups[0]]
    query = f"SELECT {columns}, count(*), max(s), sum(few) FROM t GROUP BY {groups}"
    # Levels of ROLLUP and CUBE are group-bys behind each other.
    check(connection, query, "4MB" if groups[0] == "G" else "6MB", ordered=False)


def test_keys_of_long_text(connection: lakebolt.Connection) -> None:
    """Groups by text that takes most of the memory, under a chunk size of a few rows, too."""
    query = """
        SELECT repeat(wide, 4) || i % 12000 AS key, count(*), min(wide || i), max(struct)
        FROM t GROUP BY key"""
    check(connection, query, "5MB", ordered=False)
    connection.execute("SET chunk_size = 7")
    try:
        check(connection, query, "5MB", ordered=False)
    finally:
        connection.execute("RESET chunk_size")


def test_waiting_groups_make_room(connection: lakebolt.Connection) -> None:
    """Has a sort behind a group-by, and a second group-by, take memory from the first."""
    query = """
        SELECT total, count(*) FROM (
            SELECT i, k, sum(few) AS total, min(wide) AS least FROM t, range(2) r(k) GROUP BY i, k
            ORDER BY least, i, k LIMIT 100000)
        GROUP BY total ORDER BY total"""
    check(connection, query, "6MB")


INPUTS_THAT_END = [
    "SELECT i, i * 7 FROM range(400000) a(i) INTERSECT SELECT i, i * 7 FROM range(200000) b(i)",
    "SELECT i, i * 7 FROM range(400000) a(i) EXCEPT SELECT i, i * 7 FROM range(200000) b(i)",
    "SELECT i, i * 7 FROM range(300000) a(i) UNION SELECT i, i * 3 FROM range(300000) b(i)",
]


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("query", INPUTS_THAT_END)
def test_workers_that_have_ended(
    connection: lakebolt.Connection, query: str, threads: int
) -> None:
    """Has workers of one input take memory from those of another, which have ended."""
    query = f"SELECT count(*), sum(hash(r)) FROM ({query}) r"
    for limit in ["3MB", "5MB", "9MB"]:
        check(connection, query, limit, threads)


CUT_AGAIN = [
    ("i * 40 + k, wide", "count(*), sum(few), min(s)"),
    ("'a long key of some text ' || (i * 40 + k)", "count(*), first(wide ORDER BY i)"),
    ("i * 40 + k, list", "list(i ORDER BY k), max(struct)"),
    ("(i * 40 + k) % 300007", "string_agg(s, ';' ORDER BY i, k), max(x)"),
]


@pytest.mark.parametrize(("key", "calls"), CUT_AGAIN)
def test_partitions_that_are_cut_again(
    connection: lakebolt.Connection, key: str, calls: str
) -> None:
    """Groups so many rows that no partition of them fits."""
    query = f"""
        SELECT count(*), sum(hash(g)) FROM (
            SELECT {key}, {calls} FROM t, range(10) r(k) GROUP BY ALL) g"""
    check(connection, query, "1500KB", random.Random(key).randint(1, 2))


def test_group_that_does_not_fit(connection: lakebolt.Connection) -> None:
    """Says so where a single group takes more than there is; later queries run."""
    connection.execute("SET memory_limit = '3MB'")
    try:
        with pytest.raises(lakebolt.Error, match="memory_limit"):
            connection.execute(
                "SELECT many < 9, list(wide || i || k) FROM t, range(10) r(k) GROUP BY ALL"
            ).fetchall()
    finally:
        connection.execute("RESET memory_limit")
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (60_000,)
