#!/usr/bin/env python3
"""Writes docs/python/reference/ from the docstrings of the Python package.

    scripts/make_python_reference.py           # writes the pages
    scripts/make_python_reference.py --check   # fails when they are not what it would write
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import lakebolt
from lakebolt.connection import Connection, Cursor
from lakebolt.spark import functions as functions_of_spark

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "python" / "reference"
COLUMN = lakebolt.col("a")
# Page, title, what an entry's call begins with, class.
CLASSES: list[tuple[str, str, str, Any]] = [
    ("frames", "Frames: DataFrame", "frame.", lakebolt.DataFrame),
    ("groups", "Groups: GroupBy", "groups.", lakebolt.GroupBy),
    ("expressions", "Expressions: Expr", "expr.", lakebolt.Expr),
    ("text", "Text: Expr.str", "expr.str.", type(COLUMN.str)),
    ("dates", "Dates and times: Expr.dt", "expr.dt.", type(COLUMN.dt)),
    ("lists", "Lists: Expr.list", "expr.list.", type(COLUMN.list)),
    ("structs", "Structs: Expr.struct", "expr.struct.", type(COLUMN.struct)),
    ("names", "Names of columns: Expr.name", "expr.name.", type(COLUMN.name)),
    ("windows", "Windows: Window", "window.", lakebolt.WindowSpec),
    ("connections", "Connections: Connection", "connection.", Connection),
    ("cursors", "Cursors: Cursor", "cursor.", Cursor),
]


def is_documented(member: Any) -> bool:
    """Tells whether a member is a function or property with a docstring."""
    kinds = (property, classmethod, staticmethod)
    return (inspect.isfunction(member) or isinstance(member, kinds)) and bool(
        inspect.getdoc(member)
    )


def signature(member: Any) -> str:
    """Returns the parameters of a function without types, or nothing for a property."""
    if not callable(member):
        return ""
    texts = []
    for name, parameter in inspect.signature(member).parameters.items():
        if name == "self":
            continue
        text = str(parameter.replace(annotation=inspect.Parameter.empty))
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in " ".join(texts):
            texts.append("*")
        texts.append(text)
    return "(" + ", ".join(texts) + ")"


def entry(name: str, call: str, member: Any, others: list[str]) -> str:
    """Returns the lines of one function: its call, what it does, and its example."""
    doc = inspect.getdoc(member) or ""
    text, _, example = doc.partition("\n\n>>> ")
    out = f"## {name}\n\n**`{call}{signature(member)}`**\n\n"
    out += re.sub(r"``+", "`", re.sub(r"\n+", " ", text))
    if others:
        out += " Also: " + ", ".join(f"`{other}`" for other in others) + "."
    if example:
        out += f"\n\n```pycon\n>>> {example.strip()}\n```"
    return out + "\n\n"


def page(title: str, prefix: str, members: dict[str, Any]) -> str:
    """Returns a page; other names of a function stand beside its own."""
    names: dict[int, list[str]] = {}
    for name, member in members.items():
        names.setdefault(id(member), []).append(name)
    out = f"# {title}\n\nWritten by `scripts/make_python_reference.py`.\n\n"
    entries = {}
    for same in names.values():
        member = members[same[0]]
        own = getattr(member, "__name__", same[0])
        first = own if own in same else same[0]
        others = [name for name in same if name != first]
        entries[first] = entry(first, prefix + first, member, others)
    return (out + "".join(entries[name] for name in sorted(entries))).rstrip() + "\n"


def pages() -> dict[str, str]:
    """Returns the text of each page by its name."""
    functions = {
        name: getattr(lakebolt, name)
        for name in lakebolt.__all__
        if inspect.isfunction(getattr(lakebolt, name))
    }
    selectors = {
        name: item
        for name, item in vars(lakebolt.selectors).items()
        if inspect.isfunction(item)
        and item.__module__.startswith("lakebolt.")
        and not name.startswith("_")
        and name not in ("without", "data_type")
    }
    out = {
        "functions": page("Functions of the module", "lakebolt.", functions),
        "selectors": page("Selectors: lakebolt.selectors", "selectors.", selectors),
    }
    spark = {name: getattr(functions_of_spark, name) for name in functions_of_spark.__all__}
    out["spark_functions"] = page("PySpark's functions: lakebolt.spark.functions", "F.", spark)
    for name, title, prefix, kind in CLASSES:
        members = {
            member: inspect.getattr_static(kind, member)
            for member in dir(kind)
            if not member.startswith("_")
        }
        documented = {member: item for member, item in members.items() if is_documented(item)}
        out[name] = page(title, prefix, documented)
    return out


def main() -> None:
    """Writes or checks the pages."""
    for name, text in pages().items():
        path = FOLDER / f"{name}.md"
        if "--check" not in sys.argv[1:]:
            FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            sys.exit(f"{path.name} is out of date: run scripts/make_python_reference.py")


if __name__ == "__main__":
    main()
