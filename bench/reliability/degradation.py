#!/usr/bin/env python3
"""Shows how queries slow down when memory is short: what each needs, and its time with a part of it.

    bench/reliability/degradation.py --data FOLDER
    bench/reliability/degradation.py --shares 2,1.1,0.5,0.25,0.1 --queries sort,join

What a query needs is the most that it held at a time without a limit. Each limit has a process of
its own; rows are read batch by batch. Times are of the run that took least processor time; peaks are
the greatest of the whole process, as the system counts them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lakebolt  # noqa: E402
import pyarrow as pa  # noqa: E402
from harness.worker import forget_peak_memory, peak_memory  # noqa: E402
from tpch.data import SUITE  # noqa: E402

MIB = 1 << 20
UNITS = {"B": 1, "KiB": 1 << 10, "MiB": MIB, "GiB": 1 << 30}

QUERIES = {
    "sort": "SELECT * FROM lineitem ORDER BY l_extendedprice, l_comment",
    "group-by": "SELECT l_orderkey, l_partkey, count(*), sum(l_quantity) FROM lineitem GROUP BY ALL",
    "few groups": "SELECT l_suppkey, count(*), sum(l_quantity) FROM lineitem GROUP BY ALL",
    "string_agg": "SELECT l_partkey, string_agg(l_comment, ';') FROM lineitem GROUP BY ALL",
    "DISTINCT": "SELECT DISTINCT l_orderkey, l_partkey, l_suppkey, l_shipdate FROM lineitem",
    "count DISTINCT": "SELECT l_suppkey, count(DISTINCT l_orderkey), count(DISTINCT l_comment) "
    "FROM lineitem GROUP BY ALL",
    "ROLLUP": "SELECT l_orderkey, l_suppkey, sum(l_quantity) FROM lineitem "
    "GROUP BY ROLLUP (l_orderkey, l_suppkey)",
    "join": "SELECT l_orderkey, l_comment, o_comment FROM orders JOIN lineitem "
    "ON o_orderkey = l_orderkey AND o_orderdate < l_commitdate",
    "semi join": "SELECT * FROM orders WHERE EXISTS (SELECT 1 FROM lineitem "
    "WHERE l_orderkey = o_orderkey AND l_comment > o_comment)",
    "window": "SELECT l_orderkey, l_comment, row_number() OVER (PARTITION BY l_suppkey "
    "ORDER BY l_shipdate, l_orderkey) AS n FROM lineitem",
    "running sum": "SELECT l_orderkey, l_comment, sum(l_quantity) OVER (ORDER BY l_shipdate, "
    "l_orderkey ROWS UNBOUNDED PRECEDING) AS n FROM lineitem",
    "whole partitions": "SELECT l_orderkey, l_comment, sum(l_quantity) OVER (PARTITION BY l_suppkey) "
    "AS n FROM lineitem",
    "top N": "SELECT * FROM lineitem ORDER BY l_extendedprice DESC, l_comment LIMIT 500000",
    "CTE": "WITH c AS MATERIALIZED (SELECT l_orderkey, l_comment, l_shipdate FROM lineitem) "
    "SELECT count(*), max(l_comment) FROM (SELECT * FROM c WHERE l_orderkey % 2 = 0 "
    "UNION ALL SELECT * FROM c WHERE l_shipdate < DATE '1995-01-01')",
    "INTERSECT": "SELECT l_orderkey, l_partkey FROM lineitem INTERSECT "
    "SELECT l_orderkey, l_partkey FROM lineitem WHERE l_quantity > 5",
}


class Run(NamedTuple):
    """Is what one run of a query took."""

    cpu: float
    seconds: float
    rows: int
    peak: int


def run(connection: lakebolt.Connection, sql: str) -> Run:
    """Reads all rows; returns seconds, rows and the peak of the process."""
    forget_peak_memory()
    start, cpu = time.perf_counter(), time.process_time()
    rows = sum(batch.num_rows for batch in connection.execute(sql).fetch_record_batch())
    return Run(time.process_time() - cpu, time.perf_counter() - start, rows, peak_memory())


def profile(connection: lakebolt.Connection, sql: str) -> tuple[int, int]:
    """Returns the bytes that a query held at its peak, and those that it wrote to disk."""
    plan = str(connection.execute("EXPLAIN ANALYZE " + sql).fetchall())

    def size(match: tuple[str, str]) -> int:
        return int(float(match[0]) * UNITS[match[1]])

    peak = re.findall(r"peak memory ([\d.]+) (\w+)", plan)
    spilled = re.findall(r"spilled ([\d.]+) (\w+)", plan)
    return size(peak[-1]), sum(size(match) for match in spilled)


class Measured(NamedTuple):
    """Is what some runs of a query showed."""

    least: Run
    peak: int
    needed: int
    spilled: int
    error: str = ""


def measure(files: dict[str, str], threads: int, sql: str, limit: int | None, runs: int) -> Measured:
    """Runs a query with a limit, in this process."""
    connection = lakebolt.connect()
    connection.execute(f"SET threads = {threads}")
    if limit is not None:
        connection.execute(f"SET memory_limit = '{limit}'")
    for table, path in files.items():
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")
    try:
        every = [run(connection, sql) for _ in range(runs)]
        needed, spilled = profile(connection, sql)
    except (lakebolt.Error, pa.ArrowException) as error:
        return Measured(Run(0, 0, 0, 0), peak_memory(), 0, 0, str(error).splitlines()[0])
    return Measured(min(every), max(one.peak for one in every), needed, spilled)


def apart(*given: Any) -> Measured:
    """Measures in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(measure, *given).result()


def compare(files: dict[str, str], threads: int, name: str, shares: list[float], runs: int) -> None:
    """Prints the lines of one query."""
    sql = QUERIES[name]
    best, peak, need, _, _ = apart(files, threads, sql, None, runs)
    print(
        f"| {name} | all: {need // MIB} MiB | {best.cpu:.3f} | | {best.seconds:.3f} "
        f"| | | {peak // MIB} |",
        flush=True,
    )
    for share in shares:
        limit = int(need * share)
        least, peak, _, spilled, error = apart(files, threads, sql, limit, runs)
        if not error and least.rows != best.rows:
            raise SystemExit(f"{name}: {least.rows} rows instead of {best.rows}")
        times = (
            f"{least.cpu:.3f} | {least.cpu / best.cpu:.2f} | {least.seconds:.3f} "
            f"| {least.seconds / best.seconds:.2f} | {spilled // MIB}"
        )
        over = max(0, peak - limit) // MIB
        print(
            f"| {name} | {share:g} | {f'{error} | | | | ' if error else times} "
            f"| {peak // MIB} ({over} over) |",
            flush=True,
        )


def main() -> int:
    """Reads the command line and measures each query."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--data", type=Path, help="folder of TPC-H's tables (scale factor 1)")
    options.add_argument("--queries", default=",".join(QUERIES), help="comma-separated names")
    options.add_argument("--shares", default="1.1,0.9,0.5,0.25", help="parts of what is needed")
    options.add_argument("--threads", type=int, default=2, help="threads (2)")
    options.add_argument("--runs", type=int, default=3, help="the least of so many runs (3)")
    given = options.parse_args()
    tables = {
        table: str(path)
        for table, path in SUITE.files(given.data or SUITE.made("1")).items()
    }
    print("| query | memory | CPU s | ratio | s | ratio | spilled MiB | peak MiB |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    shares = [float(share) for share in given.shares.split(",")]
    for name in given.queries.split(","):
        compare(tables, given.threads, name, shares, given.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
