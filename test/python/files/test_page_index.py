"""Reads files with page indexes under filters that leave pages out, and compares with DuckDB."""

from __future__ import annotations

import random
import struct
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import datafusion
import duckdb
import engine
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

FILES = 16
"""Random files."""
QUERIES = 25
"""Random queries of each file."""


def random_column(rng: random.Random, kind: str, rows: int) -> pa.Array:
    """Makes a column that is sorted, goes up in waves, or has no order, perhaps with NULLs."""
    order = rng.choice(["sorted", "waves", "runs", "none"])
    steps = {
        "sorted": lambda i: i,
        "waves": lambda i: i * 7 % (rows // 5 + 1),
        "runs": lambda i: i // 300 * 7919 % 1000,
        "none": lambda i: rng.randrange(rows),
    }
    numbers = [steps[order](i) for i in range(rows)]
    nulls = rng.choice([0.0, 0.0, 0.1, 0.99])
    start = rng.randrange(rows)
    stop = start + rng.choice([0, 0, rows // 4])
    # Some pages are all NULL.
    gone = [rng.random() < nulls or start <= i < stop for i in range(rows)]
    if kind == "text":
        prefix = rng.choice(["", "a long prefix that all share, to be cut off in bounds: " * 2])
        values: list[Any] = [f"{prefix}{n:07}" for n in numbers]
        return pa.array([None if g else v for g, v in zip(gone, values)], pa.string())
    types = {"int": pa.int32(), "long": pa.int64(), "double": pa.float64(), "date": pa.date32(),
             "moment": pa.timestamp("us"), "price": pa.decimal128(12, 2), "small": pa.uint16()}  # fmt: skip
    values = [None if g else n for g, n in zip(gone, numbers)]
    if kind == "double":
        nan = float("nan")
        values = [v if v is None else nan if rng.random() < 0.001 else v / 4 for v in values]
    if kind == "price":
        return pa.array(values, pa.int64()).cast(pa.decimal128(24, 2)).cast(types[kind])
    if kind in ("date", "moment"):
        return pa.array(values, pa.int32() if kind == "date" else pa.int64()).cast(types[kind])
    return pa.array(values, types[kind])


def random_table(rng: random.Random) -> pa.Table:
    """Makes a table whose first column numbers the rows."""
    rows = rng.choice([3000, 20_000, 50_000])
    kinds = [rng.choice(["int", "long", "double", "date", "moment", "price", "small", "text"])
             for _ in range(4)]  # fmt: skip
    columns = {"row": pa.array(range(rows), pa.int64())}
    for i, kind in enumerate(kinds):
        columns[f"c{i}"] = random_column(rng, kind, rows)
    return pa.table(columns)


def write(rng: random.Random, table: pa.Table, path: Path) -> None:
    """Writes a file with a page index, by one of the writers that make them."""
    groups = rng.choice([table.num_rows, 10_000])
    if rng.random() < 0.3:
        context = datafusion.SessionContext()
        context.from_arrow(table, name="t")
        context.sql(
            f"COPY (SELECT * FROM t ORDER BY row) TO '{path}' STORED AS PARQUET OPTIONS ("
            f"'statistics_enabled' 'page', "
            f"'data_page_row_count_limit' '{rng.choice([100, 1000])}', "
            f"'write_batch_size' '100', 'max_row_group_size' '{groups}', "
            f"'writer_version' '{rng.choice(['1.0', '2.0'])}')"
        ).collect()
        return
    pq.write_table(
        table, path, write_page_index=True, row_group_size=groups,
        data_page_size=rng.choice([500, 4000, 20_000]), write_batch_size=rng.choice([50, 1000]),
        use_dictionary=rng.choice([True, False, ["c0", "c2"]]),
        compression=rng.choice(["snappy", "zstd", "none"]),
        data_page_version=rng.choice(["1.0", "2.0"]), version="2.6",
    )  # fmt: skip


def literal(rng: random.Random, table: pa.Table, column: str) -> str:
    """Writes a value of a column as SQL, or one near it."""
    value = table[column][rng.randrange(table.num_rows)].as_py()
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, int | float) and value == value:
        return str(value + rng.choice([0, 0, 1]))
    names = {float: "DOUBLE", datetime: "TIMESTAMP", date: "DATE", Decimal: "DECIMAL(12, 2)"}
    return f"'{value}'::{names[type(value)]}"


def condition(rng: random.Random, table: pa.Table, depth: int = 0) -> str:
    """Makes a condition on one or two columns."""
    column = rng.choice(table.column_names)
    shape = rng.choice(["compare"] * 3 + ["between", "in", "null", "and", "or", "not"])
    if depth < 2 and shape in ("and", "or"):
        left, right = condition(rng, table, depth + 1), condition(rng, table, depth + 1)
        return f"({left} {shape.upper()} {right})"
    if depth < 2 and shape == "not":
        return f"NOT {condition(rng, table, depth + 1)}"
    if shape == "between":
        low = literal(rng, table, column)
        return f"({column} BETWEEN {low} AND {literal(rng, table, column)})"
    if shape == "in":
        return f"{column} IN ({', '.join(literal(rng, table, column) for _ in range(3))})"
    if shape == "null":
        return f"({column} IS {rng.choice(['', 'NOT '])}NULL)"
    operator = rng.choice(["=", "=", "<", "<=", ">", ">=", "<>", "IS NOT DISTINCT FROM"])
    return f"({column} {operator} {literal(rng, table, column)})"


def queries(rng: random.Random, table: pa.Table, path: Path) -> list[str]:
    """Makes queries whose filters are constants, joins and top-N bounds."""
    sums = ", ".join(f"COUNT({c}), MIN({c}), MAX({c})" for c in table.column_names[1:])
    out = [f"SELECT COUNT(*), SUM(row), {sums} FROM '{path}' WHERE {condition(rng, table)}"
           for _ in range(QUERIES)]  # fmt: skip
    keys = ", ".join(f"({rng.randrange(table.num_rows)})" for _ in range(3))
    out.append(f"SELECT t.* FROM '{path}' t JOIN (VALUES {keys}) v(k) ON t.row = v.k ORDER BY row")
    for direction in ("", "DESC"):
        out.append(f"SELECT * FROM '{path}' ORDER BY row {direction} LIMIT 7")
    return out


@pytest.mark.parametrize("seed", range(FILES))
def test_random(tmp_path: Path, seed: int) -> None:
    """Compares answers over random files."""
    rng = random.Random(f"page index {seed}")
    table = random_table(rng)
    path = tmp_path / "file.parquet"
    write(rng, table, path)
    expected = duckdb.connect()
    # Over the rows themselves: DuckDB leaves row groups with NaN out.
    expected.register("t0", table)
    for setting in ("SET threads = 1", "SET threads = 4", "SET chunk_size = 50"):
        connection = engine.connect((setting,))
        for query in queries(rng, table, path):
            answer = expected.execute(query.replace(f"'{path}'", "t0")).fetchall()
            assert str(connection.rows(query)) == str(answer), query


def index_places(path: Path) -> list[tuple[int, int]]:
    """Finds where a file's page indexes lie: behind the pages, before the footer."""
    data = path.read_bytes()
    footer = struct.unpack("<I", data[-8:-4])[0]
    metadata = pq.read_metadata(path)
    end = 0
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(column)
            start = chunk.dictionary_page_offset or chunk.data_page_offset
            end = max(end, start + chunk.total_compressed_size)
    return [(end, len(data) - 8 - footer)]


@pytest.mark.parametrize("seed", range(8))
def test_damaged(tmp_path: Path, seed: int) -> None:
    """Answers rightly, or says that the file is damaged, when where pages begin was changed."""
    rng = random.Random(f"damaged {seed}")
    rows = 20_000
    table = pa.table({"row": range(rows), "c": [f"text {i}" for i in range(rows)]})
    path = tmp_path / "file.parquet"
    pq.write_table(table, path, write_page_index=True, data_page_size=3000, write_batch_size=100,
                   use_dictionary=False)  # fmt: skip
    good = path.read_bytes()
    ((begin, end),) = index_places(path)
    # Behind the bounds of the last column: those of `row` can only be believed.
    begin = good.rfind(b"text ", begin, end) + 16
    for case in range(150):
        bad = bytearray(good)
        for _ in range(rng.choice([1, 1, 5])):
            bad[rng.randrange(begin, end)] = rng.randrange(256)
        if rng.random() < 0.2:
            at = rng.randrange(begin, end)
            bad[at:end] = bytes(end - at)
        damaged = tmp_path / f"{case}.parquet"
        damaged.write_bytes(bad)
        low = rng.randrange(rows - 100)
        where = f"row BETWEEN {low} AND {low + 99}"
        query = f"SELECT COUNT(*), SUM(row), COUNT(c) FROM '{damaged}' WHERE {where}"
        try:
            found = engine.connect().rows(query)
        except engine.Error as error:
            assert "damaged" in str(error) or str(damaged) in str(error)
        else:
            assert found == [(100, sum(range(low, low + 100)), 100)], query
