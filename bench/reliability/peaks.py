#!/usr/bin/env python3
"""Runs statements over much data with little memory, each in a process of its own, and looks at its peak from outside.

    bench/reliability/peaks.py
    bench/reliability/peaks.py --memory 64MB --rows 3e6 --only COPY,join

A statement may end with rows or with the error that says that there is too little memory; it is a failure where
its process held more than the limit and what is allowed over it, or ended otherwise.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lakebolt  # noqa: E402
from reliability.large_statements import FILES, ROWS, STATEMENTS  # noqa: E402

MIB = 1 << 20
ADDRESSES = 16 << 30  # that a process may have, so that a runaway one ends

CHILD = """
import json, sys
import lakebolt
given = json.loads(sys.argv[1])
connection = lakebolt.connect()
for setting, value in given["settings"].items():
    connection.execute(f"SET {setting} = '{value}'")
error = ""
try:
    for sql in given["sql"].split("; "):
        for batch in connection.execute(sql).fetch_record_batch():
            pass
except Exception as caught:
    error = str(caught).splitlines()[0]
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(json.dumps({"error": error, "peak": int(peak.split()[1]) * 1024}))
"""


def make_files(folder: Path, rows: int, wanted: str) -> dict[str, str]:
    """Writes the same rows in each format that statements want; returns the paths by format."""
    connection = lakebolt.connect()
    paths = {}
    for suffix, options in FILES.items():
        path = folder / f"rows.{suffix}"
        paths[suffix] = str(path)
        if not path.exists() and ("{" + suffix + "}" in wanted or suffix == "parquet"):
            source = ROWS.format(rows=rows) if suffix == "parquet" else f"FROM '{paths['parquet']}'"
            connection.execute(f"COPY ({source}) TO '{path}' ({options})")
    return paths


def run(sql: str, settings: dict[str, str], seconds: float) -> tuple[str, int]:
    """Runs statements in a process of their own; returns what went wrong and the bytes it had at its peak."""
    given = json.dumps({"sql": sql, "settings": settings})

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))

    command = [sys.executable, "-c", CHILD, given]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, preexec_fn=bound, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return f"ran for more than {seconds:g} s", 0
    if done.returncode != 0:
        return f"ended with {done.returncode}: {done.stderr.strip()[-200:]}", 0
    answer = json.loads(done.stdout)
    return answer["error"], answer["peak"]


def main() -> int:
    """Reads the command line, runs each statement and prints a line about it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--memory", default="64MB", help="memory_limit (64MB)")
    options.add_argument("--over", type=int, default=256, help="MiB allowed over the limit (256)")
    options.add_argument("--rows", type=float, default=3e6, help="rows of the files (3e6)")
    options.add_argument("--threads", default="2", help="threads (2)")
    options.add_argument("--only", default="", help="names, or parts of them, comma-separated")
    options.add_argument("--data", type=Path, help="folder for the files, which are kept")
    options.add_argument("--seconds", type=float, default=120, help="the most for a statement (120)")
    given = options.parse_args()
    limit = float(re.match(r"[\d.]+", given.memory)[0]) * {"M": 1e6, "G": 1e9}[given.memory[-2]]
    allowed = limit + given.over * MIB
    parts = [part for part in given.only.split(",") if part]
    wanted = {
        name: sql
        for name, sql in STATEMENTS.items()
        if not parts or any(part in name for part in parts)
    }
    failures = []
    with tempfile.TemporaryDirectory(prefix="lakebolt-peaks-") as work:
        folder = given.data or Path(work)
        folder.mkdir(parents=True, exist_ok=True)
        paths = make_files(folder, int(given.rows), " ".join(wanted.values()))
        settings = {"memory_limit": given.memory, "threads": given.threads}
        print("| statement | s | peak MiB | |\n|---|---:|---:|---|")
        for name, sql in wanted.items():
            out = Path(work) / "out"
            out.mkdir()
            for suffix, path in paths.items():
                sql = sql.replace("{" + suffix + "}", path)
            sql = sql.replace("{out}", str(out)).replace("{{", "{").replace("}}", "}")
            start = time.perf_counter()
            error, peak = run(sql, settings, given.seconds)
            took = time.perf_counter() - start
            is_over = peak > allowed
            is_wrong = error != "" and "out of memory" not in error
            if is_over or is_wrong:
                failures.append(name)
            said = ("OVER " if is_over else "") + ("WRONG " if is_wrong else "") + error[:150]
            print(f"| {name} | {took:.1f} | {peak / MIB:.0f} | {said} |", flush=True)
            shutil.rmtree(out)
    print(f"\n{len(failures)} of the statements failed: {', '.join(failures)}" if failures else "\nall kept")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
