"""Reads files with Bloom filters under equalities, and compares with DuckDB over the rows."""

from __future__ import annotations

import random
import re
from pathlib import Path

import datafusion
import duckdb
import engine
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

TYPES = {
    "tiny": pa.int8(), "small": pa.uint16(), "int": pa.int32(), "uint": pa.uint32(),
    "long": pa.int64(), "ulong": pa.uint64(), "float": pa.float32(), "double": pa.float64(),
    "day": pa.date32(), "moment": pa.timestamp("us"), "text": pa.string(), "bytes": pa.binary(),
    "cents": pa.decimal128(9, 2), "price": pa.decimal128(15, 2), "wide": pa.decimal128(30, 2),
    "yes": pa.bool_(),
}  # fmt: skip
"""Columns by name."""


def make_table(rng: random.Random, rows: int) -> pa.Table:
    """Makes a column of each type; a row group has some of the values of its range only."""
    columns = {"row": pa.array(range(rows), pa.int64())}
    for name, kind in TYPES.items():
        most = {"tiny": 100, "yes": 2}.get(name, 2000)
        numbers: list[int | None] = [rng.randrange(most) for _ in range(rows)]
        if rng.random() < 0.4:
            numbers = [None if n is not None and n % 9 == 0 else n for n in numbers]
        if name in ("text", "bytes"):
            columns[name] = pa.array([None if n is None else f"value {n}" for n in numbers]).cast(kind)
        elif name in ("cents", "price", "wide"):
            exact = pa.array(numbers, pa.int64()).cast(pa.decimal128(30, 2))
            columns[name] = exact.cast(kind)
        elif name == "yes":
            columns[name] = pa.array([None if n is None else n == 1 for n in numbers])
        else:
            columns[name] = pa.array(numbers, pa.int32()).cast(pa.int64()).cast(
                kind if name != "day" else pa.int32()
            ).cast(kind)
    return pa.table(columns)


def write(rng: random.Random, writer: str, table: pa.Table, path: Path) -> None:
    """Writes a file of small row groups with Bloom filters."""
    if writer == "pyarrow":
        options = {name: {"ndv": 500, "fpp": 0.01} for name in TYPES if name != "yes"}
        pq.write_table(
            table, path, bloom_filter_options=options, row_group_size=500,
            store_decimal_as_integer=rng.random() < 0.7, use_dictionary=rng.random() < 0.5,
        )  # fmt: skip
    elif writer == "duckdb":
        connection = duckdb.connect()
        connection.register("t", table)
        connection.execute(
            f"COPY (SELECT * FROM t) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)"
        )
    else:
        context = datafusion.SessionContext()
        context.from_arrow(table, name="t")
        context.sql(
            f"COPY (SELECT * FROM t ORDER BY row) TO '{path}' STORED AS PARQUET OPTIONS ("
            "'bloom_filter_on_write' 'true', 'max_row_group_size' '500')"
        ).collect()


def literal(name: str, number: int) -> str:
    """Writes the value that stands for a number in a column."""
    if name in ("text", "bytes"):
        return f"'value {number}'" + ("::BLOB" if name == "bytes" else "")
    if name == "yes":
        return "true" if number == 1 else "false"
    if name == "day":
        return f"(DATE '1970-01-01' + {number})"
    if name == "moment":
        return f"make_timestamp({number})"
    return str(number)


@pytest.mark.parametrize("writer", ["pyarrow", "duckdb", "datafusion"])
@pytest.mark.parametrize("seed", range(4))
def test_random(tmp_path: Path, writer: str, seed: int) -> None:
    """Compares answers of equalities, lists and joins over every type."""
    rng = random.Random(f"{writer} {seed}")
    table = make_table(rng, 6000)
    path = tmp_path / "file.parquet"
    write(rng, writer, table, path)
    expected = duckdb.connect()
    expected.register("t", table)
    connection = engine.connect(("SET threads = 2",))
    for name in TYPES:
        for _ in range(6):
            few = [literal(name, rng.randrange(2200)) for _ in range(3)]
            if name == "tiny":
                few = [literal(name, rng.randrange(110)) for _ in range(3)]
            other = literal("text", rng.randrange(2200))
            for condition in (
                f"{name} = {few[0]}",
                f"{name} IN ({', '.join(few)})",
                f"{name} = {few[0]} OR text = {other}",
                f"NOT ({name} = {few[0]})",
                f"{name} = {few[0]} AND row % 2 = 0",
                f"EXISTS (FROM (VALUES ({few[1]}), ({few[2]})) v(k) WHERE k = {name})",
            ):
                query = f"SELECT COUNT(*), SUM(row) FROM t WHERE {condition}"
                found = connection.rows(query.replace("FROM t", f"FROM '{path}'", 1))
                assert found == expected.execute(query).fetchall(), query


def bytes_read(connection: engine.Connection, query: str) -> float:
    """Finds how much a query read, in KiB."""
    text = "\n".join(str(row[-1]) for row in connection.rows(f"EXPLAIN ANALYZE {query}"))
    found = re.search(r"read ([\d.]+) (B|KiB|MiB)", text)
    if found is None:
        return 0
    return float(found[1]) * {"B": 1 / 1024, "KiB": 1, "MiB": 1024}[found[2]]


@pytest.mark.skipif(engine.NAME != "lakebolt", reason="looks at our plans")
def test_spares_reads(tmp_path: Path) -> None:
    """Reads no row group without the value asked for, by constants, lists and joins."""
    rows = 200_000
    rng = random.Random(1)
    table = pa.table(
        {
            "k": [rng.randrange(1 << 40) * 2 for _ in range(rows)],
            "s": [f"key {rng.randrange(1 << 40)}" for _ in range(rows)],
        }
    )
    path = tmp_path / "file.parquet"
    bloom = {"ndv": 50_000, "fpp": 0.001}
    pq.write_table(table, path, row_group_size=50_000, use_dictionary=False,
                   bloom_filter_options={"k": bloom, "s": bloom})  # fmt: skip
    connection = engine.connect(("SET threads = 2",))
    odd = (1 << 39) + 1
    everything = bytes_read(connection, f"SELECT COUNT(*) FROM '{path}' WHERE k % 7 = 1")
    for condition in (
        f"k = {odd}",
        f"k IN ({odd}, {odd + 2}, {odd * 2 - 9})",
        "s = 'key 5 none'",
        f"k = {odd} OR s = 'key 5 none'",
        f"k IN (SELECT {odd} + 2 * x FROM range(3) r(x))",
    ):
        query = f"SELECT COUNT(*) FROM '{path}' WHERE {condition}"
        assert connection.rows(query) == [(0,)]
        assert bytes_read(connection, query) < everything / 10, condition
