"""Types of columns: SQL's names, with Polars' names as constants."""

from __future__ import annotations

import datetime
import decimal
import re
from typing import Any, Iterable, Mapping, Union

from lakebolt import errors


class DataType(str):
    """Is a type as SQL writes it, such as ``BIGINT`` or ``STRUCT(a INTEGER)``.

    >>> import lakebolt as lb
    >>> lb.Int64
    BIGINT
    >>> lb.Int64 == "BIGINT", lb.Decimal(10, 2).is_numeric(), lb.List(lb.String).is_nested()
    (True, True, True)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Returns the type as SQL writes it."""
        return str(self)

    def is_integer(self) -> bool:
        """Tells whether values are whole numbers."""
        return self in _INTEGERS

    def is_float(self) -> bool:
        """Tells whether values are floating-point numbers."""
        return self in ("FLOAT", "DOUBLE")

    def is_decimal(self) -> bool:
        """Tells whether values are exact numbers with decimals."""
        return self.startswith("DECIMAL") and not self.endswith("]")

    def is_numeric(self) -> bool:
        """Tells whether values are numbers."""
        return self.is_integer() or self.is_float() or self.is_decimal()

    def is_temporal(self) -> bool:
        """Tells whether values are dates, times, timestamps or intervals."""
        return self.startswith(("DATE", "TIME", "INTERVAL")) and not self.endswith("]")

    def is_nested(self) -> bool:
        """Tells whether values are lists, structs or maps."""
        return self.endswith("]") or self.startswith(("STRUCT(", "MAP(", "UNION("))


    def fields(self) -> list[str]:
        """Returns the names of a struct's fields.

        >>> import lakebolt as lb
        >>> lb.Struct({"a": lb.Int64, "b, c": lb.Struct({"d": lb.Date})}).fields()
        ['a', 'b, c']
        >>> lb.Struct({"a": lb.Enum(["x", "y z), w"]), "b": lb.Int64}).fields()
        ['a', 'b']
        """
        if not self.startswith("STRUCT(") or self.endswith("]"):
            return []
        names, depth, begins = [], 0, False
        for token in re.findall(r""""(?:[^"]|"")*"|'(?:[^']|'')*'|[(),]|[^\s"'(),]+""", self):
            depth += {"(": 1, ")": -1}.get(token, 0)
            if begins:
                is_quoted = token.startswith('"')
                names.append(token[1:-1].replace('""', '"') if is_quoted else token)
            begins = depth == 1 and token in "(,"
        return names


_INTEGERS = frozenset(
    f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")
) | {"INTEGER", "UINTEGER"}



class _Constructor(DataType):
    """Is a type that, called, makes a value of its own, as PEP 249 has Date, Time and Binary."""

    __slots__ = ()

    def __call__(self, *args: Any) -> Any:
        """Makes a value of Python's: ``Date(2024, 2, 29)``."""
        return _MAKERS[str(self)](*args)


_MAKERS: dict[str, Any] = {"DATE": datetime.date, "TIME": datetime.time, "BLOB": bytes}

Boolean = DataType("BOOLEAN")
Int8 = DataType("TINYINT")
Int16 = DataType("SMALLINT")
Int32 = DataType("INTEGER")
Int64 = DataType("BIGINT")
Int128 = DataType("HUGEINT")
UInt8 = DataType("UTINYINT")
UInt16 = DataType("USMALLINT")
UInt32 = DataType("UINTEGER")
UInt64 = DataType("UBIGINT")
UInt128 = DataType("UHUGEINT")
Float32 = DataType("FLOAT")
Float64 = DataType("DOUBLE")
String = DataType("VARCHAR")
Utf8 = String
Categorical = String  # its labels are those that occur
Binary = _Constructor("BLOB")
Date = _Constructor("DATE")
Time = _Constructor("TIME")
Datetime = DataType("TIMESTAMP")
Duration = DataType("INTERVAL")


def Decimal(precision: int = 38, scale: int = 0) -> DataType:
    """Returns the type of exact numbers with so many digits, ``scale`` of them behind the point."""
    return DataType(f"DECIMAL({precision},{scale})")


def List(inner: IntoDataType) -> DataType:
    """Returns the type of lists of a type."""
    return DataType(f"{data_type(inner)}[]")


def Array(inner: IntoDataType, shape: int | tuple[int, ...]) -> DataType:
    """Returns the type of lists of one length, or of such lists within lists."""
    for size in reversed(shape if isinstance(shape, tuple) else (shape,)):
        inner = DataType(f"{data_type(inner)}[{size}]")
    return data_type(inner)


def Enum(categories: Iterable[str]) -> DataType:
    """Returns the type of texts that are one of these, which sort in this order."""
    labels = (str(label).replace("'", "''") for label in categories)
    return DataType("ENUM(" + ", ".join(f"'{label}'" for label in labels) + ")")


def Struct(fields: Mapping[str, IntoDataType]) -> DataType:
    """Returns the type of structs with these fields."""
    inside = ", ".join(f"{identifier(name)} {data_type(kind)}" for name, kind in fields.items())
    return DataType(f"STRUCT({inside})")


IntoDataType = Union[str, type, Any]

_FROM_PYTHON: dict[Any, DataType] = {
    bool: Boolean,
    int: Int64,
    float: Float64,
    str: String,
    bytes: Binary,
    datetime.date: Date,
    datetime.datetime: Datetime,
    datetime.time: Time,
    datetime.timedelta: Duration,
    decimal.Decimal: Decimal(38, 9),
}

_FROM_ARROW = {
    "bool": Boolean, "int8": Int8, "int16": Int16, "int32": Int32, "int64": Int64,
    "uint8": UInt8, "uint16": UInt16, "uint32": UInt32, "uint64": UInt64,
    "halffloat": Float32, "float": Float32, "double": Float64, "string": String,
    "large_string": String, "string_view": String, "binary": Binary, "large_binary": Binary,
    "date32[day]": Date, "date64[ms]": Date, "time32[ms]": Time, "time64[us]": Time,
}  # fmt: skip


def identifier(name: str) -> str:
    """Writes a name of SQL in quotes."""
    return '"' + name.replace('"', '""') + '"'


def data_type(kind: IntoDataType) -> DataType:
    """Returns the type that a Python, Arrow or Polars type, or the text of an SQL type, stands for.

    >>> data_type(int), data_type("decimal(10, 2)")
    (BIGINT, decimal(10, 2))
    """
    if isinstance(kind, str):
        return kind if isinstance(kind, DataType) else DataType(kind)
    try:
        found = _FROM_PYTHON.get(kind)
    except TypeError:
        found = None
    module = (kind if isinstance(kind, type) else type(kind)).__module__.partition(".")[0]
    if found is None and module == "pyarrow":
        found = _of_arrow(kind)
    elif found is None and module == "polars":
        found = _of_polars(kind)
    if found is None:
        raise errors.InterfaceError(
            f"expected a type (lakebolt.Int64, int, 'BIGINT', pyarrow.int64()), not {kind!r}"
        )
    return found


def _of_arrow(kind: Any) -> DataType | None:
    text = str(kind)
    if text.startswith("decimal"):
        return Decimal(kind.precision, kind.scale)
    if text.startswith("timestamp"):
        return DataType("TIMESTAMPTZ") if kind.tz else _TIMESTAMPS[kind.unit]
    if text.startswith("duration"):
        return Duration
    if text.startswith("fixed_size_list"):
        return Array(_of_arrow(kind.value_type), kind.list_size)
    if text.startswith(("list", "large_list")):
        return List(_of_arrow(kind.value_type))
    if text.startswith("struct"):
        return Struct({field.name: _of_arrow(field.type) for field in kind})
    return _FROM_ARROW.get(text)


_TIMESTAMPS = {
    "s": DataType("TIMESTAMP_S"),
    "ms": DataType("TIMESTAMP_MS"),
    "us": Datetime,
    "ns": DataType("TIMESTAMP_NS"),
}


def _of_polars(kind: Any) -> DataType | None:
    name = kind.__name__ if isinstance(kind, type) else type(kind).__name__
    if name == "Datetime":
        unit, zone = getattr(kind, "time_unit", "us"), getattr(kind, "time_zone", None)
        return DataType("TIMESTAMPTZ") if zone else _TIMESTAMPS[unit]
    if name == "Decimal":
        return Decimal(getattr(kind, "precision", None) or 38, getattr(kind, "scale", None) or 0)
    if name == "List":
        return List(kind.inner)
    if name == "Array":
        return Array(kind.inner, kind.size)
    if name == "Enum" and hasattr(kind, "categories"):
        return Enum(kind.categories)
    if name == "Struct":
        return Struct({field.name: field.dtype for field in kind.fields})
    if name in ("Categorical", "Enum"):
        return String
    found = globals().get(name)
    return found if isinstance(found, DataType) else None
