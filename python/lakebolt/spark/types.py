"""Types of columns as PySpark has them: ``from lakebolt.spark import types as T``.

>>> from lakebolt.spark import types as T
>>> T.StructType([T.StructField("a", T.IntegerType()), T.StructField("b", T.StringType())])
StructType([StructField('a', IntegerType(), True), StructField('b', StringType(), True)])
"""

from __future__ import annotations

import json
from typing import Any, Iterator

from lakebolt.datatype import identifier
from lakebolt.spark.row import Row as Row

__all__ = [
    "ArrayType", "BinaryType", "BooleanType", "ByteType", "CharType", "DataType", "DateType",
    "DayTimeIntervalType", "DecimalType", "DoubleType", "FloatType", "IntegerType", "LongType",
    "MapType", "NullType", "Row", "ShortType", "StringType", "StructField", "StructType",
    "TimestampNTZType", "TimestampType", "VarcharType",
]  # fmt: skip


class DataType:
    """Is a type; two are equal if they are the same type of the same parts."""

    sql = ""  #: What the engine calls it.
    name = ""  #: What PySpark calls it in a schema's text.

    def simpleString(self) -> str:
        """Returns the type as ``int`` or ``array<string>``."""
        return self.name

    def typeName(self) -> str:
        """Returns the type's name as in JSON."""
        return type(self).__name__.removesuffix("Type").lower()

    def jsonValue(self) -> Any:
        """Returns the type as what JSON can hold."""
        return self.typeName()

    def json(self) -> str:
        """Returns the type as JSON."""
        return json.dumps(self.jsonValue(), separators=(",", ":"), sort_keys=True)

    def toSql(self) -> str:
        """Returns the type as the engine writes it."""
        return self.sql

    def __repr__(self) -> str:
        """Returns how the type is made."""
        return f"{type(self).__name__}()"

    def __eq__(self, other: object) -> bool:
        """Tells whether another is the same type."""
        return isinstance(other, DataType) and repr(self) == repr(other)

    def __ne__(self, other: object) -> bool:
        """Tells whether another is no such type."""
        return not self == other

    def __hash__(self) -> int:
        """Returns a number that equal types share."""
        return hash(repr(self))


class NullType(DataType):
    """Is the type of NULL alone."""

    sql, name = "VARCHAR", "void"

    def typeName(self) -> str:
        """Returns ``void``."""
        return "void"


class StringType(DataType):
    """Is text."""

    sql, name = "VARCHAR", "string"


class BinaryType(DataType):
    """Is bytes."""

    sql, name = "BLOB", "binary"


class BooleanType(DataType):
    """Is true or false."""

    sql, name = "BOOLEAN", "boolean"


class DateType(DataType):
    """Is a day."""

    sql, name = "DATE", "date"


class TimestampType(DataType):
    """Is a moment, shown in the session's time zone."""

    sql, name = "TIMESTAMP WITH TIME ZONE", "timestamp"


class TimestampNTZType(DataType):
    """Is a day and a time without a zone."""

    sql, name = "TIMESTAMP_NTZ", "timestamp_ntz"

    def typeName(self) -> str:
        """Returns ``timestamp_ntz``."""
        return "timestamp_ntz"


class DayTimeIntervalType(DataType):
    """Is a length of time."""

    sql, name = "INTERVAL", "interval day to second"


class DoubleType(DataType):
    """Is a number of 64 bits with a floating point."""

    sql, name = "DOUBLE", "double"


class FloatType(DataType):
    """Is a number of 32 bits with a floating point."""

    sql, name = "FLOAT", "float"


class ByteType(DataType):
    """Is a whole number of 8 bits."""

    sql, name = "TINYINT", "tinyint"


class ShortType(DataType):
    """Is a whole number of 16 bits."""

    sql, name = "SMALLINT", "smallint"


class IntegerType(DataType):
    """Is a whole number of 32 bits."""

    sql, name = "INTEGER", "int"


class LongType(DataType):
    """Is a whole number of 64 bits."""

    sql, name = "BIGINT", "bigint"


class DecimalType(DataType):
    """Is an exact number of so many digits, ``scale`` of them behind the point."""

    def __init__(self, precision: int = 10, scale: int = 0):
        """Takes the numbers of digits."""
        self.precision, self.scale = precision, scale

    def simpleString(self) -> str:
        """Returns the type as ``decimal(10,2)``."""
        return f"decimal({self.precision},{self.scale})"

    jsonValue = simpleString

    def toSql(self) -> str:
        """Returns the type as the engine writes it."""
        return f"DECIMAL({self.precision},{self.scale})"

    def __repr__(self) -> str:
        """Returns how the type is made."""
        return f"DecimalType({self.precision},{self.scale})"


class CharType(StringType):
    """Is text of a length, which is not checked."""

    def __init__(self, length: int = 0):
        """Takes the length."""
        self.length = length


class VarcharType(CharType):
    """Is text up to a length, which is not checked."""


class ArrayType(DataType):
    """Is a list of values of a type."""

    def __init__(self, elementType: DataType, containsNull: bool = True):
        """Takes the type of the values."""
        self.elementType, self.containsNull = elementType, containsNull

    def simpleString(self) -> str:
        """Returns the type as ``array<int>``."""
        return f"array<{self.elementType.simpleString()}>"

    def jsonValue(self) -> Any:
        """Returns the type as what JSON can hold."""
        return {"type": "array", "elementType": self.elementType.jsonValue(),
                "containsNull": self.containsNull}  # fmt: skip

    def toSql(self) -> str:
        """Returns the type as the engine writes it."""
        return f"{self.elementType.toSql()}[]"

    def __repr__(self) -> str:
        """Returns how the type is made."""
        return f"ArrayType({self.elementType!r}, {self.containsNull})"


class MapType(DataType):
    """Is a map of keys to values."""

    def __init__(self, keyType: DataType, valueType: DataType, valueContainsNull: bool = True):
        """Takes the types of keys and values."""
        self.keyType, self.valueType = keyType, valueType
        self.valueContainsNull = valueContainsNull

    def simpleString(self) -> str:
        """Returns the type as ``map<string,int>``."""
        return f"map<{self.keyType.simpleString()},{self.valueType.simpleString()}>"

    def jsonValue(self) -> Any:
        """Returns the type as what JSON can hold."""
        return {"type": "map", "keyType": self.keyType.jsonValue(),
                "valueType": self.valueType.jsonValue(),
                "valueContainsNull": self.valueContainsNull}  # fmt: skip

    def toSql(self) -> str:
        """Returns the type as the engine writes it."""
        return f"MAP({self.keyType.toSql()}, {self.valueType.toSql()})"

    def __repr__(self) -> str:
        """Returns how the type is made."""
        return f"MapType({self.keyType!r}, {self.valueType!r}, {self.valueContainsNull})"


class StructField(DataType):
    """Is a field of a struct, or a column of a frame."""

    def __init__(
        self, name: str, dataType: DataType, nullable: bool = True, metadata: Any = None
    ):
        """Takes name and type."""
        self.name = name
        self.dataType = dataType
        self.nullable = nullable
        self.metadata = metadata or {}

    def simpleString(self) -> str:
        """Returns the field as ``a:int``."""
        return f"{self.name}:{self.dataType.simpleString()}"

    def jsonValue(self) -> Any:
        """Returns the field as what JSON can hold."""
        return {"name": self.name, "type": self.dataType.jsonValue(),
                "nullable": self.nullable, "metadata": self.metadata}  # fmt: skip

    def __repr__(self) -> str:
        """Returns how the field is made."""
        return f"StructField('{self.name}', {self.dataType!r}, {self.nullable})"


class StructType(DataType):
    """Is fields by their names: the schema of a frame, or the type of a column."""

    def __init__(self, fields: list[StructField] | None = None):
        """Takes the fields."""
        self.fields = list(fields or [])

    def add(
        self, field: str | StructField, data_type: Any = None, nullable: bool = True,
        metadata: Any = None,
    ) -> StructType:  # fmt: skip
        """Adds a field, and returns the type."""
        if not isinstance(field, StructField):
            kind = data_type if isinstance(data_type, DataType) else parsed(data_type)
            field = StructField(field, kind, nullable, metadata)
        self.fields.append(field)
        return self

    @property
    def names(self) -> list[str]:
        """Returns the names of the fields."""
        return [field.name for field in self.fields]

    def fieldNames(self) -> list[str]:
        """Returns the names of the fields."""
        return self.names

    def simpleString(self) -> str:
        """Returns the type as ``struct<a:int>``."""
        return f"struct<{','.join(field.simpleString() for field in self.fields)}>"

    def jsonValue(self) -> Any:
        """Returns the type as what JSON can hold."""
        return {"type": "struct", "fields": [field.jsonValue() for field in self.fields]}

    def toSql(self) -> str:
        """Returns the type as the engine writes it."""
        inside = (f"{identifier(one.name)} {one.dataType.toSql()}" for one in self.fields)
        return f"STRUCT({', '.join(inside)})"

    def treeString(self) -> str:
        """Returns what ``printSchema`` prints."""
        from lakebolt.spark.text_output import tree

        return tree(self)

    @classmethod
    def fromDDL(cls, ddl: str) -> StructType:
        """Returns the type that a text such as ``a INT, b STRING`` means."""
        made = parsed(ddl)
        assert isinstance(made, StructType)
        return made

    @classmethod
    def fromJson(cls, json: Any) -> StructType:
        """Returns the type that ``jsonValue`` gave."""
        made = _of_json(json)
        assert isinstance(made, StructType)
        return made

    def __iter__(self) -> Iterator[StructField]:
        """Gives the fields."""
        return iter(self.fields)

    def __len__(self) -> int:
        """Counts the fields."""
        return len(self.fields)

    def __getitem__(self, key: Any) -> Any:
        """Returns a field by its name or place."""
        if isinstance(key, str):
            for field in self.fields:
                if field.name == key:
                    return field
            raise KeyError(f"No StructField named {key}")
        return StructType(self.fields[key]) if isinstance(key, slice) else self.fields[key]

    def __repr__(self) -> str:
        """Returns how the type is made."""
        return f"StructType([{', '.join(map(repr, self.fields))}])"


def parsed(text: str) -> DataType:
    """Returns the type that a text means, or the schema: ``array<int>``, ``a INT, b STRING``."""
    from lakebolt.spark.type_text import parsed_type

    return parsed_type(text)


_parse_datatype_string = parsed


def _of_json(value: Any) -> DataType:
    if isinstance(value, str):
        return parsed({"integer": "int", "long": "bigint", "short": "smallint",
                       "byte": "tinyint"}.get(value, value))  # fmt: skip
    kind = value["type"]
    if kind == "array":
        return ArrayType(_of_json(value["elementType"]), value["containsNull"])
    if kind == "map":
        return MapType(_of_json(value["keyType"]), _of_json(value["valueType"]))
    return StructType([
        StructField(one["name"], _of_json(one["type"]), one["nullable"], one.get("metadata"))
        for one in value["fields"]
    ])  # fmt: skip
