"""What ``show`` and ``printSchema`` print, character by character as Spark does."""

from __future__ import annotations

import datetime
import unicodedata
from typing import Any, Iterator, Sequence

from lakebolt.spark import types as t
from lakebolt.spark.labels import float_text
from lakebolt.spark.row import Row


def cell_text(value: Any) -> str:
    """Returns a value as Spark shows it.

    >>> cell_text([1, None]), cell_text({"a": 1.0}), cell_text(True)
    ('[1, NULL]', '{a -> 1.0}', 'true')
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, datetime.datetime):
        text = value.replace(tzinfo=None).isoformat(sep=" ")
        return text.rstrip("0") if "." in text else text
    if isinstance(value, (bytes, bytearray)):
        return "[" + " ".join(f"{byte:02X}" for byte in value) + "]"
    if isinstance(value, tuple):
        return "{" + ", ".join(map(cell_text, value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(cell_text, value)) + "]"
    if isinstance(value, dict):
        inside = (f"{cell_text(key)} -> {cell_text(item)}" for key, item in value.items())
        return "{" + ", ".join(inside) + "}"
    return str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _cut(text: str, truncate: int) -> str:
    for char, shown in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(char, shown)
    if truncate <= 0 or len(text) <= truncate:
        return text
    return text[:truncate] if truncate < 4 else text[: truncate - 3] + "..."


def table(names: Sequence[str], rows: Sequence[Row], n: int, truncate: int) -> str:
    """Returns the first ``n`` of rows as a table; values are cut to ``truncate`` characters."""
    cells = [list(names)]
    cells += [[_cut(cell_text(value), truncate) for value in row] for row in rows[:n]]
    widths = [max(3, *map(_width, column)) for column in zip(*cells)] if names else []
    line = "+" + "+".join("-" * width for width in widths) + "+"
    if not names:
        line = "++"
    lines = [line]
    for i, row in enumerate(cells):
        padded = []
        for text, width in zip(row, widths):
            blanks = " " * (width - _width(text))
            padded.append(blanks + text if truncate > 0 else text + blanks)
        lines.append("|" + "|".join(padded) + "|")
        if i == 0:
            lines.append(line)
    lines.append(line)
    return "\n".join(lines) + "\n" + _more(rows, n)


def records(names: Sequence[str], rows: Sequence[Row], n: int, truncate: int) -> str:
    """Returns the first ``n`` of rows as lines of their columns."""
    cells = [[_cut(cell_text(value), truncate) for value in row] for row in rows[:n]]
    if not cells:
        return "(0 rows)\n"
    left = max(3, *map(_width, names))
    right = max(3, *(_width(text) for row in cells for text in row))
    lines = []
    for i, row in enumerate(cells):
        head = f"-RECORD {i}"
        lines.append(head.ljust(left + right + 5, "-"))
        for name, text in zip(names, row):
            lines.append(
                f" {name}{' ' * (left - _width(name))} | {text}{' ' * (right - _width(text))} "
            )
    return "\n".join(lines) + "\n" + _more(rows, n)


def _more(rows: Sequence[Row], n: int) -> str:
    if len(rows) <= n:
        return ""
    return f"only showing top {n} row{'' if n == 1 else 's'}\n"


def tree(schema: t.StructType) -> str:
    """Returns a schema as a tree of its columns."""
    return "root\n" + "".join(f"{line}\n" for line in _branches(schema, " |")) 


def _branches(kind: t.DataType, prefix: str) -> Iterator[str]:
    if isinstance(kind, t.StructType):
        for field in kind.fields:
            yield from _branch(field.name, field.dataType, "nullable", field.nullable, prefix)
    elif isinstance(kind, t.ArrayType):
        yield from _branch("element", kind.elementType, "containsNull", kind.containsNull, prefix)
    elif isinstance(kind, t.MapType):
        yield f"{prefix}-- key: {_tree_name(kind.keyType)}"
        yield from _branches(kind.keyType, prefix + "    |")
        yield from _branch("value", kind.valueType, "valueContainsNull", kind.valueContainsNull,
                           prefix)  # fmt: skip


def _branch(name: str, kind: t.DataType, mark: str, holds: bool, prefix: str) -> Iterator[str]:
    yield f"{prefix}-- {name}: {_tree_name(kind)} ({mark} = {'true' if holds else 'false'})"
    yield from _branches(kind, prefix + "    |")


def _tree_name(kind: t.DataType) -> str:
    return kind.simpleString() if isinstance(kind, t.DecimalType) else kind.typeName()
