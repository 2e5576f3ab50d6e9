"""Writes Parquet files of one column page by page, for pages that no writer at hand makes."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TRUE, INT32, INT64, BINARY, LIST, STRUCT = 1, 5, 6, 8, 9, 12
"""Types of Thrift's compact protocol."""

Field = tuple[int, int, Any]
"""Is a field of a Thrift struct: its number, type and value."""


def varint(value: int) -> bytes:
    """Encodes an unsigned number."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def thrift(fields: Sequence[Field]) -> bytes:
    """Encodes a struct in Thrift's compact protocol; lists are (type, values)."""
    out = b""
    last = 0
    for number, kind, value in fields:
        out += bytes([number - last << 4 | kind]) + _value(kind, value)
        last = number
    return out + b"\0"


def _value(kind: int, value: Any) -> bytes:
    if kind == TRUE:
        return b""
    if kind == BINARY:
        return varint(len(value)) + bytes(value)
    if kind == STRUCT:
        return thrift(value)
    if kind == LIST:
        of, values = value
        short = len(values) < 15
        head = bytes([(len(values) if short else 15) << 4 | of])
        head += b"" if short else varint(len(values))
        return head + b"".join(_value(of, one) for one in values)
    return varint(value * 2 if value >= 0 else -value * 2 - 1)


@dataclass
class Page:
    """Is one data page of version 2: `levels` are the definition levels as stored, RLE."""

    rows: int
    nulls: int
    levels: bytes
    values: bytes
    """The values as stored, compressed perhaps."""
    uncompressed: int
    """Bytes of the values before compression."""
    statistics: list[Field] = field(default_factory=list)

    def header(self) -> bytes:
        """Encodes the page's header."""
        body: list[Field] = [
            (1, INT32, self.rows),
            (2, INT32, self.nulls),
            (3, INT32, self.rows),
            (4, INT32, 0),
            (5, INT32, len(self.levels)),
            (6, INT32, 0),
            (7, TRUE, True),
        ]
        if self.statistics:
            body.append((8, STRUCT, self.statistics))
        sizes = (len(self.levels) + self.uncompressed, len(self.levels) + len(self.values))
        size_fields: list[Field] = [(2, INT32, sizes[0]), (3, INT32, sizes[1])]
        return thrift([(1, INT32, 3), *size_fields, (8, STRUCT, body)])


def write(path: Path, pages: list[Page], codec: int) -> None:
    """Writes a file of the nullable BIGINT column `x`; `codec` as the format numbers them."""
    chunk = b"".join(page.header() + page.levels + page.values for page in pages)
    rows = sum(page.rows for page in pages)
    column: list[Field] = [
        (1, INT32, 2),
        (2, LIST, (INT32, [0])),
        (3, LIST, (BINARY, [b"x"])),
        (4, INT32, codec),
        (5, INT64, rows),
        (6, INT64, len(chunk)),
        (7, INT64, len(chunk)),
        (9, INT64, 4),
    ]
    group: list[Field] = [
        (1, LIST, (STRUCT, [[(2, INT64, 4), (3, STRUCT, column)]])),
        (2, INT64, len(chunk)),
        (3, INT64, rows),
    ]
    schema: list[list[Field]] = [
        [(4, BINARY, b"schema"), (5, INT32, 1)],
        [(1, INT32, 2), (3, INT32, 1), (4, BINARY, b"x")],
    ]
    footer = thrift(
        [
            (1, INT32, 2),
            (2, LIST, (STRUCT, schema)),
            (3, INT64, rows),
            (4, LIST, (STRUCT, [group])),
            (6, BINARY, b"by hand"),
        ]
    )
    path.write_bytes(b"PAR1" + chunk + footer + struct.pack("<I", len(footer)) + b"PAR1")
