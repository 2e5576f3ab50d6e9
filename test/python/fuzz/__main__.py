"""Runs the fuzzer from the command line."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from .session import Fuzzer


def main() -> int:
    """Returns 1 when anything disagreed."""
    options = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    options.add_argument("--queries", type=int, default=5000)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options.add_argument("--only", default="", help="one query, SCHEMA/QUERY as in a report")
    options.add_argument("--keep", type=Path, help="folder for the files of schemas that failed")
    options.add_argument("--most-failures", type=int, default=20)
    arguments = options.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    start = time.perf_counter()
    fuzzer = Fuzzer(arguments.seed, arguments.keep, arguments.most_failures)
    report = fuzzer.run(arguments.queries, arguments.only)
    seconds = time.perf_counter() - start
    print(
        f"{report.ran} queries in {seconds:.0f} s: {len(report.failures)} failures, "
        f"{report.skipped} that DuckDB cannot run, {report.both_failed} errors on both sides"
    )
    for message, count in report.unsupported.most_common():
        print(f"{count:6d}  {message}")
    return int(bool(report.failures))


if __name__ == "__main__":
    sys.exit(main())
