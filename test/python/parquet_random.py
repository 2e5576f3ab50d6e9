"""Makes random Arrow tables of every type that Parquet can hold, and random writer options."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa

Maker = Callable[[random.Random], Any]

CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]


def _integer(bits: int, signed: bool) -> Maker:
    low = -(2 ** (bits - 1)) if signed else 0
    high = 2 ** (bits - 1) - 1 if signed else 2**bits - 1
    return lambda r: r.choice([low, high, 0, 1, r.randint(low, high), r.randint(0, 100)])


def _decimal(precision: int, scale: int) -> Maker:
    top = 10**precision - 1
    return lambda r: Decimal((0, tuple(map(int, str(r.randint(0, top)))), -scale)) * r.choice([1, -1])


def _text(r: random.Random) -> str:
    return r.choice(["", "a", "exactly12byt", "é" * r.randint(0, 9), "word " * r.randint(0, 40),
                     f"prefix/shared/{r.randint(0, 99)}", "日本語", "x" * r.randint(0, 200)])  # fmt: skip


def _bytes(r: random.Random) -> bytes:
    return r.randbytes(r.choice([0, 1, 5, 12, 13, 100]))


def _float(r: random.Random) -> float:
    return r.choice([0.0, -0.0, 1.5, r.uniform(-1e9, 1e9), float("inf"), float("nan"), 1e-300])


def _small_float(r: random.Random) -> float:
    return r.choice([0.0, 1.5, -2.25, r.randint(-1000, 1000) / 8])


def _date(r: random.Random) -> dt.date:
    return dt.date(1, 1, 1) + dt.timedelta(days=r.choice([0, 719162, 719161, r.randint(0, 3_000_000)]))


def _moment(r: random.Random) -> dt.datetime:
    return dt.datetime(1970, 1, 1) + dt.timedelta(
        seconds=r.choice([0, -1, r.randint(-(10**9), 4 * 10**9)]), microseconds=r.randint(0, 999_999)
    )


def _time(r: random.Random) -> dt.time:
    return dt.time(r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), r.choice([0, 1000 * r.randint(0, 999)]))


def _second(r: random.Random) -> dt.datetime:
    return _moment(r).replace(microsecond=0)


def _milli(r: random.Random) -> dt.datetime:
    return _moment(r).replace(microsecond=1000 * r.randint(0, 999))


SIMPLE: list[tuple[pa.DataType, Maker]] = [
    (pa.bool_(), lambda r: r.random() < 0.5),
    *[(pa.type_for_alias(f"int{b}"), _integer(b, True)) for b in (8, 16, 32, 64)],
    *[(pa.type_for_alias(f"uint{b}"), _integer(b, False)) for b in (8, 16, 32, 64)],
    (pa.float32(), _small_float),
    (pa.float64(), _float),
    *[(pa.decimal128(p, s), _decimal(p, s)) for p, s in
      ((1, 0), (4, 2), (9, 9), (10, 3), (18, 6), (19, 0), (28, 10), (38, 0), (38, 38))],
    (pa.date32(), _date),
    (pa.time32("ms"), _time),
    (pa.time64("us"), _time),
    (pa.timestamp("s"), _second),
    (pa.timestamp("ms"), _milli),
    (pa.timestamp("us"), _moment),
    (pa.timestamp("ns"), _moment),
    (pa.timestamp("us", "UTC"), _moment),
    (pa.timestamp("ms", "UTC"), _milli),
    (pa.string(), _text),
    (pa.large_string(), _text),
    (pa.string_view(), _text),
    (pa.binary(), _bytes),
    (pa.large_binary(), _bytes),
    (pa.binary(7), lambda r: r.randbytes(7)),
    (pa.uuid(), lambda r: uuid.UUID(int=r.getrandbits(128)).bytes),
    (pa.dictionary(pa.int32(), pa.string()), _text),
    (pa.null(), lambda r: None),
]  # fmt: skip


def random_type(rng: random.Random, depth: int = 2) -> tuple[pa.DataType, Maker]:
    """Picks a type, nested up to `depth` levels, with a maker of its values."""
    if depth == 0 or rng.random() < 0.7:
        return rng.choice(SIMPLE[:-3] if depth < 2 else SIMPLE)
    kind = rng.choice(["list", "large_list", "struct", "map", "fixed"])
    inner, make = random_type(rng, depth - 1)
    if kind == "struct":
        other, make_other = random_type(rng, depth - 1)
        struct = pa.struct([("x", inner), ("y", other)])
        return struct, lambda r: {"x": _maybe(r, make), "y": _maybe(r, make_other)}
    if kind == "map":
        if rng.random() < 0.5:
            key, name = pa.string(), "key {}".format
        else:
            key, name = pa.int32(), int
        return pa.map_(key, inner), lambda r: [
            (name(i), _maybe(r, make)) for i in range(r.randint(0, 4))
        ]
    if kind == "fixed":
        return pa.list_(inner, 3), lambda r: [_maybe(r, make) for _ in range(3)]
    list_type = pa.list_(inner) if kind == "list" else pa.large_list(inner)
    return list_type, lambda r: [_maybe(r, make) for _ in range(r.choice([0, 1, 2, 7]))]


def _maybe(rng: random.Random, make: Maker) -> Any:
    return None if rng.random() < 0.2 else make(rng)


def random_array(rng: random.Random, kind: pa.DataType, make: Maker, rows: int) -> pa.Array:
    """Makes an array with NULLs or none; values repeat, come in runs, or are all different."""
    nulls = rng.choice([0.0, 0.0, 0.1, 0.6, 1.0 if rng.random() < 0.3 else 0.3])
    shape = rng.choice(["different", "few", "runs", "constant"])
    pool = [make(rng) for _ in range({"few": 5, "constant": 1}.get(shape, max(rows, 1)))]
    values = []
    for i in range(rows):
        index = i - i % 50 if shape == "runs" else i
        value = rng.choice(pool) if shape == "few" else pool[index % len(pool)]
        values.append(None if rng.random() < nulls else value)
    storage = kind.storage_type if isinstance(kind, pa.ExtensionType) else kind
    array = pa.array(values, type=storage)
    return pa.ExtensionArray.from_storage(kind, array) if storage is not kind else array


def random_table(rng: random.Random, simple: bool = False) -> pa.Table:
    """Makes a table of up to eight columns besides `row`, which numbers the rows."""
    rows = rng.choice([0, 1, 2, 100, 2049, rng.randint(10, 3000)])
    arrays, names = [pa.array(range(rows), pa.int32())], ["row"]
    for i in range(rng.randint(1, 8)):
        kind, make = rng.choice(SIMPLE[:-3]) if simple else random_type(rng)
        arrays.append(random_array(rng, kind, make, rows))
        names.append(f"c{i}")
    return pa.table(arrays, names=names)


def encodings(kind: pa.DataType) -> list[str]:
    """Returns the encodings that pyarrow can write for a flat type."""
    if pa.types.is_boolean(kind):
        return ["PLAIN", "RLE"]
    if pa.types.is_floating(kind):
        return ["PLAIN", "BYTE_STREAM_SPLIT"]
    if isinstance(kind, pa.ExtensionType) or pa.types.is_fixed_size_binary(kind):
        return ["PLAIN", "BYTE_STREAM_SPLIT", "DELTA_BYTE_ARRAY"]
    if any(test(kind) for test in (pa.types.is_string, pa.types.is_large_string,
                                   pa.types.is_binary, pa.types.is_large_binary)):  # fmt: skip
        return ["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"]
    if pa.types.is_integer(kind) or (pa.types.is_temporal(kind) and not pa.types.is_duration(kind)):
        return ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"]
    return ["PLAIN"]


def writer_options(rng: random.Random, schema: pa.Schema) -> dict[str, Any]:
    """Picks how pyarrow writes a file of that schema."""
    options: dict[str, Any] = {
        "compression": rng.choice(CODECS),
        "row_group_size": rng.choice([1, 17, 1000, 100_000]),
        "data_page_size": rng.choice([16, 1024, 1 << 20]),
        "data_page_version": rng.choice(["1.0", "2.0"]),
        "write_statistics": rng.random() < 0.8,
        "store_decimal_as_integer": rng.random() < 0.5,
        "write_page_index": rng.random() < 0.3,
        "store_schema": rng.random() < 0.7,
        "write_page_checksum": rng.random() < 0.3,
        "use_compliant_nested_type": rng.random() < 0.8,
        "version": rng.choice(["1.0", "2.4", "2.6"]),
        "allow_truncated_timestamps": True,
        "use_dictionary": rng.random() < 0.5,
        "dictionary_pagesize_limit": rng.choice([100, 1 << 20]),
    }
    if options["row_group_size"] == 1 and rng.random() < 0.8:
        options["row_group_size"] = 300
    if not options["use_dictionary"] and rng.random() < 0.7:
        options["column_encoding"] = {
            field.name: rng.choice(encodings(field.type))
            for field in schema
            if not pa.types.is_nested(field.type) and not pa.types.is_dictionary(field.type)
        }
    return options
