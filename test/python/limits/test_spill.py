"""Compares what queries give when memory is short with what they give when it is not."""

from __future__ import annotations

import contextlib
import random
import re

import pytest

import lakebolt

ROWS = 60_000
TABLE = f"""
    CREATE TABLE t AS SELECT
        i,
        (i * 7919) % 1000 AS few,
        CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 104729) % {ROWS} END AS many,
        CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'text ' || (i * 31) % 5000 END AS s,
        CASE i % 13 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN -0.0 ELSE ((i * 17) % 997) / 7.0 END AS x,
        repeat('long ' || i % 100, 1 + i % 5) AS wide,
        [i % 3, NULL, i % 17] AS list,
        {{'a': i % 5, 'b': 'b' || i % 9}} AS struct,
        DATE '2020-01-01' + CAST(i % 3000 AS INTEGER) AS d,
        CAST(i % 100 AS DECIMAL(30, 2)) AS wide_decimal
    FROM range({ROWS}) r(i)"""
KEYS = ["few", "many", "s", "x", "wide", "list", "struct", "d", "wide_decimal", "i % 2", "-few"]


@pytest.fixture(scope="module")
def connection() -> lakebolt.Connection:
    """Holds the table."""
    made = lakebolt.connect()
    made.execute(TABLE)
    return made


def answer(
    connection: lakebolt.Connection, query: str, limit: str, threads: int = 2
) -> tuple[list[tuple], bool]:
    """Returns the rows in order, and whether anything was written to disk."""
    connection.execute(f"SET threads = {threads}")
    connection.execute(f"SET memory_limit = '{limit}'")
    try:
        rows = connection.execute(query).fetchall()
        plan = connection.execute(f"EXPLAIN ANALYZE {query}").fetchall()
    finally:
        connection.execute("RESET memory_limit")
    return rows, re.search(r"spilled [1-9]", str(plan)) is not None


def check(
    connection: lakebolt.Connection,
    query: str,
    limit: str,
    threads: int = 2,
    ordered: bool = True,
) -> None:
    """Compares the rows with and without a limit; with it, some must have been on disk."""
    expected, spilled = answer(connection, query, "8GB", threads)
    assert not spilled
    found, spilled = answer(connection, query, limit, threads)
    assert spilled, f"nothing was spilled at {limit}: {query}"
    # NaN is not equal to itself.
    texts = [[str(row) for row in rows] for rows in (found, expected)]
    if not ordered:
        texts = [sorted(rows) for rows in texts]
    assert texts[0] == texts[1], query


@pytest.mark.parametrize("seed", range(12))
def test_sorts(connection: lakebolt.Connection, seed: int) -> None:
    """Sorts by random keys, with and without OFFSET and LIMIT; equal keys keep their order."""
    chance = random.Random(seed)
    keys = chance.sample(KEYS, chance.randint(1, 3))
    order = ", ".join(
        f"{key} {chance.choice(['ASC', 'DESC'])} NULLS {chance.choice(['FIRST', 'LAST'])}"
        for key in keys
    )
    bounds = chance.choice(
        ["", "", f" OFFSET {ROWS // 2}", f" LIMIT {ROWS // 3} OFFSET 100", f" LIMIT {ROWS // 2}"]
    )
    query = f"SELECT * FROM t ORDER BY {order}{bounds}"
    check(connection, query, chance.choice(["4MB", "6MB", "9MB"]), chance.randint(1, 3))


def test_sort_of_computed_keys_in_tiny_chunks(connection: lakebolt.Connection) -> None:
    """Sorts by keys that are no columns of the answer."""
    connection.execute("SET chunk_size = 3")
    try:
        check(
            connection,
            "SELECT i, wide FROM t WHERE i < 20000 ORDER BY few + 1, length(wide) DESC",
            "2MB",
        )
    finally:
        connection.execute("RESET chunk_size")


CALLS = [
    "row_number() OVER w",
    "rank() OVER w",
    "sum(many) OVER w",
    "lag(s) OVER w",
    "count(*) OVER (PARTITION BY {partition})",
    "avg(few) OVER (w ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)",
    "max(wide) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
    "first_value(list) OVER w",
]


@pytest.mark.parametrize("seed", range(8))
def test_windows(connection: lakebolt.Connection, seed: int) -> None:
    """Computes windows over partitions that do not fit together."""
    chance = random.Random(seed)
    partition = ", ".join(chance.sample(["few", "s", "d", "struct", "wide", "list"], chance.randint(1, 2)))
    order = ", ".join([*chance.sample(KEYS, chance.randint(0, 2)), "i"])
    calls = ", ".join(chance.sample(CALLS, chance.randint(1, 3))).format(partition=partition)
    check(
        connection,
        f"SELECT t.*, {calls} FROM t WINDOW w AS (PARTITION BY {partition} ORDER BY {order})",
        chance.choice(["12MB", "16MB"]),
        chance.randint(1, 3),
    )


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_shared_subplans(connection: lakebolt.Connection, threads: int) -> None:
    """Reads a CTE twice that does not fit."""
    check(
        connection,
        """
        WITH c AS (SELECT *, few + 1 AS more FROM t LIMIT 40000)
        SELECT count(*), sum(more), min(wide), max(s), sum(len(list)), min(struct), count(x)
        FROM (SELECT * FROM c WHERE few > 10 UNION ALL SELECT * FROM c WHERE few < 900)""",
        "4MB",
        threads,
    )


AGGREGATES = [
    "count(*)",
    "sum(many)",
    "round(avg(few) FILTER (WHERE few > 3), 6)",
    "min(wide)",
    "max(list)",
    "count(DISTINCT s)",
    "sum(DISTINCT few)",
    "list(i ORDER BY i, k)",
    "string_agg(s, ',' ORDER BY i, k)",
    "median(many)",
    "any_value(struct.a) FILTER (WHERE i < 0)",
    "arg_max(s, i)",
    "sum(wide_decimal)",
    "round(stddev_pop(few), 6)",
    "bool_or(i % 7 = 0)",
]


@pytest.mark.parametrize("seed", range(10))
def test_groups(connection: lakebolt.Connection, seed: int) -> None:
    """Groups by keys of many values."""
    chance = random.Random(seed)
    keys = [chance.choice(["i * 3 + k, few, d", "i % 20011, s, k", "many, d, k", "wide, i % 3001, k", "(3 * i + k)::VARCHAR"])]
    keys += chance.sample(["list", "struct", "x", "few % 2"], chance.randint(0, 2))
    calls = chance.sample(AGGREGATES, chance.randint(0, 4))
    columns = ", ".join([*keys, *calls])
    check(
        connection,
        f"SELECT {columns} FROM t, range(3) r(k) GROUP BY {', '.join(keys)}",
        chance.choice(["2MB", "4MB"]),
        chance.randint(1, 3),
        ordered=False,
    )


def test_distinct_rows(connection: lakebolt.Connection) -> None:
    """Drops duplicates of rows that do not fit."""
    check(connection, "SELECT DISTINCT i % 30000, wide, list FROM t", "5MB", ordered=False)


JOINS = [
    "SELECT a.*, b.s, b.list, b.wide FROM t a JOIN t b ON a.many = b.i",
    "SELECT a.*, b.* FROM t a LEFT JOIN t b ON a.many = b.i AND b.few > 20",
    "SELECT a.*, b.* FROM t a RIGHT JOIN t b ON a.many = b.i AND a.few > 500",
    "SELECT a.i, b.i, a.wide, b.wide FROM t a FULL JOIN t b ON a.i = b.many + 1000 AND a.d = b.d",
    "SELECT a.i, a.wide FROM t a WHERE (a.i, a.wide) IN (SELECT many, wide FROM t)",
    """SELECT a.i FROM t a
       WHERE NOT EXISTS (SELECT 1 FROM t b WHERE b.many = a.i AND b.wide > a.wide)""",
    "SELECT a.i, (SELECT b.wide FROM t b WHERE b.i = a.many) FROM t a",
    "SELECT a.i, b.i, b.s FROM t a JOIN t b ON a.s = b.s AND a.d = b.d",
    "SELECT a.*, b.* FROM t a JOIN t b ON a.many IS NOT DISTINCT FROM b.many WHERE a.many > 9",
    "SELECT a.i, b.wide, c.wide FROM t a JOIN t b ON a.i = b.i JOIN t c ON b.many = c.i",
    "SELECT b.s, count(*), sum(a.few) FROM t a LEFT JOIN t b ON a.wide = b.wide AND a.i = b.many GROUP BY 1",
    """SELECT a.i, b.i FROM (SELECT * FROM t UNION ALL SELECT * FROM t) a
       JOIN t b ON a.wide = b.wide AND a.i = b.i""",
]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("query", JOINS)
def test_joins(connection: lakebolt.Connection, query: str, threads: int) -> None:
    """Joins with build sides that do not fit."""
    check(connection, query, "3MB", threads, ordered=False)


def test_limit_of_temporary_files(connection: lakebolt.Connection) -> None:
    """Names the setting that bounds temporary files; later queries run."""
    connection.execute("SET max_temp_directory_size = '100KB'")
    connection.execute("SET memory_limit = '4MB'")
    try:
        with pytest.raises(lakebolt.Error, match="max_temp_directory_size"):
            connection.execute("SELECT * FROM t ORDER BY wide").fetchall()
    finally:
        connection.execute("RESET memory_limit")
        connection.execute("RESET max_temp_directory_size")
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (ROWS,)


def test_writing_that_fails_below_readers() -> None:
    """Ends a query whose rows go to disk on behalf of their readers, while these read, cleanly."""
    query = """
        WITH c AS MATERIALIZED (SELECT i, md5(i::VARCHAR) s, count(*) n FROM range(200000) t(i) GROUP BY 1, 2)
        SELECT sum(length(l)) FROM (
            SELECT list(s) l FROM c WHERE n >= 0 UNION ALL SELECT list(s || 'x') FROM c WHERE n = 1)"""
    for limit in ["500KB", "1000KB", "1500KB"] * 10:
        with lakebolt.connect(config={"threads": 4, "memory_limit": "30MB"}) as made:
            made.execute(f"SET max_temp_directory_size = '{limit}'")
            with contextlib.suppress(lakebolt.OperationalError):
                assert made.execute(query).fetchone() == (400000,)


def test_folder_that_cannot_be_made(connection: lakebolt.Connection) -> None:
    """Names the setting of the folder."""
    connection.execute("SET temp_directory = '/proc/no-such-folder'")
    connection.execute("SET memory_limit = '4MB'")
    try:
        with pytest.raises(lakebolt.Error, match="temp_directory"):
            connection.execute("SELECT * FROM t ORDER BY wide").fetchall()
    finally:
        connection.execute("RESET memory_limit")
        connection.execute("RESET temp_directory")
