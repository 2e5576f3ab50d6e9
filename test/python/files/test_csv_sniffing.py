"""Finds out what CSV files of other programs hold, beside DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import engine
import pytest

duckdb = pytest.importorskip("duckdb")

FILES = {
    "codes": "zip,phone\n01234,+4915112345\n00501,+123\n",
    "one_zero": "a\n0\n1\n",
    "two_zeros": "a\n00\n1\n",
    "zero_later": "a\n1\n01\n",
    "zero_and_decimals": "a\n00.5\n0.5\n",
    "zero_and_exponent": "a\n01e5\n1\n",
    "zero_and_many_digits": "a\n012345678901234567890\n1\n",
    "plus": "a\n+1.5\n2\n",
    "minus": "a\n-1\n2\n",
    "delimiter_at_end": "a,b\n1,2,\n3,4,\n",
    "delimiter_at_end_of_texts": "a,b\nx,y,\nz,w,\n",
    "delimiter_at_end_of_quotes": 'a,b\n"x,y",2,\n"z",4,\n',
    "delimiter_at_end_everywhere": "a,b,\n1,2,\n",
    "blank_before_quotes": 'a, b\n1, "x, y"\n2, "z"\n',
    "blanks_around_quotes": 'a, b\n1, "x, y" \n2, "z"\n',
    "blanks_and_semicolons": 'a; b\n1;"x; y"\n2; "z"\n',
    "blanks_in_header": " a , b \n1,x\n",
    "blanks_in_quoted_header": '" a ",b\n1,x\n',
    "blanks_in_texts": "a,b\nx, y\nz, w\n",
}


@pytest.fixture
def lake() -> Any:
    """Connects to the engine."""
    return engine.connect()._connection


def both(lake: Any, sql: str) -> None:
    """Compares names, types and rows of a query with DuckDB's."""
    ours, theirs = lake.execute(sql), duckdb.connect().execute(sql)
    assert [(d[0], str(d[1])) for d in ours.description] == [
        (d[0], str(d[1])) for d in theirs.description
    ], sql
    assert ours.fetchall() == theirs.fetchall(), sql


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, lake: Any, tmp_path: Path) -> None:
    """Takes codes for texts, and blanks and delimiters that mean nothing for what they are."""
    path = tmp_path / "file.csv"
    path.write_bytes(FILES[name].encode())
    both(lake, f"SELECT * FROM '{path}'")


def test_records_of_unlike_length(lake: Any, tmp_path: Path) -> None:
    """Keeps to the number of fields that most records have where the others are left out."""
    path = tmp_path / "file.csv"
    path.write_text("a,b,c\n1,2,3\n4,5\n6,7,8,9\n", encoding="utf-8")
    both(lake, f"FROM read_csv('{path}', ignore_errors = true)")


def test_delimiter_at_the_end(lake: Any, tmp_path: Path) -> None:
    """Reads long files whose records end with a delimiter, behind which no value may stand."""
    path = tmp_path / "file.csv"
    path.write_text("a,b\n" + "".join(f"{i},x{i},\n" for i in range(5000)), encoding="utf-8")
    found = lake.execute(f"SELECT count(*), sum(a), max(b) FROM '{path}'")
    assert found.fetchall() == [(5000, sum(range(5000)), "x999")]
    with path.open("a", encoding="utf-8") as file:
        file.write("1,x,y\n")
    with pytest.raises(engine.Error, match="3 fields instead of 2 in line 5002"):
        lake.execute(f"FROM read_csv('{path}', sample_size = 100)").fetchall()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_mark_of_utf16(encoding: str, lake: Any, tmp_path: Path) -> None:
    """Knows UTF-16 by its mark, as a spreadsheet's "Unicode text" has it."""
    path = tmp_path / "file.csv"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path.write_bytes(mark + "id\tnäme\n1\té😀\n".encode(encoding))
    found = lake.execute(f"FROM '{path}'")
    assert [column[0] for column in found.description] == ["id", "näme"]
    assert found.fetchall() == [(1, "é😀")]


def test_names_that_do_not_fit(lake: Any, tmp_path: Path) -> None:
    """Refuses more names than there are columns, and types of columns that are not there."""
    path = tmp_path / "file.csv"
    path.write_text("name,b\n1,2\n", encoding="utf-8")
    with pytest.raises(engine.Error, match="names has 3 names, and .* has 2 columns"):
        lake.execute(f"FROM read_csv('{path}', names = ['x', 'y', 'z'])")
    with pytest.raises(engine.Error, match='did you mean "name"'):
        lake.execute(f"FROM read_csv('{path}', types = {{'nme': 'INT'}})")


@pytest.mark.parametrize("text", ["1 2 3", "1-2-3", "1/2/3", "1.2.3"])
def test_three_short_numbers_are_no_date(tmp_path: Path, text: str) -> None:
    file = tmp_path / "versions.csv"
    file.write_text(f"a;b\n{text};x\n{text};y\n")
    assert engine.connect().rows(f"SELECT a FROM '{file}' LIMIT 1") == [(text,)]


@pytest.mark.parametrize("late", ["1.5", "1e-3", "x"])
def test_a_late_value_that_the_type_would_not_hold_is_an_error(tmp_path: Path, late: str) -> None:
    file = tmp_path / "late.csv"
    file.write_text("a\n" + "7\n" * 30000 + late + "\n")
    words = rf"cannot read '{late}' as BIGINT for column \"a\" in line 30002 (.|\n)*sample_size = -1"
    with pytest.raises(engine.Error, match=words):
        engine.connect().rows(f"SELECT sum(a) FROM '{file}'")


def test_late_whole_numbers_may_be_written_with_decimals(tmp_path: Path) -> None:
    lake = engine.connect()
    file = tmp_path / "late.csv"
    file.write_text("a,b\n" + f"7,{2**63}\n" * 30000 + "8.0,9.000\n 9 ,1\n1e2,2\n1_0,3\n")
    wanted = 7 * 30000 + 8 + 9 + 100 + 10, 2**63 * 30000 + 9 + 1 + 2 + 3
    assert lake.rows(f"SELECT sum(a), sum(b) FROM '{file}'") == [wanted]
    file.write_text("a\n" + f"{2**63}\n" * 30000 + "9.5\n")
    with pytest.raises(engine.Error, match="'9.5' as HUGEINT"):
        lake.rows(f"SELECT sum(a) FROM '{file}'")


def test_a_type_that_was_said_reads_as_a_cast_does(tmp_path: Path) -> None:
    file = tmp_path / "said.csv"
    file.write_text("a\n1\n1.5\n")
    query = f"FROM read_csv('{file}', types = {{'a': 'BIGINT'}})"
    assert engine.connect().rows(query) == [(1,), (2,)]


def test_numbers_of_several_files_keep_their_decimals(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("a\n1\n")
    (tmp_path / "2.csv").write_text("a\n1.5\n")
    lake = engine.connect()
    with pytest.raises(engine.Error, match="'1.5' as BIGINT .* in line 2 of .*2.csv"):
        lake.rows(f"FROM '{tmp_path}/*.csv'")
    query = f"FROM read_csv('{tmp_path}/*.csv', union_by_name = true)"
    assert lake.rows(query) == [(1.0,), (1.5,)]
