"""Compares random sorts, top-N, first rows of groups and ASOF joins with DuckDB's.

Columns are made to reach every way in which keys are packed: few and many bits, texts with shared
beginnings, texts too long for a key, NULLs, and values at the ends of their types.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import duckdb
import lakebolt
import pytest

ROWS = 5000

# Expressions of `r`, a random number a row, and `i`, the row.
COLUMNS = {
    "bit": "r % 2 = 0",
    "tiny": "(r % 7 - 3)::TINYINT",
    "whole": "r % 1000",
    "wide": "CASE r % 5 WHEN 0 THEN -9223372036854775807 WHEN 1 THEN 9223372036854775807 "
    "ELSE r % 1000003 * 7919000000 - 4000000000000000 END",
    "huge": "(r % 50)::HUGEINT * 170141183460469231731687303715884 - r % 3",
    "unsigned": "CASE r % 3 WHEN 0 THEN 18446744073709551615 ELSE r END::UBIGINT",
    "amount": "((r % 1999 - 1000) / 100)::DECIMAL(12, 2)",
    "number": "CASE r % 9 WHEN 0 THEN 'nan' WHEN 1 THEN '-inf' WHEN 2 THEN 'inf' WHEN 3 THEN '-0.0' "
    "WHEN 4 THEN '0.0' ELSE (r % 101 - 50)::VARCHAR END::DOUBLE",
    "real": "((r % 77 - 30) / 8)::FLOAT",
    "day": "DATE '2020-01-01' + (r % 400)::INTEGER",
    "moment": "TIMESTAMP '2020-01-01' + INTERVAL 1 SECOND * (r % 100000)",
    "span": "INTERVAL 1 DAY * (r % 70) + INTERVAL 1 MONTH * (r % 3)",
    "word": "['', 'a', 'ab', 'abc', 'b', 'zeta', 'Ä'][r % 7 + 1]",
    "code": "'part number ' || r % 3000",
    "short": "chr((65 + r % 20)::INTEGER) || chr((65 + r // 20 % 3)::INTEGER)",
    "long": "repeat('x', 25 + (r % 3)::INTEGER) || repeat('y', (r % 5)::INTEGER) || r % 11",
    "same": "'always'",
    "path": "repeat('https://lake.example/', 1 + (r % 2)::INTEGER) || repeat('a', (r % 40)::INTEGER) || r % 5",
    "remark": "'carefully final deposits ' || ['sleep', 'sleep ', '', 'nag' || chr(0), 'nag'][r % 5 + 1] || repeat('x', (r % 23)::INTEGER)",
}


def make(folder: Path, rng: random.Random, nulls: float) -> Path:
    """Writes a Parquet file with all columns, in small row groups."""
    path = folder / f"t{rng.randrange(1 << 30)}.parquet"
    source = f"SELECT i, hash(i * 7919 + {rng.randrange(1000)})::UBIGINT % 1000000007 AS h, h::BIGINT AS r FROM range({ROWS}) s(i)"
    items = []
    for number, (name, expr) in enumerate(COLUMNS.items()):
        null = f"hash(i, {number}) % 1000 < {int(nulls * 1000)}"
        items.append(f"CASE WHEN {null} THEN NULL ELSE {expr} END AS {name}" if nulls else f"{expr} AS {name}")
    duckdb.sql(
        f"COPY (SELECT i AS id, {', '.join(items)} FROM ({source})) TO '{path}' "
        "(FORMAT parquet, ROW_GROUP_SIZE 2048)"
    )
    return path


def keys(rng: random.Random, count: int) -> str:
    """Makes an ORDER BY list."""
    chosen = rng.sample(list(COLUMNS), count)
    return ", ".join(
        f"{name} {rng.choice(['ASC', 'DESC'])} NULLS {rng.choice(['FIRST', 'LAST'])}" for name in chosen
    )


def queries(rng: random.Random, table: str) -> list[str]:
    """Makes queries whose rows and order are decided."""
    order = keys(rng, rng.randint(1, 4))
    group = ", ".join(rng.sample(list(COLUMNS), rng.randint(1, 2)))
    limit = rng.choice([0, 1, 3, 10, 500, 2000, 100000])
    rank = rng.choice(["rank", "dense_rank"])
    window = f"OVER (PARTITION BY {group} ORDER BY {order}"
    return [
        f"SELECT id FROM {table} ORDER BY {order}, id",
        f"SELECT id, word, whole FROM {table} ORDER BY {order}, id LIMIT {limit} OFFSET {rng.randint(0, 20)}",
        f"SELECT id FROM {table} WHERE whole < 900 ORDER BY id DESC LIMIT {limit}",
        f"SELECT id, {rank}() {window}) AS n FROM {table} ORDER BY n, id",
        f"SELECT id, row_number() {window}, id) AS n FROM {table} QUALIFY n <= {rng.randint(1, 4)} ORDER BY id",
        f"SELECT id FROM {table} QUALIFY {rank}() {window}) <= {rng.randint(1, 3)} ORDER BY id",
        f"SELECT DISTINCT ON ({group}) id, code FROM {table} ORDER BY {group}, {order}, id",
        f"SELECT id, count(*) OVER w, sum(whole) OVER w, max(code) OVER w, min(amount) OVER w FROM {table} "
        f"WINDOW w AS (PARTITION BY {group}) ORDER BY id",
        f"SELECT a.id, b.id FROM (FROM {table} WHERE id % 3 = 0) a ASOF LEFT JOIN "
        f"(SELECT max(id) AS id, word, day FROM {table} GROUP BY word, day) b "
        f"ON a.word = b.word AND a.day {rng.choice(['>', '>=', '<', '<='])} b.day ORDER BY ALL",
    ]


@pytest.mark.parametrize("nulls", [0, 0.15])
@pytest.mark.parametrize("settings", ["", "SET threads = 1", "SET chunk_size = 3", "SET force_encoding = 'dictionary'"])
def test_orders(tmp_path: Path, nulls: float, settings: str) -> None:
    seed = int(os.environ.get("LAKEBOLT_FUZZ_SEED", "20261121"))
    rng = random.Random(f"{seed} {nulls} {settings}")
    ours = lakebolt.connect()
    if settings:
        ours.execute(settings)
    for _ in range(4):
        path = make(tmp_path, rng, nulls)
        ours.execute(f"CREATE OR REPLACE TABLE rows AS FROM '{path}'")
        for sql in queries(rng, "TABLE"):
            wanted = duckdb.sql(sql.replace("TABLE", f"'{path}'")).fetchall()
            for table in (f"'{path}'", "rows"):
                found = ours.execute(sql.replace("TABLE", table)).fetchall()
                if repr(found) != repr(wanted):
                    pairs = [p for p in zip(found, wanted) if repr(p[0]) != repr(p[1])][:3]
                    sizes = f"{len(found)} rows, not {len(wanted)}"
                    pytest.fail(f"LAKEBOLT_FUZZ_SEED={seed}: {sql}\n{sizes}: {pairs}")


def test_limits_take_the_first_rows(tmp_path: Path) -> None:
    """Takes the same rows each time, however many workers read the table."""
    path = tmp_path / "t.parquet"
    duckdb.sql(
        f"COPY (SELECT i, i % 97 AS k FROM range(300000) r(i)) TO '{path}' "
        "(FORMAT parquet, ROW_GROUP_SIZE 2048)"
    )
    connection = lakebolt.connect()
    connection.execute("SET threads = 4")
    source = f"FROM '{path}'"
    for _ in range(60):
        assert connection.execute(f"SELECT i {source} LIMIT 3").fetchall() == [(0,), (1,), (2,)]
        rows = connection.execute(f"SELECT i {source} WHERE k = 96 LIMIT 2 OFFSET 700").fetchall()
        assert rows == [(67996,), (68093,)]
        total = connection.execute(f"SELECT sum(i) FROM (SELECT i {source} LIMIT 9000)").fetchone()
        assert total == (9000 * 8999 // 2,)
        least = connection.execute(f"SELECT min(i) FROM (SELECT i {source} OFFSET 7000)").fetchone()
        assert least == (7000,)


def test_columns_of_the_first_rows_only(tmp_path: Path) -> None:
    """Reads most columns of a wide table once the first rows are known, from several files and row
    groups: with NULLs, nested values and columns that differ in width from file to file."""
    rows = 90_000
    values = """i AS id, hash(i) % 1000 AS part, CASE WHEN i % 3 = 0 THEN NULL ELSE 'text of ' || i END AS s,
        [i, NULL, i + 1] AS l, {'a': i, 'b': 'field ' || i % 7} AS t, i % 5 = 0 AS flag,
        DATE '2020-01-01' + (i % 900)::INTEGER AS day, (i % 777)::DECIMAL(9, 2) AS amount, 'same' AS c"""
    for file in range(2):
        kind = ["INTEGER", "BIGINT"][file]
        duckdb.sql(
            f"COPY (SELECT {values}, (hash(i + 1) % 500)::{kind} AS n "
            f"FROM range({file * rows}, {(file + 1) * rows}) r(i)) TO '{tmp_path}/{file}.parquet' "
            "(FORMAT parquet, ROW_GROUP_SIZE 20480)"
        )
    table = f"read_parquet('{tmp_path}/*.parquet')"
    queries = [
        f"SELECT * FROM {table} ORDER BY part, id LIMIT 20",
        f"SELECT * FROM {table} WHERE n < 250 AND s IS NOT NULL ORDER BY part DESC, id LIMIT 30 OFFSET 5",
        f"SELECT s, l, t, day, n, flag FROM {table} ORDER BY hash(id) % 1000, id DESC LIMIT 1024",
        f"SELECT * FROM {table} WHERE id % 1000 = 999 ORDER BY s NULLS FIRST, id LIMIT 300",
        f"SELECT * FROM {table} WHERE n > 1000 ORDER BY id LIMIT 10",
        f"SELECT day, c, amount, t.b, l[3], n FROM {table} ORDER BY id LIMIT 3 OFFSET 89998",
    ]
    for settings in [{}, {"threads": 1, "chunk_size": 3}, {"threads": 4}]:
        session = lakebolt.connect(settings)
        for sql in queries:
            assert session.sql(sql).fetchall() == duckdb.sql(sql).fetchall(), (settings, sql)
        plan = session.sql("EXPLAIN ANALYZE " + queries[0]).fetchall()
        assert any("columns read of these rows only" in str(line) for line in plan)
