"""Writes docs/sql/functions.md from the engine's own function registry.

    scripts/make_sql_reference.py           # writes the file
    scripts/make_sql_reference.py --check   # fails when the file is not what it would write

Needs the built `lakebolt` Python package on PYTHONPATH.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import lakebolt

TARGET = Path(__file__).parent.parent / "docs" / "sql" / "functions.md"

HEADER = """# Functions

Made by `scripts/make_sql_reference.py` from the function registry; the examples run as tests.
Operators are listed under their symbols (`~~` is LIKE, `~~*` is ILIKE).
"""


def escape(text: str) -> str:
    """Keeps a text from breaking a table of markdown."""
    return text.replace("|", "\\|").replace("\n", " ")


def code(text: str) -> str:
    """Sets a text as code; nothing for an empty one."""
    return f"`{escape(text)}`" if text else ""


def entry(rows: list[tuple[str, ...]]) -> str:
    """Makes the line of one function from its rows, one an example."""
    name, _, _, aliases, description, _, _ = rows[0]
    names = ", ".join(code(n) for n in [name, *filter(None, aliases.split(", "))])
    examples = "; ".join(f"{code(sql)} → {code(result)}" for *_, sql, result in rows if sql)
    return f"| {names} | {escape(description)} | {examples} |"


def reference() -> str:
    """Returns the whole page."""
    rows = lakebolt.sql(
        "SELECT name, kind, category, aliases, description, example, result "
        "FROM lakebolt_functions() ORDER BY kind, category, name, example"
    ).fetchall()
    parts = [HEADER]
    for (kind, category), section in groupby(rows, key=lambda row: (row[1], row[2])):
        titles = {"aggregate": "Aggregates", "window": "Window functions"}
        title = titles.get(kind, f"Scalar: {category}")
        parts.append(f"\n## {title}\n\n| function | what it does | examples |\n|---|---|---|\n")
        parts += [entry(list(group)) + "\n" for _, group in groupby(section, key=lambda r: r[0])]
    return "".join(parts)


def main() -> None:
    """Writes or checks the page."""
    text = reference()
    if "--check" in sys.argv[1:]:
        if not TARGET.exists() or TARGET.read_text() != text:
            sys.exit(f"{TARGET.name} is out of date: run scripts/make_sql_reference.py")
        return
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text)


if __name__ == "__main__":
    main()
