#!/usr/bin/env python3
"""Times a short query alone, and while long ones run: percentiles in milliseconds, beside DuckDB.

    bench/reliability/short_under_load.py
    bench/reliability/short_under_load.py --long 4 --seconds 10 --load "group by"
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pyarrow
import pyarrow.parquet

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lakebolt  # noqa: E402

LONG_ROWS = 20_000_000
SHORT_ROWS = 300_000
LOADS = {
    "scan": "SELECT sum(x * 3 + length(s)), max(s) FROM '{long}' WHERE y > {number} / 1e9",
    "group by": "SELECT k, count(*), sum(x) FROM '{long}' GROUP BY k HAVING sum(x) < {number}",
    "sort": "SELECT x FROM '{long}' ORDER BY y, x + {number} LIMIT 1 OFFSET 1000000",
}
SHORT = "SELECT k % 10 AS g, count(*), sum(y) FROM '{short}' WHERE x % 7 <> 3 GROUP BY g ORDER BY g"


def make_files(folder: Path) -> dict[str, Path]:
    """Writes a long and a short table."""
    random = numpy.random.default_rng(1)
    paths = {}
    for name, rows in (("long", LONG_ROWS), ("short", SHORT_ROWS)):
        paths[name] = folder / f"{name}.parquet"
        numbers = random.integers(0, rows, rows)
        columns = {
            "x": numpy.arange(rows),
            "y": random.random(rows),
            "k": numbers,
            "s": pyarrow.DictionaryArray.from_arrays(
                pyarrow.array((numbers % 1000).astype("int32")),
                pyarrow.array([f"text number {i}" for i in range(1000)]),
            ),
        }
        pyarrow.parquet.write_table(pyarrow.table(columns), paths[name], row_group_size=1 << 20)
    return paths


def open_session(engine: str, root: Any) -> Any:
    """Opens another session of the same database."""
    return root.duplicate() if engine == "lakebolt" else root.cursor()


def time_short(session: Any, sql: str, seconds: float) -> list[float]:
    """Runs the short query again and again; returns the milliseconds of each."""
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        session.execute(sql).fetchall()
        times.append((time.perf_counter() - begin) * 1000)
        time.sleep(0.01)
    return sorted(times)


def measure(engine: str, paths: dict[str, Path], chosen: argparse.Namespace) -> None:
    """Prints percentiles without and with load."""
    root = lakebolt.connect() if engine == "lakebolt" else duckdb.connect()
    names = {name: str(path) for name, path in paths.items()}
    short = SHORT.format(**names)
    session = open_session(engine, root)
    time_short(session, short, 0.5)
    alone = time_short(session, short, chosen.seconds / 2)
    stopping = threading.Event()
    rounds = [0] * chosen.long

    def load(number: int) -> None:
        own = open_session(engine, root)
        while not stopping.is_set():
            sql = LOADS[chosen.load].format(number=number * 1000 + rounds[number], **names)
            own.execute(sql).fetchall()
            rounds[number] += 1

    threads = [threading.Thread(target=load, args=(i,)) for i in range(chosen.long)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    loaded = time_short(session, short, chosen.seconds)
    stopping.set()
    for thread in threads:
        thread.join()

    def percentile(times: list[float], share: float) -> float:
        return times[min(len(times) - 1, int(len(times) * share))]

    median = percentile(alone, 0.5)
    figures = [percentile(loaded, share) for share in (0.5, 0.99)]
    print(
        f"{engine:10s}{median:9.1f}{percentile(alone, 0.99):9.1f}{figures[0]:11.1f}"
        f"{figures[1]:9.1f}{figures[1] / median:9.1f}{sum(rounds):8d}",
        flush=True,
    )


def main() -> None:
    """Measures both engines."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--long", type=int, default=4, help="long queries at a time (4)")
    options.add_argument("--seconds", type=float, default=10, help="seconds under load (10)")
    options.add_argument("--load", choices=LOADS, default="scan", help="what the long ones are")
    options.add_argument("--engines", default="lakebolt,duckdb")
    chosen = options.parse_args()
    print(f"{'ms':10s}{'alone p50':>9s}{'p99':>9s}{'loaded p50':>11s}{'p99':>9s}{'ratio':>9s}{'long':>8s}")
    with tempfile.TemporaryDirectory() as name:
        paths = make_files(Path(name))
        for engine in chosen.engines.split(","):
            measure(engine, paths, chosen)


if __name__ == "__main__":
    main()
