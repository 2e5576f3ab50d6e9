"""Runs the examples that stand beside the functions, and checks that the reference shows them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lakebolt
import pytest

ROOT = Path(__file__).parents[3]
EXAMPLES = lakebolt.sql(
    "SELECT name, example, result FROM lakebolt_functions() WHERE example <> '' ORDER BY ALL"
).fetchall()


@pytest.mark.parametrize(("name", "sql", "result"), EXAMPLES, ids=[f"{e[0]}: {e[1]}" for e in EXAMPLES])
def test_example(name: str, sql: str, result: str) -> None:
    """The text of the value is what the documentation says, in the dialect before the name."""
    connection = lakebolt.connect()
    dialect, colon, _ = name.partition(":")
    if colon and dialect:
        connection.execute(f"SET dialect = '{dialect}'")
    assert connection.sql(f"SELECT CAST(({sql}) AS VARCHAR)").fetchall() == [
        (None if result == "NULL" else result,)
    ]


def test_reference_is_up_to_date() -> None:
    """docs/sql/functions.md and settings.md are what the registries say now."""
    script = ROOT / "scripts" / "make_sql_reference.py"
    subprocess.run([sys.executable, str(script), "--check"], check=True)
