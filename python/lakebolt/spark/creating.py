"""Makes frames of Python's data: ``spark.createDataFrame``."""

from __future__ import annotations

from typing import Any, Mapping

from lakebolt import errors, scan
from lakebolt.spark import types as t
from lakebolt.spark.frame import DataFrame, of_frame
from lakebolt.spark.labels import wrapped
from lakebolt.spark.values import arrow_type, inferred, merged, outward


def frame_of_data(connection: Any, data: Any, schema: Any) -> DataFrame:
    """Returns a frame over rows, or over a pandas frame or an Arrow table."""
    kind = t.parsed(schema) if isinstance(schema, str) else schema
    if type(data).__module__.partition(".")[0] == "pandas":
        return _of_pandas(connection, data, kind)
    if scan.is_table(data) and not isinstance(data, (list, tuple)):
        return _as(of_frame(connection.from_data(data)), kind)
    rows = data.collect() if hasattr(data, "collect") else list(data)
    names: list[str] | None = None
    if isinstance(kind, (list, tuple)):
        names, kind = list(kind), None
    if isinstance(kind, t.DataType) and not isinstance(kind, t.StructType):
        kind = t.StructType([t.StructField("value", kind)])
        rows = [(row,) for row in rows]
    if kind is None:
        kind = _schema_of(rows, names)
    return of_frame(connection.from_arrow(_table(rows, kind)))


def _schema_of(rows: list[Any], names: list[str] | None) -> t.StructType:
    """Returns the schema that rows have together."""
    if not rows:
        raise errors.InterfaceError("cannot find out the types of no rows: give a schema")
    shapes: list[t.DataType] = []
    for row in rows:
        if isinstance(row, Mapping):
            shapes.append(t.StructType(
                [t.StructField(name, inferred(row[name])) for name in sorted(row)]
            ))  # fmt: skip
        elif isinstance(row, (tuple, list)):
            shapes.append(inferred(row if isinstance(row, tuple) else tuple(row)))
        else:
            raise errors.InterfaceError(
                f"a row must be a tuple, a list, a Row or a dict, not {type(row).__name__}"
            )
    made = merged(shapes)
    assert isinstance(made, t.StructType)
    if names is not None:
        for place, name in enumerate(names[: len(made.fields)]):
            made.fields[place].name = name
        names = names[len(made.fields) :]
        made.fields += [t.StructField(name, t.NullType()) for name in names]
    for field in made.fields:
        if isinstance(field.dataType, t.NullType):
            raise errors.DataError(
                f"the column {field.name!r} has no values to find its type out of: give a schema"
            )
    return made


def _table(rows: list[Any], schema: t.StructType) -> Any:
    import pyarrow

    names = schema.names
    columns: list[list[Any]] = [[] for _ in names]
    for row in rows:
        if isinstance(row, Mapping):
            cells: Any = [row.get(name) for name in names]
        else:
            fields = getattr(row, "__fields__", None)
            cells = [row[name] for name in names] if _by_name(fields, names) else row
        if len(cells) != len(names):
            raise errors.InterfaceError(f"{len(names)} columns, but a row of {len(cells)} values")
        for column, cell in zip(columns, cells):
            column.append(cell)
    arrays, fields = [], []
    for field, column in zip(schema.fields, columns):
        make, kind = outward(field.dataType), arrow_type(field.dataType)
        try:
            arrays.append(pyarrow.array([make(cell) for cell in column], kind))
        except (pyarrow.ArrowException, OverflowError, TypeError, ValueError) as error:
            raise errors.DataError(
                f"the values of the column {field.name!r} are not all "
                f"{field.dataType.simpleString()}: {error}"
            ) from error
        fields.append(pyarrow.field(field.name, kind))
    return pyarrow.table(arrays, schema=pyarrow.schema(fields))


def _by_name(fields: Any, names: list[str]) -> bool:
    return fields is not None and list(fields) != names and sorted(fields) == sorted(names)


def _of_pandas(connection: Any, data: Any, schema: Any) -> DataFrame:
    import pyarrow

    table = pyarrow.Table.from_pandas(data, preserve_index=False)
    made = of_frame(connection.from_arrow(table))
    if isinstance(schema, (list, tuple)):
        return made.toDF(*schema)
    kinds = {
        name: wrapped(made[name]._node).cast("timestamp")
        for name, kind in made.dtypes
        if kind == "timestamp_ntz"
    }
    return _as(made.withColumns(kinds) if kinds else made, schema)


def _as(frame: DataFrame, schema: Any) -> DataFrame:
    """Returns a frame with the names and types of a schema."""
    if schema is None:
        return frame
    if not isinstance(schema, t.StructType):
        return frame.toDF(*schema)
    return frame.select([
        frame[own].cast(field.dataType).alias(field.name)
        for own, field in zip(frame.columns, schema.fields)
    ])  # fmt: skip
