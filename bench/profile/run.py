#!/usr/bin/env python3
"""Says where the CPU time of one query goes, beside what a hand-written query takes.

    bench/profile/run.py tpch q01
    bench/profile/run.py clickbench q33 --functions 20
    bench/profile/run.py tpch --sql "SELECT sum(l_tax) FROM lineitem" --variant zstd

Needs `perf`, which samples by the CPU's clock: that works in virtual machines too.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow.parquet as pq  # noqa: E402

import limits  # noqa: E402
import stages  # noqa: E402
from harness import variants  # noqa: E402
from harness.suite import Suite  # noqa: E402

FREQUENCY = 2000
STACK_BYTES = 4096


def parse(arguments: list[str]) -> argparse.Namespace:
    """Reads the command line."""
    options = argparse.ArgumentParser(description="Says where the CPU time of one query goes.")
    options.add_argument("suite", help="folder of the suite, such as tpch")
    options.add_argument("query", nargs="?", default="", help="name of the query, such as q01")
    options.add_argument("--sql", default="", help="this query over the suite's tables instead")
    options.add_argument("--size", default="", help="size of the tables (the suite's own)")
    options.add_argument("--data", type=Path, help="folder of the tables")
    options.add_argument("--variant", default="plain", help="how the files are written")
    options.add_argument("--threads", type=int, default=2, help="threads (2)")
    options.add_argument("--seconds", type=float, default=2, help="how long to sample (2)")
    options.add_argument(
        "--functions", type=int, default=12, help="how many functions to list (12)"
    )
    return options.parse_args(arguments)


class Target:
    """Is a process that runs the query on one engine when told to."""

    def __init__(self, engine: str, order: dict) -> None:
        """Starts the process and opens the tables."""
        script = Path(__file__).with_name("target.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._ask(json.dumps(order | {"engine": engine}))

    def run(self, times: int) -> tuple[float, float]:
        """Runs the query so many times; returns CPU and wall seconds of one."""
        cpu, wall = json.loads(self._ask(str(times)))
        return cpu / times, wall / times

    def stop(self) -> None:
        """Ends the process."""
        self.process.stdin.close()
        self.process.wait()

    def _ask(self, line: str) -> str:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("the query failed")
        return answer


def sampled(target: Target, runs: int, folder: Path) -> str:
    """Samples `runs` runs of the query; returns what `perf script` says."""
    record = [
        "perf",
        "record",
        "-q",
        "-e",
        "cpu-clock",
        "-F",
        str(FREQUENCY),
        "-p",
        str(target.process.pid),
        "--call-graph",
        f"dwarf,{STACK_BYTES}",
        "-o",
        "samples",
    ]
    perf = subprocess.Popen(
        [*record, "--control", "fd:0,1"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    perf.stdin.write("ping\n")
    perf.stdin.flush()
    perf.stdout.readline()
    target.run(runs)
    perf.send_signal(signal.SIGINT)
    perf.wait()
    script = ["perf", "script", "-i", "samples", "-F", "period,ip,sym,dso", "--no-inline"]
    return subprocess.run(script, cwd=folder, capture_output=True, text=True, check=True).stdout


def rows_scanned(files: dict[str, str], sql: str) -> int:
    """Returns the rows of the tables that the query names, each as often as it stands in a FROM."""
    rows = 0
    for table, path in files.items():
        found = sorted(Path(path).parent.glob(Path(path).name))
        named = len(re.findall(rf"(?:\bfrom|\bjoin|,)\s+{table}\b", sql, re.IGNORECASE))
        rows += named * sum(pq.read_metadata(part).num_rows for part in found)
    return rows


def report(script: str, runs: int, rows: int, scaled: dict[str, float], functions: int) -> str:
    """Returns the table of stages and the list of functions."""
    by_stage: Counter[str] = Counter()
    by_function: Counter[tuple[str, str]] = Counter()
    for nanos, frames in stages.samples(script):
        if not frames:
            continue
        stage = stages.stage(frames)
        by_stage[stage] += nanos / runs
        function, library = frames[0]
        if function == "[unknown]":
            function = Path(library).name
        by_function[stage, function] += nanos / runs
    total = sum(by_stage.values())
    lines = [f"{'stage':12s}{'CPU ms':>9s}{'share':>8s}{'ns/row':>9s}{'limit ms':>10s}"]

    def line(name: str, nanos: float, limit: float | None, what: str) -> str:
        shown = "" if limit is None else f"{limit:.1f}"
        return (
            f"{name:12s}{nanos / 1e6:9.2f}{nanos / max(total, 1):8.1%}"
            f"{nanos / max(rows, 1):9.2f}{shown:>10s}  {what}"
        )

    for stage, what in stages.STAGES.items():
        if by_stage[stage]:
            lines.append(line(stage, by_stage[stage], scaled.get(stage), what))
    if scaled:
        operators = sum(by_stage[stage] for stage in limits.OPERATORS)
        lines.append(
            line("operators", operators, scaled["operators"], "filter to vectors, together")
        )
    lines.append(line("total", total, sum(scaled.values()) if scaled else None, ""))
    lines.append("")
    for (stage, function), nanos in by_function.most_common(functions):
        lines.append(f"{nanos / 1e6:9.2f} ms  {stage:10s} {function[:120]}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Prints the table of one query."""
    options = parse(arguments)
    suite: Suite = importlib.import_module(f"{options.suite}.data").SUITE
    plain = options.data or suite.made(options.size or suite.size)
    files = suite.files(variants.folder(plain, options.variant))
    sql = options.sql or suite.queries(plain)[options.query]
    order = {"tables": files, "threads": options.threads, "polars": "", "query": "", "sql": sql}
    target = Target("lakebolt", order)
    target.run(1)  # the first run reads footers and fills pools
    cpu, wall = target.run(1)
    runs = max(1, int(options.seconds * options.threads / max(cpu, 1e-4)))
    limit = limits.TPCH.get(options.query) if options.suite == "tpch" and not options.sql else None
    scaled = {}
    if limit:
        duckdb = Target("duckdb", order)
        duckdb.run(1)
        scaled = limit.scaled(min(duckdb.run(1)[0] for _ in range(5)) * 1e3)
        duckdb.stop()
    with tempfile.TemporaryDirectory() as folder:
        script = sampled(target, runs, Path(folder))
    target.stop()
    busy = cpu / max(wall * options.threads, 1e-9)
    print(
        f"{options.suite} {options.query}: {cpu * 1e3:.1f} CPU ms in {wall * 1e3:.1f} ms on "
        f"{options.threads} threads, {busy:.0%} busy; {runs} runs sampled"
    )
    print(report(script, runs, rows_scanned(files, sql), scaled, options.functions))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
