#!/usr/bin/env python3
"""Runs single statements on Lakebolt and DuckDB, interleaved, and prints ratios.

    bench/statements/run.py changes                 # INSERT, UPDATE, DELETE, MERGE, ALTER
    bench/statements/run.py queries --only window
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import answers, engines  # noqa: E402
from harness.worker import Outcome, Worker  # noqa: E402
from statements import changes, queries  # noqa: E402
from statements.case import Case  # noqa: E402


def parse(arguments: list[str]) -> argparse.Namespace:
    """Reads the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("suite", choices=["changes", "queries"])
    options.add_argument("--only", default="", help="part of the names of the cases to run")
    options.add_argument("--runs", type=int, default=3, help="rounds; the least time counts (3)")
    options.add_argument("--threads", type=int, default=1, help="threads of each engine (1)")
    options.add_argument("--timeout", type=float, default=120, help="seconds for one run (120)")
    return options.parse_args(arguments)


def start(options: argparse.Namespace) -> dict[str, Worker]:
    """Starts one process an engine and makes the tables."""
    workers = {}
    for name in ("lakebolt", "duckdb"):
        settings = {"tables": {}, "threads": options.threads, "memory": ""}
        worker = Worker(engines.makers("")[name], settings)
        problem = worker.start()
        if problem:
            raise SystemExit(f"{name}: {problem}")
        for sql in queries.TABLES if options.suite == "queries" else []:
            worker.run("make", sql, False, options.timeout)
        workers[name] = worker
    return workers


def measure(case: Case, workers: dict[str, Worker], options: argparse.Namespace) -> str:
    """Runs a case in rounds, one engine after the other; returns a line about it."""
    best: dict[str, Outcome] = {}
    shown = {}
    for round_ in range(options.runs):
        for name, worker in workers.items():
            for sql in case.before:
                worker.run(case.name, sql, False, options.timeout)
            outcome = worker.run(case.name, case.sql, round_ == 0, options.timeout)
            if outcome.error:
                return f"{case.name:34s} {name}: {outcome.error[:80]}"
            if round_ == 0:
                shown[name] = outcome.answer
                if case.check:
                    shown[name] = worker.run(case.name, case.check, True, options.timeout).answer
            if name not in best or outcome.cpu < best[name].cpu:
                best[name] = outcome
    ours, theirs = best["lakebolt"], best["duckdb"]
    wrong = answers.difference(shown["lakebolt"], shown["duckdb"])
    note = f"  WRONG: {wrong[:80]}" if wrong else ""
    ratio = ours.cpu / max(theirs.cpu, 1e-4)
    return f"{case.name:34s} {ours.cpu:9.4f} {theirs.cpu:9.4f} {ratio:7.2f}{note}"


def main(arguments: list[str]) -> int:
    """Prints a line a case: CPU seconds of both, and their ratio."""
    options = parse(arguments)
    workers = start(options)
    print(f"{'CPU seconds':34s} {'lakebolt':>9s} {'duckdb':>9s} {'ratio':>7s}")
    for case in (changes if options.suite == "changes" else queries).CASES:
        if options.only in case.name:
            print(measure(case, workers, options), flush=True)
    for worker in workers.values():
        worker.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
