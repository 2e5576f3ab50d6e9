"""Compares group-bys over random Parquet files with DuckDB: many and few groups, runs, NULLs, wide
keys, narrow ones with bounds, aggregates of every kind."""

from __future__ import annotations

import os
import random
from pathlib import Path

import duckdb
import lakebolt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fuzz.oracle import difference

ROUNDS = int(os.environ.get("LAKEBOLT_FUZZ_GROUP_ROUNDS", "6"))
SEED = int(os.environ.get("LAKEBOLT_FUZZ_SEED", "20261121"))

KEYS = [
    "({0})::int - 1000",
    "({0})::bigint * 1000000000 - 5",
    "({0} % 30000)::smallint",
    "'k' || {0}",
    "'a long key with bytes ' || {0}",
    "date '2000-01-01' + ({0} % 100000)::int",
    "({0})::double / 4",
    "({0} % 100000000)::decimal(12, 2)",
    "({0})::hugeint * 1000000000000",
    "{0} % 2 = 0",
]
CALLS = [
    "count(*)", "sum(v)", "avg(v)", "min(w)", "max(w)", "sum(w)", "min(s)", "max(s)",
    "count(distinct v)", "count(distinct s)", "sum(f)", "avg(d)", "sum(d)", "median(f)",
    "count(v) filter (where w > 50000)", "max(v) filter (where v < 500)", "len(list(v))",
]  # fmt: skip
VALUES = """case when i % 7 = 0 then null else (hash(i) % 1000)::int end as v,
    (hash(i + 5) % 100000)::bigint as w,
    case when i % 5 = 0 then null else 'text' || (hash(i + 9) % 50000) || '----------' end as s,
    (hash(i + 3) % 1000)::double / 8 as f, (hash(i + 4) % 10000)::decimal(10, 2) as d"""


def random_key(source: random.Random) -> str:
    """Returns an expression over the row number i."""
    groups = source.choice([1, 3, 100, 5000, 70_000, 400_000, 10**9])
    base = f"(hash(i * {source.randint(1, 10**6)}) % {groups})"
    if source.random() < 0.3:
        base = f"(i // {source.choice([1, 3, 10])} % {groups})"
    key = source.choice(KEYS).format(base)
    if source.random() < 0.4:
        key = f"case when hash(i + 7) % {source.choice([3, 1000])} = 0 then null else {key} end"
    return key


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_groups(round_number: int, tmp_path: Path) -> None:
    source = random.Random(SEED + round_number)
    print(f"seed {SEED + round_number}")
    names = [f"k{j}" for j in range(source.randint(1, 3))]
    keys = ", ".join(f"{random_key(source)} as {name}" for name in names)
    rows = source.choice([1, 100, 30_000, 300_000])
    path = tmp_path / "rows.parquet"
    oracle = duckdb.connect()
    oracle.execute(
        f"copy (select {keys}, {VALUES} from range({rows}) r(i)) to '{path}' "
        f"(row_group_size {source.choice([20_000, 122_880])})"
    )
    calls = "".join(f", {call}" for call in source.sample(CALLS, source.randint(0, 5)))
    where = source.choice(["", "where w < 30000", "where v is not null"])
    grouped = ", ".join(names)
    query = f"select {grouped}{calls} from '{path}' {where} group by {grouped}"
    settings = {
        "threads": source.choice([1, 2, 4]),
        "chunk_size": source.choice([2048, 2048, 500]),
    }
    ours = lakebolt.connect(settings).sql(query).fetchall()
    problem = difference(ours, oracle.execute(query).fetchall())
    assert not problem, f"{problem}\n{query}"


@pytest.mark.parametrize("kind", ["number", "text"])
def test_a_table_for_each_dictionary(kind: str, tmp_path: Path) -> None:
    """Groups by keys that hardly come back, but in the row group where they are: one with values in
    a dictionary, then ones of few values, of none that comes back, and of the first's values."""
    rows = 150_000
    runs = [i // 4 * 7919 % 1_000_003 for i in range(rows)]
    parts = [runs, [i % 5 for i in range(rows)], list(range(rows)), runs, [7] * 10 + runs[10:]]
    parts += [[value + 2_000_000 * (part + 1) for value in runs] for part in range(4)]
    path = tmp_path / "rows.parquet"
    types = {"number": pa.int64(), "text": pa.string()}
    schema = pa.schema([("k", types[kind]), ("v", pa.int32())])
    with pq.ParquetWriter(path, schema, dictionary_pagesize_limit=1 << 24) as writer:
        for part in parts:
            # Every seventeenth key is NULL; numbers need many bits, texts more than 12 bytes.
            keys = [None if i % 17 == 3 else part[i] << 38 for i in range(rows)]
            if kind == "text":
                keys = [None if key is None else f"a text with {key}" for key in keys]
            values = [i % 1000 for i in range(rows)]
            columns = [pa.array(keys, types[kind]), pa.array(values, pa.int32())]
            writer.write_table(pa.table(columns, schema=schema), row_group_size=rows)
    summary = "count(*), sum(n), sum(s), min(k), max(k), max(n)"
    query = f"select {summary} from (select k, count(*) n, sum(v) s from '{path}' group by k)"
    distinct = f"select count(distinct k) from '{path}'"
    for settings in [{"threads": 1}, {"threads": 3}, {"threads": 2, "memory_limit": "48MB"}]:
        session = lakebolt.connect(settings)
        for sql in [query, distinct]:
            assert session.sql(sql).fetchall() == duckdb.sql(sql).fetchall(), settings
