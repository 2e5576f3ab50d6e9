#!/usr/bin/env python3
"""Tells how far Lakebolt's join orders are from the best of many random ones.

Takes queries of the form SELECT … FROM a, b, c WHERE …; each is run as it is, and then with its
tables in random orders (each next to one before it) while the pass `join_order` is off, so that they
are joined as they stand. Compares CPU time on one thread and the rows that all joins give together.
Orders that take longer than three times the best so far are stopped.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from job.data import SUITE  # noqa: E402

QUERY = re.compile(r"(SELECT .*?)\bFROM\b(.*?)\bWHERE\b(.*)", re.DOTALL)
ROWS = re.compile(r"JOIN\s+\(rows (\d+)")
LEAST_LIMIT = 0.02
"""Seconds below which no order is stopped."""


def parse(arguments: list[str]) -> argparse.Namespace:
    """Reads the command line."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--data", type=Path, help="folder of the JOB-like tables")
    options.add_argument("--size", default=SUITE.size, help=f"their scale ({SUITE.size})")
    options.add_argument("--orders", type=int, default=50, help="random orders a query (50)")
    options.add_argument("--queries", default="", help="comma-separated names (all)")
    options.add_argument("--seed", type=int, default=1)
    return options.parse_args(arguments)


def random_order(names: list[str], condition: str, rng: random.Random) -> list[str]:
    """Returns the tables in an order in which each is tied to one before it by an equality."""
    pairs = re.findall(r"(\w+)\.\w+\s*=\s*(\w+)\.\w+", condition)
    near: dict[str, set[str]] = {name: set() for name in names}
    for left, right in pairs:
        if left in near and right in near:
            near[left].add(right)
            near[right].add(left)
    order = [rng.choice(names)]
    while len(order) < len(names):
        rest = [name for name in names if name not in order]
        tied = [name for name in rest if near[name] & set(order)]
        order.append(rng.choice(tied or rest))
    return order


class Runner:
    """Runs one text and measures it."""

    def __init__(self, folder: Path) -> None:
        """Opens the tables on one thread, so that CPU time is what a plan costs."""
        import lakebolt

        self._connection = lakebolt.connect()
        self._connection.execute("SET threads = 1")
        for table, path in SUITE.files(folder).items():
            self._connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")

    def run(self, sql: str, ordered: bool, limit: float) -> tuple[float, int] | None:
        """Returns seconds and joined rows; None where it took longer than `limit` seconds."""
        off = "" if ordered else "join_order"
        self._connection.execute(f"SET disabled_optimizers = '{off}'")
        timer = threading.Timer(limit, self._connection.interrupt)
        start = time.process_time()
        timer.start()
        try:
            lines = self._connection.execute("EXPLAIN ANALYZE " + sql).fetchall()
        except Exception as error:  # noqa: BLE001: the engine's own class is not known here
            if "cancelled" not in str(error):
                raise
            return None
        finally:
            timer.cancel()
        seconds = time.process_time() - start
        text = "\n".join(str(line[-1]) for line in lines)
        return seconds, sum(int(rows) for rows in ROWS.findall(text))


def measure(runner: Runner, sql: str, orders: int, rng: random.Random) -> str:
    """Compares the chosen order with random ones; returns a line of figures."""
    found = QUERY.fullmatch(sql.strip().rstrip(";"))
    if not found:
        return "not of the form SELECT … FROM … WHERE …"
    head, tables, condition = found.groups()
    by_name = {text.split()[-1]: text.strip() for text in tables.split(",")}
    chosen = [runner.run(sql, True, 60) for _ in range(3)]
    if None in chosen:
        return "takes longer than 60 s"
    seconds, rows = min(run for run in chosen if run)
    best, fewest = seconds, rows
    for _ in range(orders):
        order = random_order(list(by_name), condition, rng)
        text = f"{head} FROM {', '.join(by_name[name] for name in order)} WHERE {condition}"
        run = runner.run(text, False, max(3 * best, LEAST_LIMIT))
        if run:
            best, fewest = min(best, run[0]), min(fewest, run[1])
    return (
        f"{len(by_name):2d} tables  {seconds * 1e3:8.1f} ms, best {best * 1e3:8.1f}, "
        f"ratio {seconds / best:5.2f}   rows {rows:9d}, fewest {fewest:9d}, "
        f"ratio {max(rows, 1) / max(fewest, 1):6.2f}"
    )


def main(arguments: list[str]) -> int:
    """Prints a line for each query."""
    options = parse(arguments)
    folder = SUITE.made(options.size, options.data)
    runner = Runner(folder)
    rng = random.Random(options.seed)
    wanted = options.queries.split(",") if options.queries else []
    for name, sql in SUITE.queries(folder).items():
        if not wanted or name in wanted:
            print(name, measure(runner, sql, options.orders, rng), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
