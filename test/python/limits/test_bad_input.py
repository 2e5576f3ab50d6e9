"""Sends SQL that is too deep, too long, too wide or just wrong: an answer or a clear error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import engine
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

RUN = """
import sys
sys.path.insert(0, {folder!r})
import engine
sys.set_int_max_str_digits(0)  # whole numbers may be of any size
connection = engine.connect()
try:
    print("ok", connection.rows({sql}))
except engine.Error as error:
    print("error", str(error)[:3000])
"""


def in_process(sql: str) -> str:
    """Runs the SQL that the Python expression `sql` makes, where a crash is seen as one."""
    script = RUN.format(folder=str(Path(__file__).parents[1]), sql=sql)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, f"exit status {done.returncode}: {done.stderr[-2000:]}"
    return done.stdout


DEEP = {
    "parentheses": '"SELECT " + "(" * 10_000 + "1" + ")" * 10_000',
    "not": '"SELECT " + "NOT " * 10_000 + "TRUE"',
    "minus": '"SELECT " + "- " * 10_001 + "1"',
    "plus_chain": '"SELECT 1" + " + 1" * 10_000',
    "and_chain": '"SELECT TRUE" + " AND TRUE" * 10_000',
    "or_chain": '"SELECT * FROM range(3) t(i) WHERE i = 0" + " OR i = 1" * 10_000',
    "concatenation": '"SELECT \'a\'" + " || \'b\'" * 10_000',
    "case": '"SELECT " + "CASE WHEN TRUE THEN " * 3_000 + "1" + " END" * 3_000',
    "calls": '"SELECT " + "abs(" * 5_000 + "1" + ")" * 5_000',
    "casts": '"SELECT 1" + "::INTEGER" * 5_000',
    "subqueries": '"SELECT " + "(SELECT " * 1_000 + "1" + ")" * 1_000',
    "from": '"SELECT * FROM " + "(SELECT * FROM " * 1_000 + "range(1)" + ") t" * 1_000',
    "unions": '"SELECT 1" + " UNION ALL SELECT 1" * 3_000',
    "open": '"SELECT " + "(" * 100_000',
    "brackets": '"SELECT " + "[" * 10_000 + "]" * 10_000',
    "with": '"WITH a AS (" * 500 + "SELECT 1" + ") SELECT * FROM a" * 500',
}


@pytest.mark.parametrize("name", DEEP)
def test_deep(name: str) -> None:
    """Nests one construct thousands of times."""
    outcome = in_process(DEEP[name])
    assert outcome.startswith(("ok", "error")), outcome[:500]


LONG = {
    "literal": '"SELECT length(\'" + "x" * 10_000_000 + "\')"',
    "in_list": '"SELECT 7 IN (" + ", ".join(map(str, range(1_000_000))) + ")"',
    "comment": '"SELECT 1 /*" + "x" * 10_000_000 + "*/"',
    "spaces": '"SELECT 1" + " " * 10_000_000',
    "columns": '"SELECT " + ", ".join(f"{i} AS c{i}" for i in range(20_000))',
    "values": '"SELECT SUM(x) FROM (VALUES " + ", ".join(f"({i})" for i in range(200_000)) + ") v(x)"',
    "name": '"SELECT 1 AS " + "n" * 1_000_000',
    "digits": '"SELECT " + "9" * 100_000',
    "statements": '"SELECT 1;" * 2_000',
}


@pytest.mark.parametrize("name", LONG)
def test_long(name: str) -> None:
    """Sends up to ten megabytes of SQL."""
    outcome = in_process(LONG[name])
    assert outcome.startswith(("ok", "error")), outcome[:500]
    if engine.NAME == "lakebolt" and name in ("literal", "in_list", "comment", "spaces", "values"):
        assert outcome.startswith("ok"), outcome[:500]


@pytest.fixture
def connection() -> engine.Connection:
    """Connects."""
    return engine.connect()


def test_many_columns(connection: engine.Connection, tmp_path: Path) -> None:
    """Reads, filters and groups a table of 5,000 columns."""
    path = tmp_path / "wide.parquet"
    pq.write_table(pa.table({f"c{i}": [i, i + 1, None] for i in range(5000)}), path)
    assert connection.arrow(f"SELECT * FROM '{path}'").num_columns == 5000
    assert connection.rows(f"SELECT c4999 FROM '{path}' WHERE c2500 = 2501") == [(5000,)]
    sums = ", ".join(f"SUM(c{i})" for i in range(5000))
    row = connection.rows(f"SELECT {sums} FROM '{path}'")[0]
    assert [int(value) for value in row] == [2 * i + 1 for i in range(5000)]
    connection.run(f"CREATE TABLE wide AS SELECT * FROM '{path}'")
    assert connection.rows("SELECT COUNT(*), COUNT(c0) FROM wide") == [(3, 2)]


def test_nothing_to_read(connection: engine.Connection, tmp_path: Path) -> None:
    """Reads files without rows, with row groups without rows, and without columns."""
    empty = tmp_path / "empty.parquet"
    schema = pa.schema([("a", pa.int64()), ("b", pa.string()), ("l", pa.list_(pa.int32()))])
    pq.write_table(schema.empty_table(), empty)
    assert connection.rows(f"SELECT * FROM '{empty}'") == []
    assert connection.rows(f"SELECT COUNT(*), SUM(a), MIN(b) FROM '{empty}'") == [(0, None, None)]
    groups = tmp_path / "groups.parquet"
    with pq.ParquetWriter(groups, schema) as writer:
        for rows in (0, 3, 0, 0, 2, 0):
            values = {"a": list(range(rows)), "b": ["x"] * rows, "l": [[1]] * rows}
            writer.write_table(pa.table(values, schema=schema))
    assert connection.rows(f"SELECT COUNT(*), SUM(a) FROM '{groups}'") == [(5, 4)]
    assert len(connection.rows(f"SELECT * FROM '{groups}' WHERE a >= 0")) == 5


def test_zero_columns(connection: engine.Connection, tmp_path: Path) -> None:
    """Counts rows where no column is needed."""
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"a": list(range(10_000))}), path, row_group_size=3000)
    assert connection.rows(f"SELECT COUNT(*) FROM '{path}'") == [(10_000,)]
    assert connection.rows(f"SELECT COUNT(*) FROM '{path}' WHERE a > 4999") == [(5000,)]
    assert connection.rows(f"SELECT 1 FROM '{path}' LIMIT 2") == [(1,), (1,)]
    assert connection.rows(f"SELECT COUNT(*) FROM '{path}' x, '{path}' y WHERE x.a = y.a") == [(10_000,)]
    assert connection.rows(f"SELECT COUNT(*) FROM (SELECT a FROM '{path}')") == [(10_000,)]
    assert connection.rows(f"SELECT EXISTS (SELECT 1 FROM '{path}')") == [(True,)]


ODD_TEXT = ["\0", "SELECT 'a\0b'", "SELECT '\u200b'", "\ufeffSELECT 1", "SELECT 1 -- \u00e9", ";", "",
            "   ", "-- nothing", "SELECT 'é' AS \"ü\"", "SELECT \u00a01", "SELECT '🙂'", "é"]  # fmt: skip


@pytest.mark.parametrize("sql", ODD_TEXT, ids=[repr(sql) for sql in ODD_TEXT])
def test_odd_text(connection: engine.Connection, sql: str) -> None:
    """Sends characters that are not expected, or no statement at all."""
    try:
        connection.rows(sql)
    except engine.Error:
        pass
    assert connection.rows("SELECT 1") == [(1,)]


FAILING = {
    "SELECT 1 // 0": "22012",
    "SELECT 1 % 0": "22012",
    "SELECT i // (i - 3) FROM range(10) t(i)": "22012",
    "SELECT 9223372036854775807::BIGINT + 1::BIGINT": "22003",
    "SELECT 127::TINYINT + 1::TINYINT": "22003",
    "SELECT 99999999999999999999999999999999999999::DECIMAL(38,0) * 10": "22003",
    "SELECT SUM(x) FROM (VALUES (99999999999999999999999999999999999999::DECIMAL(38,0)), (1)) v(x)": "22003",
    "SELECT 300::UTINYINT": "22003",
    "SELECT 'abc'::INTEGER": "22P02",
    "SELECT CAST('2020-13-01' AS DATE)": "22",
    "SELECT x::INTEGER FROM (VALUES ('1'), ('x')) v(x)": "22P02",
    "SELECT 1e300::DOUBLE::INTEGER": "22003",
}  # fmt: skip


@pytest.mark.parametrize("sql", FAILING)
def test_run_time_errors(connection: engine.Connection, sql: str) -> None:
    """Expects an error with the right code, and a connection that works afterwards."""
    with pytest.raises(engine.Error) as caught:
        connection.rows(sql)
    if engine.NAME == "lakebolt":
        assert f"[{FAILING[sql]}" in str(caught.value)
    assert connection.rows("SELECT 1") == [(1,)]


def test_try_cast(connection: engine.Connection) -> None:
    """Gives NULL where a cast would fail, and only there."""
    sql = "SELECT TRY_CAST(x AS INTEGER) FROM (VALUES ('1'), ('x'), (NULL), ('3000000000')) v(x)"
    assert connection.rows(sql) == [(1,), (None,), (None,), (None,)]


def test_error_points_at_the_mistake(connection: engine.Connection) -> None:
    """Checks line, caret and hint of an unknown column in the third line."""
    connection.run("CREATE TABLE people AS SELECT 1 AS person_id, 'x' AS name")
    with pytest.raises(engine.Error) as caught:
        connection.rows("SELECT\n  name,\n  persn_id\nFROM people")
    if engine.NAME == "lakebolt":
        lines = str(caught.value).split("\n")
        at = next(i for i, line in enumerate(lines) if line.startswith("LINE 3: "))
        assert lines[at + 1].index("^") == lines[at].index("persn_id")
        assert "person_id" in str(caught.value)


@pytest.mark.parametrize("before", range(4))
def test_errors_cut_no_character(connection: engine.Connection, tmp_path: Path, before: int) -> None:
    """Shows the beginning of long values in errors: whole characters."""
    text = "x" * before + "\u20ac" * 200
    (tmp_path / "field.csv").write_text(f"a\n1\n{text}\n", encoding="utf-8")
    (tmp_path / "record.csv").write_text(f"a,b\n1,2\n{text}\n", encoding="utf-8")
    (tmp_path / "value.json").write_text(f'{{"a": "{text}"}}\n', encoding="utf-8")
    for table in (
        f"read_csv('{tmp_path}/field.csv', header = true, columns = {{'a': 'INTEGER'}})",
        f"read_csv('{tmp_path}/record.csv', header = true, columns = {{'a': 'VARCHAR', 'b': 'VARCHAR'}})",
        f"read_json('{tmp_path}/value.json', columns = {{'a': 'INTEGER'}})",
    ):
        with pytest.raises(engine.Error) as raised:
            connection.rows(f"FROM {table}")
        assert "\u20ac" in str(raised.value), table
        assert "\ufffd" not in str(raised.value), table
