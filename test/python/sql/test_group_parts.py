"""Group-bys that depend on where rows stand in files: keys that tell row groups apart, whose groups
are given as each row group ends, and LIMITs, whose groups become filters of the scan."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import duckdb
import lakebolt
import pytest
from fuzz.oracle import difference

ROUNDS = int(os.environ.get("LAKEBOLT_FUZZ_GROUP_ROUNDS", "6"))
SEED = int(os.environ.get("LAKEBOLT_FUZZ_SEED", "20261122"))

SORTED_KEYS = [
    "({0})::int - 70000",
    "({0})::bigint * 3000000000",
    "({0})::uinteger",
    "date '1900-01-01' + ({0})::int",
    "timestamp '1990-01-01' + interval ({0}) minute",
    "({0})::decimal(12, 2)",
]
CALLS = ["count(*)", "sum(v)", "avg(v)", "min(s)", "max(w)", "count(v) filter (where w > 500)"]
CALLS += ["list_sort(list(w))", "length(string_agg(s, ','))"]


def write(path: Path, sql: str, group_rows: int = 20_480) -> duckdb.DuckDBPyConnection:
    """Writes the rows of a query with row groups of so many rows."""
    oracle = duckdb.connect()
    oracle.execute("SET threads = 1")
    oracle.execute(f"copy ({sql}) to '{path}' (format parquet, row_group_size {group_rows})")
    return oracle


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_groups_of_row_groups(round_number: int, tmp_path: Path) -> None:
    """Keys ascend along the file, in runs of any length, or in disorder within a row group."""
    source = random.Random(SEED + round_number)
    print(f"seed {SEED + round_number}")
    rows = source.choice([150_000, 300_000])
    run = source.choice([1, 2, 3, 5])
    place = source.choice(["i", "i", "(i // 10240) * 10240 + hash(i) % 10240"])
    key = source.choice(SORTED_KEYS).format(f"({place}) // {run}")
    other = source.choice(["'text ' || hash(i) % 3", "i % 2", "case when i % 3 > 0 then i % 5 end"])
    path = tmp_path / "rows.parquet"
    oracle = write(
        path,
        f"""select {key} as k, {other} as o, (hash(i) % 1000)::int as w,
            case when i % 7 > 0 then (hash(i + 1) % 1000)::decimal(10, 2) end as v,
            'some longer text ' || hash(i + 2) % 1000 as s
            from range({rows}) r(i)""",
    )
    calls = "".join(f", {call}" for call in source.sample(CALLS, source.randint(0, 4)))
    keys = source.choice(["k", "k", "o, k"])
    where = source.choice(["", "", "where w < 700"])
    having = source.choice(["", "having sum(w) > 900", "having count(*) > 1"])
    query = f"select {keys}{calls} from '{path}' {where} group by {keys} {having}"
    settings = {
        "threads": source.choice([1, 2, 4]),
        "chunk_size": source.choice([2048, 2048, 100]),
    }
    expected = oracle.execute(query).fetchall()
    for limit in ("1GB", source.choice(["2500KB", "3MB", "4MB", "6MB"])):
        settings["memory_limit"] = limit
        problem = difference(lakebolt.connect(settings).sql(query).fetchall(), expected)
        assert not problem, f"{problem}\n{query}\n{settings}"


def test_row_groups_that_touch(tmp_path: Path) -> None:
    """Values that end one row group and begin the next are one group each."""
    path = tmp_path / "rows.parquet"
    write(path, "select i // 3 as k, 1 as one from range(245760) r(i)")
    connection = lakebolt.connect({"threads": 2})
    query = f"select k, sum(one) as n from '{path}' group by k"
    plan = "\n".join(str(row) for row in connection.sql(f"explain analyze {query}").fetchall())
    assert "given as batches end: 12" in plan
    # Nothing is kept for the case that memory were short which others would miss.
    peak = re.search(r"peak memory ([\d.]+) (KiB|MiB)", plan)
    assert peak and (peak[2] == "KiB" or float(peak[1]) < 40), plan
    counted = connection.sql(f"select n, count(*) from ({query}) group by n").fetchall()
    assert counted == [(3, 81920)]


def test_groups_that_do_not_fit(tmp_path: Path) -> None:
    """Where memory is short, rows of some groups of a row group are passed on, the others stay."""
    path = tmp_path / "rows.parquet"
    write(path, "select i as k, i % 7 as v from range(600000) r(i)", 120_000)
    connection = lakebolt.connect({"threads": 2, "memory_limit": "9MB"})
    query = f"select k, sum(v) as s, count(*) as n from '{path}' group by k"
    plan = "\n".join(str(row) for row in connection.sql(f"explain analyze {query}").fetchall())
    passed_on = int(re.search(r"rows passed on: (\d+)", plan)[1])
    given = re.search(r"groups: (\d+), given as batches end: 5", plan)
    assert 0 < passed_on < 600_000 and 0 < int(given[1]) < 600_000, plan
    sums = connection.sql(f"select count(*), sum(s), min(n), max(n) from ({query})").fetchall()
    assert sums == [(600_000, sum(i % 7 for i in range(600_000)), 1, 1)]


def test_states_that_do_not_fit(tmp_path: Path) -> None:
    """Texts fill the memory: the table goes to disk, and later rows meet it again."""
    path = tmp_path / "rows.parquet"
    rows = "select i // 8192 * 1024 + i % 1024 as k, repeat('x', 300) as s from range(400000) r(i)"
    write(path, rows, 81_920)
    query = f"select k, length(string_agg(s, '')) as n from '{path}' group by k order by k"
    expected = lakebolt.connect().sql(query).fetchall()
    connection = lakebolt.connect({"threads": 2, "memory_limit": "20MB"})
    plan = "\n".join(str(row) for row in connection.sql(f"explain analyze {query}").fetchall())
    assert "given as batches end" in plan and "spilled" in plan, plan
    assert connection.sql(query).fetchall() == expected


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_groups_numbered_by_key(round_number: int, tmp_path: Path) -> None:
    """Nearly all keys of a small range come, or some of them, to one worker or to several."""
    source = random.Random(SEED + round_number)
    path = tmp_path / "rows.parquet"
    keys = source.choice([6000, 8000])
    key = source.choice(
        [
            f"(hash(i) % {keys})::int - 100",
            f"case when i % 9 > 0 then hash(i) % {keys} end::smallint",
            f"date '2020-01-01' + (hash(i) % {keys} // 2 * 2)::int",
            f"case when i < 100000 then hash(i) % 40 else hash(i) % {keys} end::bigint",
        ]
    )
    oracle = write(
        path,
        f"""select {key} as k, case when i % 7 > 0 then (hash(i + 1) % 1000)::decimal(10, 2) end as v,
            case when i % 5 > 0 then hash(i + 2)::hugeint * 3 end as h, (hash(i) % 77)::double / 4 as d
            from range(300000) r(i)""",
    )
    calls = ["count(*)", "sum(v)", "avg(v)", "sum(h)", "min(v)", "max(d)", "count(v)", "sum(d)"]
    calls += ["avg(d)", "bool_or(v > 990)", "count(v) filter (where d > 9)", "stddev_pop(v)"]
    chosen = "".join(f", {call}" for call in source.sample(calls, source.randint(0, 4)))
    where = source.choice(["", "where d > 1"])
    query = f"select k{chosen} from '{path}' {where} group by k"
    expected = oracle.execute(query).fetchall()
    for threads in (1, 2):
        for limit in ("1GB", "3MB"):
            connection = lakebolt.connect({"threads": threads, "memory_limit": limit})
            problem = difference(connection.sql(query).fetchall(), expected)
            assert not problem, f"{problem}\n{query}\n{threads} {limit}"
    counted = f"select count(distinct k) from '{path}'"
    ours = lakebolt.connect({"threads": 2}).sql(counted).fetchall()
    assert ours == oracle.execute(counted).fetchall()


def test_keys_are_numbers(tmp_path: Path) -> None:
    """Tells in the plan that states stand by key."""
    path = tmp_path / "rows.parquet"
    write(path, "select (hash(i) % 6000)::int as k from range(200000) r(i)")
    for threads in (1, 2):
        connection = lakebolt.connect({"threads": threads})
        plan = connection.sql(
            f"explain analyze select k, count(*) from '{path}' group by k"
        ).fetchall()
        assert "numbered by key" in str(plan)


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_groups_under_a_limit(round_number: int, tmp_path: Path) -> None:
    """Any groups will do, but they are as many as asked for, and whole."""
    source = random.Random(SEED + round_number)
    path = tmp_path / "rows.parquet"
    oracle = write(
        path,
        f"""select case when i % {source.choice([2, 1000])} > 0
              then hash(i // 3) % {source.choice([5, 3000, 100_000])} end::bigint as k,
            'a rather long text ' || hash(i) % {source.choice([3, 3000])} as s,
            (hash(i + 1) % 100)::int as v,
            case when i < 50000 then '0'::double when hash(i) % 2 = 0 then '-0'::double
              else i // 50000 end as f from range(200000) r(i)""",
    )
    keys = source.choice(["k", "s", "k, s", "k % 1000, s", "f"])
    limit, offset = source.choice([(1, 0), (10, 0), (100, 7), (3000, 0), (150_000, 3)])
    where = source.choice(["", "where v < 50"])
    calls = source.choice([", count(*), sum(v), max(s)", ""])
    grouped = f"select {keys}{calls} from '{path}' {where} group by {keys}"
    settings = {"threads": source.choice([1, 2, 4]), "chunk_size": source.choice([2048, 100])}
    ours = (
        lakebolt.connect(settings).sql(f"{grouped} limit {limit} offset {offset}").fetchall()
    )
    whole = oracle.execute(grouped).fetchall()
    assert len(ours) == max(0, min(limit, len(whole) - offset))
    assert len(set(ours)) == len(ours)
    assert set(ours) <= set(whole), grouped
