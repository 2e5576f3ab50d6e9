"""Turns Arrow columns into plain values that can be compared across equivalent Arrow types."""

from __future__ import annotations

import math
from typing import Any

import pyarrow as pa

NANOSECONDS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}


def plain(column: pa.ChunkedArray | pa.Array) -> list[Any]:
    """Returns the values of a column: times as nanoseconds, NaN as the text "nan"."""
    if isinstance(column, pa.ChunkedArray):
        return [value for chunk in column.chunks for value in plain(chunk)]
    kind = column.type
    if isinstance(column, pa.ExtensionArray):
        return plain(column.storage)
    if pa.types.is_dictionary(kind):
        return plain(column.dictionary_decode())
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        wide = pa.int32() if kind.bit_width == 32 else pa.int64()
        factor = NANOSECONDS[kind.unit]
        return [None if v is None else v * factor for v in column.view(wide).to_pylist()]
    if pa.types.is_map(kind):
        return _nested(column, lambda part: list(zip(plain(part.field(0)), plain(part.field(1)))))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return _nested(column, plain)
    if pa.types.is_struct(kind):
        fields = [plain(column.field(i)) for i in range(kind.num_fields)]
        names = [kind.field(i).name for i in range(kind.num_fields)]
        valid = column.is_valid().to_pylist()
        return [
            dict(zip(names, values)) if valid[i] else None
            for i, values in enumerate(zip(*fields) if fields else [()] * len(column))
        ]
    if pa.types.is_floating(kind):
        return ["nan" if v is not None and math.isnan(v) else v for v in column.to_pylist()]
    return column.to_pylist()


def _nested(column: pa.Array, children: Any) -> list[Any]:
    """Takes each list apart, by way of its scalars, which know offsets and slices."""
    return [None if not v.is_valid else children(v.values) for v in column]


def difference(found: pa.Table, expected: pa.Table) -> str:
    """Returns the first column in which two tables differ, and how; "" when they are equal."""
    if found.num_rows != expected.num_rows:
        return f"{found.num_rows} rows instead of {expected.num_rows}"
    if found.column_names != expected.column_names:
        return f"columns {found.column_names} instead of {expected.column_names}"
    for name in expected.column_names:
        ours, theirs = plain(found[name]), plain(expected[name])
        for row, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            if mine != other:
                kinds = f"{found[name].type} and {expected[name].type}"
                return f"{name}[{row}] is {mine!r} instead of {other!r} ({kinds})"
    return ""
