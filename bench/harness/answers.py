"""Tells whether two engines gave the same answer."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pyarrow as pa

RELATIVE_TOLERANCE = 1e-9
"""Engines add floats in different orders, and some compute decimals as floats."""


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """Returns the rows of `table` as tuples of plain Python values."""
    columns = [[_plain(value) for value in column.to_pylist()] for column in table.columns]
    return list(zip(*columns, strict=True)) if columns else []


def _plain(value: Any) -> Any:
    """Turns integers into floats, as engines disagree on the type of a sum or a year."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _sort_key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Orders rows by their exact columns first, then by their numbers, roughly."""
    exact = [str(v) for v in row if not isinstance(v, (float, Decimal))]
    rough = [f"{v:.6e}" for v in row if isinstance(v, (float, Decimal))]
    return (exact, rough)


def _same_value(a: Any, b: Any) -> bool:
    """Compares two values; a decimal may differ from a float by one unit of its last digit."""
    if not isinstance(a, (float, Decimal)) or not isinstance(b, (float, Decimal)):
        return a == b
    unit = 1e-12
    for value, other in ((a, b), (b, a)):
        if isinstance(value, Decimal) and isinstance(other, float):
            unit = 10.0 ** int(value.as_tuple().exponent)
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return a == b
    return math.isclose(float(a), float(b), rel_tol=RELATIVE_TOLERANCE, abs_tol=unit)


def difference(found: pa.Table, expected: pa.Table) -> str:
    """Returns how `found` differs from `expected` as a multiset of rows, or "" when it does not."""
    return _difference(found, expected, sort=True)


def difference_in_order(found: pa.Table, expected: pa.Table) -> str:
    """Returns how `found` differs from `expected` as a list of rows, or "" when it does not."""
    return _difference(found, expected, sort=False)


def _difference(found: pa.Table, expected: pa.Table, sort: bool) -> str:
    if found.num_columns != expected.num_columns:
        return f"{found.num_columns} columns instead of {expected.num_columns}"
    if found.num_rows != expected.num_rows:
        return f"{found.num_rows} rows instead of {expected.num_rows}"
    ours, theirs = rows(found), rows(expected)
    if sort:
        ours.sort(key=_sort_key)
        theirs.sort(key=_sort_key)
    for mine, other in zip(ours, theirs, strict=True):
        if not all(_same_value(a, b) for a, b in zip(mine, other, strict=True)):
            return f"row {mine} instead of {other}"
    return ""
