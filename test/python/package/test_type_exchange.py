"""Exchanges values of UNION, BIGNUM and ENUM with Python and Arrow."""

from __future__ import annotations

import lakebolt
import pyarrow as pa
import pytest

UNIONS = """
SELECT CASE i WHEN 0 THEN 7 WHEN 2 THEN NULL::INT ELSE NULL END::UNION(num INT, str VARCHAR) AS u, i
FROM range(1) r(i)
UNION ALL SELECT 'two'::UNION(num INT, str VARCHAR), 1
UNION ALL SELECT NULL::INT::UNION(num INT, str VARCHAR), 2
UNION ALL SELECT NULL, 3
"""


@pytest.fixture
def connection() -> lakebolt.Connection:
    """Connects to an engine of its own."""
    return lakebolt.connect()


def test_union_to_python(connection: lakebolt.Connection) -> None:
    """Gives what a union holds."""
    rows = connection.execute(f"SELECT u FROM ({UNIONS}) ORDER BY i").fetchall()
    assert rows == [(7,), ("two",), (None,), (None,)]
    nested = connection.execute("SELECT [union_value(a := 1)], {'x': union_value(b := 'y')}").fetchone()
    assert nested == ([1], {"x": "y"})


def test_union_to_arrow(connection: lakebolt.Connection) -> None:
    """Leaves as a sparse union."""
    table = connection.execute(f"SELECT u FROM ({UNIONS}) ORDER BY i").arrow()
    table = table if isinstance(table, pa.Table) else table.read_all()
    table.validate(full=True)
    kind = table.schema.field("u").type
    assert kind.mode == "sparse"
    assert [kind.field(i).name for i in range(kind.num_fields)] == ["num", "str"]
    assert table["u"].to_pylist() == [7, "two", None, None]


@pytest.mark.parametrize("mode", ["sparse", "dense"])
def test_union_from_arrow(connection: lakebolt.Connection, mode: str) -> None:
    """Comes in from both kinds of unions, slices too."""
    tags = pa.array([0, 1, 0, 1, 0], pa.int8())
    if mode == "sparse":
        members = [pa.array([1, None, 3, None, None]), pa.array([None, "b", None, "d", None])]
        column = pa.UnionArray.from_sparse(tags, members, ["num", "str"])
    else:
        members = [pa.array([1, 3, None]), pa.array(["b", "d"])]
        offsets = pa.array([0, 0, 1, 1, 2], pa.int32())
        column = pa.UnionArray.from_dense(tags, offsets, members, ["num", "str"])
    table = pa.table({"u": column, "i": range(5)})
    for first in (0, 1, 3):
        connection.register("unions", table.slice(first))
        sql = "SELECT u, union_tag(u)::VARCHAR, typeof(u) FROM unions ORDER BY i"
        expected = [(1, "num"), ("b", "str"), (3, "num"), ("d", "str"), (None, "num")][first:]
        kind = "UNION(num BIGINT, str VARCHAR)"
        assert connection.execute(sql).fetchall() == [(*row, kind) for row in expected]


def test_bignum_to_python(connection: lakebolt.Connection) -> None:
    """Gives ints, of more digits than Python reads from text too."""
    values = ["0", "-1", "255", "-256", "1" + "0" * 50, "-" + "9" * 40]
    for value in values:
        assert connection.execute(f"SELECT '{value}'::BIGNUM").fetchone() == (int(value),)
    (large,) = connection.execute("SELECT ('1' || repeat('0', 9000))::BIGNUM").fetchone()
    assert large == 10**9000


def test_bignum_to_arrow(connection: lakebolt.Connection) -> None:
    """Leaves as text."""
    table = connection.execute("SELECT '123456789012345678901234567890'::BIGNUM AS b, NULL::BIGNUM AS n").arrow()
    table = table if isinstance(table, pa.Table) else table.read_all()
    assert table.to_pylist() == [{"b": "123456789012345678901234567890", "n": None}]
