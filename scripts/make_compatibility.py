#!/usr/bin/env python3
"""Writes docs/sql/compatibility.md: which functions of DuckDB and PySpark Lakebolt has.

    scripts/make_compatibility.py [--peer duckdb|spark|both] [--function NAME] [--verbose]

Every function is called in both engines, on the peer's own examples and on generated arguments. The
part of a peer that is not asked for stays as it is. Spark needs `pip install pyspark` and Java.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import lakebolt

from compatibility import duckdb_functions, judge, spark_functions

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "sql" / "compatibility.md"
NOTES = tomllib.loads(Path(__file__).with_name("compatibility").joinpath("notes.toml").read_text())
INTRODUCTION = """# Functions of DuckDB and Spark that Lakebolt has

Written by `scripts/make_compatibility.py`, which runs both engines on the same calls: the peer's own
examples and generated arguments. *yes*: at least four of five calls give the same value; of random
numbers, the time, the user's name and the like, one of the same kind. Spark's functions are called
under `SET dialect = 'spark'`. Left out are functions about files, storage, collations and the inside
of the peer (`scripts/compatibility/notes.toml`).
"""


def value_of(connection: Any) -> judge.Run:
    """Returns a function that runs a query and gives its rows; one row of one value as itself."""

    def run(query: str) -> Any:
        rows = connection.execute(query).fetchall()
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows

    return run


def left_out(name: str, kind: str, notes: dict[str, Any]) -> bool:
    """Tells whether a function is internal, or about files or the peer's own storage."""
    return kind in notes["kinds"] or any(name.startswith(p) for p in notes["prefixes"]) or (
        name in notes["names"])  # fmt: skip


def row(name: str, kind: str, verdict: judge.Verdict, notes: dict[str, str]) -> tuple[str, str, str]:
    """Returns the name, the answer and the remark of one function."""
    note = notes.get(name, "")
    if verdict.works:
        return name, "yes", "" if verdict.agreed == verdict.calls else f"{_first(verdict)}"
    if verdict.calls == 0:
        return name, "not called", note or f"no generated call of this {kind} function runs in the peer"
    return name, "no", note or _first(verdict)


def _first(verdict: judge.Verdict) -> str:
    problems = verdict.differed + verdict.refused
    return f"{len(problems)} of {verdict.calls} calls differ: `{problems[0][:110]}`".replace("|", "\\|")


def table(rows: Iterable[tuple[str, str, str]]) -> str:
    """Writes a Markdown table."""
    lines = ["| function | here | remark |", "|---|---|---|"]
    return "\n".join(lines + [f"| `{name.replace('|', chr(92) + '|')}` | {yes} | {remark} |"
                              for name, yes, remark in rows])  # fmt: skip


def summary(peer: str, rows: list[tuple[str, str, str]]) -> str:
    """Says in a sentence how many functions work."""
    called = [r for r in rows if r[1] != "not called"]
    good = sum(r[1] == "yes" for r in called)
    return (
        f"Of {len(rows)} functions of {peer}, {len(called)} could be called with generated arguments"
        f" or the peer's own examples; **{good} ({100 * good / max(1, len(called)):.1f} %)** work."
    )


def duckdb_rows(only: str | None, verbose: bool) -> list[tuple[str, str, str]]:
    """Judges DuckDB's functions."""
    peer = duckdb.connect()
    ours = lakebolt.connect()
    for connection in (peer, ours):
        try:
            connection.execute("SET TimeZone = 'UTC'")
        except Exception as error:  # noqa: BLE001 - an engine without time zones is in UTC
            print(error, file=sys.stderr)
    rows = []
    notes = NOTES["duckdb"]
    for function in duckdb_functions.functions(peer):
        if left_out(function.name, function.kind, notes["left_out"]):
            continue
        if only and function.name != only:
            continue
        changing = function.name in NOTES["changing"]["duckdb"]
        verdict = judge.judge(function.queries, value_of(ours), value_of(peer), changing)
        rows.append(row(function.name, function.kind, verdict, notes["remarks"]))
        if verbose:
            for problem in verdict.differed + verdict.refused:
                print(f"{function.name}: {problem}")
    return rows


def spark_session() -> Any:
    """Starts a Spark session in UTC."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.timeType.enabled", "true")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def spark_rows(only: str | None, verbose: bool) -> tuple[str, list[tuple[str, str, str]]]:
    """Judges PySpark's functions; returns Spark's version too."""
    session = spark_session()
    ours = lakebolt.connect()
    ours.execute("SET dialect = 'spark'")
    ours.execute("SET TimeZone = 'UTC'")

    def theirs(query: str) -> Any:
        rows = [tuple(row) for row in session.sql(query).collect()]
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows

    rows = []
    notes = NOTES["spark"]
    for function in spark_functions.functions(session):
        skipped = left_out(function.name, "", notes["left_out"])
        if skipped or (only and function.name != only):
            continue
        changing = function.name in NOTES["changing"]["spark"]
        verdict = judge.judge(function.queries, value_of(ours), theirs, changing)
        rows.append(row(function.name, "Spark", verdict, notes["remarks"]))
        if verbose:
            for problem in verdict.differed + verdict.refused:
                print(f"{function.name}: {problem}")
    return session.version, rows


def part(peer: str, rows: list[tuple[str, str, str]]) -> str:
    """Writes the part of the page about one peer."""
    return f"## {peer.split()[0]}\n\n{summary(peer, rows)}\n\n{table(rows)}\n"


def kept(peer: str) -> str:
    """Returns the part of the page about `peer` as it is."""
    text = PAGE.read_text() if PAGE.exists() else ""
    begin = text.find(f"## {peer}")
    end = text.find("\n## ", begin + 1)
    return text[begin : end + 1 if end >= 0 else None] if begin >= 0 else ""


def main() -> int:
    """Writes the page, or prints what differs for one function."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", choices=("duckdb", "spark", "both"), default="duckdb")
    parser.add_argument("--function", help="only this one; prints instead of writing the page")
    parser.add_argument("--verbose", action="store_true", help="print every difference")
    options = parser.parse_args()
    verbose = options.verbose or bool(options.function)
    parts = {"DuckDB": kept("DuckDB"), "Spark": kept("Spark")}
    if options.peer != "spark":
        rows = duckdb_rows(options.function, verbose)
        parts["DuckDB"] = part("DuckDB " + duckdb.__version__, rows)
    if options.peer != "duckdb":
        version, rows = spark_rows(options.function, verbose)
        parts["Spark"] = part("Spark " + version, rows)
    if options.function:
        print("\n".join(parts.values()))
        return 0
    PAGE.write_text(INTRODUCTION + "\n" + "\n".join(parts.values()))
    for text in parts.values():
        print(next((line for line in text.splitlines() if line.startswith("Of ")), ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
