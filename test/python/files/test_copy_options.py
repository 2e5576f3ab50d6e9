"""Writes Parquet with every option, and looks at the files with other readers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import engine
import lakebolt
import polars
import pyarrow.parquet as pq
import pytest

ROWS = (
    "SELECT i AS id, i % 7 AS k, 'text ' || (i % 1000) AS s, [i, i + 1] AS l, {'x': i, 'y': s} AS t, "
    "(i / 4)::DECIMAL(12, 2) AS d FROM range(20000) r(i)"
)


@pytest.fixture
def lake() -> engine.Connection:
    """Opens a database of two threads."""
    return engine.connect(("SET threads = 2",))


def written(lake: engine.Connection, path: Path, options: str, rows: str = ROWS) -> Any:
    """Writes rows as Parquet, has three readers compare them, and returns PyArrow's metadata."""
    lake.run(f"COPY ({rows}) TO '{path}' (FORMAT parquet, {options})")
    total = "SELECT count(*), sum(id), sum(d), min(s), max(t.y), sum(l[2]) FROM "
    wanted = lake.rows(total + f"({rows})")
    assert lake.rows(total + f"'{path}'") == wanted
    assert duckdb.sql(total + f"'{path}'").fetchall() == wanted
    frame = polars.read_parquet(path)
    assert (frame.height, frame["id"].sum(), frame["s"].min()) == (*wanted[0][:2], wanted[0][3])
    assert pq.read_table(path).num_rows == wanted[0][0]
    return pq.ParquetFile(path).metadata


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "lz4_raw", "brotli"])
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_codecs(lake: engine.Connection, tmp_path: Path, codec: str, version: str) -> None:
    """Writes all codecs, in both versions of data pages."""
    level = "" if codec in ("none", "snappy", "lz4_raw") else ", COMPRESSION_LEVEL 2"
    options = f"COMPRESSION {codec}, PARQUET_VERSION '{version}'{level}"
    found = written(lake, tmp_path / "a.parquet", options)
    names = {"none": "UNCOMPRESSED", "lz4_raw": "LZ4"}
    assert found.row_group(0).column(0).compression == names.get(codec, codec.upper())


def test_row_groups(lake: engine.Connection, tmp_path: Path) -> None:
    """Ends row groups by rows and by bytes."""
    path = tmp_path / "a.parquet"
    by_rows = written(lake, path, "ROW_GROUP_SIZE 3000")
    assert [by_rows.row_group(i).num_rows for i in range(7)] == [3000] * 6 + [2000]
    assert written(lake, path, "ROW_GROUP_SIZE_BYTES '300KB'").num_row_groups > 2


def test_encodings(lake: engine.Connection, tmp_path: Path) -> None:
    """Chooses dictionaries and encodings by column, of nested ones all parts."""
    options = "DICTIONARY (s), ENCODINGS {id: 'delta_binary_packed', l: 'byte_stream_split'}"
    group = written(lake, tmp_path / "a.parquet", options).row_group(0)
    found = {
        group.column(i).path_in_schema: set(group.column(i).encodings)
        for i in range(group.num_columns)
    }
    assert "RLE_DICTIONARY" in found["s"] and "RLE_DICTIONARY" not in found["k"]
    assert "DELTA_BINARY_PACKED" in found["id"]
    assert "BYTE_STREAM_SPLIT" in found["l.list.element"]


def test_order(lake: engine.Connection, tmp_path: Path) -> None:
    """Says in the footer how rows are sorted: by the query, or by the option."""
    path = tmp_path / "a.parquet"
    column = pq.SortingColumn
    by_query = written(lake, path, "ROW_GROUP_SIZE 9000", ROWS + " ORDER BY k DESC, id LIMIT 15000")
    assert by_query.row_group(1).sorting_columns == (column(1, True, False), column(0, False, False))
    by_option = written(lake, path, "ORDER_BY (k, id DESC NULLS FIRST)")
    assert by_option.row_group(0).sorting_columns == (column(1, False, False), column(0, True, True))
    assert lake.rows(f"SELECT k, id FROM '{path}' LIMIT 2") == [(0, 19999), (0, 19992)]
    assert written(lake, path, "ROW_GROUP_SIZE 9000").row_group(0).sorting_columns == ()
    computed = written(lake, path, "ROW_GROUP_SIZE 9000", ROWS + " ORDER BY id % 3, id")
    assert computed.row_group(0).sorting_columns == ()


def test_partitions_in_order(lake: engine.Connection, tmp_path: Path) -> None:
    """Leaves what names folders out of the order of their files."""
    folder = tmp_path / "out"
    lake.run(
        f"COPY ({ROWS}) TO '{folder}' (FORMAT parquet, PARTITION_BY (k), ORDER_BY (k, id DESC))"
    )
    metadata = pq.ParquetFile(folder / "k=3" / "data_0.parquet").metadata
    assert metadata.row_group(0).sorting_columns == (pq.SortingColumn(0, True, False),)


def test_page_index_and_bloom_filters(lake: engine.Connection, tmp_path: Path) -> None:
    """Writes both, or not."""
    path = tmp_path / "a.parquet"
    column = written(lake, path, "WRITE_BLOOM_FILTER (s), PAGE_SIZE_BYTES 4096").row_group(0).column(2)
    assert column.has_column_index and column.has_offset_index
    probe = "SELECT bloom_filter_excludes FROM parquet_bloom_probe('{}', 's', '{}')"
    for text, excluded in (("text 7", False), ("nowhere", True)):
        sql = probe.format(path, text)
        assert lake.rows(sql) == duckdb.sql(sql).fetchall() == [(excluded,)]
    column = written(lake, path, "PAGE_INDEX false").row_group(0).column(2)
    assert not column.has_column_index
    assert lake.rows(probe.format(path, "nowhere")) == [(False,)]


def test_metadata(lake: engine.Connection, tmp_path: Path) -> None:
    """Writes field ids and pairs of keys and values, and tells of them."""
    path = tmp_path / "a.parquet"
    ids = "{id: 7, l: {__duckdb_field_id: 8, element: 9}, t: {x: 10}}"
    found = written(lake, path, f"FIELD_IDS {ids}, KV_METADATA {{who: 'me', bytes: '\\x41'::BLOB}}")
    assert found.metadata[b"who"] == b"me" and found.metadata[b"bytes"] == b"A"
    pairs = f"FROM parquet_kv_metadata('{path}') WHERE key = 'who'::BLOB"
    assert lake.rows(pairs) == [(str(path), b"who", b"me")]
    schema = "SELECT name, type, repetition_type, num_children, field_id, precision, scale FROM "
    schema += f"parquet_schema('{path}') OFFSET 1"
    assert lake.rows(schema) == duckdb.sql(schema).fetchall()
    chunks = (
        "SELECT row_group_id, row_group_num_rows, column_id, num_values, path_in_schema, type, "
        "stats_null_count, stats_min_value, stats_max_value, compression, encodings, "
        "dictionary_page_offset, data_page_offset, total_compressed_size, total_uncompressed_size "
        f"FROM parquet_metadata('{path}') ORDER BY ALL"
    )
    assert lake.rows(chunks) == duckdb.sql(chunks).fetchall()
    whole = f"SELECT num_rows, num_row_groups, footer_size FROM parquet_file_metadata('{path}')"
    assert lake.rows(whole) == duckdb.sql(whole).fetchall()


def test_answers(lake: engine.Connection, tmp_path: Path) -> None:
    """Answers with files or with statistics."""
    path = tmp_path / "a.parquet"
    copy = f"COPY ({ROWS}) TO '{path}' (FORMAT parquet, "
    assert lake.rows(copy + "RETURN_FILES)") == [(20000, [str(path)])]
    name, count, size, _, columns, keys, more = lake.rows(copy + "RETURN_STATS)")[0]
    assert (name, count, size, keys) == (str(path), 20000, path.stat().st_size, None)
    assert more == {"row_group_count": "1"}
    assert columns['"d"']["min"] == "0.00" and columns['"l"."element"']["max"] == "20000"
    with pytest.raises(engine.Error, match="Parquet"):
        lake.rows(f"COPY ({ROWS}) TO '{tmp_path}/a.csv' (FORMAT csv, RETURN_STATS)")


@pytest.mark.parametrize("kind", ["parquet", "csv", "json"])
def test_files_by_size(lake: engine.Connection, tmp_path: Path, kind: str) -> None:
    """Begins another file once one is large enough, and keeps all rows in order."""
    folder = tmp_path / "out"
    copy = f"COPY (SELECT i, hash(i) AS h FROM range(100000) r(i)) TO '{folder}' (FORMAT {kind}, RETURN_FILES, "
    rows, files = lake.rows(copy + "FILE_SIZE_BYTES '90KB', FILENAME_PATTERN 'part{i}')")[0]
    assert rows == 100000 and len(files) > 3
    assert files[1] == str(folder / f"part1.{kind}")
    listed = ", ".join(f"'{file}'" for file in files)
    found = lake.rows(f"SELECT i FROM read_{kind}([{listed}])")
    assert [i for (i,) in found] == list(range(100000))


def test_files_by_row_groups(lake: engine.Connection, tmp_path: Path) -> None:
    """Puts so many row groups into a file; empty results make one file, or none."""
    folder = tmp_path / "out"
    options = f"TO '{folder}' (FORMAT parquet, ROW_GROUP_SIZE 3000, ROW_GROUPS_PER_FILE 2, OVERWRITE"
    lake.run(f"COPY ({ROWS}) {options})")
    rows = [pq.ParquetFile(file).metadata.num_rows for file in sorted(folder.glob("*"))]
    assert rows == [6000, 6000, 6000, 2000]
    lake.run(f"COPY ({ROWS} LIMIT 0) {options})")
    assert len(list(folder.glob("*"))) == 1
    lake.run(f"COPY ({ROWS} LIMIT 0) TO '{tmp_path}/no.parquet' (WRITE_EMPTY_FILE false)")
    assert not (tmp_path / "no.parquet").exists()


def test_chunk_size(lake: engine.Connection, tmp_path: Path) -> None:
    """Takes both names of the rows of a row group, for the rows of a file too."""
    folder = tmp_path / "out"
    options = "FORMAT parquet, CHUNK_SIZE 3000, ROW_GROUPS_PER_FILE 2"
    lake.run(f"COPY ({ROWS}) TO '{folder}' ({options})")
    rows = [pq.ParquetFile(file).metadata.num_rows for file in sorted(folder.glob("*"))]
    assert rows == [6000, 6000, 6000, 2000]


def test_statistics_of_odd_names(lake: engine.Connection, tmp_path: Path) -> None:
    """Names leaves by the columns and fields that lead to them, as DuckDB does."""
    rows = (
        "SELECT {'list': 1, 'key_value': 2, 'x.y': [1]} AS s, 3 AS \"a.b\", [1] AS l, "
        "MAP {1: 2} AS m, [[{'element': 1}]] AS t"
    )
    copy = f"COPY ({rows}) TO '{tmp_path}/a.parquet' (FORMAT parquet, RETURN_STATS)"
    found = lake.rows(copy)[0][4]
    theirs = duckdb.sql(copy).fetchall()[0][4]
    assert {name: texts["max"] for name, texts in found.items()} == {
        name: texts["max"] for name, texts in theirs.items() if "max" in texts
    }


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_names_that_come_twice(lake: engine.Connection, tmp_path: Path, kind: str) -> None:
    """Gives columns of the same name others, as DuckDB does: files have each once."""
    for number, items in enumerate(("1 AS a, 2 AS a", "1 a, 2 a, 3 \"A\", 4 a_1, 5 a")):
        path = tmp_path / f"{number}.{kind}"
        copy = f"COPY (SELECT {items}) TO '{path}' (FORMAT {kind})"
        duckdb.sql(copy)
        theirs = duckdb.sql(f"FROM read_{kind}('{path}')")
        wanted = theirs.columns, theirs.fetchall()
        lake.run(copy)
        ours = duckdb.sql(f"FROM read_{kind}('{path}')")
        assert (ours.columns, ours.fetchall()) == wanted
        if kind == "parquet":
            assert polars.read_parquet(path).columns == wanted[0]


@pytest.mark.parametrize("order", ["1", "2"])
def test_order_by_a_name_that_comes_twice(
    lake: engine.Connection, tmp_path: Path, order: str
) -> None:
    """Says that the column is sorted which is."""
    path = tmp_path / "a.parquet"
    lake.run(f"COPY (SELECT -i AS a, i AS a FROM range(9) r(i) ORDER BY {order}) TO '{path}'")
    sorting = pq.ParquetFile(path).metadata.row_group(0).sorting_columns
    assert [column.column_index for column in sorting] == [int(order) - 1]


@pytest.mark.parametrize(
    "options",
    [
        "COMPRESSION_LEVEL 99",
        "COMPRESSION_LEVEL 4294967299",
        "COMPRESSION snappy, COMPRESSION_LEVEL 3",
        "FIELD_IDS {nowhere: 1}",
        "FIELD_IDS {id: 1, k: 1}",
        "FIELD_IDS {id: {part: 1}}",
        "FIELD_IDS 'oops'",
        "ENCODINGS {s: 'delta_binary_packed'}",
        "ENCODINGS {s: 'nonsense'}",
        "DICTIONARY (nowhere)",
        "WRITE_BLOOM_FILTER (nowhere)",
        "BLOOM_FILTER_FALSE_POSITIVE_RATIO 2",
        "ROW_GROUP_SIZE 0",
        "PARQUET_VERSION 'v3'",
        "RETURN_FILES, RETURN_STATS",
        "ROW_GROUP_SIZE_BYTES 'much'",
    ],
)
def test_bad_options(lake: engine.Connection, tmp_path: Path, options: str) -> None:
    """Refuses what makes no sense, and leaves no file behind."""
    with pytest.raises(engine.Error):
        lake.rows(f"COPY ({ROWS}) TO '{tmp_path}/a.parquet' (FORMAT parquet, {options})")
    assert list(tmp_path.iterdir()) == []


def test_paths(tmp_path: Path) -> None:
    """Takes paths as parameters and as expressions."""
    lake = lakebolt.connect()
    one, two = f"{tmp_path}/one.csv", f"{tmp_path}/two.parquet"
    lake.execute("COPY (SELECT 1 AS a) TO ? (HEADER)", [one])
    lake.execute("SET VARIABLE folder = ?", [str(tmp_path)])
    lake.execute("COPY (SELECT 2 AS a) TO (getvariable('folder') || '/two.parquet')")
    assert lake.execute("SELECT a FROM read_csv($1)", [one]).fetchall() == [(1,)]
    assert lake.execute(f"SELECT a FROM '{two}'").fetchall() == [(2,)]
    lake.execute("CREATE TABLE t (a INTEGER)")
    lake.execute("COPY t FROM $file", {"file": one})
    assert lake.execute("FROM t").fetchall() == [(1,)]
    for path in ("NULL", "1", "['a']"):
        with pytest.raises(lakebolt.Error, match="a path is a text"):
            lake.execute(f"COPY t TO ({path})")
    with pytest.raises(lakebolt.Error, match="string in single quotes"):
        lake.execute("COPY t TO a")


def test_options_said_twice(lake: engine.Connection, tmp_path: Path) -> None:
    """Refuses two values of one option, of which only one could hold."""
    with pytest.raises(engine.Error, match='the option "header" is said twice'):
        lake.run(f"COPY (SELECT 1) TO '{tmp_path}/x.csv' (HEADER, header false)")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("target", "options", "words"),
    [
        ("x.csv", "hedaer false", 'did you mean "header"?'),
        ("x.csv", "header maybe", "the option header: cannot read 'maybe'"),
        ("x.json", "aray true", 'did you mean "array"?'),
        ("x.parquet", "compresion zstd", 'did you mean "compression"?'),
    ],
)
def test_wrong_options_are_named(
    lake: engine.Connection, tmp_path: Path, target: str, options: str, words: str
):
    with pytest.raises(engine.Error, match=re.escape(words)):
        lake.run(f"COPY (SELECT 1 AS a) TO '{tmp_path / target}' ({options})")
    assert list(tmp_path.iterdir()) == []


def test_wrong_options_of_reading_are_named(lake: engine.Connection, tmp_path: Path):
    (tmp_path / "x.csv").write_text("a\n1\n")
    lake.run("CREATE TABLE t (a INTEGER)")
    with pytest.raises(engine.Error, match='or "skip"'):
        lake.run(f"COPY t FROM '{tmp_path}/x.csv' (skp 1)")
