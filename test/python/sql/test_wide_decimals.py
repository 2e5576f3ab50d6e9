"""Decimals of up to 76 digits against Python's own arithmetic."""

from __future__ import annotations

import decimal
import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import engine
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.skipif(engine.NAME == "duckdb", reason="DuckDB's decimals have 38 digits")

decimal.getcontext().prec = 200


@pytest.fixture(scope="module")
def connection() -> Iterator[engine.Connection]:
    """Connects to the engine under test."""
    opened = engine.connect(())
    yield opened
    opened.close()


def draw(random_numbers: random.Random, digits: int, scale: int) -> Decimal:
    """Draws a decimal of up to `digits` digits, `scale` of them behind the point."""
    number = random_numbers.randrange(10 ** random_numbers.randint(1, digits))
    sign = -1 if random_numbers.random() < 0.5 else 1
    return Decimal(sign * number).scaleb(-scale)


def test_arithmetic(connection: engine.Connection) -> None:
    """Adds, subtracts, multiplies, takes remainders, rounds and compares random numbers."""
    numbers = random.Random(5)
    pairs = [(draw(numbers, 60, 10), draw(numbers, 30, 4)) for _ in range(300)]
    rows = ", ".join(
        f"({i}, '{a}'::DECIMAL(70, 10), '{b}'::DECIMAL(40, 4))" for i, (a, b) in enumerate(pairs)
    )
    connection.run(f"CREATE OR REPLACE TABLE wide AS SELECT * FROM (VALUES {rows}) v(i, a, b)")
    answers = connection.rows(
        "SELECT i, a + b, a - b, b * b, nullif(b, 0), CASE WHEN b <> 0 THEN a % b END, round(a, 2),"
        " a < b, a = b, -a, abs(b), sign(a), a::VARCHAR FROM wide ORDER BY i"
    )
    for (a, b), row in zip(pairs, answers, strict=True):
        _, total, difference, product, _, rest, rounded, less, equal, minus, size, sign, text = row
        assert (total, difference, product) == (a + b, a - b, b * b)
        assert rest == (None if b == 0 else a - b * int(a / b))
        assert rounded == a.quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert (less, equal, minus, size) == (a < b, a == b, -a, abs(b))
        assert sign == (a > 0) - (a < 0)
        assert Decimal(text) == a


def test_aggregates_and_keys(connection: engine.Connection) -> None:
    """Sums, sorts, groups and joins."""
    numbers = random.Random(6)
    values = [draw(numbers, 70, 3) for _ in range(200)] * 3
    rows = ", ".join(f"('{value}'::DECIMAL(74, 3))" for value in values)
    connection.run(f"CREATE OR REPLACE TABLE keys AS SELECT * FROM (VALUES {rows}) v(x)")
    total, least, most, distinct = connection.rows(
        "SELECT sum(x), min(x), max(x), count(DISTINCT x) FROM keys"
    )[0]
    assert (total, least, most) == (sum(values), min(values), max(values))
    assert distinct == len(set(values))
    ordered = [row[0] for row in connection.rows("SELECT DISTINCT x FROM keys ORDER BY x DESC")]
    assert ordered == sorted(set(values), reverse=True)
    joined = connection.rows("SELECT count(*) FROM keys a JOIN keys b ON a.x = b.x")[0][0]
    assert joined == sum(values.count(value) for value in values)


def test_casts(connection: engine.Connection) -> None:
    """Casts to and from other numbers and text, with what does not fit."""
    numbers = random.Random(7)
    for _ in range(100):
        value = draw(numbers, 76, 20)
        sql = (
            f"SELECT '{value}'::DECIMAL(76, 20)::VARCHAR, '{value}'::DECIMAL(76, 20)::DOUBLE,"
            f" TRY_CAST('{value}'::DECIMAL(76, 20) AS DECIMAL(38, 5)),"
            f" TRY_CAST('{value}'::DECIMAL(76, 20) AS HUGEINT)"
        )
        text, double, narrow, whole = connection.rows(sql)[0]
        assert Decimal(text) == value
        assert double == pytest.approx(float(value), rel=1e-15)
        rounded = value.quantize(Decimal("0.00001"), ROUND_HALF_UP)
        assert narrow == (rounded if abs(rounded) < 10**33 else None)
        nearest = int(value.quantize(Decimal(1), ROUND_HALF_UP))
        assert whole == (nearest if -(2**127) <= nearest < 2**127 else None)
    for sql in ("SELECT 1e76::DECIMAL(76, 0)", f"SELECT '{'9' * 77}'::DECIMAL(76, 0)"):
        with pytest.raises(engine.Error):
            connection.run(sql)


def test_arrow_and_parquet(connection: engine.Connection, tmp_path: Path) -> None:
    """Reads decimals of 256 bits from files and gives them back."""
    numbers = random.Random(8)
    values = [None if i % 9 == 0 else draw(numbers, 50, 7) for i in range(1000)]
    table = pa.table({"x": pa.array(values, pa.decimal256(60, 7))})
    pq.write_table(table, tmp_path / "wide.parquet", row_group_size=300)
    answer = connection.arrow(f"SELECT x FROM '{tmp_path / 'wide.parquet'}'")
    assert answer.column("x").to_pylist() == values
    assert answer.schema.field("x").type == pa.decimal256(60, 7)
    bound = sorted(value for value in values if value is not None)[500]
    found = connection.rows(
        f"SELECT count(*) FROM '{tmp_path / 'wide.parquet'}' WHERE x < '{bound}'::DECIMAL(60, 7)"
    )
    assert found == [(500,)]
