#!/usr/bin/env python3
"""Writes docs/python/coverage.md: which operations of Polars' and PySpark's frames Lakebolt has.

Polars' names and parameters are those of the installed release, without what it calls deprecated;
PySpark's names stand in dataframe_operations.toml, as do names that differ and what is not counted.
With --check it writes nothing, and fails if the page is not up to date.
"""

from __future__ import annotations

import inspect
import re
import sys
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
({share:.1f} %)** are there, and of the functions of Polars' module {functions}.

PySpark's names are looked for in Lakebolt's own frames; `lakebolt.spark` has classes with PySpark's methods and
answers besides ([coming from Spark](../howto/spark.md)).

A name is not all: of the {given} parameters that Polars' operations and functions have of those that are
there, Lakebolt takes **{taken} ({part:.1f} %)** under the same name. Parameters that it does not take stand
beside their operation. Many are options of files; without functions that read and write files, it
takes {plain}. The comparison is of names, and says nothing of what they do: that is for the tests, which
compare the answers.
"""
LEFT_OUT_PARAMETERS = {
    name for group in NOTES["left_out_parameters"] for name in group["names"].split()
}
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


def parameters(function: Any) -> list[str] | None:
    """Returns the names of a function's parameters, or None if it tells none."""
    if not callable(function):
        return None
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [one.name for one in found if one.name != "self" and one.kind not in several]


class Count:
    """Counts parameters that there are, and that are taken."""

    def __init__(self) -> None:
        self.given, self.taken = 0, 0
        self.plain_given, self.plain_taken = 0, 0  # of what reads and writes no files

    def missing(self, name: str, theirs: Any, mine: Any) -> list[str]:
        """Returns the parameters that ours has not, and counts them all."""
        wanted = [one for one in parameters(theirs) or [] if one not in LEFT_OUT_PARAMETERS]
        known = parameters(mine)
        if known is None:  # a property, or a name that stands for an operator
            return []
        absent = [one for one in wanted if one not in known and not one.startswith("_")]
        wanted = [one for one in wanted if not one.startswith("_")]
        self.given += len(wanted)
        self.taken += len(wanted) - len(absent)
        if not re.match(r"(read|scan|write|sink)_", name):
            self.plain_given += len(wanted)
            self.plain_taken += len(wanted) - len(absent)
        return absent


def functions() -> list[tuple[str, str, str]]:
    """Returns Polars' name and ours of each function of its module."""
    not_counted = set(NOTES["functions"]["names"].split())
    names = sorted(
        name
        for name in public(polars)
        if inspect.isfunction(getattr(polars, name)) and name not in not_counted
    )
    return [(name, "", name if name in lakebolt.__all__ else "") for name in names]


def table(found: list[tuple[str, str, str]], peers: list[Any], kind: Any, count: Count) -> str:
    """Writes the operations of a section."""
    text = "| Polars | PySpark | Lakebolt | parameters not taken |\n|---|---|---|---|\n"
    for polars_name, spark_name, mine in found:
        peer = next((one for one in peers if hasattr(one, polars_name)), None)
        absent: list[str] = []
        if polars_name and mine and hasattr(kind, mine):
            absent = count.missing(polars_name, getattr(peer, polars_name), getattr(kind, mine))
        cells = [f"`{cell}`" if cell else "" for cell in (polars_name, spark_name, mine)]
        shown = ", ".join(f"`{one}`" for one in absent)
        text += f"| {cells[0]} | {cells[1]} | {cells[2] or '–'} | {shown} |\n"
    return text


def page() -> str:
    """Returns the text of the page."""
    text, have, total = "", 0, 0
    count = Count()
    for section, peers, spark, kind in SECTIONS:
        found = rows(section, peers, spark, kind)
        there = sum(1 for row in found if row[2])
        have, total = have + there, total + len(found)
        text += f"\n## {section}: {there} of {len(found)}\n\n" + table(found, peers, kind, count)
    of_module = functions()
    there = sum(1 for row in of_module if row[2])
    known = f"{there} of {len(of_module)}"
    text += f"\n## Functions of the module: {known}\n\n"
    text += table(of_module, [polars], lakebolt, count)
    text += "\n## Not counted\n\n"
    for group in [*NOTES["left_out"], *NOTES["left_out_parameters"]]:
        names = ", ".join(f"`{name}`" for name in sorted(group["names"].split()))
        what = "parameters: " if group in NOTES["left_out_parameters"] else ""
        text += f"- {what}{group['why']}: {names}\n"
    names = ", ".join(f"`{name}`" for name in sorted(NOTES["functions"]["names"].split()))
    text += f"- functions of the module: the inside of the peer, other systems, and code of the user's own: {names}\n"
    head = INTRODUCTION.format(
        version=polars.__version__,
        have=have,
        all=total,
        share=100 * have / total,
        functions=known,
        given=count.given,
        taken=count.taken,
        part=100 * count.taken / count.given,
        plain=f"{count.plain_taken} of {count.plain_given} ({100 * count.plain_taken / count.plain_given:.1f} %)",
    )
    return head + text


def main() -> None:
    """Writes or checks the page."""
    text = page()
    if "--check" in sys.argv:
        if PAGE.read_text() != text:
            sys.exit(f"{PAGE} is not up to date: run scripts/make_references.sh")
        return
    PAGE.write_text(text)
    print(" ".join(text.split("\n\n")[2].split()))


if __name__ == "__main__":
    main()
