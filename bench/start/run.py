#!/usr/bin/env python3
"""Times starts in fresh processes: imports, first queries, the command. Least and median, in ms.

    bench/start/run.py
    bench/start/run.py --runs 41
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import lakebolt

FIRST_QUERY = """
import time
begin = time.perf_counter()
import {module} as engine
imported = time.perf_counter()
{query}
print((imported - begin) * 1e3, (time.perf_counter() - imported) * 1e3)
"""
QUERIES = {
    "lakebolt": "engine.sql('SELECT 1').fetchall()",
    "duckdb": "engine.sql('SELECT 1').fetchall()",
    "polars": "engine.sql('SELECT 1').collect()",
}


def command_path() -> Path:
    """Returns the `lakebolt` command beside the package that is measured, or on the path."""
    built = Path(lakebolt.__file__).parents[2] / "bin" / "lakebolt"
    return built if built.exists() else Path("lakebolt")


def inside(module: str) -> list[float]:
    """Returns what import and first query take within a new process."""
    program = FIRST_QUERY.format(module=module, query=QUERIES[module])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return [float(text) for text in done.stdout.split()]


def whole(command: list[str]) -> float:
    """Returns what a process takes from beginning to end."""
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - begin) * 1e3


def main() -> None:
    """Runs all in turn, so that what else the machine does meets each alike."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    # A first run writes the bytecode, as an installation does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [str(command_path()), "-c", "SELECT 1"]
    found: dict[str, list[float]] = {}
    for round_ in range(runs + 1):
        times = {"python -c pass": whole([sys.executable, "-c", "pass"])}
        times["lakebolt -c 'SELECT 1'"] = whole(command)
        for module in QUERIES:
            imported, first = inside(module)
            times[f"import {module}"] = imported
            times[f"first query of {module}"] = first
        if round_ > 0:
            for name, value in times.items():
                found.setdefault(name, []).append(value)
    print("| start | least ms | median ms |")
    print("| --- | ---: | ---: |")
    for name, values in found.items():
        print(f"| {name} | {min(values):.1f} | {statistics.median(values):.1f} |")


if __name__ == "__main__":
    main()
