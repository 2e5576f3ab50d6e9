#!/usr/bin/env python3
"""Makes the inputs that the fuzzers begin with, out of the tests: SQL, files, patterns, bytes.

Usage: make_seeds.py FOLDER [--every N]. Writes FOLDER/TARGET/*, the same each time; of the SQL
tests' statements every Nth.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "python"))

import parquet_random  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from sqllogic import parser  # noqa: E402
from sqllogic.records import Query, Statement  # noqa: E402

LONGEST_SQL = 1500


def sql() -> Iterator[bytes]:
    """Gives the statements of the SQL tests."""
    for file in sorted((TESTS / "sql").rglob("*.test")):
        try:
            records = parser.parse_file(file)
        except Exception:  # noqa: BLE001: loops over variables and the like are no seeds
            continue
        for record in records:
            if isinstance(record, Query | Statement) and len(record.sql) < LONGEST_SQL:
                yield record.sql.encode()


def parquet(folder: Path) -> Iterator[bytes]:
    """Gives small files of every type, encoding and codec."""
    rng = random.Random(1)
    path = folder / "seed.parquet"
    kinds = parquet_random.SIMPLE
    codecs = ["none", "snappy", "zstd", "lz4", "gzip", "brotli"]
    for i in range(0, len(kinds), 3):
        names, arrays = [], []
        for kind, make in kinds[i : i + 3]:
            names.append(f"c{len(names)}")
            arrays.append(parquet_random.random_array(rng, kind, make, 40))
        table = pa.table(arrays, names=names)
        for codec in (codecs[i % len(codecs)], "none"):
            pq.write_table(
                table, path, compression=codec, row_group_size=30, data_page_size=64,
                write_page_index=i % 2 == 0, use_dictionary=codec != "none",
                data_page_version="2.0" if i % 4 else "1.0",
            )  # fmt: skip
            yield path.read_bytes()
    numbers, texts = list(range(50)), [f"text {i % 7}" * (i % 4) for i in range(50)]
    nested = pa.table({"l": [[1, None, i] if i % 3 else None for i in range(30)],
                       "s": [{"a": i, "b": ["x"] * (i % 3)} for i in range(30)],
                       "m": pa.array([[("k", i)] for i in range(30)], pa.map_(pa.string(), pa.int64()))})
    pq.write_table(nested, path, compression="none")
    yield path.read_bytes()
    for integers, strings in [("DELTA_BINARY_PACKED", "DELTA_BYTE_ARRAY"),
                              ("BYTE_STREAM_SPLIT", "DELTA_LENGTH_BYTE_ARRAY")]:  # fmt: skip
        pq.write_table(
            pa.table({"a": numbers, "b": texts}), path, compression="none", use_dictionary=False,
            column_encoding={"a": integers, "b": strings},
        )  # fmt: skip
        yield path.read_bytes()


def page() -> Iterator[bytes]:
    """Gives a few encoded values for each decoder."""
    run, packed = bytes([20, 3]), bytes([5, 0x88, 0xC6, 0xFA, 0x88, 0xC6, 0xFA])
    count = (16).to_bytes(2, "little")
    for width in (0, 1, 3, 8, 20, 32):
        yield bytes([1, width]) + count + b"\0" + run + packed + bytes(40)
    deltas = bytes([128, 1, 4, 9, 14, 2, 1, 2, 3, 4]) + bytes(range(64))
    yield bytes([2]) + (9).to_bytes(2, "little") + deltas
    for physical in range(8):
        for encoding in (0, 3, 5, 6, 7, 9):
            yield bytes([3, physical, *([4] if physical == 7 else []), encoding]) + count + b"\0" + deltas
    data = pa.compress(b"snappy, snappy " * 20 + bytes(range(100)), codec="snappy", asbytes=True)
    for hint in (0, 1):
        yield bytes([4]) + (400).to_bytes(2, "little") * 2 + bytes([hint, 0]) + data
        pair = (400).to_bytes(2, "little") * 2 + bytes([hint, 1]) + len(data).to_bytes(2, "little")
        yield bytes([4]) + pair + data + data
    yield bytes([0, 0x15, 0, 0x15, 200, 1, 0x15, 100, 0x2C, 0x15, 10, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0])


def csv() -> Iterator[bytes]:
    """Gives files of all dialects, an option byte before each."""
    texts = [
        b"a,b,c\n1,x,2024-01-01\n2,\"y, z\",2024-02-29\n,,\n",
        b"a;b\n1,5;'it''s'\n1.000,25;\n",
        b"# head\nid|at\n1|2024-01-01 10:00:00\n2|infinity\n",
        b"x\ty\r\n1\t\"a\"\"b\r\nc\"\r\n",
        "é,ü\n本,\"😀\"\n".encode(),
        "\ufeffa,b\n1,2\n".encode(),
        "a,b\n1,2\n".encode("utf-16"),
        b"1,[1,2],{'a': 1},true\n2,[],,false\n",
        b"NA,-,1e308,0x1F\n\n\n,,,,,\n\"open,1\n",
    ]
    texts += [gzip.compress(texts[0], mtime=0), pa.compress(texts[0], codec="zstd", asbytes=True)]
    for option in range(16):
        for text in texts:
            yield bytes([option]) + text


def json() -> Iterator[bytes]:
    """Gives a path, a structure and a document, each on a line."""
    paths = ["$", "$.a", "$.a[0].b", "$[*]", "$.*", "$..b", "/a/0", "a", '$."x y"[#-1]', ""]
    structures = ['"JSON"', '{"a": "INTEGER", "b": ["VARCHAR"]}', '["DOUBLE"]', "null", '{"a": {"b": "DATE"}}']
    documents = [
        "null", "[]", "{}", '{"a": [1, {"b": 2}], "x y": [true, false]}', "[1.5e300, -0, 18446744073709551616]",
        '"\\u00e9\\ud83d\\ude00\\n"', '{"a": 1, "a": 2}', "[[[[1]]]]", '{"a": {"b": "2024-01-01"}}', "[NaN, 1,]", "tru",
    ]  # fmt: skip
    for i, document in enumerate(documents):
        for k in range(2):
            path, structure = paths[(i + 5 * k) % len(paths)], structures[(i + k) % len(structures)]
            yield f"{path}\n{structure}\n{document}".encode()


def json_file() -> Iterator[bytes]:
    """Gives files of values in lines, in arrays and one after the other, an option byte before each."""
    texts = [
        b'{"a": 1, "b": "x", "d": [1, null]}\n{"a": -2.5, "b": null}\n\n{"c": [{"x": "2024-02-29", "y": [1e308]}]}\n',
        b'[{"a": 1, "b": {"k": "2024-01-01 10:00:00"}}, {"a": 12345678901234567890, "b": {}}]',
        b'{"a": 1}{"a": {"b": [[]]}}\r\n{"a": "tru"} [1, 2] null "x"',
        b'{"a": 1}\n{"a": \n{"a": 3}\n[]\n42\n"text"\n',
        '{"é\\n": "\\ud83d\\ude00 本", "": true, "a": "01.02.2024"}\n'.encode(),
        b'{"c": {"k1": 1, "k2": 2, "k3": 3}, "c": 5, "a": "6f1ed002-ab59-4f2e-8f2d-1b2ae4b6a2d1"}\n' * 3,
        b'\xef\xbb\xbf{"a": 1.00}\n{"a": 1e5, "b": {"x": -0}}',
        b'[]', b'[[1, [2, [3, [4]]]], {"a": [{"b": [{"c": 1}]}]}]',
    ]  # fmt: skip
    texts += [gzip.compress(texts[0], mtime=0), pa.compress(texts[1], codec="zstd", asbytes=True)]
    for option in range(16):
        for text in texts:
            yield bytes([option]) + text


def ipc() -> Iterator[bytes]:
    """Gives files and streams of every type, with buffers as they are and compressed."""
    rng = random.Random(3)
    kinds = parquet_random.SIMPLE
    tables = []
    for i in range(0, len(kinds), 3):
        arrays = [parquet_random.random_array(rng, kind, make, 9) for kind, make in kinds[i : i + 3]]
        tables.append(pa.table(arrays, names=[f"c{k}" for k in range(len(arrays))]))
    texts = ["", None, "a text of more than twelve bytes", "日本"]
    tables.append(pa.table({
        "view": pa.array(texts, pa.string_view()),
        "code": pa.array(texts).dictionary_encode(),
        "list": pa.array([[1, None], None, [], [3]], pa.large_list(pa.int16())),
        "map": pa.array([[("k", 1)], [], None, [("", None)]], pa.map_(pa.string(), pa.int64())),
        "struct": pa.array([{"a": 1, "b": ["x"]}, None, {"a": None, "b": None}, {"a": 2, "b": []}]),
        "fixed": pa.array([[1, 2], None, [3, 4], [5, 6]], pa.list_(pa.int8(), 2)),
    }))  # fmt: skip
    union = pa.UnionArray.from_dense(
        pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32()), [pa.array([1, 2]), pa.array(["x"])]
    )
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), pa.array(["x", None]))
    tables += [pa.table({"union": union}), pa.table({"runs": runs}), pa.table({"none": pa.nulls(3)})]
    for number, table in enumerate(tables):
        for kind, codec in [("file", None), ("stream", None), ("file", "lz4"), ("stream", "zstd")]:
            if codec is not None and number % 4 != 0:
                continue
            out = io.BytesIO()
            make = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
            options = pa.ipc.IpcWriteOptions(compression=codec)
            with make(out, table.schema, options=options) as writer:
                writer.write_table(table, max_chunksize=5)
            yield out.getvalue()


def text() -> Iterator[bytes]:
    """Gives patterns with texts that they may fit, and values of every type."""
    pairs = [
        ("(a+)+$", "aaaaaaaa!"), ("(?i)é[^b-d]{2,3}|\\d+", "É12"), ("%a_%", "banana"), ("%Y-%m-%d %H:%M:%S.%f %z", "2024-02-29 13:14:15.5 +01"),
        ("%a, %-d %B %y %I:%M %p", "Mon, 1 January 24 01:00 AM"), ("%j %U %G-W%V", "060 09 2024-W09"), ("{:>10.3f}|{}", "1.5"),
        ("%5d %-8s %x %e", "12"), ("Europe/Berlin", "2024-03-31 02:30:00"), ("century", "1 year 2 months -3 days 04:05:06.7"),
        (",", "a,b,,c"), ("i", "İstanbul ß ﬁ"), ("", "1_000"), ("x", "[1, NULL, 3]"), ("x", "{'a': 1, 'b': 'it''s'}"), ("x", "{a: 1, b: [x]}"),
        ("x", "{k=1.5, 'l'=NaN}"), ("x", "P1Y2M3DT4H5M6S"), ("x", "\\x00\\xFFab"), ("x", "6f1ed002-ab59-4f2e-8f2d-1b2ae4b6a2d1"),
        ("x", "0101"), ("x", "-170141183460469231731687303715884105728"), ("x", "1e38"), ("x", "99999999999999999999.5"),
        ("x", "infinity"), ("x", "13:14:15.999999999+05:30"), ("x", "2024-02-29T13:14:15Z"), ("x", "5877642-06-25 (BC)"), ("x", "true"),
    ]  # fmt: skip
    for pattern, value in pairs:
        yield f"{pattern}\n{value}".encode()


def random_bytes(seed: int) -> Iterator[bytes]:
    """Gives what a program that reads any bytes begins with."""
    rng = random.Random(seed)
    for size in (4, 16, 64, 256, 256, 1024):
        yield rng.randbytes(size)
        yield bytes(rng.choice([0, 0, 1, 2, 5, 255]) for _ in range(size))


def write(folder: Path, target: str, inputs: Iterable[bytes]) -> None:
    """Writes the inputs of one target, numbered."""
    (folder / target).mkdir(parents=True)
    for number, content in enumerate(dict.fromkeys(inputs)):
        (folder / target / f"{number:05}").write_bytes(content)


def main() -> None:
    """Writes all."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--every", type=int, default=1, help="take every Nth statement of the SQL tests")
    options = arguments.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    write(options.folder, "sql", list(sql())[:: options.every])
    write(options.folder, "parquet", parquet(options.folder))
    (options.folder / "seed.parquet").unlink()
    for target, inputs in {"page": page(), "csv": csv(), "json": json(), "text": text(),
                           "json_file": json_file(), "ipc": ipc(), "arrow": random_bytes(1), "spill": random_bytes(2),
                           "parquet_write": random_bytes(3)}.items():  # fmt: skip
        write(options.folder, target, inputs)


if __name__ == "__main__":
    main()
