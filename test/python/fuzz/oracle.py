"""Judges answers: against another engine's, and against what the same engine says in other words."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .expressions import Scope
from .queries import QueryMaker

Row = tuple[Any, ...]
Rows = Callable[[str], list[Row]]


def _number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _key(row: Row) -> list[tuple[int, str]]:
    """Orders rows so that those that differ by rounding alone come to the same place, mostly."""
    exact: list[tuple[int, str]] = []
    rough: list[tuple[int, str]] = []
    for value in row:
        if value is None:
            exact.append((0, ""))
        elif isinstance(value, float):
            exact.append((1, ""))
            rough.append((1, f"{value + 0.0:.5e}"))
        elif _number(value):
            exact.append((1, f"{Decimal(value).normalize():f}"))
        else:
            exact.append((2, str(value)))
    return exact + rough


def same_value(a: Any, b: Any) -> bool:
    """Compares values: exact numbers exactly, floats with a tolerance."""
    if a is None or b is None:
        return a is b
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, float) or isinstance(b, float):
        if not (_number(a) and _number(b)):
            return False
        if math.isnan(a) or math.isnan(b):
            return math.isnan(a) and math.isnan(b)
        return math.isclose(float(a), float(b), rel_tol=1e-9, abs_tol=1e-7)
    if _number(a) and _number(b):
        return Decimal(a) == Decimal(b)
    return a == b


def difference(found: list[Row], expected: list[Row], ordered: bool = False) -> str:
    """Returns how two answers differ, as lists if `ordered`, as multisets otherwise; "" if not."""
    if len(found) != len(expected):
        return f"{len(found)} rows instead of {len(expected)}"
    ours = found if ordered else sorted(found, key=_key)
    theirs = expected if ordered else sorted(expected, key=_key)
    for mine, other in zip(ours, theirs, strict=True):
        if len(mine) != len(other):
            return f"{len(mine)} columns instead of {len(other)}"
        if not all(same_value(a, b) for a, b in zip(mine, other, strict=True)):
            return f"row {mine} instead of {other}"
    return ""


def no_rewrite(rng: random.Random, queries: QueryMaker, rows: Rows) -> str:
    """Counts the rows of a filter, which may be optimized, and of the same condition in SELECT,
    which may not (NoREC: Rigger and Su, "Detecting Optimization Bugs in Database Engines via
    Non-Optimizing Reference Engine Construction", 2020); returns the queries if they disagree."""
    source, scope = queries.source([], 1, 2000)
    scope.subqueries = 1
    condition = queries.expressions.make("bool", scope, 3).sql()
    optimized = f"SELECT COUNT(*) FROM {source.sql()} WHERE {condition}"
    plain = f"SELECT COUNT(CASE WHEN {condition} THEN 1 END) FROM {source.sql()}"
    problem = difference(rows(optimized), rows(plain))
    return f"{problem}\n{optimized}\n{plain}" if problem else ""


def partitions(rng: random.Random, queries: QueryMaker, rows: Rows) -> str:
    """Splits a query by a condition that is true, false or NULL of each row (TLP: Rigger and Su,
    "Finding Bugs in Database Systems via Query Partitioning", 2020); returns the queries if the
    parts do not add up to the whole."""
    source, scope = queries.source([], 1, 2000)
    scope.subqueries = 1
    text = source.sql()
    condition = queries.expressions.make("bool", scope, 3).sql()
    plain = Scope(scope.names)
    item = queries.expressions.make(rng.choice(["int", "text", "date", "dec"]), plain, 1).sql()
    head, whole, parts = _shape(rng.choice(["rows", "distinct", "count", "least"]), item)
    pieces = [f"({condition})", f"(NOT ({condition}))", f"(({condition}) IS NULL)"]
    union = " UNION ALL ".join(f"SELECT {head} AS x FROM {text} WHERE {p}" for p in pieces)
    first = f"SELECT {whole} FROM (SELECT {item} AS x FROM {text}) w"
    second = f"SELECT {parts} FROM ({union}) w"
    problem = difference(rows(first), rows(second))
    return f"{problem}\n{first}\n{second}" if problem else ""


def _shape(kind: str, item: str) -> tuple[str, str, str]:
    """Returns the items of a part, of the whole query, and of the union of the parts."""
    return {
        "rows": (item, "x", "x"),
        "distinct": (f"DISTINCT {item}", "DISTINCT x", "DISTINCT x"),
        "count": (f"COUNT({item})", "COUNT(x)", "SUM(x)"),
        "least": (f"MIN({item})", "MIN(x)", "MIN(x)"),
    }[kind]
