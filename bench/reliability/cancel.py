#!/usr/bin/env python3
"""Interrupts queries at random moments, wherever they are, and measures how soon they have stopped.

    bench/reliability/cancel.py                    # every place, 10 times each
    bench/reliability/cancel.py --only join --runs 30 --markdown cancel.md

A time is from the call of interrupt(), or from the end of statement_timeout, to the moment at which
the caller has the error and the query's memory and files are gone.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lakebolt  # noqa: E402
from reliability.slow_queries import TABLES, SlowQuery, prepare, queries  # noqa: E402

CANCELLED = "57014"


def consume(connection: lakebolt.Connection, query: SlowQuery) -> None:
    """Runs a query and takes its rows as the query says."""
    result = connection.execute(query.sql)
    if query.reader == "arrow":
        result.arrow()
    elif query.reader == "rows":
        while result.fetchmany(100_000):
            pass
    else:
        threading.Event().wait(0.05)
        result.close()


def interrupt_once(
    connection: lakebolt.Connection, query: SlowQuery, delay: float, by_timeout: bool
) -> float | None:
    """Runs a query and stops it after `delay` seconds; returns the seconds until it had stopped."""
    called = [0.0]

    def interrupt() -> None:
        called[0] = time.perf_counter()
        connection.interrupt()

    for name, value in query.settings.items():
        connection.execute(f"SET {name} = '{value}'")
    timer = threading.Timer(delay, interrupt)
    error = None
    if by_timeout:
        connection.execute(f"SET statement_timeout = '{max(1, round(delay * 1000))}ms'")
        called[0] = time.perf_counter() + delay
    else:
        timer.start()
    try:
        consume(connection, query)
    except lakebolt.Error as raised:
        error = raised.with_traceback(None)
    stopped = time.perf_counter()
    timer.cancel()
    if timer.ident is not None:
        timer.join()
    connection.execute("RESET statement_timeout")
    for name in query.settings:
        connection.execute(f"RESET {name}")
    if error is None:
        return None
    if error.sqlstate != CANCELLED:
        raise error
    return stopped - called[0]


def main() -> None:
    """Measures every place."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=10, help="interruptions of each query (10)")
    options.add_argument("--only", default="", help="part of the names of the places")
    options.add_argument("--longest", type=float, default=1.0, help="seconds before the latest (1)")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--markdown", type=Path, help="a file for the table")
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    lines = ["| place | interrupted | p50 ms | p99 ms | most ms |", "|---|---:|---:|---:|---:|"]
    everything: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        connection = lakebolt.connect()
        connection.execute(TABLES)
        for query in queries(folder):
            if chosen.only not in query.place:
                continue
            times = []
            for i in range(chosen.runs):
                delay = chance.uniform(0.01, chosen.longest)
                stopped = interrupt_once(connection, query, delay, i % 4 == 3)
                if stopped is not None:
                    times.append(stopped * 1000)
            times.sort()
            everything += times
            line = f"| {query.place} | {len(times)} of {chosen.runs} |"
            if times:
                line += f" {times[len(times) // 2]:.1f} | {times[len(times) * 99 // 100]:.1f} |"
                line += f" {times[-1]:.1f} |"
            lines.append(line)
            print(line, flush=True)
    everything.sort()
    if everything:
        total = f"| all | {len(everything)} | {everything[len(everything) // 2]:.1f} |"
        total += f" {everything[len(everything) * 99 // 100]:.1f} | {everything[-1]:.1f} |"
        lines.append(total)
        print(total)
    if chosen.markdown:
        chosen.markdown.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
