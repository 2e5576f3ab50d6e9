#!/usr/bin/env python3
"""Writes a suite's Parquet files again in other ways, to see that speed does not hang on one
writer.

    bench/harness/variants.py FOLDER zstd,nullable      # writes FOLDER.zstd and FOLDER.nullable

Each variant differs from the files it is made of in what its name says, and otherwise keeps their
row groups, codec and required columns as far as PyArrow can.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

PYARROW_GROUP = 1_048_576
SMALL_GROUP = 5_000
ONE_GROUP = 1 << 30
QUICK = 1
NULLS = 0.02

Writer = Callable[[Path, Path], None]


def _rewrite(source: Path, target: Path, **changes: Any) -> None:
    """Copies a file row group by row group, as PyArrow writes by default but for `changes`."""
    file = pq.ParquetFile(source)
    nullable = changes.pop("nullable", False)
    rows = changes.pop("group_rows", 0) or _group_rows(file)
    schema = _plain_schema(file.schema_arrow, nullable)
    options: dict[str, Any] = {"compression": _codec(file), **changes}
    with pq.ParquetWriter(target, schema, **options) as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in file.iter_batches(batch_size=rows):
            waiting.append(batch)
            if sum(map(len, waiting)) >= rows:
                table = pa.Table.from_batches(waiting).cast(schema)
                writer.write_table(table.slice(0, rows), row_group_size=rows)
                waiting = table.slice(rows).to_batches()
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting).cast(schema), row_group_size=rows)


def _plain_schema(schema: pa.Schema, nullable: bool) -> pa.Schema:
    """Returns the schema with text of PyArrow's usual type, and maybe all columns nullable."""
    fields = []
    for field in schema:
        if pa.types.is_string_view(field.type):
            field = field.with_type(pa.string())
        fields.append(field.with_nullable(True) if nullable else field)
    return pa.schema(fields)


def _group_rows(file: pq.ParquetFile) -> int:
    meta = file.metadata
    return max([meta.row_group(i).num_rows for i in range(meta.num_row_groups)], default=1) or 1


def _codec(file: pq.ParquetFile) -> str:
    groups = file.metadata
    return groups.row_group(0).column(0).compression if groups.num_row_groups else "SNAPPY"


def _shuffled(source: Path, target: Path) -> None:
    """Writes the rows in random order."""
    import numpy as np

    file = pq.ParquetFile(source)
    table = file.read()
    table = table.cast(_plain_schema(table.schema, False))
    order = np.random.default_rng(1).permutation(table.num_rows)
    pq.write_table(
        table.take(pa.array(order)),
        target,
        compression=_codec(file),
        row_group_size=_group_rows(file),
    )


def _with_nulls(source: Path, target: Path) -> None:
    """Makes some values NULL in columns that no join uses: those not called key, number or id."""
    import numpy as np

    file = pq.ParquetFile(source)
    table = file.read()
    table = table.cast(_plain_schema(table.schema, True))
    draw = np.random.default_rng(2)
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if not name.lower().endswith(("key", "number", "_sk", "id")):
            gone = pa.array(draw.random(len(column)) < NULLS)
            column = pc.if_else(gone, pa.scalar(None, column.type), column)
        columns.append(column)
    pq.write_table(
        pa.table(columns, names=table.column_names),
        target,
        compression=_codec(file),
        row_group_size=_group_rows(file),
    )


def _duckdb(source: Path, target: Path) -> None:
    """Lets DuckDB write the file with its defaults."""
    import duckdb

    duckdb.connect().execute(f"COPY (FROM '{source}') TO '{target}' (FORMAT parquet)")


def _delta(source: Path, target: Path) -> None:
    """Encodes whole numbers and text as differences, the rest plainly: no dictionaries."""
    encodings = {}
    for field in pq.ParquetFile(source).schema_arrow:
        if pa.types.is_integer(field.type) or pa.types.is_temporal(field.type):
            encodings[field.name] = "DELTA_BINARY_PACKED"
        elif pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            encodings[field.name] = "DELTA_BYTE_ARRAY"
        else:
            encodings[field.name] = "PLAIN"
    _rewrite(source, target, use_dictionary=False, column_encoding=encodings)


def _changed(**changes: Any) -> Writer:
    def write(source: Path, target: Path) -> None:
        _rewrite(source, target, **changes)

    return write


WRITERS: dict[str, Writer] = {
    "zstd": _changed(compression="ZSTD"),
    "lz4": _changed(compression="LZ4"),
    "gzip": _changed(compression="GZIP", compression_level=QUICK),
    "brotli": _changed(compression="BROTLI", compression_level=QUICK),
    "uncompressed": _changed(compression="NONE"),
    "pyarrow": _changed(compression="SNAPPY", group_rows=PYARROW_GROUP, nullable=True),
    "small_groups": _changed(group_rows=SMALL_GROUP),
    "one_group": _changed(group_rows=ONE_GROUP),
    "nullable": _changed(nullable=True),
    "nulls": _with_nulls,
    "duckdb": _duckdb,
    "unsorted": _shuffled,
    "v2": _changed(data_page_version="2.0", version="2.6"),
    "nodictionary": _changed(use_dictionary=False),
    "delta": _delta,
}

NAMES = ["plain", *WRITERS]


def pick(text: str) -> list[str]:
    """Returns the variants that a comma-separated list names, or all of them for `all`."""
    names = NAMES if text == "all" else text.split(",")
    for name in names:
        if name not in NAMES:
            raise SystemExit(f"no variant {name!r}; there are {', '.join(NAMES)}")
    return names


def folder(plain: Path, variant: str) -> Path:
    """Returns the folder of a variant, which is written if it is not there."""
    if variant == "plain":
        return plain
    target = plain.with_name(f"{plain.name}.{variant}")
    if target.is_dir():
        return target
    partial = plain.with_name(f"{plain.name}.{variant}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    print(f"writing {target}", file=sys.stderr)
    for path in sorted(plain.rglob("*.parquet")):
        place = partial / path.relative_to(plain)
        place.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[variant](path, place)
    partial.rename(target)
    return target


if __name__ == "__main__":
    for each in pick(sys.argv[2]):
        print(folder(Path(sys.argv[1]), each))
