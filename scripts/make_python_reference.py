#!/usr/bin/env python3
"""Writes docs/python/reference.md from the docstrings of the Python package."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import lakebolt
from lakebolt.connection import Connection, Cursor

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "python" / "reference.md"
COLUMN = lakebolt.col("a")
CLASSES: list[tuple[str, Any]] = [
    ("DataFrame", lakebolt.DataFrame),
    ("GroupBy", lakebolt.GroupBy),
    ("Expr", lakebolt.Expr),
    ("Expr.str", type(COLUMN.str)),
    ("Expr.dt", type(COLUMN.dt)),
    ("Expr.list", type(COLUMN.list)),
    ("Expr.struct", type(COLUMN.struct)),
    ("Expr.name", type(COLUMN.name)),
    ("Window", lakebolt.WindowSpec),
    ("Connection", Connection),
    ("Cursor", Cursor),
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


def entry(name: str, member: Any, others: list[str]) -> str:
    """Returns the lines of one function: its call, what it does, and its example."""
    doc = inspect.getdoc(member) or ""
    text, _, example = doc.partition("\n\n>>> ")
    out = f"**`{name}{signature(member)}`** {re.sub(chr(10) + '+', ' ', text)}"
    if others:
        out += " Also: " + ", ".join(f"`{other}`" for other in others) + "."
    if example:
        out += f"\n\n```python\n>>> {example.strip()}\n```"
    return out + "\n\n"


def section(title: str, members: dict[str, Any]) -> str:
    """Returns a section; other names of a function stand beside its own."""
    names: dict[int, list[str]] = {}
    for name, member in members.items():
        names.setdefault(id(member), []).append(name)
    out = f"## {title}\n\n"
    for same in names.values():
        member = members[same[0]]
        own = getattr(member, "__name__", same[0])
        first = own if own in same else same[0]
        out += entry(first, member, [name for name in same if name != first])
    return out


def main() -> None:
    """Writes the page."""
    text = "# Reference of the Python package\n\nWritten by `scripts/make_python_reference.py`.\n\n"
    functions = {
        name: getattr(lakebolt, name)
        for name in lakebolt.__all__
        if inspect.isfunction(getattr(lakebolt, name))
    }
    text += section("Functions", functions)
    for title, kind in CLASSES:
        members = {
            name: inspect.getattr_static(kind, name)
            for name in dir(kind)
            if not name.startswith("_")
        }
        text += section(
            title, {name: item for name, item in members.items() if is_documented(item)}
        )
    selectors = {
        name: item
        for name, item in vars(lakebolt.selectors).items()
        if inspect.isfunction(item) and not name.startswith("_") and name != "without"
    }
    text += section("selectors", selectors)
    PAGE.write_text(text.rstrip() + "\n")


if __name__ == "__main__":
    main()
