#!/usr/bin/env python3
"""Tells how far Lakebolt's join orders are from the best of many others.

Each query runs as it is, and then with seeds for the setting `join_order_seed`, which changes the
optimizer's estimates by random factors (small, middling and large ones by turns), so that other
orders win. Compares CPU seconds on one thread and the rows that all joins give together, over the
plans that differ. Orders that take longer than three times the best so far are stopped. Queries
without joins, or for which all seeds give one plan, are left out.

A ratio is checked at the end: the best plan runs again beside the chosen one, three times each.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.suite import Suite  # noqa: E402

ROWS = re.compile(r"JOIN\s+\(rows (\d+)")
ESTIMATES = re.compile(r"\(.*?\)")
LEAST_LIMIT = 0.05
"""Seconds below which no order is stopped."""
WORTH_CHECKING = 1.3
"""From this ratio on, both plans run again."""


def parse(arguments: list[str]) -> argparse.Namespace:
    """Reads the command line."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--suite", default="job", help="job, tpch or tpcds (job)")
    options.add_argument("--data", type=Path, help="folder of the tables")
    options.add_argument("--size", help="their scale")
    options.add_argument("--orders", type=int, default=40, help="seeds a query (40)")
    options.add_argument("--queries", default="", help="comma-separated names (all)")
    options.add_argument("--explain", action="store_true", help="print both plans of bad ratios")
    return options.parse_args(arguments)


class Runner:
    """Runs one text and measures it."""

    def __init__(self, suite: Suite, folder: Path) -> None:
        """Opens the tables on one thread, so that CPU time is what a plan costs."""
        import lakebolt

        self._connection = lakebolt.connect()
        self._connection.execute("SET threads = 1")
        for table, path in suite.files(folder).items():
            self._connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")

    def _lines(self, sql: str, seed: int) -> str:
        self._connection.execute(f"SET join_order_seed = {seed}")
        return "\n".join(str(line[-1]) for line in self._connection.execute(sql).fetchall())

    def plan(self, sql: str, seed: int) -> str:
        """Returns the plan of a seed without its estimates."""
        return ESTIMATES.sub("", self._lines("EXPLAIN " + sql, seed))

    def run(self, sql: str, seed: int, limit: float) -> tuple[float, int, str] | None:
        """Returns seconds, joined rows and the plan; None where it took longer than `limit`."""
        timer = threading.Timer(limit, self._connection.interrupt)
        start = time.process_time()
        timer.start()
        try:
            text = self._lines("EXPLAIN ANALYZE " + sql, seed)
        except Exception as error:  # noqa: BLE001: the engine's own class is not known here
            if "cancelled" not in str(error):
                raise
            return None
        finally:
            timer.cancel()
        seconds = time.process_time() - start
        return seconds, sum(int(rows) for rows in ROWS.findall(text)), text

    def least(self, sql: str, seed: int, runs: int) -> tuple[float, int, str] | None:
        """Returns the quickest of some runs."""
        taken = [self.run(sql, seed, 120) for _ in range(runs)]
        return min((run for run in taken if run), default=None)


def measure(runner: Runner, sql: str, orders: int, explain: bool) -> str | None:
    """Compares the chosen order with others; returns a line of figures."""
    seen = {runner.plan(sql, 0)}
    chosen = runner.least(sql, 0, 2)
    if chosen is None:
        return "takes longer than 120 s"
    best, best_seed, fewest = chosen[0], 0, chosen[1]
    for seed in range(1, orders + 1):
        plan = runner.plan(sql, seed)
        if plan in seen:
            continue
        seen.add(plan)
        run = runner.run(sql, seed, max(3 * best, LEAST_LIMIT))
        if not run:
            continue
        fewest = min(fewest, run[1])
        if run[0] < best:
            best, best_seed = run[0], seed
    if len(seen) == 1:
        return None
    again, other = chosen, None
    if chosen[0] > WORTH_CHECKING * best:
        again, other = runner.least(sql, 0, 3), runner.least(sql, best_seed, 3)
        best = min(best, other[0]) if other else best
    seconds = min(chosen[0], again[0]) if again else chosen[0]
    line = (
        f"{len(seen):3d} plans  {seconds * 1e3:8.1f} ms, best {best * 1e3:8.1f}, "
        f"ratio {seconds / best:5.2f}   rows {chosen[1]:10d}, fewest {fewest:10d}, "
        f"ratio {max(chosen[1], 1) / max(fewest, 1):6.2f}  seed {best_seed}"
    )
    if explain and other and seconds > WORTH_CHECKING * best:
        line += f"\n--- chosen\n{chosen[2]}\n--- best, seed {best_seed}\n{other[2]}"
    return line


def main(arguments: list[str]) -> int:
    """Prints a line for each query."""
    options = parse(arguments)
    suite = importlib.import_module(f"{options.suite}.data").SUITE
    folder = suite.made(options.size or suite.size, options.data)
    runner = Runner(suite, folder)
    wanted = options.queries.split(",") if options.queries else []
    for name, sql in suite.queries(folder).items():
        if wanted and name not in wanted:
            continue
        text = suite.text("lakebolt", name, sql).strip().rstrip(";")
        line = measure(runner, text, options.orders, options.explain)
        if line:
            print(name, line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
