"""Methods of frames that hand rows out: to Python, Arrow, pandas, Polars, NumPy, files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable, Iterator, Literal, Mapping, overload

from lakebolt import errors, handover, tensors
from lakebolt.expr import functions as f
from lakebolt.expr.literal import literal, text_literal
from lakebolt.frame.base import FrameBase
from lakebolt.frame.csv_options import for_writing
from lakebolt.frame.file_objects import write_to
from lakebolt.frame.writer import Writer
from lakebolt.result import Rows

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from typing_extensions import Unpack

    from lakebolt import _lakebolt
    from lakebolt.frame.dataframe import DataFrame
    from lakebolt.options import (
        CsvWriteOptions,
        ParquetWriteOptions,
        TextWriteOptions,
        WriteOptions,
    )

Path = Any


class Exporting(Rows, FrameBase):
    """Gives frames ways out. Each runs the query."""

    def _new_stream(self) -> _lakebolt.Stream:
        """Runs the query from its beginning."""
        raise NotImplementedError

    @property
    def height(self) -> int:
        """Returns the number of rows; runs the query.

        >>> import lakebolt as lb
        >>> lb.range(7).height
        7
        """
        return int(self._frame.select(f.len()).item())

    def __len__(self) -> int:
        """Returns the number of rows; runs the query."""
        return self.height

    def __bool__(self) -> bool:
        """Refuses to say whether a frame is true, which would run it."""
        raise TypeError("a frame has no truth value: use is_empty() or height")

    @property
    def width(self) -> int:
        """Returns the number of columns."""
        return len(self._plan.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Returns the numbers of rows and columns; runs the query."""
        return self.height, self.width

    def is_empty(self) -> bool:
        """Tells whether there is no row."""
        return not self._frame.limit(1).rows()

    @overload
    def rows(self, *, named: Literal[False] = False) -> list[tuple[Any, ...]]: ...
    @overload
    def rows(self, *, named: bool) -> list[Any]: ...
    def rows(self, *, named: bool = False) -> list[Any]:
        """Returns all rows as tuples, or as dicts if ``named``.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1]}).rows(named=True)
        [{'a': 1}]
        """
        rows = self._new_stream().fetch(-1)
        return [dict(zip(self._plan.columns, row)) for row in rows] if named else rows

    def row(
        self, index: int | None = None, *, by_predicate: Any = None, named: bool = False
    ) -> Any:
        """Returns one row, counted from 0, or the only one for which a condition holds."""
        if (index is None) == (by_predicate is None):
            raise errors.InterfaceError("row expects either an index or by_predicate")
        if index is None:
            found = self._frame.filter(by_predicate).limit(2).rows(named=named)
            if len(found) != 1:
                many = "no row" if not found else "more than one row"
                raise errors.InterfaceError(f"there is {many} for which the condition holds")
            return found[0]
        found = self._frame.slice(index, 1).rows(named=named)
        if not found:
            raise errors.InterfaceError(f"there is no row {index}")
        return found[0]

    def item(self, row: int | None = None, column: Any = None) -> Any:
        """Returns the only value of a frame of one row and column, or that of a place."""
        frame = self._frame
        if column is not None:
            name = column if isinstance(column, str) else self._plan.columns[column]
            frame = frame.select(name)
        if row is not None:
            frame = frame.slice(row, 1)
        rows = frame.rows()
        if len(rows) != 1 or len(rows[0]) != 1:
            width = len(rows[0]) if rows else frame.width
            raise errors.InterfaceError(
                f"item() needs one row and column, not {len(rows)} and {width}"
            )
        return rows[0][0]

    def iter_rows(self, *, named: bool = False, buffer_size: int = 1024) -> Iterator[Any]:
        """Gives one row after the other, without holding all."""
        stream = self._new_stream()
        while rows := stream.fetch(buffer_size):
            for row in rows:
                yield dict(zip(self._plan.columns, row)) if named else row

    def iter_batches(self, size: int | None = None) -> Iterator[pyarrow.RecordBatch]:
        """Gives one Arrow record batch after the other, without holding all.

        Each has ``size`` rows, the last fewer; without a size as many as the engine makes at once.

        >>> import lakebolt as lb
        >>> [batch.num_rows for batch in lb.range(5).iter_batches(2)]
        [2, 2, 1]
        """
        import pyarrow

        stream = self._whole()
        try:
            yield from handover.batches_of(pyarrow.RecordBatchReader.from_stream(stream), size)
        except (pyarrow.ArrowException, OSError):
            stream.raise_export_error()
            raise

    def iter_slices(self, n_rows: int = 10_000) -> Iterator[DataFrame]:
        """Gives frames of so many rows."""
        table = self.to_arrow_table()
        for start in range(0, table.num_rows, n_rows):
            yield self._connection.from_arrow(table.slice(start, n_rows))

    def iter_columns(self) -> Iterator[list[Any]]:
        """Gives the values of one column after the other."""
        yield from self.to_dict().values()

    def to_dict(self, *, as_series: bool = False) -> dict[str, Any]:
        """Returns a list of values for each column, or with ``as_series`` a Series of Polars.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}).to_dict()
        {'a': [1, 2]}
        """
        if as_series:
            series: dict[str, Any] = self.to_polars().to_dict()
            return series
        rows = self.rows()
        return {name: [row[i] for row in rows] for i, name in enumerate(self._plan.columns)}

    def to_dicts(self) -> list[dict[str, Any]]:
        """Returns a dict for each row."""
        return self.rows(named=True)

    def rows_by_key(self, key: Any) -> dict[Any, list[Any]]:
        """Returns the rows by the values of a column."""
        place = list(self._plan.columns).index(self._name(key))
        out: dict[Any, list[Any]] = {}
        for row in self.rows():
            out.setdefault(row[place], []).append(row[:place] + row[place + 1 :])
        return out

    def get_column(self, name: Any) -> list[Any]:
        """Returns the values of a column."""
        return [row[0] for row in self._frame.select(self._name(name)).rows()]

    def to_arrow(self) -> pyarrow.Table:
        """Returns all rows as an Arrow table."""
        return self.to_arrow_table()

    def to_pandas(
        self,
        *,
        dtype_backend: Literal["numpy", "pyarrow"] = "numpy",
        types_mapper: Callable[[Any], Any] | None = None,
    ) -> pandas.DataFrame:
        """Returns all rows as a pandas data frame, Arrow-backed if you ask for it (see ``df``).

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, None]}).to_pandas(dtype_backend="pyarrow")["a"].dtype
        int64[pyarrow]
        """
        return self.df(dtype_backend=dtype_backend, types_mapper=types_mapper)

    def to_polars(self, *, rechunk: bool = False) -> polars.DataFrame:
        """Returns all rows as a Polars data frame; ``rechunk`` makes one array a column."""
        return self.pl(rechunk=rechunk)

    def _lazy_polars(self) -> polars.LazyFrame:
        def read(columns: list[str], rows: int | None) -> polars.DataFrame:
            frame = self._frame.select(*columns)
            return (frame if rows is None else frame.head(rows)).pl()

        return handover.lazy_polars(list(self._plan.columns), self._frame.limit(0).pl().schema, read)

    def to_numpy(self) -> Any:
        """Returns all rows as a NumPy array: of two dimensions, or of one for one column."""
        import numpy

        table = self.to_arrow_table()
        if not table.columns:
            return numpy.empty((0, 0))
        arrays = [column.to_numpy(zero_copy_only=False) for column in table.columns]
        return arrays[0] if len(arrays) == 1 else numpy.column_stack(arrays)

    def to_series(self, index: int = 0) -> pyarrow.ChunkedArray:
        """Returns a column as an Arrow array."""
        return self.to_arrow_table().column(index)

    def get_columns(self) -> list[pyarrow.ChunkedArray]:
        """Returns the columns as Arrow arrays."""
        return list(self.to_arrow_table().columns)

    def get_column_index(self, name: str) -> int:
        """Returns the place of a column, from 0."""
        return list(self._plan.columns).index(self._name(name))

    def to_json_lines(self) -> list[str]:
        """Returns each row as JSON, as PySpark's ``toJSON``."""
        if not self._plan.columns:
            return []
        row = f.struct(*self._plan.columns)
        return [text for (text,) in self._frame.select(f.call_function("to_json", row)).rows()]

    def foreach(self, function: Any) -> None:
        """Calls a function with each row, as a dict."""
        for row in self.iter_rows(named=True):
            function(row)

    def to_torch(self) -> Any:
        """Returns all rows of numbers as a PyTorch tensor."""
        return tensors.tensor_of(self.to_numpy())

    def glimpse(
        self, max_items_per_column: int = 10, *, return_type: str | None = "string"
    ) -> Any:
        """Returns a line for each column: its name, type and first values.

        ``return_type`` None prints it, ``self`` does so and returns the frame.
        """
        frame = self._frame.head(max_items_per_column)
        types, values = self._types(), frame.to_dict()
        width = max((len(name) for name in values), default=0)
        lines = [
            f"{name:<{width}} <{types[name]}> {', '.join(map(repr, found))}"
            for name, found in values.items()
        ]
        if return_type == "string":
            return "\n".join(lines)
        print("\n".join(lines))
        return self._frame if return_type == "self" else None

    def _copy(self, path: Path, options: dict[str, Any]) -> None:
        if not self._plan.columns:
            raise errors.InterfaceError("the frame has no columns to write")
        writer = Writer(self._plan)
        texts = ", ".join(
            f"{name} {_option(name, item)}" for name, item in options.items() if item is not None
        )
        target = text_literal(os.fspath(path))
        copy = f"COPY (\n{writer.sql()}\n) TO {target} ({texts})"
        self._connection._run(copy, writer.parameters, writer.tables.get, True).fetch(-1)

    def _written(self, file: Any, options: dict[str, Any], is_text: bool = False) -> Any:
        return write_to(file, lambda path: self._copy(path, options), is_text)

    def write_parquet(
        self,
        file: Path,
        *,
        compression: str | None = None,
        row_group_size: int | None = None,
        statistics: bool = True,
        **options: Unpack[ParquetWriteOptions],
    ) -> None:
        """Writes a Parquet file, which appears when it is whole, or to an open file."""
        if not statistics:
            raise errors.NotSupportedError("Parquet files are always written with statistics")
        settings = {"compression": compression, "row_group_size": row_group_size, **options}
        self._written(file, {"FORMAT": "parquet", **settings})

    def write_csv(
        self, file: Path = None, *, separator: str | None = None, include_header: bool = True,
        quote_char: str | None = None, null_value: str | None = None, **options: Unpack[CsvWriteOptions],
    ) -> str | None:  # fmt: skip
        """Writes a CSV file, or to an open one; without a file returns the text.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}).write_csv()
        'a\\n1\\n2\\n'
        """
        rest: dict[str, Any] = dict(options)
        frame = for_writing(self._frame, include_header, rest)
        settings = {"HEADER": include_header, "DELIMITER": separator, "QUOTE": quote_char,
                    "NULLSTR": null_value}  # fmt: skip
        made: str | None = frame._written(file, {"FORMAT": "csv", **settings, **rest}, True)
        return made

    def write_json(self, file: Path = None, **options: Unpack[TextWriteOptions]) -> str | None:
        """Writes a JSON array of objects to a file; without one returns the text."""
        made: str | None = self._written(file, {"FORMAT": "json", "ARRAY": True, **options}, True)
        return made

    def write_ndjson(self, file: Path = None, **options: Unpack[TextWriteOptions]) -> str | None:
        """Writes JSON lines to a file; without one returns the text."""
        made: str | None = self._written(file, {"FORMAT": "json", **options}, True)
        return made

    def write_ipc(self, file: Path, **options: Unpack[WriteOptions]) -> None:
        """Writes an Arrow IPC file (Feather), which Polars and pandas read too, or to an open file."""
        self._written(file, {"FORMAT": "arrow", **options})

    def write_excel(self, file: Path, sheet: str = "Sheet1", *, header: bool = True) -> None:
        """Writes a workbook (xlsx) of one sheet, which appears when it is whole.

        What Excel has no cells for is written as text: numbers past 15 digits, times with a zone,
        days before March of 1900, lists, structs, blobs. Needs the package XlsxWriter.
        """
        from lakebolt.excel import write_rows

        columns = dict(zip(self._plan.columns, self._types().values()))
        write_rows(file, columns, self.iter_rows(), sheet, header)

    def create_table(
        self, name: str, *, replace: bool = False, temporary: bool = False
    ) -> DataFrame:
        """Makes a table of the rows and returns a frame over it."""
        from lakebolt.datatype import identifier

        writer = Writer(self._plan)
        kind = ("OR REPLACE " if replace else "") + ("TEMP " if temporary else "")
        create = f"CREATE {kind}TABLE {identifier(name)} AS\n{writer.sql()}"
        self._connection._run(create, writer.parameters, writer.tables.get, True).fetch(-1)
        return self._connection.table(name)

    sink_parquet = write_parquet
    sink_csv = write_csv
    to_excel = write_excel
    sink_ndjson = write_ndjson
    sink_ipc = write_ipc
    toPandas = to_pandas
    to_table = create_table
    toJSON = to_json_lines
    write_ipc_stream = write_ipc
    collect_batches = iter_batches
    toArrow = to_arrow
    to_parquet = write_parquet
    to_csv = write_csv
    toLocalIterator = iter_rows
    isEmpty = is_empty


def _option(name: str, item: Any) -> str:
    """Writes the value of an option of COPY; ``order_by`` has keys of SQL."""
    if name == "order_by":
        return f"({', '.join([item] if isinstance(item, str) else item)})"
    if isinstance(item, bool):
        return "TRUE" if item else "FALSE"
    if isinstance(item, Mapping):
        return literal(dict(item))
    if isinstance(item, (list, tuple)):
        return literal(list(item))
    return str(item) if isinstance(item, (int, float)) else text_literal(str(item))
