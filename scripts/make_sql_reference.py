"""Writes docs/sql/functions.md and settings.md from the engine's own registries.

    scripts/make_sql_reference.py           # writes the pages
    scripts/make_sql_reference.py --check   # fails when a page is not what it would write

Needs the built `lakebolt` Python package on PYTHONPATH.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import lakebolt

FOLDER = Path(__file__).parent.parent / "docs" / "sql"

HEADER = """# Functions

Made by `scripts/make_sql_reference.py` from the function registry; the examples run as tests.
Operators are listed under their symbols (`~~` is LIKE, `~~*` is ILIKE).
"""

SETTINGS = """# Settings

Made by `scripts/make_sql_reference.py` from the settings of a new session. `SET name = value` holds for the session,
in Python `connect({"name": value})` and in the command `--set name=value` from its start; `RESET name` takes it
back, `current_setting('name')` asks for it. DuckDB's other settings are accepted and change no answer.

| setting | type | at first | what it does |
|---|---|---|---|
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


def settings() -> str:
    """Returns the page of settings; what depends on the machine is left out."""
    rows = lakebolt.connect().sql(
        "SELECT name, input_type, CASE WHEN name NOT IN ('threads', 'temp_directory', 'TimeZone') "
        "THEN value ELSE '' END, description FROM duckdb_settings() "
        "WHERE description NOT LIKE 'accepted as DuckDB%' ORDER BY lower(name)"
    ).fetchall()
    lines = (
        f"| {code(name)} | {kind} | {code(value or '')} | {escape(text)} |\n"
        for name, kind, value, text in rows
    )
    return SETTINGS + "".join(lines)


def functions() -> str:
    """Returns the page of functions."""
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
    """Writes or checks the pages."""
    for name, text in (("functions.md", functions()), ("settings.md", settings())):
        path = FOLDER / name
        if "--check" not in sys.argv[1:]:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            sys.exit(f"{name} is out of date: run scripts/make_sql_reference.py")


if __name__ == "__main__":
    main()
