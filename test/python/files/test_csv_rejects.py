"""Stores the lines that read_csv leaves out, as DuckDB does."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import engine
import pytest

COLUMNS = "columns = {'a': 'INTEGER', 'b': 'DATE', 'c': 'VARCHAR'}, header = false"
ERRORS = "SELECT * EXCLUDE (scan_id) FROM reject_errors ORDER BY ALL"


@pytest.fixture
def lake() -> engine.Connection:
    """Opens a database whose scans cut files into small blocks."""
    return engine.connect(("SET threads = 2",))


def both(lake: engine.Connection, sql: str, after: str) -> tuple[list[Any], list[Any]]:
    """Runs a query here and in DuckDB; returns what another gives afterwards in each."""
    duck = duckdb.connect()
    rows = lake.rows(sql)
    assert sorted(map(str, rows)) == sorted(map(str, duck.sql(sql).fetchall()))
    return lake.rows(after), duck.sql(after).fetchall()


def odd_line(chance: random.Random) -> str:
    """Makes a line of which about one in three is wrong."""
    number = chance.choice(["1", "-20", "x", "", "9999999999", "7"])
    date = chance.choice(["2024-02-29", "2023-02-29", "", "2024-01-01"])
    text = chance.choice(["plain", '"a, b"', '"a ""quote"""', "ä"])
    fields = [number, date, text] + ["more"] * chance.choice([0, 0, 0, 0, 1, 2])
    return ",".join(fields[: chance.choice([1, 2, 9, 9, 9, 9, 9])]) or "x"


@pytest.mark.parametrize("seed", range(4))
def test_random(seed: int, lake: engine.Connection, tmp_path: Path) -> None:
    """Rejects the same lines for the same reasons, at the same places."""
    chance = random.Random(seed)
    path = tmp_path / "odd.csv"
    path.write_text("".join(odd_line(chance) + "\n" for _ in range(400)))
    scan = f"SELECT * FROM read_csv('{path}', {COLUMNS}, delim = ',', quote = '\"', escape = '\"'"
    scan += ", auto_detect = false, store_rejects = true, strict_mode = true)"
    ours, theirs = both(lake, scan, ERRORS)
    assert ours == theirs


def test_records_of_several_lines(lake: engine.Connection, tmp_path: Path) -> None:
    """Counts lines of the file, where DuckDB counts records."""
    path = tmp_path / "a.csv"
    path.write_text('1,2024-01-01,"two\nlines"\nx,2024-01-01,c\n')
    lake.run(f"FROM read_csv('{path}', {COLUMNS}, store_rejects = true)")
    assert lake.rows("SELECT line, line_byte_position FROM reject_errors") == [(3, 26)]


def test_small_blocks(tmp_path: Path) -> None:
    """Counts lines and bytes across blocks, whatever their size."""
    path = tmp_path / "a.csv"
    path.write_text("".join("x\n" if i % 7 == 0 else f"{i}\r\n" for i in range(300)))
    found = set()
    for size in (3, 64, 1000, 100000):
        lake = engine.connect(())
        lake.run(
            f"CREATE TABLE t AS FROM read_csv('{path}', columns = {{'a': 'INTEGER'}}, "
            f"header = false, delim = ',', store_rejects = true, buffer_size = {size})"
        )
        found.add(str(lake.rows("SELECT line, byte_position FROM reject_errors ORDER BY ALL")))
    assert len(found) == 1
    assert eval(found.pop())[:2] == [(1, 1), (8, 1 + 2 + 6 * 3)]


def test_encoding(lake: engine.Connection, tmp_path: Path) -> None:
    """Leaves lines out that are no UTF-8, and shows them without the wrong bytes."""
    path = tmp_path / "latin.csv"
    path.write_bytes(b"1,good\n2,b\xf6se\n3,also good\n")
    scan = f"FROM read_csv('{path}', columns = {{'a': 'INTEGER', 'b': 'VARCHAR'}}, header = false"
    assert lake.rows(scan + ", ignore_errors = true)") == [(1, "good"), (3, "also good")]
    lake.run(scan + ", store_rejects = true)")
    assert lake.rows("SELECT line, column_idx, error_type, csv_line FROM reject_errors") == [
        (2, 2, "INVALID ENCODING", "2,b?se")
    ]


def test_tables(lake: engine.Connection, tmp_path: Path) -> None:
    """Names tables, fills them further, and refuses names that are taken."""
    path = tmp_path / "a.csv"
    path.write_text("a\n1\nx\ny\n")
    scan = f"FROM read_csv('{path}', columns = {{'a': 'INTEGER'}}, header = true"
    lake.run(scan + ", store_rejects = true)")
    lake.run(scan + ", store_rejects = true)")
    assert lake.rows("SELECT count(*) FROM reject_errors") == [(4,)]
    assert lake.rows("SELECT scan_id, file_path, has_header FROM reject_scans ORDER BY 1") == [
        (0, str(path), True),
        (1, str(path), True),
    ]
    with pytest.raises(engine.Error, match="reject_scans"):
        lake.rows(scan + ", rejects_table = 'mine')")
    lake.run("DROP TABLE reject_scans")
    lake.run(scan + ", rejects_table = 'mine', rejects_limit = 1)")
    assert lake.rows("SELECT line, csv_line FROM mine") == [(3, "x")]
    lake.run("CREATE TEMP TABLE taken (i INTEGER)")
    with pytest.raises(engine.Error, match="taken"):
        lake.rows(scan + ", rejects_table = 'taken', rejects_scan = 'other')")
    assert lake.rows("SELECT count(*) FROM mine") == [(1,)]


def test_copy_from(lake: engine.Connection, tmp_path: Path) -> None:
    """Stores what COPY … FROM leaves out."""
    path = tmp_path / "a.csv"
    path.write_text("1,2\n3\nx,4\n")
    lake.run("CREATE TABLE t (a INTEGER, b INTEGER)")
    lake.run(f"COPY t FROM '{path}' (HEADER false, STORE_REJECTS)")
    assert lake.rows("FROM t") == [(1, 2)]
    wanted = [(2, "MISSING COLUMNS"), (3, "CAST")]
    assert lake.rows("SELECT line, error_type FROM reject_errors ORDER BY 1") == wanted


@pytest.mark.parametrize(
    "options",
    [
        "store_rejects = true, ignore_errors = false",
        "rejects_table = 'r', store_rejects = false",
        "rejects_table = ''",
        "rejects_table = 'r', rejects_scan = 'R'",
        "rejects_limit = 3",
        "store_rejects = true, rejects_limit = -1",
        "store_rejects = true, union_by_name = true",
    ],
)
def test_contradictions(options: str, lake: engine.Connection, tmp_path: Path) -> None:
    """Refuses options that contradict each other."""
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    with pytest.raises(engine.Error):
        lake.rows(f"FROM read_csv('{path}', {options})")


def test_long_lines(lake: engine.Connection, tmp_path: Path) -> None:
    """Refuses or leaves out lines past max_line_size, plain and quoted ones alike."""
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,short\n2,"' + "long " * 20 + '"\n3,' + "l" * 90 + "\n4,short\n")
    scan = f"SELECT a FROM read_csv('{path}', max_line_size = 80"
    with pytest.raises(engine.Error, match="line 3"):
        lake.rows(scan + ")")
    assert lake.rows(scan + ", store_rejects = true)") == [(1,), (4,)]
    kinds = lake.rows("SELECT DISTINCT error_type FROM reject_errors")
    assert kinds == [("LINE SIZE OVER MAXIMUM",)]


def test_very_many(lake: engine.Connection, tmp_path: Path) -> None:
    """Keeps each of very many errors in little memory, and refuses those there is no room for."""
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{i},no number {i}\n" for i in range(200_000)))
    scan = f"SELECT sum(b) FROM read_csv('{path}', columns = {{'a': 'BIGINT', 'b': 'BIGINT'}}, "
    scan += "header = false, store_rejects = true%s)"
    charged = "SELECT sum(memory_usage_bytes) FROM duckdb_memory()"
    before = lake.rows(charged)[0][0]
    lake.run(scan % "")
    held = lake.rows(charged)[0][0] - before
    assert 200_000 * 100 < held < 200_000 * 400
    query = "SELECT count(*), count(DISTINCT line), sum(line), max(column_idx), min(error_type::VARCHAR) "
    query += "FROM reject_errors WHERE csv_line = line - 1 || ',no number ' || line - 1"
    assert lake.rows(query) == [(200_000, 200_000, 20000100000, 2, "CAST")]
    lake.run("DROP TABLE reject_errors")
    lake.run("DROP TABLE reject_scans")
    lake.run("SET memory_limit = '24MB'")
    with pytest.raises(engine.Error, match="rejected lines of CSV"):
        lake.rows(scan % "")
    lake.run("DROP TABLE IF EXISTS reject_errors")
    lake.run("DROP TABLE IF EXISTS reject_scans")
    lake.run(scan % ", rejects_limit = 1000")
    assert lake.rows("SELECT count(*) FROM reject_errors") == [(1000,)]
    lake.run("DROP TABLE reject_errors")
    lake.run("DROP TABLE reject_scans")
    assert lake.rows(charged)[0][0] - before < 1_000_000
