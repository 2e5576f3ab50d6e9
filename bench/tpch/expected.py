#!/usr/bin/env python3
"""Keeps digests of the right answers, so that an answer can be judged with no other engine at hand.

    bench/tpch/expected.py 1 FOLDER      writes answers/sf1.json from DuckDB's answers over FOLDER

A digest holds the number of rows and, for each column, the MD5 of its sorted exact values or, for
floats, their sum. The answers at scale factor 1 agree with those that the TPC publishes.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tpch import data  # noqa: E402

FOLDER = Path(__file__).with_name("answers")
RELATIVE_TOLERANCE = 1e-9


def _text(value: Any) -> str:
    """Writes an exact value so that 5, 5.00 and a decimal 5 are the same."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"{Decimal(value).normalize():f}"
    return str(value)


def _column(values: list[Any]) -> str | float:
    if any(isinstance(value, float) for value in values):
        return math.fsum(value for value in values if value is not None)
    return hashlib.md5("\n".join(sorted(map(_text, values))).encode()).hexdigest()


def digest(table: pa.Table) -> dict[str, Any]:
    """Returns the digest of an answer."""
    return {"rows": table.num_rows, "columns": [_column(c.to_pylist()) for c in table.columns]}


def known(scale: str) -> dict[str, dict[str, Any]]:
    """Returns the digests at scale factor `scale` by query; empty when there are none."""
    path = FOLDER / f"sf{scale}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def difference(table: pa.Table, expected: dict[str, Any]) -> str:
    """Returns how an answer differs from the digest `expected`, or "" when it does not."""
    found = digest(table)
    if found["rows"] != expected["rows"]:
        return f"{found['rows']} rows instead of {expected['rows']}"
    if len(found["columns"]) != len(expected["columns"]):
        return f"{len(found['columns'])} columns instead of {len(expected['columns'])}"
    for i, (mine, other) in enumerate(zip(found["columns"], expected["columns"], strict=True)):
        numbers = isinstance(mine, float) and isinstance(other, float)
        if not (math.isclose(mine, other, rel_tol=RELATIVE_TOLERANCE) if numbers else mine == other):
            return f"column {i + 1} ({table.column_names[i]}) differs"
    return ""


def main(scale: str, folder: Path) -> None:
    """Writes the digests of DuckDB's answers over the tables in `folder`."""
    import duckdb

    connection = duckdb.connect()
    for table, path in data.files(folder).items():
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")
    answers = {
        name: digest(connection.sql(sql).to_arrow_table()) for name, sql in data.queries().items()
    }
    FOLDER.mkdir(exist_ok=True)
    lines = [f"{json.dumps(name)}: {json.dumps(answer)}" for name, answer in answers.items()]
    (FOLDER / f"sf{scale}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
