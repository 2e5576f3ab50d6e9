"""Casts between all scalar types, of edge values and random ones, against DuckDB."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import duckdb
import engine
import pytest

SEED = 20261121

INTEGERS = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"]
UNSIGNED = ["UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"]
DECIMALS = ["DECIMAL(4,1)", "DECIMAL(18,3)", "DECIMAL(38,10)", "DECIMAL(38,0)"]
INSTANTS = ["DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ"]
CLOCKS = ["TIME", "TIMETZ", "TIME_NS"]
OTHERS = ["BOOLEAN", "FLOAT", "DOUBLE", "VARCHAR", "BLOB", "UUID", "BIT", "INTERVAL", "ENUM('1', 'true', 'x')"]
TYPES = INTEGERS + UNSIGNED + DECIMALS + INSTANTS + CLOCKS + OTHERS

TEXTS = [
    *["0", "1", "-1", "127", "128", "-128", "-129", "255", "256", "32767", "32768", "65535", "65536"],
    *[str(2**n + d) for n in (31, 32, 63, 64, 127, 128) for d in (-1, 0)],
    *[str(-(2**n) - d) for n in (31, 63, 127) for d in (0, 1)],
    *["0.5", "-0.5", "1.5", "2.5", "-2.5", "999.94", "999.95", "99999.5", "1e3", "1e-1", "1e38", "1e39"],
    *["0x10", "0b101", "1_000", " 12 ", "+5", ".5", "5.", ".", "", "abc", "1e", "1_", "_1", "0x"],
    *["inf", "-inf", "nan", "Infinity", "1e400", "1e-400", "3.4e38", "16777217", "0.1"],
    *["true", "FALSE", "t", "yes", "on", "no", "off", "2"],
    *["2020-01-31", "1969-12-31", "0001-01-01", "9999-12-31", "2020-02-30", "1992-2-3"],
    *["2020-01-31 12:34:56", "2020-01-31 12:34:56.789", "1969-12-31 23:59:59.999999"],
    *["2020-01-31T12:34:56.123456789", "2020-01-31 12:34:56+02", "infinity", "-infinity", "epoch"],
    *["1969-12-31 23:59:58.1234565", "1969-12-31 23:59:58.5", "2020-01-31 23:59:59.9999999", "epoch+02"],
    *["12:34:56", "00:00:00", "23:59:59.999999", "12:34", "24:00:00", "12:34:56+02", "12:34:56.7-05:30"],
    *["1 day", "1 year 2 months 3 days 04:05:06.7", "-3 hours", "30 days", "1 month ago", "1"],
    *["5. days", "1.84781283 seconds", "0.1234567 days", "1234.5678915 ms"],
    *["12345678-1234-1234-1234-123456789012", "{12345678123412341234123456789012}"],
    *["0101", "10101010", "\\xAA\\x01", "x", "ä"],
]


def random_texts(count: int) -> list[str]:
    """Draws numbers of all sizes, with and without decimals."""
    draw = random.Random(SEED)
    texts = []
    for _ in range(count):
        digits = draw.randint(1, 40)
        number = str(draw.randrange(10**digits))
        if draw.random() < 0.5:
            number += "." + str(draw.randrange(10 ** draw.randint(1, 12)))
        texts.append(("-" if draw.random() < 0.4 else "") + number)
    return texts


def known_difference(source: str, target: str, text: str) -> bool:
    """Tells whether an answer may differ: docs/sql/differences.md says why."""
    floating = ("FLOAT", "DOUBLE")
    to_decimal = target.startswith("DECIMAL") and source in floating
    from_wide_decimal = source.startswith("DECIMAL(38") and target in floating
    least_hugeint = source in floating and target == "HUGEINT"
    spans = "INTERVAL" in (source, target) and re.fullmatch(r"-?\d{10,}.*", text) is not None
    return to_decimal or from_wide_decimal or least_hugeint or spans


@pytest.fixture(scope="module")
def connection() -> Iterator[engine.Connection]:
    """Connects to the engine under test."""
    opened = engine.connect(("SET TimeZone = 'UTC'",))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def oracle() -> Iterator[duckdb.DuckDBPyConnection]:
    """Connects to DuckDB."""
    opened = duckdb.connect()
    opened.execute("SET TimeZone = 'UTC'")
    yield opened
    opened.close()


@pytest.mark.parametrize("source", TYPES)
def test_casts_from(
    source: str, connection: engine.Connection, oracle: duckdb.DuckDBPyConnection
) -> None:
    """Casts every text that is a value of one type to all types."""
    texts = TEXTS + random_texts(60)
    rows = ", ".join("('" + text.replace("'", "''") + "')" for text in texts)
    values = f"(SELECT t, TRY_CAST(t AS {source}) AS v FROM (VALUES {rows}) q(t))"
    wrong = []
    for target in TYPES:
        sql = f"SELECT t, CAST(TRY_CAST(v AS {target}) AS VARCHAR) FROM {values} WHERE v IS NOT NULL"
        try:
            expected = dict(oracle.execute(sql).fetchall())
        except duckdb.Error:
            continue  # there is no such cast
        if all(answer is None for answer in expected.values()):
            continue  # nor here
        try:
            answers = dict(connection.rows(sql))
        except engine.Error as error:
            wrong.append(f"{source} to {target}: {error}")
            continue
        wrong += [
            f"{source} '{text}' to {target}: {answers.get(text, 'nothing')}, not {expected.get(text, 'nothing')}"
            for text in expected.keys() | answers.keys()
            if answers.get(text, "nothing") != expected.get(text, "nothing")
            and not known_difference(source, target, text)
        ]
    assert not wrong, "\n".join(wrong[:40])
