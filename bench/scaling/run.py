#!/usr/bin/env python3
"""Runs queries on one thread, on two, and on more threads than there are cores.

    bench/scaling/run.py
    bench/scaling/run.py --scale 1 --runs 9 --threads 16 --only join

Two threads are compared by time: least of the runs, both settings in turn. The column `even` is what
the split of the work alone would give: all threads' CPU time over that of the busiest one, which other
work on the machine does not touch. With many threads the CPU time over one thread's shows what they
lose to each other, and `waits` how often a worker gave up its core by itself (a lock that another
holds, a condition variable) in a second of CPU time.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lakebolt  # noqa: E402
from tpch.data import SUITE  # noqa: E402

QUERIES = {
    "scan, filter, sum": """
        SELECT sum(l_extendedprice * l_discount) FROM lineitem WHERE l_quantity < 24""",
    "scan strings": "SELECT sum(length(l_comment)), min(upper(l_shipinstruct)) FROM lineitem",
    "LIKE": "SELECT count(*) FROM lineitem WHERE l_comment LIKE '%special%requests%'",
    "group by, 4 groups": """
        SELECT l_returnflag, l_linestatus, sum(l_quantity), avg(l_extendedprice)
        FROM lineitem GROUP BY ALL""",
    "group by, 200 thousand groups": """
        SELECT l_partkey, count(*), sum(l_quantity) AS s FROM lineitem GROUP BY l_partkey
        HAVING sum(l_quantity) > 1500""",
    "group by, 800 thousand groups": """
        SELECT l_partkey, l_suppkey, sum(l_quantity) AS s FROM lineitem GROUP BY ALL
        HAVING sum(l_quantity) > 500""",
    "group by strings": """
        SELECT l_comment, count(*) FROM lineitem GROUP BY l_comment HAVING count(*) > 60""",
    "count distinct": "SELECT count(DISTINCT l_partkey) FROM lineitem",
    "join, small build side": """
        SELECT s_nationkey, sum(l_extendedprice) FROM lineitem JOIN supplier ON l_suppkey = s_suppkey
        GROUP BY 1""",
    "join, large build side": """
        SELECT sum(l_extendedprice * o_shippriority) FROM lineitem JOIN orders
        ON l_orderkey = o_orderkey WHERE o_totalprice > 1000""",
    "join, many matches": """
        SELECT count(*), sum(ps_supplycost) FROM lineitem JOIN partsupp ON l_partkey = ps_partkey""",
    "semi join": """
        SELECT count(*) FROM orders WHERE o_orderkey IN
        (SELECT l_orderkey FROM lineitem WHERE l_commitdate < l_receiptdate)""",
    "sort": """
        SELECT l_orderkey FROM lineitem ORDER BY l_extendedprice, l_partkey LIMIT 10 OFFSET 3000000""",
    "window": """
        SELECT max(r) FROM (SELECT row_number() OVER (PARTITION BY l_suppkey ORDER BY l_shipdate) AS r
        FROM lineitem)""",
}


@dataclass
class Work:
    """Is what a run of a query took."""

    seconds: float
    cpu: dict[str, float]  # seconds, by thread
    waits: int

    def total(self) -> float:
        """Returns the CPU seconds of all threads."""
        return sum(self.cpu.values())


def threads_now() -> dict[str, tuple[float, int]]:
    """Returns each thread's CPU seconds and how often it gave up its core by itself."""
    found = {}
    for task in Path("/proc/self/task").iterdir():
        try:
            cpu = int((task / "schedstat").read_text().split()[0]) / 1e9
            status = (task / "status").read_text()
        except FileNotFoundError:
            continue
        waits = int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])
        found[task.name] = (cpu, waits)
    return found


def run(connection: lakebolt.Connection, query: str) -> Work:
    """Runs a query once."""
    before = threads_now()
    begin = time.perf_counter()
    connection.execute(query).fetchall()
    seconds = time.perf_counter() - begin
    after = threads_now()
    changes = {
        name: (cpu - before.get(name, (0.0, 0))[0], waits - before.get(name, (0.0, 0))[1])
        for name, (cpu, waits) in after.items()
    }
    return Work(
        seconds,
        {name: cpu for name, (cpu, _) in changes.items()},
        sum(waits for _, waits in changes.values()),
    )


def connect(folder: Path, threads: int) -> lakebolt.Connection:
    """Opens a database with the tables of a folder."""
    connection = lakebolt.connect()
    connection.execute(f"SET threads = {threads}")
    for table, file in SUITE.files(folder).items():
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{file}'")
    return connection


def main() -> None:
    """Measures every query."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", default="1", help="scale factor of TPC-H's tables (1)")
    options.add_argument("--data", type=Path, help="folder of tables that are there already")
    options.add_argument("--runs", type=int, default=7, help="runs of each query (7)")
    options.add_argument("--threads", type=int, default=16, help="what many threads are (16)")
    options.add_argument("--only", default="", help="part of the names of the queries to run")
    chosen = options.parse_args()
    folder = SUITE.made(chosen.scale, chosen.data)
    counts = (1, 2, chosen.threads)
    connections = {count: connect(folder, count) for count in counts}
    print(
        f"{'seconds, then CPU seconds':31s}{'1 thread':>12s}{'2':>13s}{'ratio':>7s}{'even':>6s}"
        f"{'1 thread':>11s}{'2':>7s}{counts[2]:7d}{'ratio':>7s}{'waits':>7s}"
    )
    for name, query in QUERIES.items():
        if chosen.only not in name:
            continue
        works: dict[int, list[Work]] = {count: [] for count in counts}
        for _ in range(chosen.runs):
            for count in counts[:2]:
                works[count].append(run(connections[count], query))
        # By themselves: what many threads leave of the process's memory is not what two need.
        for _ in range(chosen.runs):
            works[counts[2]].append(run(connections[counts[2]], query))
        least = {count: min(work.seconds for work in works[count]) for count in counts}
        cpu = {count: min(works[count], key=Work.total) for count in counts}
        total = {count: cpu[count].total() for count in counts}
        even = total[2] / max(cpu[2].cpu.values())
        many = cpu[counts[2]]
        print(
            f"{name:31s}{least[1]:12.3f}{least[2]:13.3f}{least[1] / least[2]:7.2f}{even:6.2f}"
            f"{total[1]:11.3f}{total[2]:7.3f}{total[counts[2]]:7.3f}"
            f"{total[counts[2]] / total[1]:7.2f}{many.waits / many.total():7.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
