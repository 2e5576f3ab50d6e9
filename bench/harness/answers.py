"""Tells whether two engines gave the same answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

RELATIVE_TOLERANCE = 1e-9
"""Engines add floats in different orders, and some compute decimals as floats."""

LARGE = 100_000
"""Answers of more rows are compared by a digest, which is cheap to make and to send."""


@dataclass(frozen=True)
class Ties:
    """Says that a query's LIMIT may cut between rows that are equal in the ORDER BY.

    `keys` are the places of the ORDER BY's columns in the answer. Their values must be equal in
    order; of the other columns only rows are compared whose keys differ from the first and the last
    row's. Without keys, the number of rows is all that SQL decides.
    """

    keys: tuple[int, ...] = ()


@dataclass(frozen=True)
class Digest:
    """Stands for a large answer: its rows, and numbers of each column that no order changes."""

    rows: int
    columns: list[list[float]]


def summary(table: pa.Table) -> pa.Table | Digest:
    """Returns the answer itself when it is small, else its digest."""
    return table if table.num_rows <= LARGE else digest(table)


def digest(table: pa.Table) -> Digest:
    """Returns the digest of `table`: a column's sum, and that of its products with the next one.

    NULLs, NaNs and infinities are counted apart, as a sum with one of them tells nothing.
    """
    counts, numbers = [], []
    for column in map(_as_floats, table.columns):
        odd = [float(column.null_count)]
        odd += [float(pc.sum(pc.equal(column, end)).as_py() or 0) for end in (math.inf, -math.inf)]
        odd.append(float(pc.sum(pc.is_nan(column)).as_py() or 0))
        counts.append(odd)
        numbers.append(pc.if_else(pc.is_finite(column), column, None))
    columns = []
    for i, column in enumerate(numbers):
        after = numbers[(i + 1) % len(numbers)]
        total = pc.sum(column).as_py() or 0.0
        mixed = pc.sum(pc.multiply(column, after)).as_py() or 0.0
        columns.append([*counts[i], total, mixed])
    return Digest(table.num_rows, columns)


def _as_floats(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Returns a number for each value: text counts by its length."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if any(
        is_text(kind)
        for is_text in (
            pa.types.is_large_string,
            pa.types.is_string,
            pa.types.is_string_view,
            pa.types.is_large_binary,
            pa.types.is_binary,
        )
    ):
        if pa.types.is_string_view(kind):
            column = column.cast(pa.large_string())
        column = pc.binary_length(column)
    elif pa.types.is_temporal(kind):
        column = column.cast(pa.int32() if pa.types.is_date32(kind) else pa.int64())
    return column.cast(pa.float64())


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """Returns the rows of `table` as tuples of plain Python values."""
    columns = [[_plain(value) for value in column.to_pylist()] for column in table.columns]
    return list(zip(*columns, strict=True)) if columns else []


def _plain(value: Any) -> Any:
    """Turns integers into floats and drops time zones: engines disagree on the types of such
    results.

    Text that came as bytes is text.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value.decode() if isinstance(value, bytes) else value


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
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return math.isclose(float(a), float(b), rel_tol=RELATIVE_TOLERANCE, abs_tol=unit)


def _same_row(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    return all(_same_value(mine, other) for mine, other in zip(a, b, strict=True))


def difference(
    found: pa.Table | Digest, expected: pa.Table | Digest, ties: Ties | None = None
) -> str:
    """Returns how `found` differs from `expected` as a multiset of rows, or "" when it does not."""
    if isinstance(found, Digest) or isinstance(expected, Digest):
        return _digest_difference(found, expected)
    shape = _shape_difference(found, expected)
    if shape:
        return shape
    if ties:
        return _tied_difference(rows(found), rows(expected), ties)
    return _first_difference(
        sorted(rows(found), key=_sort_key), sorted(rows(expected), key=_sort_key)
    )


def difference_in_order(found: pa.Table, expected: pa.Table) -> str:
    """Returns how `found` differs from `expected` as a list of rows, or "" when it does not."""
    return _shape_difference(found, expected) or _first_difference(rows(found), rows(expected))


def _digest_difference(found: pa.Table | Digest, expected: pa.Table | Digest) -> str:
    mine = found if isinstance(found, Digest) else digest(found)
    other = expected if isinstance(expected, Digest) else digest(expected)
    if mine.rows != other.rows:
        return f"{mine.rows} rows instead of {other.rows}"
    if len(mine.columns) != len(other.columns):
        return f"{len(mine.columns)} columns instead of {len(other.columns)}"
    for i, (a, b) in enumerate(zip(mine.columns, other.columns, strict=True)):
        same = (math.isclose(x, y, rel_tol=RELATIVE_TOLERANCE) for x, y in zip(a, b, strict=True))
        if not all(same):
            return f"column {i + 1}: digest {a} instead of {b}"
    return ""


def _shape_difference(found: pa.Table, expected: pa.Table) -> str:
    if found.num_columns != expected.num_columns:
        return f"{found.num_columns} columns instead of {expected.num_columns}"
    if found.num_rows != expected.num_rows:
        return f"{found.num_rows} rows instead of {expected.num_rows}"
    return ""


def _first_difference(ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]) -> str:
    for mine, other in zip(ours, theirs, strict=True):
        if not _same_row(mine, other):
            return f"row {mine} instead of {other}"
    return ""


def _tied_difference(ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]], ties: Ties) -> str:
    if not ties.keys or not ours:
        return ""

    def key(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(row[i] for i in ties.keys)

    problem = _first_difference([key(row) for row in ours], [key(row) for row in theirs])
    if problem:
        return f"by the keys, {problem}"
    edges = (key(theirs[0]), key(theirs[-1]))

    def inner(table: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        kept = [row for row in table if not any(_same_row(key(row), edge) for edge in edges)]
        return sorted(kept, key=_sort_key)

    mine, other = inner(ours), inner(theirs)
    return "" if len(mine) != len(other) else _first_difference(mine, other)
