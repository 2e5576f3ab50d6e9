"""Reads Parquet files of every type, encoding, codec and writer, and compares with pyarrow."""

from __future__ import annotations

import functools
import random
import re
from decimal import Decimal
from pathlib import Path

import arrow_values
import duckdb
import engine
import parquet_by_hand
import parquet_random
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

FILES = 60
"""Random files of each writer that is tested."""


@pytest.fixture
def connection() -> engine.Connection:
    """Connects with two threads."""
    return engine.connect(("SET threads = 2",))


def read(connection: engine.Connection, path: Path, what: str = "*", rest: str = "") -> pa.Table:
    """Reads a file through the engine under test."""
    return connection.arrow(f"SELECT {what} FROM '{path}' {rest}")


def in_row_order(table: pa.Table) -> pa.Table:
    """Sorts a table by its column `row`: threads may hand out rows in any order."""
    return table.take(pc.sort_indices(table["row"])) if table.num_rows else table


def check(connection: engine.Connection, path: Path) -> None:
    """Checks that a file reads as pyarrow reads it: whole, and one column of it."""
    expected = pq.read_table(path)
    found = in_row_order(read(connection, path))
    assert arrow_values.difference(found, expected) == ""
    last = expected.column_names[-1]
    few = in_row_order(read(connection, path, f'row, "{last}"'))
    assert arrow_values.difference(few, expected.select(["row", last])) == ""
    counts = connection.rows(f'SELECT COUNT(*), COUNT("{last}") FROM \'{path}\'')
    valid = expected.num_rows - expected[last].null_count
    assert counts == [(expected.num_rows, valid)]


@pytest.mark.parametrize("seed", range(FILES))
def test_pyarrow(connection: engine.Connection, tmp_path: Path, seed: int) -> None:
    """Reads a random file of pyarrow's."""
    rng = random.Random(f"pyarrow{seed}")
    table = parquet_random.random_table(rng)
    options = parquet_random.writer_options(rng, table.schema)
    path = tmp_path / "file.parquet"
    pq.write_table(table, path, **options)
    print(options, table.schema)
    check(connection, path)


@pytest.mark.parametrize("codec", parquet_random.CODECS)
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_encodings(connection: engine.Connection, tmp_path: Path, codec: str, version: str) -> None:
    """Reads every encoding of every type, for a codec and a version of data pages."""
    rng = random.Random(f"{codec}{version}")
    for kind, make in parquet_random.SIMPLE:
        array = parquet_random.random_array(rng, kind, make, 1500)
        for encoding in parquet_random.encodings(kind):
            path = tmp_path / "file.parquet"
            pq.write_table(
                pa.table({"row": range(len(array)), "c": array}), path, compression=codec, use_dictionary=False,
                column_encoding={"c": encoding} if encoding != "PLAIN" else None,
                data_page_version=version, data_page_size=2000, row_group_size=700,
            )  # fmt: skip
            print(kind, encoding)
            check(connection, path)


def test_int96(connection: engine.Connection, tmp_path: Path) -> None:
    """Reads the deprecated 96-bit timestamps that Impala and old Spark write."""
    rng = random.Random(96)
    make = dict((str(k), m) for k, m in parquet_random.SIMPLE)["timestamp[us]"]
    array = parquet_random.random_array(rng, pa.timestamp("us"), make, 500)
    path = tmp_path / "file.parquet"
    pq.write_table(pa.table({"row": range(len(array)), "c": array}), path, use_deprecated_int96_timestamps=True)
    check(connection, path)


def test_int96_beyond_nanoseconds(connection: engine.Connection, tmp_path: Path) -> None:
    """Years past 2262, which Spark writes, are microseconds as in DuckDB."""
    path = tmp_path / "file.parquet"
    values = ["9999-12-31 23:59:59.123456", "2024-01-01", "1500-02-03 04:05:06.5", None]
    times = pa.array(values).cast(pa.timestamp("us"))
    pq.write_table(pa.table({"c": times}), path, use_deprecated_int96_timestamps=True)
    sql = f"SELECT typeof(c), c::VARCHAR FROM '{path}'"
    expected = duckdb.sql(sql).fetchall()
    assert connection.rows(sql) == expected
    assert expected[0] == ("TIMESTAMP", values[0])


DUCKDB_COLUMNS = [
    "i % 2 = 0", "(i % 100)::TINYINT", "(i % 3000 * 7)::SMALLINT", "i::INTEGER", "i * 123456789",
    "(i % 200)::UTINYINT", "i::UINTEGER", "i::UBIGINT", "i / 7", "(i / 8)::FLOAT",
    "(i / 100)::DECIMAL(4,1)", "(i * 1.001)::DECIMAL(18,3)", "(i * 1.5)::DECIMAL(38,4)",
    "DATE '2020-01-01' + i::INTEGER % 5000", "TIME '00:00:00' + INTERVAL (i) SECOND",
    "TIMESTAMP '1999-12-31 23:59:59.5' + INTERVAL (i) MINUTE", "'text ' || (i % 50)",
    "repeat('long ', (i % 30)::INTEGER)", "('\\x00' || (i % 10))::BLOB", "[i, NULL, i + 1]",
    "{'a': i, 'b': 's' || i}", "MAP {'k' || i: i}", "[{'a': [i]}, NULL]",
    "md5(i::VARCHAR)::UUID", "NULL::INTEGER", "CASE WHEN i % 10 > 2 THEN 'dictionary ' || (i % 3) END",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(FILES // 3))
def test_duckdb(connection: engine.Connection, tmp_path: Path, seed: int) -> None:
    """Reads a random file of DuckDB's."""
    rng = random.Random(f"duckdb{seed}")
    columns = rng.sample(DUCKDB_COLUMNS, rng.randint(1, 6))
    items = ", ".join(
        f"CASE WHEN hash(i + {j}) % 10 >= {rng.choice([0, 0, 1, 7])} THEN {c} END AS c{j}"
        for j, c in enumerate(columns)
    )
    path = tmp_path / "file.parquet"
    codec = rng.choice(["uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"])
    duckdb.connect().execute(
        f"COPY (SELECT i AS row, {items} FROM range({rng.choice([0, 1, 500, 5000])}) t(i)) TO '{path}' "
        f"(FORMAT parquet, CODEC '{codec}', PARQUET_VERSION {rng.choice(['V1', 'V2'])}, "
        f"ROW_GROUP_SIZE {rng.choice([2048, 100000])})"
    )
    print(items)
    check(connection, path)


@pytest.mark.parametrize("seed", range(FILES // 3))
def test_polars(connection: engine.Connection, tmp_path: Path, seed: int) -> None:
    """Reads a random file of Polars'."""
    rng = random.Random(f"polars{seed}")
    table = parquet_random.random_table(rng, simple=True)
    path = tmp_path / "file.parquet"
    polars.from_arrow(table).write_parquet(
        path,
        compression=rng.choice(["uncompressed", "snappy", "gzip", "zstd", "lz4", "brotli"]),
        row_group_size=rng.choice([7, 1000, 100_000]),
        data_page_size=rng.choice([100, 1 << 20]),
        statistics=rng.choice([True, False, "full"]),
    )
    print(table.schema)
    check(connection, path)


def test_filters_agree(connection: engine.Connection, tmp_path: Path) -> None:
    """Checks pruning and filters on codes: each filter keeps what pyarrow's rows say."""
    rng = random.Random(5)
    for seed in range(20):
        table = pa.table(
            {
                "i": parquet_random.random_array(rng, pa.int64(), lambda r: r.randint(0, 99), 3000),
                "s": parquet_random.random_array(
                    rng, pa.string(), lambda r: f"value {r.randint(0, 40)}", 3000
                ),
            }
        )
        path = tmp_path / f"{seed}.parquet"
        pq.write_table(table, path, **parquet_random.writer_options(rng, table.schema))
        rows = list(zip(table["i"].to_pylist(), table["s"].to_pylist(), strict=True))
        wanted = sorted(r for r in rows if r[0] is not None and r[1] is not None and r[0] > 90)
        found = connection.rows(f"SELECT * FROM '{path}' WHERE i > 90 AND s IS NOT NULL")
        assert sorted(found) == wanted
        wanted = sorted((s for _, s in rows if s is not None and s < "value 2"))
        found = connection.rows(f"SELECT s FROM '{path}' WHERE s < 'value 2'")
        assert sorted(s for (s,) in found) == wanted


def test_estimates_of_duckdb_files(connection: engine.Connection, tmp_path: Path) -> None:
    """Knows how many groups a dictionary makes, and how many rows a filter leaves in sorted data."""
    if engine.NAME != "lakebolt":
        pytest.skip("reads Lakebolt's EXPLAIN")
    path = tmp_path / "days.parquet"
    days = "SELECT 'day ' || i % 7 AS day, i // 365 AS year FROM range(50000) r(i)"
    duckdb.sql(days).write_parquet(str(path))
    for query, rows in [
        (f"SELECT day, COUNT(*) FROM '{path}' GROUP BY day", "~7 rows"),
        (f"SELECT * FROM '{path}' WHERE year = 40 AND day = 'day 3'", "~52 rows"),
    ]:
        assert any(rows in str(line) for line in connection.rows("EXPLAIN " + query)), query


def test_estimates_of_large_pages(connection: engine.Connection, tmp_path: Path) -> None:
    """Looks past a dictionary of more than a megabyte for rows to estimate a filter from."""
    if engine.NAME != "lakebolt":
        pytest.skip("reads Lakebolt's EXPLAIN")
    path = tmp_path / "large.parquet"
    texts = [f"{'green' if i % 20 == 0 else 'some'} part number {i:09}" for i in range(150_000)]
    pq.write_table(pa.table({"t": texts}), path, compression="none", dictionary_pagesize_limit=1 << 23)
    plan = str(connection.rows(f"EXPLAIN SELECT count(*) FROM '{path}' WHERE t LIKE '%green%'"))
    assert (found := re.search(r"SCAN +~([\d.]+)K rows", plan)), plan
    assert 2.5 < float(found[1]) < 20


def test_estimates_of_joins_with_filtered_keys(
    connection: engine.Connection, tmp_path: Path
) -> None:
    """Does not take the keys of a table for repeated where a filter leaves few of them."""
    if engine.NAME != "lakebolt":
        pytest.skip("reads Lakebolt's EXPLAIN")
    duckdb.sql("SELECT i AS k, i % 100 AS v FROM range(200000) r(i)").write_parquet(
        str(tmp_path / "parts.parquet")
    )
    duckdb.sql("SELECT i // 2 AS p FROM range(400000) r(i)").write_parquet(
        str(tmp_path / "facts.parquet")
    )
    query = f"SELECT p, v FROM '{tmp_path}/facts.parquet', '{tmp_path}/parts.parquet' WHERE p = k AND v < 10"
    plan = str(connection.rows("EXPLAIN " + query))
    assert (found := re.search(r"INNER JOIN +~([\d.]+)K rows", plan)), plan
    assert 25 < float(found[1]) < 60


def test_many_files(connection: engine.Connection, tmp_path: Path) -> None:
    """Reads a glob, a folder and a list of files, with columns in another order."""
    folder = tmp_path / "many"
    folder.mkdir()
    for i in range(5):
        part = pa.table({"a": [i, i + 10], "b": [f"x{i}", None]})
        pq.write_table(part if i % 2 else part.select(["b", "a"]), folder / f"{i}.parquet")
    pq.write_table(pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.string())}),
                   folder / "empty.parquet")  # fmt: skip
    right = [(30, 10, 5)]
    query = "SELECT SUM(a) // 2, COUNT(*), COUNT(b) FROM "
    total = sum(i + i + 10 for i in range(5))
    right = [(total // 2, 10, 5)]
    assert connection.rows(query + f"'{folder}/*.parquet'") == right
    names = ", ".join(f"'{folder / f'{i}.parquet'}'" for i in range(5))
    assert connection.rows(query + f"read_parquet([{names}])") == right
    if engine.NAME == "lakebolt":
        assert connection.rows(query + f"'{folder}'") == right


@functools.cache
def large_table(count: int) -> pa.Table:
    """Makes a table whose columns, mostly, fill more than half a MiB each."""
    rng = random.Random(7)
    words = [f"word number {rng.randrange(10**9)} of many" for _ in range(10_000)]
    cents = [Decimal(rng.randrange(10**9)).scaleb(-2) if i % 11 else None for i in range(count)]
    return pa.table(
        {
            "row": pa.array(range(count), pa.int64()),
            "text": pa.array([f"{rng.random()} {i}" for i in range(count)]),
            "word": pa.array([rng.choice(words) for _ in range(count)]),
            "price": pa.array(cents, pa.decimal128(15, 2)),
            "wide": pa.array(cents, pa.decimal128(38, 2)),
            "flag": pa.array([i // 5000 % 2 for i in range(count)], pa.int32()),
        }
    )


@pytest.mark.parametrize("codec", ["snappy", "none", "zstd"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_large_chunks(
    connection: engine.Connection, tmp_path: Path, codec: str, version: str
) -> None:
    """Reads chunks that are read page by page: all rows, one in ten, and few."""
    count = 140_000
    table = large_table(count)
    path = tmp_path / "large.parquet"
    pq.write_table(
        table,
        path,
        compression=codec,
        data_page_version=version,
        use_dictionary=["word", "flag"],
        data_page_size=1 << 18,
    )
    group = pq.ParquetFile(path).metadata.row_group(0)
    large = [group.column(i).total_compressed_size > 1 << 19 for i in range(table.num_columns)]
    assert sum(large) >= 2, "chunks below the size from which they are read page by page"
    conditions = {
        "": None,
        "WHERE row % 10 = 3": lambda row: row % 10 == 3,
        "WHERE row % 9973 = 1": lambda row: row % 9973 == 1,
        "WHERE row % 4001 = 5 AND flag = 1": lambda row: row % 4001 == 5 and row // 5000 % 2 == 1,
    }
    for condition, passes in conditions.items():
        rows = [row for row in range(count) if passes is None or passes(row)]
        found = in_row_order(read(connection, path, rest=condition))
        assert arrow_values.difference(found, table.take(pa.array(rows))) == "", condition


def table_of_dictionaries(groups: int, rows: int) -> pa.Table:
    """Makes a table whose columns have thousands of different values in each row group."""
    rng = random.Random(11)
    numbers = [rng.randrange(1 << 24) for _ in range(groups * rows)]
    return pa.table(
        {
            "row": pa.array(range(groups * rows), pa.int64()),
            "number": pa.array(numbers, pa.int64()),
            "sorted": pa.array([n * 1000 for n in sorted(numbers)], pa.timestamp("us")),
            "price": pa.array(
                [Decimal(n).scaleb(-2) if n % 7 else None for n in numbers], pa.decimal128(15, 2)
            ),
            "wide": pa.array([n * n for n in numbers], pa.int64()),
            "real": pa.array([n / 100 for n in numbers], pa.float64()),
            "text": pa.array([f"text {n % 5003} of many" for n in numbers]),
        }
    )


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_large_dictionaries(tmp_path: Path, threads: int) -> None:
    """Reads dictionaries that are decompressed in pairs, of whole and of a few row groups."""
    groups, rows = 9, 6000
    table = table_of_dictionaries(groups, rows).slice(0, groups * rows - 4000)
    path = tmp_path / "dictionaries.parquet"
    pq.write_table(table, path, row_group_size=rows)
    column = pq.ParquetFile(path).metadata.row_group(0).column(1)
    assert column.dictionary_page_offset is not None
    connection = engine.connect((f"SET threads = {threads}", "SET dictionary_cache_size = 0"))
    assert arrow_values.difference(in_row_order(read(connection, path)), table) == ""
    kept = [row for row in range(table.num_rows) if row % 7001 == 5]
    found = in_row_order(read(connection, path, rest="WHERE row % 7001 = 5"))
    assert arrow_values.difference(found, table.take(pa.array(kept))) == ""
    first = connection.rows(f"SELECT number FROM '{path}' LIMIT 3")
    assert [row[0] for row in first] == table["number"].slice(0, 3).to_pylist()


@pytest.mark.parametrize("rows_of_group", [3000, 40_000])
def test_filters_after_selective_ones(tmp_path: Path, rows_of_group: int) -> None:
    """Filters columns of nearly unique values where few rows are left, and gives them out or not."""
    rng = random.Random(rows_of_group)
    count = 60_000
    some = [None if rng.random() < 0.1 else rng.randrange(1 << 40) for _ in range(count)]
    table = pa.table(
        {
            "few": pa.array([rng.randrange(50) for _ in range(count)], pa.int32()),
            "a": pa.array([rng.randrange(1 << 20) * 1000 for _ in range(count)], pa.int64()),
            "b": pa.array(some, pa.int64()),
            "t": pa.array([f"value {rng.randrange(1 << 30)}" for _ in range(count)]),
        }
    )
    path = tmp_path / "selective.parquet"
    pq.write_table(
        table, path, row_group_size=rows_of_group, dictionary_pagesize_limit=1 << 24, data_page_size=1 << 14
    )
    keys = tmp_path / "keys.parquet"
    chosen = [row for row in range(count) if row % 7 == 0]
    pq.write_table(table.select(["a"]).rename_columns(["k"]).take(pa.array(chosen)), keys)
    conditions = [
        "few = 7 AND a > 300000000",
        "few = 7 AND a > 300000000 AND a < 700000000 AND b > 1000000000",
        "few = 7 AND a % 3000 = 0 AND a + b > 500000000000",
        "few < 2 AND b IS NULL AND t LIKE '%7'",
        "few = 3 AND t LIKE '%9' AND a > 100000000",
        "few = 3 AND a IN (SELECT k FROM keys)",
        "few < 4 AND a IN (SELECT k FROM keys) AND b > 1000000000 AND t < 'value 5'",
        "few = 99 AND a > 0",
    ]
    ours = engine.connect(("SET threads = 2", "SET dictionary_cache_size = 0"))
    theirs = duckdb.connect()
    for what in ["*", "few, t", "b", "count(*), min(a), max(b)"]:
        for condition in conditions:
            query = f"SELECT {what} FROM '{path}' WHERE {condition}"
            query = query.replace("FROM keys", f"FROM '{keys}'")
            expected = sorted(theirs.sql(query).fetchall(), key=repr)
            assert sorted(ours.rows(query), key=repr) == expected, query


def test_pages_without_values(connection: engine.Connection, tmp_path: Path) -> None:
    """Reads compressed pages of NULLs, of which some writers store nothing but the levels."""
    path = tmp_path / "null.parquet"
    empty = parquet_by_hand.Page(100, 100, b"\xc8\x01\x00", b"", 0)
    literal = b"\x08\x1c" + (7).to_bytes(8, "little")  # a Snappy block
    one = parquet_by_hand.Page(1, 0, b"\x02\x01", literal, 8)
    parquet_by_hand.write(path, [empty, empty, one, empty, empty, one], codec=1)
    query = f"SELECT COUNT(*), COUNT(x), SUM(x) FROM '{path}'"
    assert connection.rows(query) == [(402, 2, 14)]


@pytest.mark.parametrize("size", [100, 5000, 30_000, 700_000])
def test_long_page_headers(connection: engine.Connection, tmp_path: Path, size: int) -> None:
    """Reads pages whose headers are long for their bounds, in chunks read page by page."""
    path = tmp_path / "long.parquet"
    bounds = [(5, parquet_by_hand.BINARY, b"z" * size), (6, parquet_by_hand.BINARY, b"a" * size)]
    pages = []
    for begin in range(0, 100_000, 10_000):
        values = b"".join(i.to_bytes(8, "little") for i in range(begin, begin + 10_000))
        levels = parquet_by_hand.varint(20_000) + b"\x01"
        pages.append(parquet_by_hand.Page(10_000, 0, levels, values, len(values), bounds))
    parquet_by_hand.write(path, pages, codec=0)
    query = f"SELECT COUNT(*), SUM(x), MAX(x) FROM '{path}'"
    assert connection.rows(query) == [(100_000, 4_999_950_000, 99_999)]
    assert connection.rows(f"{query} WHERE x BETWEEN 55000 AND 55009") == [(10, 550_045, 55_009)]
