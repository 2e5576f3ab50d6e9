"""Writes partitioned files and reads them back, here and in DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import engine
import pytest


@pytest.fixture
def connection() -> engine.Connection:
    """Opens a database with a table of sales."""
    connection = engine.connect(("SET threads = 2",))
    connection.run(
        "CREATE TABLE sales AS SELECT i AS id, 2020 + i % 3 AS year, "
        "CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'a/b=c' WHEN 2 THEN 'ä %' ELSE 'x' END AS region "
        "FROM range(5000) r(i)"
    )
    return connection


def files(folder: Path) -> list[str]:
    """Lists all files below a folder."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("kind", ["parquet", "csv", "json"])
def test_round_trip(connection: engine.Connection, tmp_path: Path, kind: str) -> None:
    """Spreads rows over folders that both engines read as columns again."""
    folder = tmp_path / "out"
    connection.run(f"COPY sales TO '{folder}' (FORMAT {kind}, PARTITION_BY (year, region))")
    assert len(files(folder)) == 12
    assert f"year=2020/region=__HIVE_DEFAULT_PARTITION__/data_0.{kind}" in files(folder)
    query = f"SELECT id, year, region FROM read_{kind}('{folder}/*/*/*.{kind}') ORDER BY id"
    wanted = connection.rows("SELECT id, year, region FROM sales ORDER BY id")
    assert connection.rows(query) == wanted
    assert duckdb.sql(query).fetchall() == wanted


def test_existing_files(connection: engine.Connection, tmp_path: Path) -> None:
    """Keeps, replaces or refuses what is there already."""
    folder = tmp_path / "out"
    copy = f"COPY (FROM sales WHERE year = %d) TO '{folder}' (FORMAT parquet, PARTITION_BY year%s)"
    count = f"SELECT year, count(*) FROM '{folder}/**/*.parquet' GROUP BY ALL ORDER BY ALL"
    connection.run(copy % (2020, ""))
    with pytest.raises(engine.Error, match="OVERWRITE"):
        connection.rows(copy % (2021, ""))
    assert connection.rows(count) == [(2020, 1667)]
    connection.run(copy % (2021, ", OVERWRITE_OR_IGNORE"))
    assert connection.rows(count) == [(2020, 1667), (2021, 1667)]
    connection.run(copy % (2021, ", APPEND"))
    assert connection.rows(count) == [(2020, 1667), (2021, 3334)]
    connection.run(copy % (2022, ", OVERWRITE"))
    assert connection.rows(count) == [(2022, 1666)]


def test_failure_leaves_nothing(connection: engine.Connection, tmp_path: Path) -> None:
    """Leaves no file behind when the query fails, even where many files were open."""
    folder = tmp_path / "out"
    bad = "SELECT id, id % 230 AS part, CAST(CASE id WHEN 4999 THEN 'x' ELSE '1' END AS INT) AS n"
    with pytest.raises(engine.Error):
        connection.rows(f"COPY ({bad} FROM sales) TO '{folder}' (FORMAT csv, PARTITION_BY part)")
    assert not folder.exists() or files(folder) == []


def test_many_parts(connection: engine.Connection, tmp_path: Path) -> None:
    """Writes more files than may be open at once."""
    folder = tmp_path / "out"
    connection.run(
        f"COPY (SELECT id, id % 230 AS part FROM sales) TO '{folder}' "
        "(FORMAT parquet, PARTITION_BY part, WRITE_PARTITION_COLUMNS, FILENAME_PATTERN 'p_{i}_{uuid}')"
    )
    assert len(files(folder)) >= 230
    query = f"SELECT count(*), sum(id), sum(part) FROM read_parquet('{folder}/*/p_*.parquet')"
    assert connection.rows(query) == duckdb.sql(query).fetchall()
    assert connection.rows(query)[0][:2] == (5000, 12497500)


def test_bad_options(connection: engine.Connection, tmp_path: Path) -> None:
    """Names columns that there are not, and refuses files without columns."""
    for query, by, text in [
        ("FROM sales", "nowhere", "nowhere"),
        ("SELECT year FROM sales", "year", "no column is left"),
    ]:
        with pytest.raises(engine.Error, match=text):
            connection.rows(f"COPY ({query}) TO '{tmp_path}/o' (FORMAT parquet, PARTITION_BY {by})")
    assert files(tmp_path) == []
