"""Reads types as Spark writes them, ``array<struct<a:int>>``, and as the engine does."""

from __future__ import annotations

import re

from lakebolt import errors
from lakebolt.spark import types as t

_SIMPLE: dict[str, type[t.DataType]] = {
    "string": t.StringType, "varchar": t.StringType, "char": t.StringType, "text": t.StringType,
    "json": t.StringType, "uuid": t.StringType, "binary": t.BinaryType, "blob": t.BinaryType,
    "boolean": t.BooleanType, "bool": t.BooleanType, "date": t.DateType,
    "timestamp": t.TimestampType, "timestamp_ltz": t.TimestampType,
    "timestamptz": t.TimestampType, "timestamp with time zone": t.TimestampType,
    "timestamp_ntz": t.TimestampNTZType, "timestamp_s": t.TimestampNTZType,
    "timestamp_ms": t.TimestampNTZType, "timestamp_ns": t.TimestampNTZType,
    "interval": t.DayTimeIntervalType, "double": t.DoubleType, "float": t.FloatType,
    "real": t.FloatType, "tinyint": t.ByteType, "byte": t.ByteType, "smallint": t.ShortType,
    "short": t.ShortType, "utinyint": t.ShortType, "int": t.IntegerType,
    "integer": t.IntegerType, "usmallint": t.IntegerType, "bigint": t.LongType,
    "long": t.LongType, "uinteger": t.LongType, "void": t.NullType, '"null"': t.NullType,
    "null": t.NullType,
}  # fmt: skip
_TOKEN = re.compile(r'\s*("(?:[^"]|"")*"|`(?:[^`]|``)*`|\w+|\S)')


def parsed_type(text: str) -> t.DataType:
    """Returns the type that a text means; fields without a type around them are a struct.

    >>> parsed_type("a INT, b ARRAY<STRING>").simpleString()
    'struct<a:int,b:array<string>>'
    """
    try:
        reader = _Reader(text)
        made = reader.type()
        if reader.ended():
            return made
    except errors.InterfaceError:
        pass
    reader = _Reader(text)
    made = t.StructType(reader.fields(""))
    if not reader.ended():
        raise errors.InterfaceError(f"{text!r} is no type")
    return made


def of_engine(text: str) -> t.DataType:
    """Returns the type that the engine calls so, whose TIMESTAMP is without zone."""
    return _Reader(text, {"timestamp": t.TimestampNTZType}).type()


class _Reader:
    """Reads a type from a text, word by word."""

    def __init__(self, text: str, special: dict[str, type[t.DataType]] | None = None):
        self.text = text
        self.words = _TOKEN.findall(text)
        self.place = 0
        self.special = special or {}

    def ended(self) -> bool:
        return self.place == len(self.words)

    def peek(self) -> str:
        return self.words[self.place].lower() if self.place < len(self.words) else ""

    def word(self, wanted: str = "") -> str:
        found = self.words[self.place] if self.place < len(self.words) else ""
        if not found or (wanted and found.lower() != wanted):
            raise errors.InterfaceError(f"{self.text!r} is no type")
        self.place += 1
        return found

    def skip(self, *wanted: str) -> bool:
        if self.peek() not in wanted:
            return False
        self.place += 1
        return True

    def type(self) -> t.DataType:
        made = self._type()
        while self.skip("["):
            while not self.skip("]"):
                self.word()
            made = t.ArrayType(made)
        return made

    def _type(self) -> t.DataType:
        name = self.word().lower()
        if name == "array" and self.skip("<"):
            made: t.DataType = t.ArrayType(self.type())
            self.word(">")
            return made
        if name == "map" and self.peek() in "<(":
            close = ">" if self.word() == "<" else ")"
            key = self.type()
            self.word(",")
            made = t.MapType(key, self.type())
            self.word(close)
            return made
        if name in ("struct", "row") and self.peek() in "<(":
            close = ">" if self.word() == "<" else ")"
            fields = self.fields(close)
            self.word(close)
            return t.StructType(fields)
        if name in ("decimal", "numeric", "dec"):
            return t.DecimalType(*self.numbers())
        if name in ("hugeint", "uhugeint"):
            return t.LongType()  # of sums, which are BIGINT in Spark
        if name == "ubigint":
            return t.DecimalType(20, 0)
        if name == "tuple":
            return t.StructType([
                t.StructField(str(place), field) for place, field in enumerate(self.types())
            ])  # fmt: skip
        if name == "timestamp" and self.skip("with"):
            self.word("time")
            self.word("zone")
            name = "timestamptz"
        kind = self.special.get(name) or _SIMPLE.get(name)
        if kind is None:
            raise errors.InterfaceError(f"there is no type {name!r} in {self.text!r}")
        self.numbers()
        return kind()

    def types(self) -> list[t.DataType]:
        self.word("(")
        out = [self.type()]
        while self.skip(","):
            out.append(self.type())
        self.word(")")
        return out

    def numbers(self) -> list[int]:
        out: list[int] = []
        if self.skip("("):
            while not self.skip(")"):
                out.append(int(self.word()))
                self.skip(",")
        return out

    def fields(self, close: str) -> list[t.StructField]:
        out: list[t.StructField] = []
        while not self.ended() and self.peek() != close:
            name = self.word()
            if name[0] in '"`':
                name = name[1:-1].replace(name[0] * 2, name[0])
            self.skip(":")
            kind, nullable = self.type(), True
            if self.skip("not"):
                self.word("null")
                nullable = False
            if self.skip("comment"):
                self.word()
            out.append(t.StructField(name, kind, nullable))
            if not self.skip(","):
                break
        return out
