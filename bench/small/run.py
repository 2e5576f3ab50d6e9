#!/usr/bin/env python3
"""Times tiny statements on Lakebolt, DuckDB and Polars' SQL, one after the other: percentiles in us.

    bench/small/run.py
    bench/small/run.py --runs 2000 --only parquet
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from pathlib import Path
from typing import Any, Callable

import duckdb
import numpy
import polars
import pyarrow
import pyarrow.parquet

import lakebolt

ROWS = 1_000_000
SOUGHT = 424_242
Run = Callable[[], Any]


def make_file(folder: Path) -> Path:
    """Writes the table that points are looked up in."""
    path = folder / "points.parquet"
    random = numpy.random.default_rng(1)
    table = pyarrow.table(
        {
            "id": numpy.arange(ROWS),
            "v": random.random(ROWS),
            "s": [f"name {i % 1000}" for i in range(ROWS)],
        }
    )
    pyarrow.parquet.write_table(table, path, row_group_size=ROWS // 10)
    return path


def sql_cases(connection: Any, path: Path) -> dict[str, Run]:
    """Makes the tables and the cases of an engine with cursors."""
    run = connection.execute
    run("SET threads = 1")
    run(f"CREATE TABLE plain AS SELECT * FROM '{path}' WHERE id < 100000")
    run("CREATE TABLE keyed (id BIGINT PRIMARY KEY, v DOUBLE, s VARCHAR)")
    run(f"INSERT INTO keyed SELECT * FROM '{path}' WHERE id < 100000")
    run("CREATE TABLE grown (id BIGINT, v DOUBLE, s VARCHAR)")
    run("PREPARE of_plain AS SELECT * FROM plain WHERE id = $1")
    run("PREPARE of_keyed AS SELECT * FROM keyed WHERE id = $1")
    run(f"PREPARE of_file AS SELECT * FROM '{path}' WHERE id = $1")
    run("PREPARE grow AS INSERT INTO grown VALUES ($1, $2, $3)")
    keys = itertools.count(ROWS)

    def rows(sql: str, parameters: list[Any] | None = None) -> Run:
        return lambda: run(sql, parameters).fetchall()

    return {
        "select 1": rows("SELECT 1"),
        "select 1 to Arrow": lambda: run("SELECT 1").to_arrow_table(),
        "point, parquet": rows(f"SELECT * FROM '{path}' WHERE id = {SOUGHT}"),
        "point, memory": rows("SELECT * FROM plain WHERE id = 4242"),
        "point, memory by key": rows("SELECT * FROM keyed WHERE id = 4242"),
        "point, parameter": rows("SELECT * FROM keyed WHERE id = ?", [4242]),
        "prepared, parquet": rows(f"EXECUTE of_file({SOUGHT})"),
        "prepared, memory": rows("EXECUTE of_plain(4242)"),
        "prepared, memory by key": rows("EXECUTE of_keyed(4242)"),
        "prepared insert": rows("EXECUTE grow(1, 1.5, 'abc')"),
        "insert by key": lambda: run(f"INSERT INTO keyed VALUES ({next(keys)}, 1.5, 'a')").fetchall(),
        "100 rows": rows("SELECT * FROM plain LIMIT 100"),
        "group 100,000 rows": rows("SELECT s, count(*) FROM plain GROUP BY s ORDER BY 2 LIMIT 5"),
    }


def polars_cases(path: Path) -> dict[str, Run]:
    """Makes the cases that Polars' SQL has."""
    plain = polars.scan_parquet(path).filter(polars.col("id") < 100000).collect()
    context = polars.SQLContext(file=polars.scan_parquet(path), plain=plain)

    def rows(sql: str) -> Run:
        return lambda: context.execute(sql, eager=True).rows()

    return {
        "select 1": rows("SELECT 1 FROM plain LIMIT 1"),
        "point, parquet": rows(f"SELECT * FROM file WHERE id = {SOUGHT}"),
        "point, memory": rows("SELECT * FROM plain WHERE id = 4242"),
        "100 rows": rows("SELECT * FROM plain LIMIT 100"),
        "group 100,000 rows": rows(
            "SELECT s, count(*) AS c FROM plain GROUP BY s ORDER BY c LIMIT 5"
        ),
    }


def measure(run: Run, runs: int) -> list[float]:
    """Returns sorted times in us, the first runs left out."""
    for _ in range(5):
        run()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        run()
        times.append((time.perf_counter() - begin) * 1e6)
    return sorted(times)


def main() -> None:
    """Measures every case on every engine that has it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=300, help="executions of each case (300)")
    options.add_argument("--only", default="", help="part of the names of the cases to run")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = make_file(Path(folder))
        engines = {
            "lakebolt": sql_cases(lakebolt.connect(), path),
            "duckdb": sql_cases(duckdb.connect(), path),
            "polars": polars_cases(path),
        }
        print(f"{'least, median, 95 % in us':26s}" + "".join(f"{name:>26s}" for name in engines))
        for case in engines["lakebolt"]:
            if chosen.only not in case:
                continue
            line = f"{case:26s}"
            for cases in engines.values():
                text = ""
                if case in cases:
                    times = measure(cases[case], chosen.runs)
                    marks = (times[0], times[len(times) // 2], times[len(times) * 95 // 100])
                    text = " ".join(f"{mark:7.0f}" for mark in marks)
                line += f"{text:>26s}"
            print(line, flush=True)


if __name__ == "__main__":
    main()
