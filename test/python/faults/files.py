"""Statements that read and write files of every format, under faults of all kinds."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import engine

from .database import FaultyDatabase, Tally

ROWS = 5000
TABLE = f"""
    CREATE TABLE t AS SELECT
        i, i % 10 AS k, 'text ' || i % 100 AS s, i / 7.0 AS x,
        CASE WHEN i % 3 = 0 THEN NULL ELSE DATE '2020-01-01' + CAST(i % 500 AS INTEGER) END AS d
    FROM range({ROWS}) r(i)"""
FILES = {
    "t.csv": "",
    "t.csv.gz": "(FORMAT csv, COMPRESSION gzip)",
    "t.json": "",
    "t.parquet": "(FORMAT parquet, ROW_GROUP_SIZE 1000)",
    "t.arrows": "(FORMAT arrows)",
}
QUERIES = [
    "SELECT count(*), sum(i), min(s), max(d) FROM '{file}'",
    "SELECT k, sum(x) FROM '{file}' WHERE i BETWEEN 1200 AND 1300 GROUP BY k ORDER BY k",
    "SELECT s, i FROM '{file}' WHERE s = 'text 7' ORDER BY i DESC LIMIT 3",
    "DESCRIBE SELECT * FROM '{file}'",
]


def _readable(connection: engine.Connection, folder: Path) -> list[str]:
    """Writes all files, and lists those that the engine reads."""
    files = []
    for name, options in FILES.items():
        path = folder / name
        connection.run(f"COPY t TO '{path}' {options}")
        try:
            connection.rows(f"SELECT count(*) FROM '{path}'")
        except engine.Error:
            continue
        files.append(str(path))
    return files


def run(
    chance: random.Random,
    sites: list[str],
    tally: Tally,
    journal: Callable[[str], None],
    faults: int,
    folder: Path,
) -> None:
    """Tries `faults` faults, half of them of writers; throws AssertionError for a wrong answer."""
    connection = engine.connect()
    connection.run(TABLE)
    files = _readable(connection, folder)
    queries = [query.format(file=file) for file in files for query in QUERIES]
    expected = {query: connection.rows(query) for query in queries}
    names = set(os.listdir(folder))
    database = FaultyDatabase(connection, chance, sites, tally, journal, uses_files=True)
    for _ in range(faults):
        if chance.random() < 0.5:
            query = chance.choice(queries)
            assert database.table(query)[1] == expected[query], f"a wrong answer of {query}"
            continue
        name, options = chance.choice(list(FILES.items()))
        database.run(f"COPY t TO '{folder / name}' {options}")
        assert set(os.listdir(folder)) == names, "a partial file was left"
