"""Writes random rows of every type as Parquet, and has other readers compare them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import arrow_values
import duckdb
import engine
import parquet_random
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

FILES = 60

FLAT_ENCODINGS = {
    "int": ["plain", "delta_binary_packed", "byte_stream_split", "dictionary"],
    "float": ["plain", "byte_stream_split", "dictionary"],
    "text": ["plain", "delta_length_byte_array", "delta_byte_array", "dictionary"],
    "fixed": ["plain", "delta_byte_array", "byte_stream_split", "dictionary"],
    "bool": ["plain", "rle"],
}


def family(kind: pa.DataType) -> str:
    """Names the encodings that a column's type may have; "" for what is not told by name."""
    if pa.types.is_boolean(kind):
        return "bool"
    if pa.types.is_decimal(kind):
        return "int" if kind.precision <= 18 else "fixed"
    if pa.types.is_integer(kind) or pa.types.is_temporal(kind):
        return "int"
    if pa.types.is_floating(kind):
        return "float"
    texts = [pa.types.is_string, pa.types.is_binary, pa.types.is_large_string, pa.types.is_large_binary]
    return "text" if any(test(kind) for test in texts) else ""


def copy_options(rng: random.Random, schema: pa.Schema) -> str:
    """Picks options of COPY for a table of that schema."""
    said = [
        "FORMAT parquet",
        f"COMPRESSION {rng.choice(['none', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli'])}",
        f"ROW_GROUP_SIZE {rng.choice([17, 300, 1000, 100_000])}",
        f"PAGE_SIZE_BYTES {rng.choice([16, 1024, 1 << 20])}",
        f"PARQUET_VERSION '{rng.choice(['v1', 'v2'])}'",
        f"DICTIONARY {rng.choice(['true', 'false'])}",
        f"DICTIONARY_SIZE_BYTES {rng.choice([100, 1 << 18])}",
        f"PAGE_INDEX {rng.choice(['true', 'false'])}",
        f"WRITE_BLOOM_FILTER {rng.choice(['true', 'false'])}",
    ]
    named = {field.name: rng.choice(FLAT_ENCODINGS[family(field.type)])
             for field in schema if family(field.type) and rng.random() < 0.3}  # fmt: skip
    if named:
        said.append(f"ENCODINGS {{{', '.join(f'{n}: {e!r}' for n, e in named.items())}}}")
    return ", ".join(said)


def check_bounds(path: Path, table: pa.Table) -> None:
    """Checks what footers say of flat columns: counts of NULLs, and bounds that hold."""
    begin = 0
    metadata = pq.ParquetFile(path).metadata
    for i in range(metadata.num_row_groups):
        group = metadata.row_group(i)
        rows = table.slice(begin, group.num_rows)
        begin += group.num_rows
        for c in range(group.num_columns):
            chunk = group.column(c)
            if "." in chunk.path_in_schema or not chunk.is_stats_set:
                continue
            column = rows[chunk.path_in_schema]
            assert chunk.statistics.null_count == column.null_count
            if not chunk.statistics.has_min_max or not pa.types.is_integer(column.type):
                continue
            wanted = pc.min_max(column).as_py()
            assert (chunk.statistics.min, chunk.statistics.max) == (wanted["min"], wanted["max"])
    assert begin == table.num_rows


@pytest.mark.parametrize("seed", range(FILES))
def test_random(tmp_path: Path, seed: int) -> None:
    """Writes a random table; PyArrow and we read what was written."""
    rng = random.Random(f"writing {seed}")
    table = parquet_random.random_table(rng)
    lake = engine.connect((f"SET threads = {rng.choice([1, 2, 4])}",))
    lake.register("t", table)
    expected = lake.arrow("SELECT * FROM t ORDER BY row")
    path = tmp_path / "file.parquet"
    options = copy_options(rng, expected.schema)
    print(options, table.schema)
    lake.run(f"COPY (SELECT * FROM t ORDER BY row) TO '{path}' ({options})")
    assert arrow_values.difference(pq.read_table(path), expected) == ""
    assert arrow_values.difference(lake.arrow(f"SELECT * FROM '{path}'"), expected) == ""
    if engine.NAME == "lakebolt":
        check_bounds(path, expected)


@pytest.mark.parametrize("seed", range(FILES // 2))
def test_other_readers(tmp_path: Path, seed: int) -> None:
    """Writes flat types; DuckDB and Polars read what was written."""
    rng = random.Random(f"readers {seed}")
    table = parquet_random.random_table(rng, simple=True)
    lake = engine.connect((f"SET threads = {rng.choice([1, 2])}",))
    lake.register("t", table)
    expected = lake.arrow("SELECT * FROM t ORDER BY row")
    path = tmp_path / "file.parquet"
    options = copy_options(rng, expected.schema)
    print(options, table.schema)
    lake.run(f"COPY (SELECT * FROM t ORDER BY row) TO '{path}' ({options})")
    found = duckdb.sql(f"SELECT * FROM '{path}'").to_arrow_table()
    assert arrow_values.difference(found, expected) == ""
    found = polars.read_parquet(path).to_arrow()
    assert arrow_values.difference(found, expected) == ""


TYPES = [
    "i % 2 = 0", "(i % 128)::TINYINT", "(i % 256)::UTINYINT", "i::UINTEGER", "i::UBIGINT", "i::HUGEINT", "i::UHUGEINT",
    "i::FLOAT", "(i / 8)::DECIMAL(5, 2)", "(i / 8)::DECIMAL(18, 4)", "(i / 8)::DECIMAL(38, 4)",
    "(i / 8)::DECIMAL(60, 4)", "DATE '2020-01-01' + i::INTEGER", "TIME '01:02:03' + INTERVAL (i) SECOND",
    "make_timestamp(i * 1000000)::TIMESTAMP_S", "make_timestamp(i * 1000000)::TIMESTAMP_NS",
    "make_timestamp(i * 1000000)::TIMESTAMPTZ", "'text ' || i", "('x' || i)::BLOB",
    "md5(i::VARCHAR)::UUID", "[i, NULL]", "{'a': i, 'b': {'c': [i]}}", "MAP {'k': i, 'l': NULL}",
    "CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END::ENUM('b', 'a', 'c')", "i::VARCHAR::BIGNUM", "NULL",
    "('{\"a\": ' || i || '}')::JSON", "'1010'::BIT", "[]::INTEGER[]", "repeat('long ', 50) || i",
]  # fmt: skip


@pytest.mark.parametrize("expression", TYPES)
def test_types(tmp_path: Path, expression: str) -> None:
    """Reads back each type: rows, and whether there are any NULLs."""
    lake = engine.connect(("SET threads = 2",))
    path = tmp_path / "a.parquet"
    rows = f"SELECT i, CASE WHEN i % 5 > 0 THEN {expression} END AS c FROM range(3000) r(i)"
    lake.run(f"COPY ({rows}) TO '{path}' (ROW_GROUP_SIZE 2000)")
    wanted = lake.rows(f"SELECT i, c::VARCHAR FROM ({rows}) ORDER BY i")
    assert lake.rows(f"SELECT i, c::VARCHAR FROM '{path}' ORDER BY i") == wanted
    assert pq.read_table(path).num_rows == 3000
    nulls = f"SELECT count(*), count(c) FROM '{path}'"
    assert duckdb.sql(nulls).fetchall() == lake.rows(nulls)


def test_intervals(tmp_path: Path) -> None:
    """Writes months, days and milliseconds of an interval."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    lake.run(f"COPY (SELECT INTERVAL '2 months 3 days 4.5 seconds' AS v) TO '{path}'")
    for wrong in ("-1 day", "-1 second", "2000 hours"):
        with pytest.raises(engine.Error, match="Parquet"):
            lake.run(f"COPY (SELECT INTERVAL '{wrong}' AS v) TO '{tmp_path}/b.parquet'")
    query = f"SELECT v::VARCHAR FROM '{path}'"
    assert lake.rows(query) == duckdb.sql(query).fetchall() == [("2 months 3 days 00:00:04.5",)]


def repeated(values: int, rows: int) -> str:
    """Writes a query of `rows` texts, of which `values` differ."""
    return f"SELECT 'value number ' || (hash(i) % {values}) AS s, i FROM range({rows}) r(i)"


@pytest.mark.skipif(engine.NAME != "lakebolt", reason="looks at our files")
@pytest.mark.parametrize(("values", "has_dictionary"), [(10, True), (3000, True), (10**9, False)])
def test_dictionaries(tmp_path: Path, values: int, has_dictionary: bool) -> None:
    """Gives dictionaries up where they do not pay, for all of the chunk."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    query = repeated(values, 60_000)
    lake.run(f"COPY ({query}) TO '{path}'")
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(0)
    assert chunk.has_dictionary_page == has_dictionary
    assert ("RLE_DICTIONARY" in chunk.encodings) == has_dictionary
    total = "SELECT count(DISTINCT s), min(s), max(s), sum(i) FROM "
    assert lake.rows(total + f"'{path}'") == lake.rows(total + f"({query})")
    lake.run(f"COPY ({query}) TO '{path}' (DICTIONARY_SIZE_LIMIT 100)")
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(0)
    assert chunk.has_dictionary_page == (values <= 100)
    # From a file's own dictionaries.
    again = tmp_path / "b.parquet"
    lake.run(f"COPY (FROM '{path}' WHERE i % 3 > 0) TO '{again}'")
    assert lake.rows(total + f"'{again}'") == lake.rows(total + f"({query}) WHERE i % 3 > 0")


def test_bounds_of_pages(tmp_path: Path) -> None:
    """Writes bounds of pages that lead to the rows, long texts and NaN among them."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    rows = (
        "SELECT i, repeat('x', 70) || lpad(i::VARCHAR, 6, '0') AS s, "
        "CASE WHEN i % 1000 = 7 THEN 'nan'::DOUBLE ELSE i / 2 END AS d, "
        "CASE WHEN i > 50000 THEN i END AS n FROM range(100000) r(i)"
    )
    lake.run(f"COPY ({rows}) TO '{path}' (DICTIONARY false)")
    for where in (
        "i = 77777", "i BETWEEN 40000 AND 40010", "d = 1000", "d > 49990", "n < 50010", "n IS NULL",
        "s = repeat('x', 70) || '099999'", "s > repeat('x', 70) || '09999'", "d = 'nan'::DOUBLE",
    ):  # fmt: skip
        query = "SELECT count(*), sum(i) FROM {} WHERE " + where
        assert lake.rows(query.format(f"'{path}'")) == lake.rows(query.format(f"({rows})")), where
        assert duckdb.sql(query.format(f"({rows})")).fetchall() == lake.rows(
            query.format(f"'{path}'")
        )


def test_null_key_of_a_map(tmp_path: Path) -> None:
    """Refuses what Parquet cannot say, and leaves no file behind."""
    lake = engine.connect(("SET threads = 2",))
    with pytest.raises(engine.Error):
        lake.run(f"COPY (SELECT map_from_entries([(NULL, 1)]) AS m) TO '{tmp_path}/a.parquet'")
    assert list(tmp_path.iterdir()) == []


def test_wide_rows(tmp_path: Path) -> None:
    """Writes rows of long texts in pages of some rows each."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    rows = "SELECT i, repeat(chr(65 + i::INTEGER % 26), 300000) AS s FROM range(30) r(i)"
    lake.run(f"COPY ({rows}) TO '{path}' (PARQUET_VERSION 'v2', DICTIONARY false)")
    query: Any = "SELECT count(*), sum(length(s)), max(s[1]) FROM "
    assert lake.rows(query + f"'{path}'") == [(30, 9_000_000, "Z")]
    assert duckdb.sql(query + f"'{path}'").fetchall() == [(30, 9_000_000, "Z")]


@pytest.mark.parametrize(
    "options", ["PARQUET_VERSION 'v1'", "PARQUET_VERSION 'v2'", "ENCODINGS {b: 'rle'}"]
)
def test_pages_of_null_alone(tmp_path: Path, options: str) -> None:
    """Writes pages without any value."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    rows = "SELECT NULL::BOOLEAN AS b, NULL::INTEGER AS i, NULL AS n"
    lake.run(f"COPY ({rows}) TO '{path}' ({options})")
    query = f"FROM '{path}'"
    assert lake.rows(query) == duckdb.sql(query).fetchall() == [(None, None, None)]


def test_huge_integers(tmp_path: Path) -> None:
    """Writes whole numbers of 38 digits, and refuses those of more."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    digits = "9" * 38
    lake.run(f"COPY (SELECT {digits}::HUGEINT AS h, [(-{digits})::HUGEINT] AS l) TO '{path}'")
    table = pq.read_table(path)
    table.validate(full=True)
    assert int(table["h"][0].as_py()) == int(digits)
    assert int(table["l"][0].as_py()[0]) == -int(digits)
    for value in (f"({digits}::HUGEINT + 1)", "(-170141183460469231731687303715884105728)::HUGEINT"):
        for column in (value, f"[{value}]", f"CASE WHEN i = 0 THEN {value} END"):
            with pytest.raises(engine.Error, match="38"):
                lake.run(f"COPY (SELECT {column} AS h FROM range(5) r(i)) TO '{tmp_path}/b.parquet'")


@pytest.mark.parametrize("text", ["日本語テキスト", "\U0010ffff", "é"])
def test_bounds_of_long_texts(tmp_path: Path, text: str) -> None:
    """Shortens bounds of texts in any script, so that indexes stay small, and rows are found."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    rows = (
        f"SELECT i, chr(945 + (i // 2000)::INTEGER) || repeat('{text}', 1000) || i AS s "
        "FROM range(10000) r(i)"
    )
    lake.run(f"COPY ({rows}) TO '{path}' (DICTIONARY false, PAGE_SIZE_BYTES '100KB')")
    bounds = duckdb.sql(
        "SELECT stats_min_value, stats_max_value FROM parquet_metadata"
        f"('{path}') WHERE column_id = 1"
    ).fetchall()[0]
    assert len(bounds[0].encode()) <= 64 and len(bounds[1].encode()) <= 65
    assert bounds[0] < f"α{text * 1000}0" and bounds[1] > f"ε{text * 1000}9999"
    assert pq.ParquetFile(path).metadata.row_group(0).column(1).has_column_index
    for where in (f"s = 'γ' || repeat('{text}', 1000) || 4500", "s > 'ε'", "s < 'β'"):
        query = "SELECT count(*), sum(i) FROM {} WHERE " + where
        assert lake.rows(query.format(f"'{path}'")) == lake.rows(query.format(f"({rows})")), where


def test_bytes_without_bounds(tmp_path: Path) -> None:
    """Writes no bounds of bytes that nothing short is greater than."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    rows = "SELECT i, repeat('\\xFF', 100)::BLOB || i::VARCHAR::BLOB AS b FROM range(100) r(i)"
    lake.run(f"COPY ({rows}) TO '{path}'")
    column = pq.ParquetFile(path).metadata.row_group(0).column(1)
    assert column.statistics is None or not column.statistics.has_min_max
    where = "SELECT sum(i) FROM {} WHERE b > repeat('\\xFF', 100)::BLOB || '5'::BLOB"
    assert lake.rows(where.format(f"'{path}'")) == lake.rows(where.format(f"({rows})"))


@pytest.mark.parametrize("options", ["DICTIONARY true", "DICTIONARY false"])
def test_lists_of_null(tmp_path: Path, options: str) -> None:
    """Writes lists that hold nothing but NULL, of which few rows have many entries."""
    path = tmp_path / "a.parquet"
    lake = engine.connect()
    rows = "SELECT i, CASE WHEN i % 3 = 0 THEN [i] ELSE [NULL FOR x IN range(1000)] END AS l"
    lake.run(f"COPY ({rows} FROM range(5000) r(i)) TO '{path}' ({options})")
    query = f"SELECT count(*), sum(len(l)), sum(l[1]), sum(i) FILTER (l[1] = i) FROM '{path}'"
    assert lake.rows(query) == duckdb.sql(query).fetchall()
