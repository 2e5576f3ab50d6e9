"""Tests the Python package's PEP 249 side."""

from __future__ import annotations

import datetime
import decimal
import uuid

import lakebolt
import pandas
import pytest


@pytest.fixture
def connection():
    with lakebolt.connect() as opened:
        yield opened


def test_module_attributes():
    assert (lakebolt.apilevel, lakebolt.threadsafety, lakebolt.paramstyle) == ("2.0", 1, "qmark")
    assert lakebolt.__version__.count(".") == 2


def test_fetching(connection):
    cursor = connection.cursor()
    assert cursor.description is None
    assert cursor.execute("SELECT * FROM range(10)") is cursor
    assert cursor.fetchone() == (0,)
    assert cursor.fetchmany() == [(1,)]
    assert cursor.fetchmany(3) == [(2,), (3,), (4,)]
    assert cursor.fetchmany(0) == []
    assert cursor.fetchall() == [(i,) for i in range(5, 10)]
    assert cursor.fetchone() is None
    assert cursor.fetchmany(2) == []
    assert cursor.fetchall() == []


def test_iteration_streams(connection):
    rows = iter(connection.execute("SELECT * FROM range(1000000000)"))
    assert [next(rows) for _ in range(3)] == [(0,), (1,), (2,)]


def test_description(connection):
    cursor = connection.execute("SELECT 1 AS a, 'x' AS b, 1.50 AS c")
    assert [column[0] for column in cursor.description] == ["a", "b", "c"]
    assert [column[1] for column in cursor.description] == ["INTEGER", "VARCHAR", "DECIMAL(3,2)"]
    assert all(len(column) == 7 for column in cursor.description)
    assert cursor.columns == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("NULL", None),
        ("true", True),
        ("-7::TINYINT", -7),
        ("255::UTINYINT", 255),
        ("9223372036854775807", 9223372036854775807),
        ("18446744073709551615::UBIGINT", 18446744073709551615),
        ("1.5::FLOAT", 1.5),
        ("1e300", 1e300),
        ("12.340::DECIMAL(10,3)", decimal.Decimal("12.340")),
        ("-0.01::DECIMAL(38,2)", decimal.Decimal("-0.01")),
        ("'naïve 日本'", "naïve 日本"),
        ("''", ""),
        ("'ab'::BLOB", b"ab"),
        ("DATE '2024-02-29'", datetime.date(2024, 2, 29)),
        ("DATE '0001-01-01'", datetime.date(1, 1, 1)),
        ("TIME '23:59:59.123456'", datetime.time(23, 59, 59, 123456)),
        ("TIMESTAMP '1969-12-31 23:59:59.5'", datetime.datetime(1969, 12, 31, 23, 59, 59, 500000)),
        ("TIMESTAMP '2024-01-02 03:04:05'", datetime.datetime(2024, 1, 2, 3, 4, 5)),
        (
            "'2024-01-02 03:04:05+00'::TIMESTAMPTZ",
            datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc),
        ),
        ("INTERVAL '3' DAY", datetime.timedelta(days=3)),
        ("INTERVAL '90' MINUTE", datetime.timedelta(minutes=90)),
        (
            "'12345678-1234-5678-1234-567812345678'::UUID",
            uuid.UUID("12345678-1234-5678-1234-567812345678"),
        ),
    ],
)
def test_values_become_python_objects(connection, sql, value):
    found = connection.execute(f"SELECT {sql}").fetchone()[0]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        -(2**40),
        10**30,
        1.25,
        "it's",
        b"\x00\xff",
        decimal.Decimal("-12.50"),
        decimal.Decimal("1E+3"),
        datetime.date(1965, 3, 4),
        datetime.time(1, 2, 3, 4),
        datetime.datetime(1999, 12, 31, 23, 59, 59, 999999),
        datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
        datetime.timedelta(days=-2, seconds=5),
    ],
)
def test_parameters(connection, value):
    assert connection.execute("SELECT ?", [value]).fetchone()[0] == value


def test_parameters_by_number(connection):
    assert connection.execute("SELECT $2, $1", (1, "b")).fetchall() == [("b", 1)]


def test_parameters_by_name(connection):
    found = connection.execute("SELECT $b, $a + 1", {"a": 1, "b": "x"}).fetchall()
    assert found == [("x", 2)]
    with pytest.raises(lakebolt.Error):
        connection.execute("SELECT $c", {"a": 1})


def test_wrong_parameters(connection):
    with pytest.raises(lakebolt.Error):
        connection.execute("SELECT ?").fetchall()
    with pytest.raises(lakebolt.ProgrammingError, match="object"):
        connection.execute("SELECT ?", [object()])


def test_sessions_keep_views_and_settings(connection):
    connection.execute("CREATE VIEW v AS SELECT 1 AS a")
    connection.execute("SET threads = 1")
    assert connection.execute("FROM v").fetchall() == [(1,)]
    assert connection.execute("SHOW threads").fetchall()[0][-1] in (1, "1")
    with pytest.raises(lakebolt.ProgrammingError):
        lakebolt.connect().execute("FROM v")


def test_two_results_at_once(connection):
    one = connection.execute("SELECT * FROM range(100000)")
    two = connection.execute("SELECT * FROM range(100000)")
    assert one.fetchone() == two.fetchone() == (0,)
    assert len(one.fetchall()) == len(two.fetchall()) == 99999


def test_config():
    opened = lakebolt.connect({"threads": 1, "memory_limit": "1GB"})
    assert opened.execute("SELECT 1").fetchall() == [(1,)]
    with pytest.raises(lakebolt.Error, match="no_such"):
        lakebolt.connect({"no_such": 1})


@pytest.mark.parametrize(
    ("sql", "kind", "state"),
    [
        ("SELEC 1", lakebolt.ProgrammingError, "42601"),
        ("SELECT nope", lakebolt.ProgrammingError, "42703"),
        ("FROM nope", lakebolt.ProgrammingError, "42P01"),
        ("SELECT nope(1)", lakebolt.ProgrammingError, "42883"),
        ("SELECT 'x'::INTEGER", lakebolt.DataError, "22P02"),
        ("SELECT 9223372036854775807 + 1", lakebolt.DataError, "22003"),
        ("FROM 'no/such.parquet'", lakebolt.OperationalError, "58030"),
    ],
)
def test_errors(connection, sql, kind, state):
    with pytest.raises(kind) as caught:
        connection.execute(sql).fetchall()
    assert caught.value.sqlstate == state
    assert isinstance(caught.value, lakebolt.DatabaseError)


def test_errors_point_at_the_place(connection):
    with pytest.raises(lakebolt.ProgrammingError) as caught:
        connection.execute("SELECT 1,\n  lenght('a')")
    assert "^" in str(caught.value)
    assert caught.value.position == len("SELECT 1,\n  ")
    assert "length" in caught.value.hint


def test_closed(connection):
    cursor = connection.cursor()
    with pytest.raises(lakebolt.InterfaceError):
        cursor.fetchall()
    cursor.close()
    with pytest.raises(lakebolt.InterfaceError):
        cursor.execute("SELECT 1")
    connection.close()
    with pytest.raises(lakebolt.InterfaceError):
        connection.execute("SELECT 1")


def test_transactions(connection):
    connection.commit()
    connection.rollback()
    connection.execute("CREATE TABLE t (a INTEGER)")
    connection.begin()
    connection.execute("INSERT INTO t VALUES (1)")
    connection.rollback()
    connection.begin()
    assert connection.execute("INSERT INTO t VALUES (2), (3)").fetchall() == [(2,)]
    connection.commit()
    assert connection.execute("FROM t").fetchall() == [(2,), (3,)]


def test_small_query_fails_when_executed(connection):
    with pytest.raises(lakebolt.DataError):
        connection.execute("SELECT CAST(v AS INTEGER) FROM (VALUES ('1'), ('x')) t(v)")
    assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_parameters_of_pandas_and_of_bytes():
    connection = lakebolt.connect()
    given = [pandas.NaT, pandas.NA, bytearray(b"ab"), memoryview(b"x")]
    assert connection.execute("SELECT ?, ?, ?, ?", given).fetchone() == (None, None, b"ab", b"x")


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("SELECT ?", [1, 2]),
        ("SELECT '?' -- ?", [1]),
        ("SELECT $1", [1, 2]),
        ("SELECT $x", {"x": 1, "y": 1}),
        ("SELECT ?", ["\ud800"]),
    ],
)
def test_parameters_without_a_place_or_that_are_no_text(text, parameters):
    connection = lakebolt.connect()
    with pytest.raises(lakebolt.ProgrammingError):
        connection.execute(text, parameters)
    with pytest.raises(lakebolt.ProgrammingError):
        connection.sql(text, parameters)


def test_parameters_of_several_statements():
    connection = lakebolt.connect()
    assert connection.execute("SELECT 2 * $x; SELECT $x", {"x": 1}).fetchone() == (1,)


def test_a_closed_cursor_says_so():
    cursor = lakebolt.connect().cursor().execute("SELECT 1")
    cursor.close()
    with pytest.raises(lakebolt.InterfaceError, match="cursor is closed"):
        cursor.fetchone()
