"""Runs sqllogictest files of any project as they are: `python -m sqllogic FILE_OR_FOLDER ...`."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from . import text, worker

SUFFIXES = {".test", ".slt", ".test_slow"}
ERROR = re.compile(r"unexpected error: (.*)")


def arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m sqllogic", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="files, or folders of them")
    parser.add_argument("--dialect", choices=text.DIALECTS, default="duckdb",
                        help="whose way of writing values the files use")
    parser.add_argument("--setting", action="append", default=[], help="SQL run at each connect")
    parser.add_argument("--root", default=".", help="folder in which relative paths are meant")
    parser.add_argument("--variable", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=30, help="seconds a file may take")
    parser.add_argument("--problems", type=Path, help="write all mismatches to this file")
    parser.add_argument("--clusters", type=int, default=25, help="how many kinds of errors to list")
    parser.add_argument("--verbose", action="store_true", help="print all mismatches")
    parser.add_argument("--slow", action="store_true", help="run .test_slow files too")
    return parser.parse_args()  # fmt: skip


def find(paths: list[Path], slow: bool) -> list[str]:
    """Lists the files to run."""
    suffixes = SUFFIXES if slow else SUFFIXES - {".test_slow"}
    return [
        str(file.resolve())
        for path in paths
        for file in ([path] if path.is_file() else sorted(path.rglob("*")))
        if file.is_file() and (path.is_file() or file.suffix in suffixes)
    ]


def cluster(problem: str) -> str:
    """Returns what is alike in problems of one kind: the message without names and numbers."""
    match = ERROR.search(problem)
    if not match:
        known = ("expected an error", "columns, got", "rows, got", "values hashing")
        return "no match: " + next((kind for kind in known if kind in problem), "other")
    message = re.sub(r"['\"][^'\"]{24,}['\"]", "'…'", match.group(1))
    return re.sub(r"\b\d+\b", "N", message)[:110]


def main() -> int:
    """Runs the files and prints a summary; returns 1 when any failed."""
    options = arguments()
    settings = worker.Options(
        options.dialect,
        tuple(options.setting),
        options.root,
        tuple(tuple(pair.split("=", 1)) for pair in options.variable),
    )
    files = find(options.paths, options.slow)
    statuses: Counter[str] = Counter()
    kinds: dict[str, list[str]] = defaultdict(list)
    passed = failed = 0
    problems = options.problems.open("w") if options.problems else None
    for outcome in worker.run_files(files, settings, options.jobs, options.timeout):
        statuses[outcome.status] += 1
        passed += outcome.passed
        if outcome.status in ("passed", "skipped"):
            continue
        failed += len(outcome.problems)
        for problem in outcome.problems:
            kinds[cluster(problem) if outcome.status == "failed" else outcome.status].append(problem)
            if options.verbose:
                print(problem, end="\n\n", flush=True)
            if problems:
                problems.write(problem + "\n\n")
                problems.flush()
    for kind, found in sorted(kinds.items(), key=lambda item: -len(item[1]))[: options.clusters]:
        print(f"{len(found):6}  {kind}\n        e.g. {found[0].splitlines()[0][:160]}")
    print(f"files: {dict(statuses)}; records: {passed} held, {failed} did not", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
