"""Compares joins of all kinds, and set operations, when memory is short with themselves when not."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from test_spill import check, connection  # noqa: F401

import lakebolt

SKEWED = """(SELECT * REPLACE (repeat(wide, 12) AS wide), CASE WHEN i % 2 = 0 THEN -1 ELSE i END AS k
             FROM t WHERE i < 6000)"""
"""Half of its rows have one key."""

ONE_KEY = {
    "inner": "SELECT a.i, b.i, b.wide, b.list FROM {a} a JOIN {a} b ON a.k = b.k AND {on}",
    "left": "SELECT a.*, b.* FROM {a} a LEFT JOIN {a} b ON a.k = b.k AND {on}",
    "right": "SELECT a.i, b.* FROM {a} a RIGHT JOIN {a} b ON a.k = b.k AND {on}",
    "full": "SELECT a.*, b.* FROM {a} a FULL JOIN {a} b ON a.k = b.k AND {on}",
    "semi": "SELECT a.* FROM {a} a WHERE EXISTS (SELECT 1 FROM {a} b WHERE a.k = b.k AND {on})",
    "anti": "SELECT a.* FROM {a} a WHERE NOT EXISTS (SELECT 1 FROM {a} b WHERE a.k = b.k AND {on})",
    "exists": "SELECT a.i, EXISTS (SELECT 1 FROM {a} b WHERE a.k = b.k AND {on}) FROM {a} a",
    "in": "SELECT a.i, a.wide IN (SELECT wide || nullif(b.few, 7) % 2 FROM {a} b WHERE a.k = b.k AND {on}) FROM {a} a",
    "single": """SELECT a.i, (SELECT b.wide FROM {a} b WHERE a.k = b.k AND b.i BETWEEN a.i + 1 AND a.i + 2)
                 FROM {a} a""",
    "not all": "SELECT a.i FROM {a} a WHERE (a.k, a.wide) NOT IN (SELECT k, wide FROM {a} b WHERE {other})",
}


@pytest.mark.parametrize("kind", ONE_KEY)
@pytest.mark.parametrize("threads", [1, 3])
def test_one_key(connection: lakebolt.Connection, kind: str, threads: int) -> None:  # noqa: F811
    """Joins rows of a key that do not fit memory."""
    on = "(a.i + 3 * b.i) % 211 = 0 AND a.wide <> b.wide"
    query = ONE_KEY[kind].format(a=SKEWED, on=on, other="b.i % 9 > 0")
    check(connection, query, "1500KB", threads, ordered=False)


def test_second_row_of_a_scalar_subquery(connection: lakebolt.Connection) -> None:  # noqa: F811
    """Finds a second match in another block than the first."""
    connection.execute("SET memory_limit = '1500KB'")
    try:
        with pytest.raises(lakebolt.Error, match="more than one row"):
            connection.execute(
                f"""SELECT a.i, (SELECT b.wide FROM {SKEWED} b WHERE a.k = b.k AND b.i % 2000 = 2 * (a.i % 400))
                    FROM {SKEWED} a"""
            ).fetchall()
    finally:
        connection.execute("RESET memory_limit")


NO_KEYS = [
    """SELECT a.i, a.few < 300 AND EXISTS (SELECT 1 FROM t b WHERE b.wide <> a.wide AND a.few + b.i = 40000)
       FROM (FROM t WHERE i < 200) a""",
    "SELECT a.i, a.few <> ALL (SELECT b.few + a.few % 2 FROM t b WHERE b.wide <> a.wide) FROM (FROM t WHERE i < 20) a",
    # Ranges:
    "SELECT a.i, b.i, b.wide FROM t a LEFT JOIN t b ON a.many BETWEEN b.i AND b.i + 1 AND a.s <> b.s",
    "SELECT a.i, b.i, b.list FROM t a FULL JOIN t b ON a.many > b.i AND a.many < b.i + b.few % 3",
    "SELECT a.i, b.i, b.wide FROM t a RIGHT JOIN t b ON a.many > b.i AND a.many <= b.i + 2 AND a.few < b.few",
    "SELECT a.i, a.wide FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE b.x > a.many AND b.i < a.many AND b.wide > a.wide)",
]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("query", NO_KEYS)
def test_no_keys(connection: lakebolt.Connection, query: str, threads: int) -> None:  # noqa: F811
    """Joins by other conditions than equality with build sides that do not fit."""
    check(connection, query, "4MB", threads, ordered=False)


NEAREST = [
    "SELECT a.i, b.i, b.wide FROM t a ASOF JOIN t b ON a.few = b.few AND a.i >= b.many",
    "SELECT a.i, a.wide, b.* FROM t a ASOF LEFT JOIN t b ON a.s = b.s AND a.x > b.many",
    "SELECT a.i, b.i, b.wide FROM t a ASOF RIGHT JOIN t b ON a.few = b.few AND a.many <= b.many",
    "SELECT a.i, b.i, b.wide FROM t a ASOF FULL JOIN t b ON a.few = b.few AND a.d = b.d AND a.many < b.i",
    "SELECT a.i, b.i, b.wide FROM t a ASOF LEFT JOIN t b ON a.many >= b.many",
    "SELECT a.i, b.i, b.wide FROM (FROM t WHERE i % 50 = 0) a ASOF FULL JOIN t b ON a.x < b.x + b.i",
    "SELECT a.i, b.i, b.s FROM (FROM t UNION ALL FROM t) a ASOF RIGHT JOIN t b ON a.s = b.s AND a.wide >= b.wide",
]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("query", NEAREST)
def test_asof_joins(connection: lakebolt.Connection, query: str, threads: int) -> None:  # noqa: F811
    """Finds nearest rows where neither side fits."""
    check(connection, query, "4MB", threads, ordered=False)


GROUPED = [
    "SELECT b.i, b.wide, count(*), sum(a.few) FROM t a JOIN t b ON a.many = b.i GROUP BY b.i, b.wide",
    "SELECT b.i, count(a.i), sum(a.few), min(a.wide) FROM t b LEFT JOIN t a ON b.i = a.many AND a.few > 5 GROUP BY b.i",
    "SELECT b.wide, b.i, max(a.s), avg(a.few) FROM t b LEFT JOIN t a ON b.i = a.few GROUP BY ALL",
]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("query", GROUPED)
def test_group_joins(connection: lakebolt.Connection, query: str, threads: int) -> None:  # noqa: F811
    """Groups by the build side where it, or the groups, do not fit."""
    check(connection, query, "4MB", threads, ordered=False)


OTHERS = [
    # NOT IN over several columns, with and without NULLs:
    "SELECT i FROM t WHERE (i, few, s, wide) NOT IN (SELECT i, few, s, wide FROM t WHERE i % 3 > 0)",
    "SELECT i FROM t WHERE (many, s, wide) NOT IN (SELECT many + 1, s, wide FROM t WHERE s > '' AND many > 0)",
    "SELECT i, (many, wide, s) IN (SELECT many, wide, s FROM t WHERE i % 9 > 0) FROM t",
    # EXISTS among the results:
    "SELECT a.i, EXISTS (SELECT 1 FROM t b WHERE b.many = a.i AND b.wide = a.wide) FROM t a",
    "SELECT a.i, a.wide, EXISTS (SELECT 1 FROM t b WHERE b.many = a.many AND b.wide > a.wide) FROM t a",
    # Set operations:
    "SELECT many, wide, list FROM t INTERSECT SELECT many, wide, list FROM t WHERE i % 3 = 0",
    "SELECT i % 20011, wide FROM t INTERSECT ALL SELECT i % 20011, wide FROM t WHERE i % 3 > 0",
    "SELECT many, s, struct, x FROM t EXCEPT SELECT many, s, struct, x FROM t WHERE i % 5 < 4",
    "SELECT i % 20011, wide, d FROM t EXCEPT ALL SELECT i % 20011, wide, d FROM t WHERE i % 3 = 0",
    "SELECT many, wide, s FROM t UNION SELECT many, wide, s || 'x' FROM t",
    # Places of rows:
    "SELECT * FROM t POSITIONAL JOIN (SELECT i AS j, wide AS w FROM t WHERE i % 3 = 0)",
    "SELECT * FROM t LIMIT 55%",
    "SELECT * FROM t USING SAMPLE 40% (reservoir, 7)",
]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("query", OTHERS)
def test_others(connection: lakebolt.Connection, query: str, threads: int) -> None:  # noqa: F811
    """Runs what else has to keep rows."""
    check(connection, query, "3MB" if "INTERSECT ALL" in query else "2MB", threads, ordered=False)


RESIDENT = {
    "inner": "SELECT count(*), sum(a.few), sum(length(b.wide)) FROM t a JOIN t b ON a.many = b.i",
    "semi": "SELECT count(*), sum(length(wide)) FROM t b WHERE EXISTS (SELECT 1 FROM t a WHERE a.many = b.i AND a.wide < b.wide)",
    "full": "SELECT count(*), count(a.i), sum(length(b.wide)) FROM t a FULL JOIN t b ON a.many = b.i",
}


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("kind", RESIDENT)
def test_what_fits_stays(connection: lakebolt.Connection, kind: str, threads: int) -> None:  # noqa: F811
    """Writes less of both sides the more memory there is."""
    connection.execute(f"SET threads = {threads}")
    expected = connection.execute(RESIDENT[kind]).fetchall()
    spilled = []
    nearly_all = "2200KB" if kind == "inner" else "2400KB"
    for limit in ("1MB", "1700KB", nearly_all, "8GB"):
        connection.execute(f"SET memory_limit = '{limit}'")
        try:
            assert connection.execute(RESIDENT[kind]).fetchall() == expected
            plan = str(connection.execute("EXPLAIN ANALYZE " + RESIDENT[kind]).fetchall())
        finally:
            connection.execute("RESET memory_limit")
        units = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20}
        found = re.findall(r"spilled ([\d.]+) (\w+)", plan)
        spilled.append(sum(float(amount) * units[unit] for amount, unit in found))
    assert spilled[3] == 0
    assert spilled == sorted(spilled, reverse=True), spilled
    assert 0 < spilled[2] < 0.7 * spilled[0], spilled


def test_columns_larger_than_what_comes(tmp_path: Path) -> None:
    """Joins at any limit near what fits: texts come as codes of a dictionary and are kept as texts."""
    texts = ", ".join(f"'a text of some size ' || i % {20 + k} AS s{k}" for k in range(8))
    database = lakebolt.connect(config={"threads": 2})
    database.execute(f"COPY (SELECT i, {texts} FROM range(200000) t(i)) TO '{tmp_path}/t.parquet'")
    query = f"""SELECT * FROM '{tmp_path}/t.parquet' b
                WHERE EXISTS (SELECT 1 FROM range(1200000) r(j) WHERE j % 200000 = b.i AND j::VARCHAR < b.s0)"""
    for limit in range(12, 42):
        database.execute(f"SET memory_limit = '{limit}MB'")
        assert database.execute(query).arrow().num_rows == 200_000


FILTERED = "SELECT count(*), sum(length(b.wide)) FROM t a JOIN (FROM t WHERE i % 8 = 0) b ON a.i = b.i AND a.wide = b.wide"


def test_filters_of_spilled_joins(connection: lakebolt.Connection) -> None:  # noqa: F811
    """Has scans of the probe side pass over rows that match nothing, though the build side is on disk."""
    expected = connection.execute(FILTERED).fetchall()
    connection.execute("SET memory_limit = '500KB'")
    try:
        assert connection.execute(FILTERED).fetchall() == expected
        plan = str(connection.execute("EXPLAIN ANALYZE " + FILTERED).fetchall())
    finally:
        connection.execute("RESET memory_limit")
    assert re.search(r"spilled [1-9]", plan), plan


@pytest.mark.parametrize("threads", [2, 4])
def test_workers_do_not_wait_for_each_other(connection: lakebolt.Connection, threads: int) -> None:  # noqa: F811
    """Reads rows in the order of the probe side while some of them wait for all of it to be on disk."""
    # Each worker of each side keeps rows on their way to disk: more of them take more, of both.
    copies = threads // 2
    query = f"""
        SELECT a.range, b.wide, b.i FROM range(3000000) a
        JOIN (SELECT i + k * 60000 AS i, wide FROM t, range({copies}) r(k)) b
        ON a.range % {60000 * copies} = b.i"""
    connection.execute(f"SET threads = {threads}")
    connection.execute(f"SET memory_limit = '{5 * copies}MB'")
    connection.execute("SET statement_timeout = '100s'")
    try:
        assert re.search(r"partitions on disk: [1-9]", str(connection.execute("EXPLAIN ANALYZE " + query).fetchall()))
        for _ in range(3):
            batches = connection.execute(query).fetch_record_batch()
            assert sum(batch.num_rows for batch in batches) == 3_000_000
    finally:
        connection.execute("RESET statement_timeout")
        connection.execute("RESET memory_limit")


def test_hashed_keys_on_disk() -> None:
    """Finds rows of a partition as fast as rows of a whole table: its keys' hashes have bits in common."""
    query = """SELECT count(*) FROM (SELECT 'key ' || i AS k FROM range(600000) r(i)) a
               JOIN (SELECT 'key ' || i * 3 AS k, i AS v FROM range(600000) r(i)) b ON a.k = b.k"""
    database = lakebolt.connect()
    seconds = {}
    for limit in ("4GB", "16MB"):
        database.execute(f"SET memory_limit = '{limit}'")
        begin = time.process_time()
        assert database.execute(query).fetchall() == [(200000,)]
        seconds[limit] = time.process_time() - begin
    assert seconds["16MB"] < 8 * seconds["4GB"] + 1, seconds
