"""Compares JSON functions with DuckDB's on random documents and paths."""

from __future__ import annotations

import json
import random
from typing import Any

import lakebolt
import pytest

duckdb = pytest.importorskip("duckdb")

NAMES = ["a", "b", "c d", "é", "x.y"]
CALLS = [
    "json_extract({doc}, {path})",
    "json_extract_string({doc}, {path})",
    "json_value({doc}, {path})",
    "json_exists({doc}, {path})",
    "json_type({doc}, {path})",
    "json_array_length({doc}, {path})",
    "json_keys({doc}, {path})",
    "json_valid({doc})",
    "json_structure({doc})",
    "json_contains({doc}, {other})",
    "json_merge_patch({doc}, {other})",
    "json_deep_merge({doc}, {other})",
    "json_set({doc}, {path}, {other})",
    "json_insert({doc}, {path}, {other})",
    "json_replace({doc}, {path}, {other})",
    "json_remove({doc}, {path})",
    "json_strip_nulls({doc})",
]


def document(rng: random.Random, depth: int = 0) -> Any:
    """Makes a random JSON value, flatter the deeper it lies."""
    kind = rng.randrange(8 if depth < 3 else 6)
    if kind == 6:
        return [document(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == 7:
        return {rng.choice(NAMES): document(rng, depth + 1) for _ in range(rng.randrange(4))}
    return rng.choice([None, True, False, rng.randrange(-5, 300), rng.randrange(9) / 4, "", "a b", "é\n"])


def path(rng: random.Random) -> str:
    """Makes a random path of up to three steps, or a pointer."""
    steps = [rng.choice([*NAMES, rng.randrange(3)]) for _ in range(rng.randrange(4))]
    if rng.randrange(5) == 0:
        return "".join(f"/{step}" for step in steps) or "/a"
    return "$" + "".join(f"[{s}]" if isinstance(s, int) else f'."{s}"' for s in steps)


def literal(text: str) -> str:
    """Writes text as a JSON literal of SQL."""
    return "'" + text.replace("'", "''") + "'::JSON"


def result(connection: Any, sql: str) -> Any:
    """Returns the value of a query, or the word error."""
    try:
        return connection.execute(f"SELECT ({sql})::VARCHAR").fetchall()[0][0]
    except Exception:  # noqa: BLE001 - which error it is may differ
        return "error"


def test_same_as_duckdb() -> None:
    """All functions give what DuckDB gives, or both refuse."""
    rng = random.Random(20261121)
    ours, theirs = lakebolt.connect(), duckdb.connect()
    differences = []
    for _ in range(600):
        doc, other = (literal(json.dumps(document(rng), ensure_ascii=False)) for _ in range(2))
        where = "'" + path(rng) + "'"
        sql = rng.choice(CALLS).format(doc=doc, other=other, path=where)
        found, expected = result(ours, sql), result(theirs, sql)
        if found != expected:
            differences.append(f"{sql}: {found!r}, not {expected!r}")
    assert differences == []
