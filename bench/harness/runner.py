"""Runs a suite on Lakebolt and its peers, interleaved, over the same Parquet files."""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import sys
from pathlib import Path
from typing import Any

from . import answers, engines, report, variants
from .suite import Suite
from .worker import Worker

ENGINES = "lakebolt,duckdb,polars,datafusion,chdb"


def parse(suite: Suite, arguments: list[str]) -> argparse.Namespace:
    """Reads the command line."""
    options = argparse.ArgumentParser(
        description=f"Runs {suite.title} on Lakebolt and its peers, interleaved, on the same files"
    )
    options.add_argument(
        f"--{suite.size_option}", dest="size", default=suite.size, help=f"size ({suite.size})"
    )
    options.add_argument("--data", type=Path, help="folder of the tables; made if left out")
    options.add_argument(
        "--variant", default="plain", help=f"how the files are written: {', '.join(variants.NAMES)}"
    )
    options.add_argument("--runs", type=int, default=5, help="rounds; the least time counts (5)")
    options.add_argument("--threads", type=int, default=2, help="threads of each engine (2)")
    options.add_argument("--memory", default="", help="memory limit, such as 8GB, where one exists")
    options.add_argument("--engines", default=ENGINES, help="comma-separated, first = us")
    options.add_argument("--queries", default="", help="such as 1,3-5 or j1-3 (all)")
    options.add_argument("--timeout", type=float, default=600, help="seconds for one run (600)")
    options.add_argument("--markdown", type=Path, help="also write the report there")
    options.add_argument("--json", type=Path, help="also write all figures there")
    return options.parse_args(arguments)


def pick(text: str, names: list[str]) -> list[str]:
    """Returns those of `names` that `1,3-5` means, or `j1-3` where names have several letters."""
    if not text:
        return names
    found = []
    for part in text.split(","):
        match = re.fullmatch(r"([a-z]*)(\d+)(?:-[a-z]*(\d+))?", part.strip())
        if not match:
            raise SystemExit(f"cannot read {part!r} in --queries; write 1,3-5")
        letters, first, last = match.groups()
        wanted = range(int(first), int(last or first) + 1)
        for name in names:
            digits = re.search(r"\d+", name)
            if digits and int(digits.group()) in wanted and name.startswith(letters):
                found.append(name)
    if not found:
        raise SystemExit(f"no query is called {text}; there are {', '.join(names)}")
    return found


def start(suite: Suite, options: argparse.Namespace, tables: dict[str, str]) -> dict[str, Worker]:
    """Starts one process an engine; one that cannot start is left out, with a word about it."""
    makers = engines.makers(suite.polars)
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


def measure(
    suite: Suite, options: argparse.Namespace, folder: Path, variant: str
) -> report.Measurements:
    """Runs every query in rounds, one engine after the other, and compares the answers."""
    texts = suite.queries(folder)
    workers = start(suite, options, suite.files(variants.folder(folder, variant)))
    found = report.Measurements(list(workers), pick(options.queries, list(texts)))
    found.versions = {name: engines.version(name) for name in workers}
    for query in found.queries:
        seen: dict[str, Any] = {}
        for round_ in range(options.runs):
            for name, worker in workers.items():
                if found.error(name, query):
                    continue
                sql = suite.text(name, query, texts[query])
                outcome = worker.run(query, sql, round_ == 0, options.timeout)
                if outcome.answer is not None:
                    seen[name] = outcome.answer
                    outcome.answer = None
                found.add(name, query, outcome)
            if round_ == 0:
                check(found, query, seen, suite.ties.get(query))
        progress(found, query)
        if options.json:
            report.write_json(found, query, options.json, variant)
    for worker in workers.values():
        worker.stop()
    return found


def check(
    found: report.Measurements, query: str, seen: dict[str, Any], ties: answers.Ties | None
) -> None:
    """Marks engines whose answer is not that of DuckDB, or of the first peer that has one."""
    preference = ["duckdb", *[name for name in reversed(found.engines) if name != "duckdb"]]
    judge = next((name for name in preference if name in seen), None)
    if judge is None:
        return
    for name, answer in seen.items():
        difference = answers.difference(answer, seen[judge], ties) if name != judge else ""
        if difference:
            found.wrong[name, query] = f"not that of {judge}: {difference}"


def progress(found: report.Measurements, query: str) -> None:
    """Prints one line about a query that is done."""
    parts = []
    for name in found.engines:
        seconds, error = found.seconds(name, query), found.error(name, query)
        parts.append(f"{name} {seconds:.3f}" if seconds is not None else f"{name} {error}")
    print(f"{query}: " + "  ".join(parts), file=sys.stderr, flush=True)


def heading(
    suite: Suite, options: argparse.Namespace, variant: str, found: report.Measurements
) -> str:
    """Says what was measured and how."""
    versions = ", ".join(f"{name} {found.versions[name]}".strip() for name in found.engines)
    command = [f"bench/{suite.name}/run.py", *sys.argv[1:]]
    files = "" if variant == "plain" else f", files {variant}"
    return (
        f"{suite.title}, {suite.size_option} {options.size}{files}, {options.threads} threads, "
        f"least of {options.runs} interleaved runs, {processor()}, {os.cpu_count()} CPUs. "
        f"{versions}.\n\n    {' '.join(map(shlex.quote, command))}\n"
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


def main(suite: Suite, arguments: list[str]) -> int:
    """Runs the suite; returns 1 when the first engine failed or was wrong anywhere."""
    options = parse(suite, arguments)
    folder = options.data or suite.made(options.size)
    documents, failed = [], False
    for variant in variants.pick(options.variant):
        found = measure(suite, options, folder, variant)
        title = heading(suite, options, variant, found)
        print(f"{title}\n{report.as_text(report.table(found))}")
        print("\n".join(report.errors(found)), flush=True)
        documents.append(f"{title}\n{report.as_markdown(report.table(found))}\n")
        failed |= any(found.error(found.engines[0], query) for query in found.queries)
    if options.markdown:
        options.markdown.write_text("\n".join(documents))
    return int(failed)
