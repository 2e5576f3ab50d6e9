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
