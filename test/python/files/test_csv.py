"""Reads and writes CSV: random files and options against DuckDB, odd files, COPY."""

from __future__ import annotations

import gzip
import itertools
import random
from pathlib import Path
from typing import Any

import engine
import pytest

duckdb = pytest.importorskip("duckdb")

ODD_FILES = {
    "empty": "",
    "header_only": "a,b\n",
    "no_header": "1,x\n2,y\n",
    "one_line_of_text": "hello,world\n",
    "one_line_of_numbers": "1,2\n",
    "quotes": 'a,b,c\n1,"",x\n2,,"y ""q"" z"\n',
    "empty_lines_in_one_column": "a\n\n1\n\n2\n",
    "empty_lines": "a,b\n\n1,2\n\n3,4\n",
    "semicolons": "x;y\n1,5;2020-01-01\n2,5;2020-02-03\n",
    "types": "t,f,d,tm,b\n1,1.5,01/02/2020,10:00:00,true\n2,2.5,13/02/2020,11:00:00,F\n",
    "timestamps": "ts\n2020-01-01 10:00:00\n2020-01-02T10:00:00\n",
    "title": "Some words\na,b\n1,2\n",
    "comment": "# a remark\na,b\n1,2\n",
    "names_twice": "a,a,,b\n1,2,3,4\n",
    "crlf": 'a,b\r\n1,"x\r\ny"\r\n',
    "null_words": "name,n\nfoo,1\nbar,\n,3\nNULL,4\n",
    "tabs": "a\tb\n1\t2\n",
    "huge": "v\n9223372036854775808\n1\n",
    "single_quotes": "a|b\n'x|y'|2\n",
    "blanks": "a,b\n 1, x \n2 ,y\n",
    "no_line_end": "a,b\n1,2\n3,4",
    "truths": "a,b\nt,yes\nf,no\n",
    "names": "a b,C-d\n1,2\n",
    "letters": "a,b\nä,1\n日本,2\n",
}


def both(lake: Any, duck: Any, sql: str) -> None:
    """Compares names, types and rows of a query."""
    ours, theirs = lake.execute(sql), duck.execute(sql)
    assert [(d[0], str(d[1])) for d in ours.description] == [
        (d[0], str(d[1])) for d in theirs.description
    ], sql
    assert ours.fetchall() == theirs.fetchall(), sql


@pytest.fixture
def lake() -> Any:
    """Connects to the engine."""
    return engine.connect()._connection


@pytest.fixture
def duck() -> Any:
    """Connects to DuckDB."""
    return duckdb.connect()


@pytest.mark.parametrize("name", ODD_FILES)
def test_odd_files(name: str, lake: Any, duck: Any, tmp_path: Path) -> None:
    """Finds out names, types and rows as DuckDB does."""
    path = tmp_path / "file.csv"
    path.write_bytes(ODD_FILES[name].encode())
    both(lake, duck, f"SELECT * FROM '{path}'")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("null_words", "nullstr = 'NULL'"),
        ("null_words", "all_varchar = true"),
        ("no_header", "names = ['p', 'q']"),
        ("no_header", "header = false, columns = {'i': 'INTEGER', 's': 'VARCHAR'}"),
        ("names", "normalize_names = true"),
        ("semicolons", "decimal_separator = ','"),
        ("types", "types = {'t': 'VARCHAR'}"),
        ("types", "dateformat = '%d/%m/%Y'"),
        ("title", "skip = 1"),
        ("quotes", "types = ['INTEGER']"),
        ("empty_lines", "auto_type_candidates = ['DOUBLE', 'VARCHAR']"),
    ],
)
def test_options(name: str, options: str, lake: Any, duck: Any, tmp_path: Path) -> None:
    """Reads with options as DuckDB does."""
    path = tmp_path / "file.csv"
    path.write_bytes(ODD_FILES[name].encode())
    both(lake, duck, f"SELECT * FROM read_csv('{path}', {options})")


def random_text(rng: random.Random) -> str:
    """Makes text with all that has to be quoted."""
    return "".join(rng.choice('ab,"\n\r\' ;|é') for _ in range(rng.randrange(12)))


@pytest.mark.parametrize("seed", range(12))
def test_round_trip(seed: int, lake: Any, duck: Any, tmp_path: Path) -> None:
    """Reads random rows that either engine wrote, in blocks of a few bytes too."""
    rng = random.Random(seed)
    rows = rng.choice([1, 7, 500, 5000])
    lake.execute("CREATE TABLE t (i BIGINT, f DOUBLE, d DATE, b BOOLEAN, s VARCHAR)")
    lake.execute(
        "INSERT INTO t SELECT range, range / 8, DATE '2000-01-01' + (range % 9999)::INTEGER, "
        f"CASE WHEN range % 5 > 0 THEN range % 2 = 0 END, 'x' FROM range({rows})"
    )
    lake.execute("UPDATE t SET s = ? WHERE i % 7 = 1", [random_text(rng) + "z"])
    lake.execute("UPDATE t SET s = ? WHERE i % 7 = 3", [random_text(rng) + "z"])
    expected = lake.execute("FROM t ORDER BY i").fetchall()
    separator = rng.choice([",", ";", "|", "||"])
    options = f"delim = '{separator}'"
    suffix = rng.choice(["", ".gz", ".zst"])
    path = tmp_path / f"ours.csv{suffix}"
    lake.execute(f"COPY t TO '{path}' ({options.replace('=', ' ')})")
    kinds = "{'i': 'BIGINT', 'f': 'DOUBLE', 'd': 'DATE', 'b': 'BOOLEAN', 's': 'VARCHAR'}"
    said = f"{options}, columns = {kinds}, header = true, quote = '\"'"
    assert duck.execute(f"SELECT * FROM read_csv('{path}', {said}) ORDER BY i").fetchall() == expected
    for size in (1 << 20, 64, 7):
        read = f"SELECT * FROM read_csv('{path}', {said}, buffer_size = {size})"
        assert lake.execute(read).fetchall() == expected  # in the order of the file
    lake.execute("CREATE TABLE again AS FROM t WHERE false")
    lake.execute(f"COPY again FROM '{path}' ({options.replace('=', ' ')})")
    assert lake.execute("FROM again ORDER BY i").fetchall() == expected


def test_errors(lake: Any, tmp_path: Path) -> None:
    """Names file, line and column of what cannot be read, and leaves out lines when told to."""
    path = tmp_path / "bad.csv"
    kinds = "columns = {'a': 'INTEGER', 'b': 'INTEGER'}, header = true"
    path.write_text("a,b\n1,2\nx,3\n", encoding="utf-8")
    with pytest.raises(engine.Error, match="(?s)'x'.*column \"a\".*line 3"):
        lake.execute(f"FROM read_csv('{path}', {kinds})")
    path.write_text("a,b\n1,2\nx,3\n4\n5,6\n", encoding="utf-8")
    rest = lake.execute(f"FROM read_csv('{path}', {kinds}, ignore_errors = true)").fetchall()
    assert rest == [(1, 2), (5, 6)]
    texts = "columns = {'a': 'VARCHAR', 'b': 'VARCHAR'}, header = true"
    with pytest.raises(engine.Error, match="1 fields instead of 2 in line 4"):
        lake.execute(f"FROM read_csv('{path}', {texts})")
    padded = lake.execute(f"FROM read_csv('{path}', {texts}, null_padding = true)").fetchall()
    assert padded == [("1", "2"), ("x", "3"), ("4", None), ("5", "6")]
    path.write_text('a,b\n1,"open\n', encoding="utf-8")
    with pytest.raises(engine.Error, match="left open"):
        lake.execute(f"FROM read_csv('{path}', header = true, delim = ',', quote = '\"')")
    path.write_bytes(b"a,b\n1,\xff\n")
    with pytest.raises(engine.Error, match="not UTF-8"):
        lake.execute(f"FROM '{path}'")
    latin = lake.execute(f"FROM read_csv('{path}', encoding = 'latin-1')").fetchall()
    assert latin == [(1, "ÿ")]
    with pytest.raises(engine.Error, match="no option"):
        lake.execute(f"FROM read_csv('{path}', delimiters = ',')")
    with pytest.raises(engine.Error):
        lake.execute(f"FROM '{tmp_path}/missing.csv'")
    broken = tmp_path / "cut.csv.gz"
    broken.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 1000)[:-20])
    with pytest.raises(engine.Error, match="cut"):
        lake.execute(f"FROM '{broken}'")


def test_several_files(lake: Any, tmp_path: Path) -> None:
    """Reads files together, by place or by name."""
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("y,x\n3,4\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("x,z\n5,w\n", encoding="utf-8")
    both_files = f"['{tmp_path}/a.csv', '{tmp_path}/b.csv']"
    assert lake.execute(f"FROM read_csv({both_files})").fetchall() == [(1, 2), (4, 3)]
    united = lake.execute(f"FROM read_csv('{tmp_path}/?.csv', union_by_name = true)").fetchall()
    assert united == [(1, 2, None), (4, 3, None), (5, None, "w")]
    with pytest.raises(engine.Error, match="no column"):
        lake.execute(f"FROM read_csv('{tmp_path}/?.csv')")
    named = lake.execute(f"SELECT x, filename FROM read_csv({both_files}, filename = true)")
    assert named.fetchall() == [(1, f"{tmp_path}/a.csv"), (4, f"{tmp_path}/b.csv")]


def test_copy(lake: Any, duck: Any, tmp_path: Path) -> None:
    """Writes files that DuckDB reads alike, and leaves nothing behind when that fails."""
    lake.execute("CREATE TABLE t AS SELECT range AS i, 'a,' || range AS s FROM range(10)")
    expected = lake.execute("FROM t").fetchall()
    for name, options in {
        "a.csv": "",
        "b.tsv": "",
        "c.parquet": "(COMPRESSION snappy, ROW_GROUP_SIZE 3)",
        "d.json": "",
        "e.json": "(ARRAY true)",
        "f.txt": "(FORMAT csv, DELIMITER ';', FORCE_QUOTE *)",
    }.items():
        path = tmp_path / name
        assert lake.execute(f"COPY t TO '{path}' {options}").fetchall() == [(10,)]
        reader = {"txt": "read_csv", "tsv": "read_csv"}.get(name[-3:])
        source = f"{reader}('{path}')" if reader else f"'{path}'"
        assert duck.execute(f"FROM {source}").fetchall() == expected
    lake.execute(f"COPY t(s) TO '{tmp_path}/g.csv' WITH CSV HEADER DELIMITER '|'")
    assert (tmp_path / "g.csv").read_text(encoding="utf-8").startswith("s\na,0\n")
    before = sorted(path.name for path in tmp_path.iterdir())
    for wrong in (
        "COPY (SELECT CAST('x' || range AS INTEGER) FROM range(9)) TO '{0}/x.csv'",
        "COPY t TO '{0}/x.csv' (NO_SUCH_OPTION 1)",
        "COPY t TO '{0}/x.parquet' (COMPRESSION lzma)",
        "COPY t TO '{0}/no/such/folder.csv'",
        "COPY t FROM '{0}/g.csv'",
    ):
        with pytest.raises(engine.Error):
            lake.execute(wrong.format(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert lake.execute("SELECT COUNT(*) FROM t").fetchall() == [(10,)]
    lake.execute(f"COPY t FROM '{tmp_path}/a.csv'")
    assert lake.execute("SELECT COUNT(*), SUM(i) FROM t").fetchall() == [(20, 90)]


def test_separators_of_numbers(lake: Any, tmp_path: Path) -> None:
    """Reads numbers with separators, short and long ones, and where fields are missing."""
    path = tmp_path / "numbers.csv"
    path.write_text("a;b\n1,5;1.234\n-2.000,25;123.456.789.012.345\n3\n", encoding="utf-8")
    said = "delim = ';', decimal_separator = ',', thousands = '.', null_padding = true, header = true"
    kinds = "columns = {'a': 'DOUBLE', 'b': 'BIGINT'}"
    expected = [(1.5, 1234), (-2000.25, 123456789012345), (3.0, None)]
    assert lake.execute(f"FROM read_csv('{path}', {said}, {kinds})").fetchall() == expected


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"])
def test_formats_of_timestamps(kind: str, lake: Any, tmp_path: Path) -> None:
    """Reads timestamps of each unit by a format, as strptime does."""
    path = tmp_path / "moments.csv"
    path.write_text("t\n01/02/2020 10:00:07\n\ninfinity\n", encoding="utf-8")
    said = "timestampformat = '%d/%m/%Y %H:%M:%S', header = true, delim = ','"
    read = f"SELECT t::VARCHAR FROM read_csv('{path}', {said}, columns = {{'t': '{kind}'}})"
    assert lake.execute(read).fetchall() == [("2020-02-01 10:00:07",), (None,), ("infinity",)]


def test_formats_with_zones(lake: Any, tmp_path: Path) -> None:
    """Reads timestamps with zone by a format: in the session's zone, and by their own offset."""
    path = tmp_path / "moments.csv"
    lake.execute("SET TimeZone = 'America/New_York'")
    path.write_text("t\n01/07/2020 10:00:07\n", encoding="utf-8")
    kinds = "columns = {'t': 'TIMESTAMPTZ'}, header = true, delim = ','"
    read = f"SELECT t::VARCHAR FROM read_csv('{path}', {kinds}, timestampformat = '%d/%m/%Y %H:%M:%S"
    assert lake.execute(f"{read}')").fetchall() == [("2020-07-01 10:00:07-04",)]
    path.write_text("t\n01/07/2020 10:00:07 +02:00\n", encoding="utf-8")
    assert lake.execute(f"{read} %z')").fetchall() == [("2020-07-01 04:00:07-04",)]


@pytest.mark.parametrize("size", [7, 64, 1 << 20])
def test_long_beginnings(size: int, lake: Any, tmp_path: Path) -> None:
    """Skips more bytes than a record may have, and comments that fill the first blocks."""
    path = tmp_path / "long.csv"
    path.write_text("skipped\n" * 50 + "# a remark\n" * 50 + "\n\na,b\n1,2\n", encoding="utf-8")
    read = f"FROM read_csv('{path}', skip = 50, comment = '#', buffer_size = {size}, max_line_size = 100)"
    assert lake.execute(read).fetchall() == [(1, 2)]


def test_lines_that_end_with_cr(lake: Any, tmp_path: Path) -> None:
    """Counts lines in an error whatever ends them."""
    for end in ("\n", "\r", "\r\n"):
        path = tmp_path / "lines.csv"
        path.write_bytes(end.join(["a", "1", "2", "x", "4", ""]).encode())
        with pytest.raises(engine.Error, match="in line 4"):
            lake.execute(f"FROM read_csv('{path}', columns = {{'a': 'INTEGER'}}, header = true)")


def test_utf16(lake: Any, tmp_path: Path) -> None:
    """Reads pairs of surrogates, and refuses half of one wherever it stands."""
    path = tmp_path / "wide.csv"
    path.write_bytes("a,b\n😀,é\n".encode("utf-16"))
    read = f"FROM read_csv('{path}', encoding = 'utf-16', header = true)"
    assert lake.execute(read).fetchall() == [("😀", "é")]
    high, low = b"\x3d\xd8", b"\x00\xde"
    line = "a\nx".encode("utf-16-le")
    for wrong in (high + b"y\x00" + low, low, high + high + low, high, b"y"):
        path.write_bytes(line + wrong)
        with pytest.raises(engine.Error, match="not UTF-8"):
            lake.execute(read)


def test_names_that_are_no_text(lake: Any, tmp_path: Path) -> None:
    """Refuses a header that is not UTF-8, or numbers such columns."""
    path = tmp_path / "names.csv"
    path.write_bytes(b"a\xff,b\nx,1\ny,2\n")
    with pytest.raises(engine.Error, match="header of .*names.csv.* is not UTF-8"):
        lake.execute(f"FROM '{path}'")
    found = lake.execute(f"FROM read_csv('{path}', ignore_errors = true)")
    assert [column[0] for column in found.description] == ["column0", "b"]
    assert found.fetchall() == [("x", 1), ("y", 2)]
    found = lake.execute(f"FROM read_csv('{path}', encoding = 'latin-1')")
    assert found.description[0][0] == "aÿ"


def test_names_that_come_again(lake: Any, tmp_path: Path) -> None:
    """Numbers names that come again, also where a number makes yet another twin."""
    path = tmp_path / "twins.csv"
    path.write_text("a,A,a_1,,a\n1,2,3,4,5\n", encoding="utf-8")
    found = lake.execute(f"FROM '{path}'")
    assert [column[0] for column in found.description] == ["a", "A_1", "a_1_1", "column3", "a_2"]


def test_copy_to_url(lake: Any, tmp_path: Path) -> None:
    """Writes to file:// paths, and to no other scheme's."""
    lake.execute(f"COPY (SELECT 1 AS a) TO 'file://{tmp_path}/url.csv'")
    assert (tmp_path / "url.csv").read_text(encoding="utf-8") == "a\n1\n"
    with pytest.raises(engine.Error, match="file system"):
        lake.execute("COPY (SELECT 1 AS a) TO 's3://bucket/url.csv'")


@pytest.mark.parametrize("end", ["\n", "\r\n", "mixed"])
@pytest.mark.parametrize("seed", range(3))
def test_plain_and_quoted_records(seed: int, end: str, lake: Any, tmp_path: Path) -> None:
    """Reads plain records, quoted ones, empty lines, comments and long lines among each other."""
    rng = random.Random(seed)
    expected, lines = [], []
    longest = rng.choice([20, 20, 50_000, 90_000])
    for number in range(4000):
        size = rng.randrange(longest) if rng.random() < 0.005 else rng.randrange(20)
        text = "".join(rng.choice("abcdé-") for _ in range(size))
        line = f"{number},{text},{number % 7}"
        kind = rng.random()
        if kind < 0.1:
            text += rng.choice([",", "\n", '"', "\r\n", "#", ""])
            quoted = text.replace('"', '""')
            line = f'{number},"{quoted}",{number % 7}'
        elif kind < 0.13:
            text = text[:3] + "x" + '"' + text[3:]  # no quote, as it is not the first byte
            line = f"{number},{text},{number % 7}"
        elif kind < 0.16:
            lines.append(rng.choice(["", '# "remark', "#,,"]))
        lines.append(line)
        expected.append((number, text or None, number % 7))
    ends = ["\n", "\r\n", "\r"] if end == "mixed" else [end]
    path = tmp_path / "rows.csv"
    path.write_bytes("".join(line + rng.choice(ends) for line in lines).encode().rstrip(b"\r\n"))
    said = "header = false, delim = ',', quote = '\"', comment = '#', max_line_size = 200000"
    kinds = "columns = {'i': 'INTEGER', 's': 'VARCHAR', 'k': 'INTEGER'}"
    for size in (1 << 20, 100_000, 999):
        read = f"FROM read_csv('{path}', {said}, {kinds}, buffer_size = {size})"
        assert lake.execute(read).fetchall() == expected


def test_copy_from_with_header(tmp_path: Path) -> None:
    """Takes a first line for a header that names all columns of the table, whatever their types."""
    connection = engine.connect()
    for kind in ("BLOB", "VARCHAR", "INTEGER"):
        connection.run(f"CREATE OR REPLACE TABLE back (b {kind})")
        path = tmp_path / f"{kind}.csv"
        connection.run(f"COPY (SELECT '1'::{kind} AS b) TO '{path}'")
        connection.run(f"COPY back FROM '{path}'")
        assert connection.rows("SELECT count(*), min(b)::VARCHAR FROM back") == [(1, "1")]


def quoted(text: str) -> str:
    """Writes a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize(
    ("quote", "escape"), [("'", '"'), ("'", "|"), ('"', "'"), ('"', "\\"), ("'", "'")]
)
def test_escapes(lake: Any, duck: Any, tmp_path: Path, quote: str, escape: str) -> None:
    """Reads back texts of quotes and escapes, here and in DuckDB."""
    path = tmp_path / "a.csv"
    parts = ["a", quote, escape, ",", "b"]
    texts = ["".join(four) for four in itertools.product(parts, repeat=4)]
    rows = ", ".join(f"({i}, {quoted(text)})" for i, text in enumerate(texts))
    lake.execute(f"CREATE TABLE texts AS SELECT i, s FROM (VALUES {rows}) t(i, s)")
    lake.execute(f"COPY texts TO '{path}' (QUOTE {quoted(quote)}, ESCAPE {quoted(escape)})")
    query = (
        f"SELECT i, s FROM read_csv('{path}', quote = {quoted(quote)}, escape = {quoted(escape)}, "
        "delim = ',', header = true, auto_detect = false, "
        "columns = {'i': 'BIGINT', 's': 'VARCHAR'}) ORDER BY i"
    )
    wanted = list(enumerate(texts))
    assert duck.execute(query).fetchall() == wanted
    assert lake.execute(query).fetchall() == wanted


def test_quote_without_escape(lake: Any, duck: Any, tmp_path: Path) -> None:
    """Takes a quote written twice for one, where only the quote is said."""
    path = tmp_path / "a.csv"
    path.write_text("a,b\n'x\"\"y,z',1\n'it''s',2\n")
    both(lake, duck, f"SELECT * FROM read_csv('{path}', quote = '''')")
