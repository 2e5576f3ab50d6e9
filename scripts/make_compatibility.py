#!/usr/bin/env python3
"""Writes docs/sql/compatibility.md: which functions of DuckDB and PySpark Lakebolt has.

    scripts/make_compatibility.py [--spark] [--function NAME] [--verbose]

Every function is called on the peer's own examples and on generated arguments in both engines.
PySpark needs Java; without --spark its part of the page stays as it is.
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

from compatibility import duckdb_functions, judge

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "sql" / "compatibility.md"
NOTES = tomllib.loads(Path(__file__).with_name("compatibility").joinpath("notes.toml").read_text())


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
        verdict = judge.judge(function.queries, value_of(ours), value_of(peer))
        rows.append(row(function.name, function.kind, verdict, notes["remarks"]))
        if verbose:
            for problem in verdict.differed + verdict.refused:
                print(f"{function.name}: {problem}")
    return rows


def main() -> int:
    """Writes the page, or prints what differs for one function."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--function", help="only this one; prints instead of writing the page")
    parser.add_argument("--verbose", action="store_true", help="print every difference")
    options = parser.parse_args()
    rows = duckdb_rows(options.function, options.verbose or bool(options.function))
    text = summary("DuckDB " + duckdb.__version__, rows) + "\n\n" + table(rows) + "\n"
    if options.function:
        print(text)
    else:
        PAGE.write_text(text)
        print(summary("DuckDB " + duckdb.__version__, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
