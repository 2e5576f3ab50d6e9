"""Hands over Arrow arrays that contradict themselves: an error that names the column, no crash."""

from __future__ import annotations

import struct
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import engine
import pyarrow as pa
import pytest

pytestmark = pytest.mark.skipif(engine.NAME != "lakebolt", reason="others trust their callers")


def int32(*values: int) -> pa.Buffer:
    """Packs 32-bit numbers."""
    return pa.py_buffer(struct.pack(f"{len(values)}i", *values))


def int64(*values: int) -> pa.Buffer:
    """Packs 64-bit numbers."""
    return pa.py_buffer(struct.pack(f"{len(values)}q", *values))


def view(length: int, buffer: int, offset: int) -> pa.Buffer:
    """Packs one long string view."""
    return pa.py_buffer(struct.pack("i4sii", length, b"abcd", buffer, offset))


NUMBERS = pa.array([1, 2, 3])
TEXT = pa.py_buffer(b"some bytes of text")
ARRAYS = {
    "offsets that decrease": lambda: pa.Array.from_buffers(pa.string(), 2, [None, int32(0, 9, 3), TEXT]),
    "offsets below zero": lambda: pa.Array.from_buffers(pa.string(), 2, [None, int32(0, -5, 3), TEXT]),
    "offsets past the end": lambda: pa.Array.from_buffers(pa.string(), 2, [None, int32(0, 2**30, 3), TEXT]),
    "long offsets that wrap": lambda: pa.Array.from_buffers(
        pa.large_string(), 2, [None, int64(0, -(2**63), 3), TEXT]
    ),
    "text that is not UTF-8": lambda: pa.Array.from_buffers(
        pa.string(), 2, [None, int32(0, 2, 4), pa.py_buffer(b"ab\xff\xfe")]
    ),
    "characters cut in two": lambda: pa.Array.from_buffers(
        pa.string(), 2, [None, int32(0, 1, 2), pa.py_buffer("é".encode())]
    ),
    "views of negative length": lambda: pa.Array.from_buffers(pa.string_view(), 1, [None, view(-9, 0, 0), TEXT]),
    "views of a missing buffer": lambda: pa.Array.from_buffers(pa.string_view(), 1, [None, view(15, 7, 0), TEXT]),
    "views past the end": lambda: pa.Array.from_buffers(pa.string_view(), 1, [None, view(15, 0, 1000), TEXT]),
    "views before the begin": lambda: pa.Array.from_buffers(pa.string_view(), 1, [None, view(15, 0, -3), TEXT]),
    "lists past the end": lambda: pa.Array.from_buffers(
        pa.list_(pa.int64()), 2, [None, int32(0, 9, 3)], children=[NUMBERS]
    ),
    "lists that wrap": lambda: pa.Array.from_buffers(
        pa.large_list(pa.int64()), 2, [None, int64(0, -(2**63), 3)], children=[NUMBERS]
    ),
    "list views past the end": lambda: pa.Array.from_buffers(
        pa.list_view(pa.int64()), 2, [None, int32(0, 2), int32(3, 2)], children=[NUMBERS]
    ),
    "dictionary codes": lambda: pa.DictionaryArray.from_arrays(int32_array(0, 5), ["a", "b"], safe=False),
    "negative dictionary codes": lambda: pa.DictionaryArray.from_arrays(int32_array(0, -1), ["a", "b"], safe=False),
    "union codes": lambda: pa.Array.from_buffers(
        pa.sparse_union([pa.field("n", pa.int64())]), 3, [None, pa.py_buffer(b"\0\7\0")], children=[NUMBERS]
    ),
    "union rows": lambda: pa.Array.from_buffers(
        pa.dense_union([pa.field("n", pa.int64())]),
        2, [None, pa.py_buffer(b"\0\0"), int32(0, 99)], children=[NUMBERS],
    ),
    "decimals of too many digits": lambda: pa.Array.from_buffers(
        pa.decimal128(5, 2), 1, [None, pa.py_buffer(b"\x7f" * 16)]
    ),
    "durations that wrap": lambda: pa.Array.from_buffers(pa.duration("s"), 1, [None, int64(2**62)]),
}  # fmt: skip


def int32_array(*values: int) -> pa.Array:
    """Makes an array of 32-bit numbers."""
    return pa.array(values, pa.int32())


@pytest.mark.parametrize("name", ARRAYS)
def test_contradiction(name: str) -> None:
    """Reads one array, alone and as a slice."""
    array = ARRAYS[name]()
    for column in (array, array.slice(1)) if len(array) > 2 else (array,):
        connection = engine.connect()
        with pytest.raises(engine.Error, match='"bad"'):
            connection.register("given", pa.table([column], names=["bad"]))
            connection.rows("SELECT bad, bad::VARCHAR FROM given")
        assert connection.rows("SELECT 1") == [(1,)]


def test_nulls_may_be_anything() -> None:
    """Takes text that is not UTF-8 where a row is NULL."""
    valid = pa.py_buffer(b"\x01")
    texts = pa.Array.from_buffers(pa.string(), 2, [valid, int32(0, 2, 4), pa.py_buffer(b"ab\xff\xfe")])
    connection = engine.connect()
    connection.register("given", pa.table([texts], names=["t"]))
    assert connection.rows("SELECT t FROM given") == [("ab",), (None,)]


@pytest.mark.parametrize(
    "array",
    [
        pa.array([1, -2, 3, 4], pa.int64()),
        pa.array([1, None, -(10**30), 4], pa.decimal128(38, 0)),
        pa.array([Decimal(1), None, Decimal(10) ** 50, Decimal(4)], pa.decimal256(60, 0)),
        pa.array([1, -2, None, 4], pa.duration("s")),
        pa.array(["a", "bc", None, "a text of more than twelve bytes"]),
        pa.array(["a", "bc", None, "a text of more than twelve bytes"], pa.string_view()),
        pa.array(["a", "b", None, "a"]).dictionary_encode(),
        pa.array([[1], [2, 3], None, []], pa.large_list(pa.int16())),
    ],
    ids=lambda array: str(array.type)[:20],
)
def test_unaligned(array: pa.Array) -> None:
    """Reads buffers that begin at any address."""

    def shifted(buffer: pa.Buffer | None) -> pa.Buffer | None:
        return None if buffer is None else pa.py_buffer(b"x" + buffer.to_pybytes()).slice(1)

    def unaligned(given: pa.Array) -> pa.Array:
        if isinstance(given, pa.DictionaryArray):
            indices = unaligned(given.indices)
            return pa.DictionaryArray.from_arrays(indices, unaligned(given.dictionary))
        own = 2 if isinstance(given, pa.LargeListArray) else len(given.buffers())
        children = [unaligned(given.values)] if isinstance(given, pa.LargeListArray) else []
        buffers = [shifted(buffer) for buffer in given.buffers()[:own]]
        return pa.Array.from_buffers(given.type, len(given), buffers, children=children)

    connection = engine.connect()
    for name, column in [("whole", array), ("odd", unaligned(array))]:
        connection.register(name, pa.table([column], names=["x"]))
    assert connection.rows("SELECT x FROM odd") == connection.rows("SELECT x FROM whole")
    assert connection.rows("SELECT max(x) FROM odd") == connection.rows("SELECT max(x) FROM whole")


def test_deep_schema() -> None:
    """Hands over a type of many levels, where a crash is seen as one."""
    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r})
import engine, pyarrow as pa
kind = pa.int64()
for _ in range(2000):
    kind = pa.list_(kind)
try:
    connection = engine.connect()
    connection.register("given", pa.table([pa.nulls(1, kind)], names=["deep"]))
    connection.rows("SELECT * FROM given")
except engine.Error as error:
    print("error", error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    assert "nests deeper" in done.stdout
