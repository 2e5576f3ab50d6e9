"""Reads several files as one table: partition folders, paths as columns, unlike schemas."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import duckdb
import engine
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

FORMATS = ["parquet", "csv"]


@pytest.fixture
def connection() -> engine.Connection:
    """Opens the engine under test."""
    return engine.connect()


def write(table: pa.Table, path: Path, kind: str) -> None:
    """Writes a table as a file of a format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "parquet":
        pq.write_table(table, path, row_group_size=100)
    else:
        duckdb.from_arrow(table).write_csv(str(path), header=True)


def partitioned(folder: Path, kind: str) -> None:
    """Writes 24 files in folders by year and region, some of whose names need escapes."""
    rng = random.Random(kind)
    for year in (2023, 2024):
        for region in ("eu", "north%20sea", "__HIVE_DEFAULT_PARTITION__"):
            for part in range(4):
                rows = rng.randrange(1, 400)
                table = pa.table({
                    "id": pa.array(range(rows), pa.int64()),
                    "amount": pa.array([rng.random() for _ in range(rows)]),
                })  # fmt: skip
                write(table, folder / f"year={year}/region={region}/part{part}.{kind}", kind)


def both(connection: engine.Connection, query: str) -> tuple[list[Any], list[Any]]:
    """Runs a query here and in DuckDB; rows come sorted."""
    return sorted(connection.rows(query), key=repr), sorted(duckdb.sql(query).fetchall(), key=repr)


@pytest.mark.parametrize("kind", FORMATS)
def test_partitions(connection: engine.Connection, tmp_path: Path, kind: str) -> None:
    """Gives the keys of folders as columns, whose conditions leave files out."""
    partitioned(tmp_path, kind)
    files = f"read_{kind}('{tmp_path}/**/*.{kind}'"
    for query in [
        f"SELECT * FROM {files})",
        f"SELECT year, region, count(*), sum(id) FROM {files}) GROUP BY ALL",
        f"SELECT * FROM {files}) WHERE year = 2024 AND region IS NULL AND id < 10",
        f"SELECT * FROM {files}) WHERE region = 'north sea' OR id = 7",
        f"SELECT * FROM {files}) WHERE year + id = 2030",
        f"SELECT count(*) FROM {files}) WHERE year > 2024",
        f"SELECT min(year), max(region), count(region) FROM {files})",
        f"SELECT DISTINCT filename, year FROM {files}, filename = true) WHERE id = 0",
        f"SELECT typeof(year), typeof(region) FROM {files}, hive_types_autocast = false) LIMIT 1",
        f"SELECT typeof(year) FROM {files}, hive_types = {{'year': 'SMALLINT'}}) LIMIT 1",
        f"SELECT * FROM {files}, hive_partitioning = false)",
        f"SELECT a.year, b.id FROM {files}) a JOIN {files}) b ON a.year = b.id + 2020 WHERE a.id = 1",
    ]:
        ours, theirs = both(connection, query)
        assert ours == theirs, query


def test_files_left_out(connection: engine.Connection, tmp_path: Path) -> None:
    """Does not even open the data of files whose keys a condition rules out."""
    partitioned(tmp_path, "parquet")
    for file in tmp_path.glob("year=2023/**/*.parquet"):
        content = bytearray(file.read_bytes())
        content[4:40] = bytes(36)  # of the first page
        file.write_bytes(content)
    files = f"read_parquet('{tmp_path}/**/*.parquet')"
    assert connection.rows(f"SELECT count(id) FROM {files} WHERE year = 2024 AND id >= 0")
    with pytest.raises(engine.Error):
        connection.rows(f"SELECT sum(id) FROM {files} WHERE year = 2023")


@pytest.mark.parametrize("kind", FORMATS)
def test_union_by_name(connection: engine.Connection, tmp_path: Path, kind: str) -> None:
    """Unites columns by name, and tells of unlike files where it may not."""
    write(pa.table({"a": [1, 2], "b": ["x", "y"]}), tmp_path / f"1.{kind}", kind)
    write(pa.table({"c": [1.5, None], "a": [3, 4]}), tmp_path / f"2.{kind}", kind)
    files = f"read_{kind}('{tmp_path}/*.{kind}'"
    for query in [
        f"SELECT a, b, c FROM {files}, union_by_name = true)",
        f"SELECT a FROM {files}, union_by_name = true) WHERE b IS NULL",
        f"SELECT count(b), count(c), count(*) FROM {files}, union_by_name = true)",
        f"SELECT a FROM {files}, union_by_name = true) WHERE c > 1",
    ]:
        ours, theirs = both(connection, query)
        assert ours == theirs, query
    with pytest.raises(engine.Error, match="union_by_name"):
        connection.rows(f"SELECT * FROM {files})")


def test_row_numbers(connection: engine.Connection, tmp_path: Path) -> None:
    """Numbers the rows of each file."""
    for i in range(3):
        pq.write_table(pa.table({"v": list(range(i * 1000, i * 1000 + 777))}),
                       tmp_path / f"{i}.parquet", row_group_size=100)  # fmt: skip
    files = f"read_parquet('{tmp_path}/*.parquet', file_row_number = true, filename = true)"
    for query in [
        f"SELECT * FROM {files}",
        f"SELECT v FROM {files} WHERE file_row_number BETWEEN 95 AND 205",
        f"SELECT filename, file_row_number FROM {files} WHERE v % 500 = 3",
        f"SELECT max(file_row_number) FROM {files}",
    ]:
        ours, theirs = both(connection, query)
        assert ours == theirs, query


def test_bad_options(connection: engine.Connection, tmp_path: Path) -> None:
    """Refuses keys that files do not share, types that values are not of, and unknown names."""
    partitioned(tmp_path, "parquet")
    pq.write_table(pa.table({"id": [1], "amount": [0.5]}), tmp_path / "flat.parquet")
    files = f"read_parquet('{tmp_path}/**/*.parquet'"
    assert connection.rows(f"SELECT count(*) > 24 FROM {files})") == [(True,)]
    for options, text in [
        ("hive_partitioning = true", "other partition keys"),
        ("hive_partition = true", "hive_partitioning"),
        ("hive_types = {'region': 'INTEGER'}", "partition keys"),
    ]:
        with pytest.raises(engine.Error, match=text):
            connection.rows(f"SELECT * FROM {files}, {options})")
    one = f"read_parquet('{tmp_path}/year=2023/**/*.parquet'"
    for types in ("{'region': 'INTEGER'}", "{'month': 'INTEGER'}"):
        with pytest.raises(engine.Error):
            connection.rows(f"SELECT * FROM {one}, hive_types = {types})")


def test_whole_files(connection: engine.Connection, tmp_path: Path) -> None:
    """Reads files as one value each, the content only where it is asked for."""
    (tmp_path / "a.txt").write_text("первый\nsecond")
    (tmp_path / "b.txt").write_bytes(b"\xff\x00\xfe")
    (tmp_path / "c.txt").write_bytes(b"")
    both_files = f"'{tmp_path}/*.txt'"
    for query in [
        f"SELECT filename, content, size FROM read_blob({both_files}) ORDER BY 1",
        f"SELECT size, floor(epoch(last_modified)), filename FROM read_text({both_files})",
        f"SELECT content, typeof(content) FROM read_text(['{tmp_path}/a.txt', '{tmp_path}/c.txt'])",
    ]:
        ours, theirs = both(connection, query)
        assert ours == theirs, query
    with pytest.raises(engine.Error, match="b.txt.*UTF-8"):
        connection.rows(f"SELECT content FROM read_text({both_files})")


def test_virtual_columns(connection: engine.Connection, tmp_path: Path) -> None:
    """Finds paths and row numbers by their names, which stars leave out."""
    for i in range(3):
        table = pa.table({"v": list(range(i * 1000, i * 1000 + 7)), "k": [i] * 7})
        write(table, tmp_path / f"{i}.parquet", "parquet")
        write(table, tmp_path / f"{i}.csv", "csv")
        duckdb.from_arrow(table).query("t", f"COPY t TO '{tmp_path}/{i}.jsonl' (FORMAT json)")
    write(pa.table({"v": [1], "filename": ["own"]}), tmp_path / "own" / "a.parquet", "parquet")
    for files in (f"'{tmp_path}/*.{kind}'" for kind in ("parquet", "csv", "jsonl")):
        for query in [
            f"SELECT filename, v FROM {files}",
            f"SELECT * FROM {files} WHERE filename LIKE '%2.%'",
            f"SELECT t.filename, count(*) FROM {files} t GROUP BY ALL",
            f"SELECT a.filename, b.v FROM {files} a JOIN {files} b USING (v) WHERE a.k = 1",
            f"SELECT x.filename FROM {files}, (SELECT 7 AS filename) x WHERE v = 3",
            f"DESCRIBE FROM {files}",
        ]:
            ours, theirs = both(connection, query)
            assert ours == theirs, query
        for query in [
            f"SELECT filename FROM (FROM {files})",
            f"SELECT filename FROM {files} a JOIN {files} b USING (v)",
            f"SELECT COLUMNS('file.*') FROM {files}",
        ]:
            with pytest.raises(engine.Error):
                connection.rows(query)
    for query in [
        f"SELECT file_row_number, v FROM '{tmp_path}/*.parquet' WHERE file_row_number > 4",
        f"SELECT filename FROM '{tmp_path}/own/a.parquet'",
        f"SELECT * FROM read_parquet('{tmp_path}/own/a.parquet', filename = 'path')",
    ]:
        ours, theirs = both(connection, query)
        assert ours == theirs, query


def test_links_to_folders(connection: engine.Connection, tmp_path: Path) -> None:
    """Finds each file once where links go in circles."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f.csv").write_text("x\n1\n")
    for name in ("l1", "l2", "a/up"):
        (tmp_path / name).symlink_to(tmp_path, target_is_directory=True)
    assert connection.rows(f"SELECT count(*) FROM '{tmp_path}/**/*.csv'") == [(1,)]
    assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/**/*.csv'").fetchall() == [(1,)]
    assert connection.rows(f"SELECT count(*) FROM '{tmp_path}/l1/*/*.csv'") == [(1,)]


VALUES = {
    "whole": pa.array([1, -20, None], pa.int64()),
    "small": pa.array([5, 6, 7], pa.int32()),
    "natural": pa.array([5, 6, 2**63], pa.uint64()),
    "float": pa.array([1.5, 2.0, None]),
    "decimal": pa.array(["1.25", "2.5", None]).cast(pa.decimal128(10, 2)),
    "truth": pa.array([True, False, None]),
    "text": pa.array(["x", "10", None]),
    "time": pa.array([0, 1, 2], pa.timestamp("us")),
}


@pytest.mark.parametrize("kinds", list(itertools.permutations(VALUES, 2)), ids="-".join)
def test_types_united_by_name(
    kinds: tuple[str, str], connection: engine.Connection, tmp_path: Path
) -> None:
    """Finds the types that DuckDB finds, or refuses with an error as it does."""
    paths = [str(tmp_path / f"{kind}.parquet") for kind in kinds]
    for kind, path in zip(kinds, paths):
        pq.write_table(pa.table({"c": VALUES[kind]}), path)
    scan = f"read_parquet({paths}, union_by_name = true)"
    queries = [
        f"SELECT c, typeof(c) FROM {scan}",
        f"SELECT count(*), min(c), max(c) FROM {scan}",
        f"SELECT c FROM {scan} WHERE c::VARCHAR > '2'",
    ]
    for query in queries:
        try:
            wanted = duckdb.sql(query).fetchall()
        except duckdb.Error:
            with pytest.raises(engine.Error, match="does not fit the other files"):
                connection.rows(query)
            continue
        assert connection.rows(query) == wanted, query


@pytest.mark.parametrize("name", ["bom.cvs", "bmo.csv"])
def test_names_of_missing_files(
    name: str, connection: engine.Connection, tmp_path: Path
) -> None:
    """Says that a file is missing, whatever its suffix, and which others have names like its own."""
    (tmp_path / "bom.csv").write_text("a\n1\n")
    with pytest.raises(engine.Error, match=r'No such file[^$]*did you mean "bom.csv"'):
        connection.rows(f"FROM '{tmp_path}/{name}'")


HIVE_VALUES = [
    ["1", "-2", "0"], ["00501", "7"], ["1.5", "2.4"], ["+1"], ["1e3"], ["1_000"], ["5.0"], ["01"],
    ["2024-01-01", "2024-1-2"], ["2024-01-01 10:00:00", "2024-01-01 23:59"], ["2024-01-01T10:00:00Z"],
    ["2024-01-01", "2024-01-01 10:00:00"], ["2024-01-01", "7"], ["true"], ["9223372036854775808"],
    ["__HIVE_DEFAULT_PARTITION__", "3"], ["__HIVE_DEFAULT_PARTITION__"], ["infinity"],
]  # fmt: skip


@pytest.mark.parametrize("values", HIVE_VALUES, ids="_".join)
def test_types_of_keys(
    connection: engine.Connection, tmp_path: Path, values: list[str]
) -> None:
    """Takes for numbers and times only what says such and nothing else."""
    for number, value in enumerate(values):
        write(pa.table({"i": [number]}), tmp_path / f"k={value}" / "a.parquet", "parquet")
    mine, theirs = both(
        connection, f"SELECT i, typeof(k), k::VARCHAR FROM read_parquet('{tmp_path}/*/*.parquet')"
    )
    assert mine == theirs


@pytest.mark.parametrize(
    ("log", "name"),
    [
        ("_delta_log/00000000000000000000.json", "Delta Lake"),
        (".hoodie/hoodie.properties", "Apache Hudi"),
        ("metadata/00000-1.metadata.json", "Apache Iceberg"),
    ],
)
def test_tables_of_other_formats_are_no_folders_of_files(
    connection: engine.Connection, tmp_path: Path, log: str, name: str
) -> None:
    """Files that such a table no longer has must not come back."""
    write(pa.table({"i": [1]}), tmp_path / "a.parquet", "parquet")
    (tmp_path / log).parent.mkdir()
    (tmp_path / log).write_text("{}")
    with pytest.raises(engine.Error, match=name):
        connection.rows(f"FROM '{tmp_path}'")
    assert connection.rows(f"FROM '{tmp_path}/*.parquet'") == [(1,)]
