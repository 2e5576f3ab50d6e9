#!/usr/bin/env python3
"""Writes docs/python/coverage.md: which operations of Polars' and PySpark's frames Lakebolt has.

Polars' names are those of the installed release, without what it calls deprecated; PySpark's stand
in dataframe_operations.toml, as do names that differ and what is not counted.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import lakebolt
import polars
import tomllib
from polars.dataframe.group_by import GroupBy

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "python" / "coverage.md"
NOTES = tomllib.loads(Path(__file__).with_name("dataframe_operations.toml").read_text())
INTRODUCTION = """# Operations of Polars' and PySpark's frames that Lakebolt has

Written by `scripts/make_dataframe_coverage.py` from the classes of Polars {version} and PySpark
4.2. An operation counts once, under Polars' name where both have it. **{have} of {all}
({share:.1f} %)** are there.
"""
THEIRS, OURS = polars.col("a"), lakebolt.col("a")
# Title, Polars' classes, PySpark's class, our class.
SECTIONS: list[tuple[str, list[Any], str, Any]] = [
    ("Frame", [polars.LazyFrame, polars.DataFrame], "DataFrame", lakebolt.DataFrame),
    ("Groups", [GroupBy], "GroupedData", lakebolt.GroupBy),
    ("Expression", [polars.Expr], "Column", lakebolt.Expr),
    ("Text", [type(THEIRS.str)], "", type(OURS.str)),
    ("Dates", [type(THEIRS.dt)], "", type(OURS.dt)),
    ("Lists", [type(THEIRS.list)], "", type(OURS.list)),
    ("Structs", [type(THEIRS.struct)], "", type(OURS.struct)),
    ("Names", [type(THEIRS.name)], "", type(OURS.name)),
]


def public(kind: Any) -> set[str]:
    """Returns the names that a class offers, without deprecated ones."""
    return {
        name
        for name in dir(kind)
        if not name.startswith("_")
        and ".. deprecated::" not in (getattr(getattr(kind, name), "__doc__", "") or "")
    }


def snake_case(name: str) -> str:
    """Returns PySpark's name as Polars would write it."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: "_" + found[1].lower(), name).lower()


def ours(section: str, kind: Any, name: str) -> str | None:
    """Returns our name of an operation, or None."""
    for candidate in (NOTES["renamed"].get(section, {}).get(name), name, snake_case(name)):
        if candidate is not None and (hasattr(kind, candidate) or candidate == "when"):
            return candidate
    return None


def rows(section: str, peers: list[Any], spark: str, kind: Any) -> list[tuple[str, str, str]]:
    """Returns Polars' name, PySpark's name and ours of each operation of a section."""
    not_counted = {name for group in NOTES["left_out"] for name in group["names"].split()}
    out: dict[str, tuple[str, str, str]] = {}
    for name in sorted(set().union(*(public(peer) for peer in peers)) - not_counted):
        out[name] = (name, "", ours(section, kind, name) or "")
    for name in NOTES["pyspark"].get(spark, "").split():
        if name in not_counted:
            continue
        known = name if name in out else snake_case(name)
        mine = ours(section, kind, name) or ""
        if known in out:
            out[known] = (out[known][0], name, out[known][2] or mine)
        else:
            out[known] = ("", name, mine)
    return [out[name] for name in sorted(out)]


def main() -> None:
    """Writes the page."""
    text, have, total = "", 0, 0
    for section, peers, spark, kind in SECTIONS:
        found = rows(section, peers, spark, kind)
        there = sum(1 for row in found if row[2])
        have, total = have + there, total + len(found)
        text += f"\n## {section}: {there} of {len(found)}\n\n"
        text += "| Polars | PySpark | Lakebolt |\n|---|---|---|\n"
        for row in found:
            cells = [f"`{cell}`" if cell else "" for cell in row]
            text += f"| {cells[0]} | {cells[1]} | {cells[2] or '–'} |\n"
    text += "\n## Not counted\n\n"
    for group in NOTES["left_out"]:
        names = ", ".join(f"`{name}`" for name in sorted(group["names"].split()))
        text += f"- {group['why']}: {names}\n"
    head = INTRODUCTION.format(
        version=polars.__version__, have=have, all=total, share=100 * have / total
    )
    PAGE.write_text(head + text)
    print(f"{have} of {total} ({100 * have / total:.1f} %)")


if __name__ == "__main__":
    main()
