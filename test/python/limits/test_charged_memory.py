"""What operators hold counts against memory_limit: where it does not fit, the query fails, and says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import lakebolt

TABLE_MIB = 4  # of 300,000 keys, at least


def limited(limit: str, threads: int = 2) -> lakebolt.Connection:
    """Gives a connection with little memory."""
    connection = lakebolt.connect()
    connection.execute(f"SET memory_limit = '{limit}'")
    connection.execute(f"SET threads = {threads}")
    return connection


@pytest.mark.parametrize("function", ["read_blob", "read_text"])
def test_whole_files(tmp_path: Path, function: str) -> None:
    """Reads no file that is larger than the limit, and one after the other those that are not."""
    with (tmp_path / "large").open("wb") as large:
        large.truncate(100 << 20)
    for i in range(10):
        with (tmp_path / f"small{i}").open("wb") as small:
            small.truncate((8 << 20) + i)
    connection = limited("40MB")
    with pytest.raises(lakebolt.Error, match="read_blob needs 100.0 MiB"):
        connection.execute(f"SELECT length(content) FROM {function}('{tmp_path}/large')").fetchall()
    query = f"SELECT count(*), sum(octet_length(content::BLOB)) FROM read_blob('{tmp_path}/small*')"
    assert connection.execute(query).fetchall() == [(10, 10 * (8 << 20) + 45)]
    size = connection.execute(f"SELECT size FROM {function}('{tmp_path}/large')")
    assert size.fetchall() == [(100 << 20,)]


def test_asof_join_with_many_keys() -> None:
    """Charges the table of keys that each worker of an ASOF join has."""
    query = """
        SELECT count(*), sum(b.v) FROM (SELECT i % 300000 * 3 AS k, i AS t FROM range(3000000) r(i)) a
        ASOF JOIN (SELECT i * 3 AS k, i - 1 AS t, i AS v FROM range(300000) r(i)) b
        ON a.k = b.k AND a.t >= b.t"""
    peaks = []  # with so many rows on the left each worker gets its turn
    for threads in (1, 8):
        connection = limited("2GB", threads)
        assert connection.execute(query).fetchall() == [(3000000, 10 * sum(range(300000)))]
        shown = connection.execute("EXPLAIN ANALYZE " + query).fetchall()
        peaks.append(float(re.findall(r"peak memory ([0-9.]+) MiB", str(shown))[0]))
    assert peaks[1] > peaks[0] + 2 * TABLE_MIB  # whose peak is that of the build side


def test_recursion_by_key() -> None:
    """Charges the aggregates of USING KEY, which may keep all rows."""
    query = """
        WITH RECURSIVE t(k, v) USING KEY (k, median(v)) AS (
            SELECT 1, i::DOUBLE FROM range(4000000) r(i)
            UNION SELECT k, v FROM t WHERE false)
        SELECT count(*), sum(v) FROM t"""
    assert limited("200MB").execute(query).fetchall() == [(1, 1999999.5)]
    with pytest.raises(lakebolt.Error, match="memory_limit"):
        limited("20MB").execute(query).fetchall()


def test_row_groups_that_are_written(tmp_path: Path) -> None:
    """Ends row groups early where there is too little memory for them, in one file and in many."""
    rows = "SELECT i, i % 40 AS part, md5(i::VARCHAR) AS text, [i, i + 1] AS list FROM range(400000) r(i)"
    wanted = "SELECT count(*), sum(i), sum(part), min(text), bit_xor(hash(text, list)) FROM "
    connection = limited("16MB")
    expected = connection.execute(f"{wanted} ({rows})").fetchall()
    connection.execute(f"COPY ({rows}) TO '{tmp_path}/one.parquet' (ROW_GROUP_SIZE 1000000)")
    connection.execute(f"COPY ({rows}) TO '{tmp_path}/parts' (FORMAT PARQUET, PARTITION_BY (part))")
    for path in ("one.parquet", "parts/*/*.parquet"):
        assert connection.execute(f"{wanted} '{tmp_path}/{path}'").fetchall() == expected
        groups = f"SELECT count(DISTINCT (file_name, row_group_id)) FROM parquet_metadata('{tmp_path}/{path}')"
        files = f"SELECT count(DISTINCT file_name) FROM parquet_metadata('{tmp_path}/{path}')"
        assert connection.execute(groups).fetchone()[0] > connection.execute(files).fetchone()[0]


def table_memory(connection: lakebolt.Connection) -> int:
    """Returns the bytes that tables in memory hold."""
    found = connection.execute(
        "SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'"
    )
    return found.fetchone()[0]


def test_tables() -> None:
    """Charges rows of tables while they are there, and refuses more than the limit."""
    connection = limited("60MB")
    rows = "SELECT i, md5(i::VARCHAR) AS text FROM range({}) r(i)"
    connection.execute("CREATE TABLE t AS " + rows.format(400000))
    full = table_memory(connection)
    assert 400000 * (8 + 32) < full < 400000 * 80
    with pytest.raises(lakebolt.Error, match="memory_limit"):
        connection.execute("INSERT INTO t " + rows.format(1000000))
    with pytest.raises(lakebolt.Error, match="memory_limit"):
        connection.execute("CREATE TABLE u AS " + rows.format(4000000))
    assert table_memory(connection) == full
    for _ in range(5):  # versions of before are gone
        connection.execute("UPDATE t SET i = i + 1")
    marks = 400000 * 8  # of what changed each row
    assert abs(table_memory(connection) - marks - full) < full // 20
    assert connection.execute("SELECT count(*), sum(i) FROM t").fetchall() == [
        (400000, sum(range(5, 400005)))
    ]
    connection.execute("DELETE FROM t")
    connection.execute("DROP TABLE t")
    assert table_memory(connection) == 0


def test_altered_tables_are_not_charged_twice() -> None:
    """Columns that stay as they are lie in memory once."""
    connection = limited("100MB")
    connection.execute("CREATE TABLE t AS SELECT i AS a, i + 1 AS b, 'text ' || i % 9 AS c FROM range(2500000) r(i)")
    connection.execute("ALTER TABLE t RENAME COLUMN a TO d")
    connection.execute("ALTER TABLE t ADD COLUMN e INTEGER")
    assert connection.execute("SELECT count(*), sum(d), count(e) FROM t").fetchall() == [(2500000, 3124998750000, 0)]


def test_indexes_of_keys() -> None:
    """Charges indexes of keys like the rows that they are of, and gives their memory back with them."""
    rows = "SELECT i FROM range({}, {}) r(i)"
    connection = limited("100MB")
    connection.execute("CREATE TABLE plain AS " + rows.format(0, 300000))
    plain = table_memory(connection)
    connection.execute("CREATE TABLE t(i BIGINT PRIMARY KEY)")
    connection.execute("INSERT INTO t " + rows.format(0, 200000))
    connection.execute("INSERT INTO t " + rows.format(200000, 300000))
    full = table_memory(connection)
    assert full - plain >= plain + 300000 * 2 * 16
    with pytest.raises(lakebolt.Error, match="an index of keys needs"):
        connection.execute("INSERT INTO t " + rows.format(300000, 2000000))
    with pytest.raises(lakebolt.Error, match="duplicate key"):
        connection.execute("INSERT INTO t " + rows.format(299999, 310000))
    assert table_memory(connection) == full
    connection.execute("BEGIN")
    connection.execute("INSERT INTO t " + rows.format(300000, 310000))
    with pytest.raises(lakebolt.Error, match="duplicate key"):
        connection.execute("INSERT INTO t " + rows.format(309999, 310001))
    connection.execute("ROLLBACK")
    assert table_memory(connection) == full
    connection.execute("UPDATE t SET i = i + 1")
    assert connection.execute("SELECT count(*), sum(i) FROM t").fetchall() == [(300000, sum(range(1, 300001)))]
    assert connection.execute("SELECT i FROM t WHERE i = 300000").fetchall() == [(300000,)]
    connection.execute("DROP TABLE t")
    assert table_memory(connection) == plain


def test_marks_of_changed_rows() -> None:
    """Charges what tables know of rows that were deleted and updated."""
    connection = limited("64MB")
    connection.execute("CREATE TABLE t AS SELECT i, i::VARCHAR AS s FROM range(200000) r(i)")
    before = table_memory(connection)
    connection.execute("UPDATE t SET i = i + 1")
    assert table_memory(connection) >= before + 200000 * 8
    connection.execute("DELETE FROM t WHERE i % 2 = 0")
    assert table_memory(connection) >= before + 200000 * 9


def test_null_arrays_in_arrow() -> None:
    """Hands out arrays of one size that are NULL, which have all their elements in Arrow, in small batches."""
    connection = lakebolt.connect()
    connection.execute("SET memory_limit = '64MB'")
    for sql in (
        "SELECT NULL::INTEGER[20000] AS a FROM range(2000) r(i)",
        "SELECT CASE WHEN i % 1000 = 7 THEN [i, i]::BIGINT[2] END AS a FROM range(20000) r(i)",
        "SELECT {'a': CASE WHEN i < 0 THEN range(9999)::BIGINT[9999] END} AS a FROM range(2000) r(i)",
    ):
        rows = nulls = 0
        for batch in connection.execute(sql).to_arrow_reader():
            assert batch.nbytes < 4 << 20
            rows += batch.num_rows
            nulls += batch.column(0).null_count
        expected = connection.execute(f"SELECT count(*), count(*) - count(a) FROM ({sql})").fetchone()
        assert (rows, nulls) == expected


@pytest.mark.parametrize("kind", ["native", "arrow"])
def test_what_python_functions_give(kind: str) -> None:
    """Counts the values that a function of Python's gives, which may be far more than its arguments."""
    pyarrow = pytest.importorskip("pyarrow")
    connection = limited("64MB")

    def lengthen(values: Any) -> Any:
        if kind == "native":
            return "x" * values
        return pyarrow.array(["x" * length.as_py() for length in values])

    connection.create_function("lengthen", lengthen, ["BIGINT"], "VARCHAR", type=kind)
    query = "SELECT sum(length(lengthen({} + i % 2))) FROM range(20000) r(i)"
    with pytest.raises(lakebolt.Error, match="makes .* of one chunk of rows, for which there is no room"):
        connection.execute(query.format(100000)).fetchall()
    assert connection.execute(query.format(5000)).fetchall() == [(20000 * 5000 + 10000,)]
    used = "SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'QUERIES'"
    assert connection.execute(used).fetchone() == (0,)


def test_large_batches_of_arrow(tmp_path: Path) -> None:
    """Reads no batch of a file that is far larger than the limit, but many that are not."""
    pyarrow = pytest.importorskip("pyarrow")
    batch = pyarrow.record_batch({"i": pyarrow.array(range(13_000_000))})
    connection = limited("32MB")
    for rows, kind in ((13_000_000, "file"), (13_000_000, "stream"), (100_000, "file")):
        path = tmp_path / f"{kind}{rows}.arrow"
        with getattr(pyarrow.ipc, f"new_{kind}")(path, batch.schema) as writer:
            for begin in range(0, 13_000_000, rows):
                writer.write_batch(batch.slice(begin, rows))
        query = f"SELECT sum(i) FROM '{path}'"
        if rows == 100_000:
            assert connection.execute(query).fetchall() == [(sum(range(13_000_000)),)]
        else:
            with pytest.raises(lakebolt.Error, match="a batch of rows takes more than there is room"):
                connection.execute(query).fetchall()
