"""Takes structs, lists and maps through scans, projections, joins, sorts, groups and output."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import arrow_values
import duckdb
import engine
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = 3000


def nested_table() -> pa.Table:
    """Makes a table with lists, structs, maps and their combinations, with NULLs at each level."""
    lists = [None if i % 11 == 0 else [j if j % 3 else None for j in range(i % 5)] for i in range(ROWS)]
    structs = [None if i % 7 == 0 else {"a": i, "b": None if i % 2 else f"text {i}"} for i in range(ROWS)]
    maps = [None if i % 13 == 0 else [(f"k{j}", i + j) for j in range(i % 3)] for i in range(ROWS)]
    deep = [[{"x": [i, None], "y": {"z": f"{i}"}}] * (i % 3) for i in range(ROWS)]
    return pa.table(
        {
            "i": pa.array(range(ROWS), pa.int64()),
            "l": pa.array(lists, pa.list_(pa.int32())),
            "s": pa.array(structs, pa.struct([("a", pa.int64()), ("b", pa.string())])),
            "m": pa.array(maps, pa.map_(pa.string(), pa.int64())),
            "d": pa.array(deep),
        }
    )


@pytest.fixture(scope="module", params=[1, 3, 2048], ids=lambda rows: f"chunk{rows}")
def connection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[engine.Connection]:
    """Connects to the table as a view `n` over a file of several row groups, for a chunk size."""
    path: Path = tmp_path_factory.mktemp("nested") / "n.parquet"
    pq.write_table(nested_table(), path, row_group_size=700)
    opened = engine.connect((f"SET chunk_size = {request.param}",))
    opened.run(f"CREATE VIEW n AS SELECT * FROM '{path}'")
    yield opened
    opened.close()


def check(connection: engine.Connection, sql: str, expected: pa.Table) -> None:
    """Compares an answer with the table it should be."""
    assert arrow_values.difference(connection.arrow(sql), expected) == ""


def test_scan(connection: engine.Connection) -> None:
    """Reads all columns, some, and in another order."""
    table = nested_table()
    check(connection, "SELECT * FROM n ORDER BY i", table)
    check(connection, "SELECT d, l FROM n ORDER BY i", table.select(["d", "l"]))


def test_filter(connection: engine.Connection) -> None:
    """Filters by a flat column, and by whether a nested one is NULL."""
    table = nested_table()
    check(connection, "SELECT * FROM n WHERE i % 10 = 3 ORDER BY i", table.take(list(range(3, ROWS, 10))))
    without = [i for i in range(ROWS) if i % 11 == 0]
    check(connection, "SELECT i, l FROM n WHERE l IS NULL ORDER BY i", table.select(["i", "l"]).take(without))
    assert connection.rows("SELECT COUNT(s), COUNT(m) FROM n") == [
        (sum(1 for i in range(ROWS) if i % 7), sum(1 for i in range(ROWS) if i % 13))
    ]


def test_sort_and_limit(connection: engine.Connection) -> None:
    """Carries nested columns through a sort and a top-N."""
    table = nested_table()
    backwards = list(range(ROWS - 1, -1, -1))
    check(connection, "SELECT i, s, m FROM n ORDER BY i DESC", table.select(["i", "s", "m"]).take(backwards))
    check(connection, "SELECT l, d FROM n ORDER BY i DESC LIMIT 7", table.select(["l", "d"]).take(backwards[:7]))


def test_join(connection: engine.Connection) -> None:
    """Carries nested columns through both sides of a join, and NULLs where it finds none."""
    table = nested_table()
    sql = "SELECT a.i, a.s, b.l, b.d FROM n a LEFT JOIN n b ON a.i = b.i + 2990 ORDER BY a.i"
    found = connection.arrow(sql)
    right = pa.table({"l": table["l"].take([None if i < 2990 else i - 2990 for i in range(ROWS)])})
    assert arrow_values.plain(found["s"]) == arrow_values.plain(table["s"])
    assert arrow_values.plain(found["l"]) == arrow_values.plain(right["l"])


def test_union_and_table(connection: engine.Connection) -> None:
    """Keeps nested columns in a table, and appends one to another."""
    connection.run("CREATE OR REPLACE TABLE kept AS SELECT * FROM n")
    table = nested_table()
    check(connection, "SELECT * FROM kept ORDER BY i", table)
    sql = "SELECT i, m FROM kept WHERE i < 5 UNION ALL SELECT i, m FROM n WHERE i BETWEEN 5 AND 9 ORDER BY i"
    check(connection, sql, table.select(["i", "m"]).slice(0, 10))


def test_python_values(connection: engine.Connection) -> None:
    """Fetches nested values as lists and dicts."""
    assert connection.rows("SELECT l, s FROM n WHERE i = 4") == [([None, 1, 2, None], {"a": 4, "b": "text 4"})]


NESTED = {
    "a": "CASE WHEN i % 7 = 0 THEN NULL ELSE [i % {n}, CASE WHEN i % 3 = 0 THEN i % 2 END] END",
    "b": "CASE WHEN i % 5 = 0 THEN NULL ELSE {{'x': i % {n}, 'y': CASE WHEN i % 4 > 0 THEN 'y' END}} END",
    "c": "map([i % {n}], [[i % 2]])",
    "d": "[[i % {n}::DOUBLE, CASE WHEN i % 2 = 0 THEN 0.0 ELSE -0.0 END]]",
}
JOINS = [
    "SELECT l.i, r.i FROM l {kind} JOIN r ON {keys}",
    "SELECT l.i FROM l SEMI JOIN r ON {keys}",
    "SELECT l.i FROM l ANTI JOIN r ON {keys}",
    "SELECT l.i, EXISTS (SELECT 1 FROM r WHERE {keys}) FROM l",
    "SELECT l.i, (SELECT count(*) FROM r WHERE {keys}) FROM l",
]


@pytest.mark.parametrize("equal", ["=", "IS NOT DISTINCT FROM"])
@pytest.mark.parametrize("column", NESTED)
def test_joins_on_nested_keys(column: str, equal: str) -> None:
    """Joins on lists, structs and maps as DuckDB does, NULLs at each level among them."""
    ours, theirs = engine.connect(), duckdb.connect()
    for name, rows, n in (("l", 300, 11), ("r", 200, 17)):
        items = ", ".join(f"{text.format(n=n)} AS {name_}" for name_, text in NESTED.items())
        for run in (ours.run, theirs.execute):
            run(f"CREATE TABLE {name} AS SELECT i::INTEGER AS i, {items} FROM range({rows}) t(i)")
    for keys in (f"l.{column} {equal} r.{column}", f"l.{column} {equal} r.{column} AND l.i < r.i"):
        for sql in JOINS:
            for kind in ("INNER", "LEFT", "RIGHT", "FULL") if "{kind}" in sql else ("",):
                query = sql.format(kind=kind, keys=keys) + " ORDER BY ALL"
                assert ours.rows(query) == theirs.execute(query).fetchall(), query
    for query in (
        f"SELECT i FROM l WHERE {column} IN (SELECT {column} FROM r) ORDER BY 1",
        f"SELECT i FROM l WHERE {column} NOT IN (SELECT {column} FROM r WHERE {column} IS NOT NULL) ORDER BY 1",
        f"SELECT i, {column} IN (SELECT {column} FROM r) FROM l ORDER BY 1",
    ):
        assert ours.rows(query) == theirs.execute(query).fetchall(), query


def test_joins_on_many_nested_keys() -> None:
    """Looks nested keys up instead of comparing each pair, of which there would be billions."""
    connection = engine.connect(("SET statement_timeout = '60s'",))
    connection.run("CREATE TABLE t AS SELECT [i, NULL, 5] AS l FROM range(200000) r(i)")
    assert connection.rows("SELECT count(*) FROM t a JOIN t b ON a.l = b.l") == [(200_000,)]
    assert connection.rows("SELECT count(*) FROM t WHERE l IN (SELECT l FROM t)") == [(200_000,)]
