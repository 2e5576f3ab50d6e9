"""Makes random tables and writes them as Parquet files with random writer options."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

WORDS = ["a", "b", "ab", "abc", "A", "", "x y", "apple", "Apple pie", "bananas in pyjamas",
         "a string beyond twelve bytes", "a string beyond twelve bytez", "50%", "a_b", "é", "日本"]  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """Is one type of column: how its expressions are typed and how its values are made."""

    name: str
    """The family that expressions are made by: int, dec, float, text, date, ts or bool."""
    arrow: pa.DataType
    make: Callable[[random.Random], Any]
    arithmetic: bool = True
    """False of columns with extreme values, that overflow when they are added."""


def _date(rng: random.Random) -> dt.date:
    return dt.date(2020, 1, 25) + dt.timedelta(days=rng.choice([0, 0, 0, 0, 35, -400, 366])
                                               + rng.randint(0, 9))  # fmt: skip


def _timestamp(rng: random.Random) -> dt.datetime:
    day = _date(rng)
    return dt.datetime(day.year, day.month, day.day) + dt.timedelta(
        seconds=rng.choice([0, 1, 3600, 86399, rng.randint(0, 86399)]),
        milliseconds=rng.choice([0, 0, 500]),
    )


def _decimal(digits: int, scale: int) -> Callable[[random.Random], Decimal]:
    top = 10 ** min(digits, 5) - 1
    return lambda rng: Decimal(rng.choice([0, 100, -50, rng.randint(-top, top)])).scaleb(-scale)


KINDS = [
    Kind("int", pa.int32(), lambda r: r.randint(-5, 20)),
    Kind("int", pa.int64(), lambda r: r.choice([0, 1, r.randint(-5, 20), r.randint(-5, 20), r.randint(-1000, 1000)])),
    Kind("int", pa.int16(), lambda r: r.randint(0, 9)),
    Kind("int", pa.int8(), lambda r: r.randint(-9, 9)),
    Kind("int", pa.uint16(), lambda r: r.randint(0, 50), arithmetic=False),
    Kind("int", pa.int64(), lambda r: r.choice([-(2**63), 2**63 - 1, 0, 7]), arithmetic=False),
    Kind("int", pa.uint64(), lambda r: r.choice([2**64 - 1, 0, 3]), arithmetic=False),
    Kind("dec", pa.decimal128(6, 2), _decimal(6, 2)),
    Kind("dec", pa.decimal128(12, 3), _decimal(12, 3)),
    Kind("dec", pa.decimal128(25, 4), _decimal(25, 4)),
    Kind("float", pa.float64(), lambda r: r.choice([0.0, 1.5, -2.25, round(r.uniform(-99, 99), 3)])),
    Kind("float", pa.float64(), lambda r: r.choice([math.nan, math.inf, -math.inf, 0.0, 1.5]), arithmetic=False),
    Kind("float", pa.float32(), lambda r: r.choice([0.0, 0.5, -1.25, 3.0, r.randint(-64, 64) / 8])),
    Kind("text", pa.string(), lambda r: r.choice(WORDS)),
    Kind("text", pa.string(), lambda r: f"key {r.randint(0, 9)}"),
    Kind("text", pa.large_string(), lambda r: r.choice("abcde") * r.randint(0, 20)),
    Kind("date", pa.date32(), _date),
    Kind("ts", pa.timestamp("us"), _timestamp),
    Kind("ts", pa.timestamp("ms"), _timestamp),
    Kind("bool", pa.bool_(), lambda r: r.random() < 0.5),
]  # fmt: skip


@dataclass(frozen=True)
class Column:
    """Names a column."""

    name: str
    kind: Kind


@dataclass
class Table:
    """Is a table with its data and the file that holds it."""

    name: str
    columns: list[Column]
    data: pa.Table
    path: Path
    as_view: bool

    def samples(self, most: int = 8) -> dict[str, list[Any]]:
        """Returns some values of the table by family, for literals that meet rows."""
        found: dict[str, list[Any]] = {}
        for column, values in zip(self.columns, self.data.columns, strict=True):
            if column.kind.arithmetic:
                some = [v for v in values.slice(0, most).to_pylist() if v is not None]
                found.setdefault(column.kind.name, []).extend(some)
        return found

    def create(self) -> str:
        """Returns the statement that makes the table visible to an engine."""
        return f"CREATE {'VIEW' if self.as_view else 'TABLE'} {self.name} AS SELECT * FROM '{self.path}'"


def make_tables(rng: random.Random, folder: Path) -> list[Table]:
    """Makes three or four tables; the first columns are keys with the same few values in all."""
    large = rng.randrange(12)
    if rng.random() < 0.07:
        return [_make_table(rng, f"t{i}", folder, 15_000 if i < 2 else 60) for i in range(3)]
    return [
        _make_table(rng, f"t{i}", folder, 4000 if large == i else 60)
        for i in range(rng.randint(3, 4))
    ]


def _row_count(rng: random.Random, most: int) -> int:
    if most > 60:
        return rng.randint(most // 2, most)
    if rng.random() < 0.05:
        return rng.choice([0, 0, 1])
    return rng.choice([rng.randint(2, 12), rng.randint(10, 40), rng.randint(20, 60)])


def _make_table(rng: random.Random, name: str, folder: Path, most: int) -> Table:
    rows = _row_count(rng, most)
    columns = [Column("k", KINDS[0]), Column("g", KINDS[rng.choice([1, 2])])]
    families = ["dec", "text", "date", "float", "bool", "ts"]
    kinds = [rng.choice([k for k in KINDS if k.name == f]) for f in rng.sample(families, 4)]
    kinds += [rng.choice(KINDS) for _ in range(rng.randint(0, 3))]
    columns += [Column(f"{kind.name}{i}", kind) for i, kind in enumerate(kinds)]
    if most > 10_000:  # so many rows that joins on few keys would never end
        columns[0] = Column("k", Kind("int", pa.int32(), lambda r: r.randint(0, 20_000)))
    arrays = [_make_array(rng, column.kind, rows, key=i < 2) for i, column in enumerate(columns)]
    data = pa.table(arrays, names=[column.name for column in columns])
    path = folder / f"{name}.parquet"
    pq.write_table(data, path, **writer_options(rng, data.schema))
    return Table(name, columns, data, path, as_view=rng.random() < 0.7)


def _make_array(rng: random.Random, kind: Kind, rows: int, key: bool) -> pa.Array:
    """Makes values that are uniform, skewed, constant, sorted or in runs, with NULLs or none.

    A `key` is never all NULL or constant, so that joins find something.
    """
    nulls = rng.choice([0.0, 0.0, 0.1, 0.1, 0.5, 1.0 if rng.random() < 0.1 else 0.2])
    shape = rng.choice(["uniform", "uniform", "skew", "sorted", "runs", "constant"])
    if key:
        nulls, shape = min(nulls, 0.2), shape.replace("constant", "uniform")
        if rows > 5000:
            shape = shape.replace("skew", "uniform")
    values = [kind.make(rng) for _ in range(rows)]
    if values and shape == "skew":
        values = [values[0] if rng.random() < 0.8 else value for value in values]
    elif values and shape == "constant":
        values = [values[0]] * rows
    elif shape == "sorted":
        values.sort()
    elif shape == "runs":
        values = [values[i - i % 7] for i in range(rows)]
    return pa.array([None if rng.random() < nulls else v for v in values], type=kind.arrow)


def writer_options(rng: random.Random, schema: pa.Schema) -> dict[str, Any]:
    """Picks how pyarrow writes a file."""
    options: dict[str, Any] = {
        "compression": rng.choice(["none", "snappy", "zstd", "lz4", "gzip", "brotli"]),
        "row_group_size": rng.choice([1, 7, 30, 1000, 100_000]),
        "data_page_size": rng.choice([64, 1024, 1 << 20]),
        "data_page_version": rng.choice(["1.0", "2.0"]),
        "write_statistics": rng.random() < 0.8,
        "use_dictionary": rng.random() < 0.6,
        "store_decimal_as_integer": rng.random() < 0.5,
        "write_page_index": rng.random() < 0.3,
    }
    if not options["use_dictionary"] and rng.random() < 0.5:
        options["column_encoding"] = {f.name: rng.choice(encodings(f.type)) for f in schema}
    if options["row_group_size"] == 1:
        options["row_group_size"] = 5 if rng.random() < 0.8 else 1
    return options


def encodings(kind: pa.DataType) -> list[str]:
    """Returns the encodings that pyarrow can write for a type."""
    if pa.types.is_boolean(kind):
        return ["PLAIN", "RLE"]
    if pa.types.is_floating(kind):
        return ["PLAIN", "BYTE_STREAM_SPLIT"]
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind):
        return ["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"]
    if pa.types.is_integer(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"]
    return ["PLAIN"]
