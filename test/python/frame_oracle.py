"""Runs the same steps on frames of Lakebolt and of Polars and compares what they give."""

from __future__ import annotations

import datetime
import decimal
import math
import random
from typing import Any, Callable

import lakebolt
import polars

Steps = Callable[[Any, Any], Any]  # given the module and a frame


def random_columns(rng: random.Random, rows: int) -> dict[str, list[Any]]:
    """Returns columns with NULLs, ties, repeated and odd values."""
    start = datetime.datetime(2024, 1, 1)

    def column(make: Callable[[], Any], nulls: float = 0.1) -> list[Any]:
        return [None if rng.random() < nulls else make() for _ in range(rows)]

    return {
        "g": column(lambda: rng.choice("xyz"), 0),
        "h": column(lambda: rng.choice([1, 2])),
        "a": column(lambda: rng.randrange(-9, 10)),
        "b": column(lambda: round(rng.random() * 10, 6)),
        "s": column(lambda: rng.choice(["ab", "Cd ", "ef-g", "éa", "12", ""])),
        "t": column(lambda: start + datetime.timedelta(minutes=rng.randrange(300_000)), 0),
        "l": column(lambda: [rng.randrange(5) for _ in range(rng.randrange(4))]),
    }


def plain(value: Any) -> Any:
    """Returns a value with numbers of all types as floats."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, decimal.Decimal)):
        return "nan" if math.isnan(value) else float(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def alike(one: Any, two: Any) -> bool:
    """Tells whether two plain values are the same but for rounding."""
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(alike, one, two))
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(alike(one[name], two[name]) for name in one)
    return bool(one == two)


def sort_key(row: list[Any]) -> str:
    """Returns a key in which rounding does not show."""
    return repr([f"{item:.6g}" if isinstance(item, float) else item for item in row])


def assert_same(steps: Steps, ours: Any, theirs: Any, *, in_order: bool = True) -> None:
    """Checks that both engines give the same columns and rows."""
    expected = steps(polars, theirs)
    found = steps(lakebolt, ours)
    assert found.columns == expected.columns
    ours_rows = [plain(row) for row in found.rows()]
    their_rows = [plain(row) for row in expected.rows()]
    if not in_order:
        ours_rows.sort(key=sort_key)
        their_rows.sort(key=sort_key)
    if not alike(ours_rows, their_rows):  # only then, to show the difference
        assert ours_rows == their_rows, found.to_sql()
