"""Functions over frames: what is called with tables and gives tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from lakebolt.datatype import DataType, List, Struct, identifier
from lakebolt.expr import functions as f
from lakebolt.expr.literal import text_literal
from lakebolt.frame.hidden import hidden
from lakebolt.udfs.function import UserFunction
from lakebolt.udfs.table import batches_of, columns_of

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame
    from lakebolt.frame.grouping import GroupBy

Function = Callable[..., Any]


class _Tables:
    """Calls a function with tables; is pickled with it for worker processes."""

    __call__: Callable[..., Any]

    def __init__(self, function: Function, names: list[str], columns: list[tuple[str, str]]):
        self.function = function
        self.names = names
        self.columns = columns
        self.__name__ = getattr(function, "__name__", "function")

    def _made(self, table: Any) -> Any:
        """Returns the rows that the function makes of an Arrow table, as an array of structs."""
        import pyarrow

        made = self.function(table)
        batches = list(batches_of(made, self.columns))
        names = [name for name, _ in self.columns]
        if not batches:
            fields = [pyarrow.field(name, pyarrow.null()) for name in names]
            return pyarrow.array([], pyarrow.struct(fields))
        merged = pyarrow.Table.from_batches([batch.rename_columns(names) for batch in batches])
        return merged.to_struct_array().combine_chunks()


class _Batches(_Tables):
    """Is called with the columns of a batch; the rows made of it are all given for its first."""

    def __call__(self, *columns: Any) -> Any:
        import pyarrow

        rows = self._made(pyarrow.table(list(columns), self.names))
        offsets = [0] + [len(rows)] * len(columns[0])
        return pyarrow.ListArray.from_arrays(pyarrow.array(offsets, pyarrow.int32()), rows)


class _Groups(_Tables):
    """Is called with the arrays of one group."""

    def __call__(self, *columns: Any) -> Any:
        return self._made(columns_table(columns, self.names)).to_pylist()


def columns_table(columns: Any, names: list[str]) -> Any:
    """Returns an Arrow table of columns."""
    import pyarrow

    return pyarrow.table(list(columns), names)


class _OverPandas:
    """Calls a function with a pandas frame instead of an Arrow table."""

    def __init__(self, function: Function):
        self.function = function

    def __call__(self, table: Any) -> Any:
        return self.function(table.to_pandas())


class _OverIterator:
    """Calls a function with an iterator over one frame: PySpark's way."""

    def __init__(self, function: Function, pandas: bool):
        self.function = function
        self.pandas = pandas

    def __call__(self, table: Any) -> Any:
        pieces = [table.to_pandas()] if self.pandas else table.combine_chunks().to_batches()
        return list(self.function(iter(pieces)))


def adapted(function: Function, kind: str, iterates: bool) -> Function:
    """Returns a function of Arrow tables that calls one of ``kind``: "arrow" or "pandas"."""
    if iterates:
        return _OverIterator(function, kind == "pandas")
    return _OverPandas(function) if kind == "pandas" else function


def map_frame(frame: DataFrame, function: Function, schema: Any, workers: int | bool) -> DataFrame:
    """Returns the rows that a function makes of a frame's, batch after batch."""
    columns = columns_of(schema)
    call = _user_function(_Batches(function, frame.columns, columns), columns, workers, False)
    return _unnested(frame.select(call(*_all(frame)).alias("rows")), columns)


def map_groups(groups: GroupBy, function: Function, schema: Any, workers: int | bool) -> DataFrame:
    """Returns the rows that a function makes of each group's."""
    columns = columns_of(schema)
    frame = groups._frame
    call = _user_function(_Groups(function, frame.columns, columns), columns, workers, True)
    (rows,) = hidden("rows", [key for key, _ in groups._keys])
    return _unnested(groups.agg(call(*_all(frame)).alias(rows)).select(rows=rows), columns)


def _all(frame: DataFrame) -> list[Any]:
    return [f.col(name) for name in frame.columns]


def _user_function(
    call: _Tables, columns: list[tuple[str, str]], workers: int | bool, aggregate: bool
) -> UserFunction[..., Any]:
    return UserFunction(
        call,
        return_type=List(Struct({name: DataType(kind) for name, kind in columns})),
        type="arrow",
        null_handling="special",
        side_effects=True,
        workers=workers,
        aggregate=aggregate,
    )


def _unnested(frame: DataFrame, columns: list[tuple[str, str]]) -> DataFrame:
    """Returns the rows in the lists of the column ``rows``."""
    fields = ", ".join(
        f"struct_extract(part, {text_literal(name)}) AS {identifier(name)}" for name, _ in columns
    )
    return frame.sql(f"SELECT {fields} FROM (SELECT unnest(rows) AS part FROM self)")
