#!/usr/bin/env python3
"""Runs TPC-H on Lakebolt and its peers, interleaved, over the same Parquet files."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import answers, engines, report  # noqa: E402
from harness.worker import Worker  # noqa: E402
from tpch import data  # noqa: E402

POLARS_QUERIES = "tpch.polars_queries"


def parse(arguments: list[str]) -> argparse.Namespace:
    """Reads the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", default="1", help="scale factor of the tables (1)")
    options.add_argument("--data", type=Path, help="folder of the tables; made if left out")
    options.add_argument("--runs", type=int, default=5, help="rounds; the least time counts (5)")
    options.add_argument("--threads", type=int, default=2, help="threads of each engine (2)")
    options.add_argument("--memory", default="", help="memory limit, such as 8GB, where one exists")
    options.add_argument(
        "--engines", default="lakebolt,duckdb,polars,datafusion", help="comma-separated, first = us"
    )
    options.add_argument("--queries", default="1-22", help="such as 1,3-5 (1-22)")
    options.add_argument("--timeout", type=float, default=600, help="seconds for one run (600)")
    options.add_argument("--markdown", type=Path, help="also write the report there")
    return options.parse_args(arguments)


def pick(text: str) -> list[str]:
    """Returns the query names that `1,3-5` means."""
    names = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        names += [f"q{i:02d}" for i in range(int(first), int(last or first) + 1)]
    return names


def start(options: argparse.Namespace, tables: dict[str, str]) -> dict[str, Worker]:
    """Starts one process an engine; one that cannot start is left out, with a word about it."""
    makers = engines.makers(POLARS_QUERIES)
    workers = {}
    for name in options.engines.split(","):
        if name not in makers:
            raise SystemExit(f"no engine {name!r}; there are {', '.join(makers)}")
        settings = {"tables": tables, "threads": options.threads, "memory": options.memory}
        worker = Worker(makers[name], settings)
        problem = worker.start()
        if problem:
            print(f"{name} is left out: {problem}", file=sys.stderr)
        else:
            workers[name] = worker
    if not workers:
        raise SystemExit("no engine could be started")
    return workers


def measure(options: argparse.Namespace, workers: dict[str, Worker]) -> report.Measurements:
    """Runs every query in rounds, one engine after the other, and compares the answers."""
    found = report.Measurements(list(workers), pick(options.queries))
    found.versions = {name: engines.version(name) for name in workers}
    texts = data.queries()
    for query in found.queries:
        tables = {}
        for round_ in range(options.runs):
            for name, worker in workers.items():
                if found.error(name, query):
                    continue
                outcome = worker.run(query, texts[query], round_ == 0, options.timeout)
                found.add(name, query, outcome)
                if outcome.table is not None:
                    tables[name] = outcome.table
                    outcome.table = None
        check(found, query, tables)
        progress(found, query)
    for name, worker in workers.items():
        found.peak[name] = worker.stop()
    return found


def check(found: report.Measurements, query: str, tables: dict) -> None:
    """Marks engines whose answer is not that of DuckDB, or of the first peer that has one."""
    preference = ["duckdb", *[name for name in reversed(found.engines) if name != "duckdb"]]
    judge = next((name for name in preference if name in tables), None)
    if judge is None:
        return
    for name, table in tables.items():
        difference = answers.difference(table, tables[judge]) if name != judge else ""
        if difference:
            found.wrong[name, query] = f"not that of {judge}: {difference}"


def progress(found: report.Measurements, query: str) -> None:
    """Prints one line about a query that is done."""
    parts = []
    for name in found.engines:
        seconds, error = found.seconds(name, query), found.error(name, query)
        parts.append(f"{name} {seconds:.3f}" if seconds is not None else f"{name} {error}")
    print(f"{query}: " + "  ".join(parts), file=sys.stderr, flush=True)


def heading(options: argparse.Namespace, found: report.Measurements) -> str:
    """Says what was measured and how."""
    versions = ", ".join(f"{name} {found.versions[name]}".strip() for name in found.engines)
    command = " ".join(shlex.quote(part) for part in ["bench/tpch/run.py", *sys.argv[1:]])
    return (
        f"TPC-H, scale factor {options.scale}, {options.threads} threads, least of {options.runs} "
        f"interleaved runs, {processor()}, {os.cpu_count()} CPUs. {versions}.\n\n    {command}\n"
    )


def processor() -> str:
    """Returns the name of the CPU."""
    try:
        for line in Path("/proc/cpuinfo").read_text().split("\n"):
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def main(arguments: list[str]) -> int:
    """Runs the benchmark; returns 1 when the first engine failed or was wrong anywhere."""
    options = parse(arguments)
    folder = options.data or data.default_folder(options.scale)
    if options.data is None:
        data.make(options.scale, folder)
    found = measure(options, start(options, data.files(folder)))
    lines = report.table(found)
    print(heading(options, found))
    print(report.as_text(lines))
    for name in found.engines:
        for query in found.queries:
            if found.error(name, query):
                print(f"{name} {query}: {found.error(name, query)}")
    if options.markdown:
        options.markdown.write_text(heading(options, found) + "\n" + report.as_markdown(lines) + "\n")
    return int(any(found.error(found.engines[0], query) for query in found.queries))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
