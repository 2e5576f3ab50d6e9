"""Values between Python and the engine: rows that come out, data that goes in."""

from __future__ import annotations

import datetime
import decimal
from typing import Any, Callable, Mapping, Sequence

from lakebolt import errors
from lakebolt.spark import types as t
from lakebolt.spark.row import Row

Converter = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _local(value: Any) -> Any:
    """Returns a moment as the wall clock of this process shows it."""
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone().replace(tzinfo=None)
    return value


def converter(kind: t.DataType) -> Converter:
    """Returns what makes of the engine's values those that PySpark has."""
    if isinstance(kind, t.TimestampType):
        return _local
    if isinstance(kind, t.LongType):
        return lambda value: None if value is None else int(value)
    if isinstance(kind, t.BinaryType):
        return lambda value: None if value is None else bytearray(value)
    if isinstance(kind, t.ArrayType):
        inner = converter(kind.elementType)
        return lambda value: None if value is None else [inner(item) for item in value]
    if isinstance(kind, t.MapType):
        of_key, of_value = converter(kind.keyType), converter(kind.valueType)
        return lambda value: (
            None if value is None
            else {of_key(key): of_value(item) for key, item in dict(value).items()}
        )  # fmt: skip
    if isinstance(kind, t.StructType):
        names = tuple(kind.names)
        each = [converter(field.dataType) for field in kind.fields]
        return lambda value: (
            None if value is None
            else Row._of(
                names, [make(item) for make, item in zip(each, _values(value))]
            )
        )  # fmt: skip
    return _same


def rows_of(tuples: Sequence[Any], schema: t.StructType) -> list[Row]:
    """Returns rows with names of what the engine gives."""
    names = tuple(schema.names)
    each = [converter(field.dataType) for field in schema.fields]
    return [Row._of(names, [make(item) for make, item in zip(each, row)]) for row in tuples]


def _values(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value


_KINDS: list[tuple[Any, Callable[[], t.DataType]]] = [
    (bool, t.BooleanType), (int, t.LongType), (float, t.DoubleType), (str, t.StringType),
    (decimal.Decimal, lambda: t.DecimalType(38, 18)), (datetime.datetime, t.TimestampType),
    (datetime.date, t.DateType), (datetime.timedelta, t.DayTimeIntervalType),
    ((bytes, bytearray), t.BinaryType),
]  # fmt: skip


def inferred(value: Any) -> t.DataType:
    """Returns the type that a value has in a frame."""
    if value is None:
        return t.NullType()
    for kind, make in _KINDS:
        if isinstance(value, kind):
            return make()
    if isinstance(value, dict):
        key = merged([inferred(item) for item in value])
        return t.MapType(key, merged([inferred(item) for item in value.values()]))
    if isinstance(value, tuple):
        names = getattr(value, "__fields__", None) or getattr(value, "_fields", None)
        return t.StructType(
            [t.StructField(name, inferred(item))
             for name, item in zip(names or _numbered(len(value)), value)]
        )  # fmt: skip
    if isinstance(value, (list, set)) or hasattr(value, "tolist"):
        plain = value.tolist() if hasattr(value, "tolist") else list(value)
        if not isinstance(plain, list):
            return inferred(plain)
        return t.ArrayType(merged([inferred(item) for item in plain]))
    raise errors.InterfaceError(f"there is no type of columns for {type(value).__name__}")


def _numbered(count: int) -> list[str]:
    return [f"_{i + 1}" for i in range(count)]


def merged(kinds: Sequence[t.DataType]) -> t.DataType:
    """Returns the type that values of several types share."""
    out: t.DataType = t.NullType()
    for kind in kinds:
        out = _both(out, kind)
    return out


def _both(one: t.DataType, two: t.DataType) -> t.DataType:
    if one == two or isinstance(two, t.NullType):
        return one
    if isinstance(one, t.NullType):
        return two
    if isinstance(one, t.ArrayType) and isinstance(two, t.ArrayType):
        return t.ArrayType(_both(one.elementType, two.elementType))
    if isinstance(one, t.MapType) and isinstance(two, t.MapType):
        return t.MapType(_both(one.keyType, two.keyType), _both(one.valueType, two.valueType))
    if isinstance(one, t.StructType) and isinstance(two, t.StructType):
        found = {field.name: field.dataType for field in one.fields}
        for field in two.fields:
            found[field.name] = _both(found.get(field.name, t.NullType()), field.dataType)
        return t.StructType([t.StructField(name, kind) for name, kind in found.items()])
    kinds = {type(one), type(two)}
    if kinds == {t.LongType, t.DoubleType}:
        return t.DoubleType()
    if t.StringType in kinds and kinds <= {t.StringType, t.LongType, t.DoubleType, t.BooleanType}:
        return t.StringType()
    raise errors.DataError(f"values of one column are {one.simpleString()} and "
                           f"{two.simpleString()}")  # fmt: skip


def arrow_type(kind: t.DataType) -> Any:
    """Returns the type in Arrow."""
    import pyarrow as pa

    if isinstance(kind, t.DecimalType):
        return pa.decimal128(kind.precision, kind.scale)
    if isinstance(kind, t.ArrayType):
        return pa.list_(arrow_type(kind.elementType))
    if isinstance(kind, t.MapType):
        return pa.map_(arrow_type(kind.keyType), arrow_type(kind.valueType))
    if isinstance(kind, t.StructType):
        return pa.struct([(field.name, arrow_type(field.dataType)) for field in kind.fields])
    simple = {
        t.StringType: pa.string(), t.CharType: pa.string(), t.VarcharType: pa.string(),
        t.NullType: pa.string(), t.BinaryType: pa.binary(), t.BooleanType: pa.bool_(),
        t.DateType: pa.date32(), t.TimestampType: pa.timestamp("us", "UTC"),
        t.TimestampNTZType: pa.timestamp("us"), t.DayTimeIntervalType: pa.duration("us"),
        t.DoubleType: pa.float64(), t.FloatType: pa.float32(), t.ByteType: pa.int8(),
        t.ShortType: pa.int16(), t.IntegerType: pa.int32(), t.LongType: pa.int64(),
    }  # fmt: skip
    return simple[type(kind)]


def outward(kind: t.DataType) -> Converter:
    """Returns what makes of Python's values those that Arrow takes for a type."""
    if isinstance(kind, t.TimestampType):
        return _moment
    if isinstance(kind, t.DecimalType):
        return lambda value: None if value is None else decimal.Decimal(value)
    if isinstance(kind, t.ArrayType):
        inner = outward(kind.elementType)
        return lambda value: None if value is None else [inner(item) for item in value]
    if isinstance(kind, t.MapType):
        of_key, of_value = outward(kind.keyType), outward(kind.valueType)
        return lambda value: (
            None if value is None
            else [(of_key(key), of_value(item)) for key, item in value.items()]
        )  # fmt: skip
    if isinstance(kind, t.StructType):
        each = [(field.name, outward(field.dataType)) for field in kind.fields]
        return lambda value: _fields(value, each)
    if isinstance(kind, t.StringType):
        return lambda value: value if value is None or isinstance(value, str) else _text(value)
    return _same


def _text(value: Any) -> str:
    from lakebolt.spark.text_output import cell_text

    return cell_text(value)


def _moment(value: Any) -> Any:
    if value is None:
        return None
    return value.astimezone(datetime.timezone.utc)


def _fields(value: Any, each: list[tuple[str, Converter]]) -> Any:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return {name: make(value.get(name)) for name, make in each}
    return {name: make(item) for (name, make), item in zip(each, value)}
