"""Where frames come from: files, tables, Python objects, ranges."""

from __future__ import annotations

import datetime
import os
import warnings
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, Sequence, Sized

from lakebolt import errors, scan
from lakebolt.datatype import DataType, IntoDataType, data_type, identifier
from lakebolt.expr import functions as f
from lakebolt.expr.literal import literal
from lakebolt.frame.files import Files
from lakebolt.frame.plan import ObjectScan, Plan, SqlScan, without_columns
from lakebolt.frame.writer import Writer

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame


class Sources(Files):
    """Gives connections ways to make frames."""

    _describe: Callable[..., list[tuple[str, str]] | None]
    execute: Callable[..., Any]

    def _frame_of(self, make: Callable[[Sequence[str]], Plan]) -> DataFrame:
        """Returns a frame over a source whose columns are found out first."""
        from lakebolt.frame.dataframe import DataFrame

        writer = Writer(make(()))

        def planned(name: str) -> Any:
            table = writer.tables.get(name)
            return None if table is None else scan.empty_of(table)

        columns = self._describe(writer.sql(), writer.parameters, planned)
        plan = make([name for name, _ in columns or []])
        plan.types = {name: DataType(kind) for name, kind in columns or []}
        return DataFrame._of(self, plan)  # type: ignore[arg-type]

    def table(self, name: str) -> DataFrame:
        """Returns a frame over a table or view, perhaps with its schema: ``table("s.t")``.

        >>> import lakebolt as lb
        >>> connection = lb.connect()
        >>> _ = connection.execute("CREATE TABLE t AS SELECT 1 AS a")
        >>> connection.table("t").rows()
        [(1,)]
        """
        parts = ".".join(identifier(part) for part in _name_parts(name))
        return self._frame_of(lambda columns: SqlScan(columns, parts))

    def table_function(self, function: str, *args: Any, **named: Any) -> DataFrame:
        """Returns a frame over the rows of a function of SQL that stands in FROM."""
        texts = [literal(item) for item in args]
        texts += [f"{name} = {literal(item)}" for name, item in named.items() if item is not None]
        source = f"{function}({', '.join(texts)})"
        return self._frame_of(lambda columns: SqlScan(columns, source))

    def read_excel(
        self,
        source: Any,
        sheet: str | int | None = None,
        *,
        sheet_name: str | int | None = None,
        header: bool = True,
        names: Sequence[str] | None = None,
        columns: Sequence[str] | Sequence[int] | str | None = None,
        skip_rows: int = 0,
        n_rows: int | None = None,
        all_varchar: bool = False,
        ignore_errors: bool = False,
    ) -> DataFrame:
        """Returns a frame over a sheet of a workbook (xlsx, xlsm, xlsb, xls, ods), read at once.

        ``source`` is a path, bytes or an open file; ``sheet`` (or ``sheet_name``) a name or a number from 0, the first
        one by default; ``columns`` names, numbers from 0, or letters such as ``"A:C,F"``. Columns of
        whole numbers are BIGINT, of days without times DATE. Cells that do not fit their column's
        type raise DataError, or are NULL with ``ignore_errors``. Needs the package fastexcel.
        """
        from lakebolt.excel import read_table

        table = read_table(
            self._content(source),
            sheet_name if sheet is None else sheet,
            header=header,
            names=names,
            columns=columns,
            skip_rows=skip_rows,
            n_rows=n_rows,
            all_varchar=all_varchar,
            ignore_errors=ignore_errors,
        )
        return self._from_object(table, "excel")

    def _content(self, source: Any) -> bytes:
        """Returns the bytes of a file, which is read as the database may read files."""
        if hasattr(source, "read"):
            return bytes(source.read())
        if isinstance(source, (bytes, bytearray)):
            return bytes(source)
        path = os.path.expanduser(os.fspath(source))
        found = self.execute("SELECT content FROM read_blob(?)", [path]).fetchall()
        if len(found) != 1:
            raise errors.InterfaceError(f'"{path}" means {len(found)} files, and not one')
        return bytes(found[0][0])

    def range(self, start: int, end: int | None = None, step: int = 1) -> DataFrame:
        """Returns a frame of numbers, as the column ``range``.

        >>> import lakebolt as lb
        >>> lb.range(2, 4).rows()
        [(2,), (3,)]
        """
        bounds = [start] if end is None else [start, end, step]
        return self.table_function("range", *bounds)

    def from_arrow(self, data: Any) -> DataFrame:
        """Returns a frame over an Arrow table, batch, reader or dataset, without a copy.

        Anything with ``__arrow_c_stream__`` will do. A reader is read to its end.
        """
        return self._from_object(data, "arrow")

    def from_pandas(self, data: Any) -> DataFrame:
        """Returns a frame over a pandas data frame."""
        return self._from_object(data, "pandas")

    from_df = from_pandas

    def from_polars(self, data: Any) -> DataFrame:
        """Returns a frame over a Polars frame; a LazyFrame runs when rows are asked for."""
        return self._from_object(data, "polars")

    def from_numpy(self, data: Any, schema: Sequence[str] | None = None) -> DataFrame:
        """Returns a frame over a NumPy array of one or two dimensions, or of records."""
        return _named(self._from_object(data, "numpy"), schema)

    def _from_object(self, data: Any, kind: str) -> DataFrame:
        table = scan.table_of(data)
        if table is None:
            raise errors.InterfaceError(
                f"cannot make a table of {type(data).__name__}: it has no __arrow_c_stream__"
            )
        if _has_no_columns(data):
            from lakebolt.frame.dataframe import DataFrame

            return DataFrame._of(self, without_columns())  # type: ignore[arg-type]
        frame = self._frame_of(lambda columns: ObjectScan(columns, table, kind))
        given: Any = getattr(table, "column_names", None) or getattr(table, "columns", ())
        for one, other in zip(given, frame.columns):
            if isinstance(one, str) and one != other:
                warnings.warn(
                    f'the column "{one}" is called "{other}" here, as names that differ in case are one',
                    stacklevel=3,
                )
        return frame

    def from_dict(
        self,
        data: Mapping[str, Any],
        schema: Mapping[str, IntoDataType] | None = None,
        *,
        schema_overrides: Mapping[str, IntoDataType] | None = None,
        strict: bool = True,
    ) -> DataFrame:
        """Returns a frame over a dict of columns.

        ``schema_overrides`` has types of some of them. Unless ``strict``, values of no common type
        become text, and those that do not fit a type NULL.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}, {"a": float}).rows()
        [(1.0,), (2.0,)]
        """
        lengths = [
            len(item) for item in data.values() if hasattr(item, "__len__") and not _is_scalar(item)
        ]
        length = max(lengths, default=1)
        columns = {
            str(name): [item] * length if _is_scalar(item) else item for name, item in data.items()
        }
        made = self._from_object(_arrow_table(columns, strict), "dict")
        return _named(made, schema, schema_overrides, strict)

    def from_dicts(
        self,
        data: Iterable[Mapping[str, Any]],
        schema: Mapping[str, IntoDataType] | None = None,
        *,
        schema_overrides: Mapping[str, IntoDataType] | None = None,
        strict: bool = True,
    ) -> DataFrame:
        """Returns a frame over a dict for each row; see ``from_dict``."""
        rows = [dict(row) for row in data]
        names = list(dict.fromkeys(name for row in rows for name in row))
        columns = {name: [row.get(name) for row in rows] for name in names}
        made = self._from_object(_arrow_table(columns, strict), "dicts")
        return _named(made, schema, schema_overrides, strict)

    def from_records(
        self,
        data: Iterable[Any],
        schema: Sequence[str] | Mapping[str, IntoDataType] | None = None,
        *,
        schema_overrides: Mapping[str, IntoDataType] | None = None,
        strict: bool = True,
        orient: str | None = None,
    ) -> DataFrame:
        """Returns a frame over tuples, lists or dicts, one for each row; see ``from_dict``.

        With ``orient="col"`` each is a column.

        >>> import lakebolt as lb
        >>> lb.from_records([(1, "x"), (2, "y")], ["n", "s"]).rows()
        [(1, 'x'), (2, 'y')]
        """
        rows = list(data)
        if rows and isinstance(rows[0], Mapping):
            names = schema if isinstance(schema, Mapping) else None
            return self.from_dicts(
                rows, names, schema_overrides=schema_overrides, strict=strict
            )
        if orient not in (None, "row", "col"):
            raise errors.InterfaceError(f"orient must be row or col, not {orient!r}")
        if orient == "col":
            columns = {f"column_{i}": list(column) for i, column in enumerate(rows)}
            made = self._from_object(_arrow_table(columns, strict), "records")
            return _named(made, schema, schema_overrides, strict)
        width = len(rows[0]) if rows else len(schema or ())
        if any(len(row) != width for row in rows):
            raise errors.InterfaceError("all rows must have the same number of values")
        columns = {f"column_{i}": [row[i] for row in rows] for i in range_(width)}
        made = self._from_object(_arrow_table(columns, strict), "records")
        return _named(made, schema, schema_overrides, strict)

    def values(self, *rows: Any, schema: Sequence[str] | None = None) -> DataFrame:
        """Returns a frame over rows, as DuckDB's ``values``."""
        return self.from_records(
            [row if isinstance(row, (list, tuple)) else (row,) for row in rows], schema
        )

    def from_data(
        self,
        data: Any,
        schema: Any = None,
        *,
        schema_overrides: Mapping[str, IntoDataType] | None = None,
        strict: bool = True,
        orient: str | None = None,
        nan_to_null: bool = False,
    ) -> DataFrame:
        """Returns a frame over anything table-like; see ``from_dict`` and ``from_records``.

        ``nan_to_null`` makes NULL of each NaN.
        """
        from lakebolt.frame.dataframe import DataFrame

        if nan_to_null:
            made = self.from_data(
                data, schema, schema_overrides=schema_overrides, strict=strict, orient=orient
            )
            return made.fill_nan(None)
        if isinstance(data, DataFrame):
            return _named(data, schema, schema_overrides, strict)
        if isinstance(data, Mapping):
            return _typed_dict(self, data, schema, schema_overrides, strict)
        if scan.is_table(data):
            return _named(self._from_object(data, "data"), schema, schema_overrides, strict)
        if isinstance(data, (list, tuple)) or hasattr(data, "__next__"):
            return self.from_records(
                data, schema, schema_overrides=schema_overrides, strict=strict, orient=orient
            )
        raise errors.InterfaceError(
            f"cannot make a frame of {type(data).__name__}: it takes a dict of columns, a list of "
            "rows, or an Arrow, pandas, Polars or NumPy object"
        )


range_ = range

def _name_parts(name: str) -> list[str]:
    if not isinstance(name, str) or not name:
        raise errors.InterfaceError(f"a table's name must be a str, not {name!r}")
    return name.split(".")


def _has_no_columns(data: Any) -> bool:
    """Tells whether a frame of another library, or a table of Arrow's, has no columns."""
    names = getattr(data, "column_names", None)
    if names is None and hasattr(data, "shape"):
        names = getattr(data, "columns", None)
    return isinstance(names, Sized) and len(names) == 0


def _is_scalar(item: Any) -> bool:
    return isinstance(item, (str, bytes, Mapping)) or not hasattr(item, "__iter__")


def _column(item: Any) -> Any:
    if type(item).__module__ == "numpy" and getattr(item, "ndim", 1) == 2:
        import pyarrow

        return pyarrow.FixedSizeListArray.from_arrays(item.reshape(-1), item.shape[1])
    values = list(item) if isinstance(item, (range_, set)) or hasattr(item, "__next__") else item
    if not isinstance(values, (list, tuple)):
        return values
    first = next((value for value in values if value is not None), None)
    if type(first) is not datetime.date:
        return values
    if not any(isinstance(value, datetime.datetime) for value in values):
        return values
    # Arrow would go by the first value, and cut times off.
    midnight = datetime.time()
    return [
        datetime.datetime.combine(value, midnight) if type(value) is datetime.date else value
        for value in values
    ]


def _arrow_table(columns: Mapping[str, Any], strict: bool = True) -> Any:
    """Returns an Arrow table of columns.

    Values of no common type become text, or raise DataError if ``strict``.
    """
    import pyarrow

    arrays = {}
    for name, values in columns.items():
        try:
            arrays[name] = pyarrow.table({"": _column(values)}).column(0)
        except (pyarrow.ArrowException, OverflowError, TypeError, ValueError) as error:
            if not strict:
                texts = [None if value is None else str(value) for value in values]
                arrays[name] = pyarrow.table({"": texts}).column(0)
                continue
            raise errors.DataError(
                f'the values of the column "{name}" have no common type: {error}'
            ) from error
    lengths = {len(array) for array in arrays.values()}
    if len(lengths) > 1:
        found = ", ".join(f'"{name}" {len(array)}' for name, array in arrays.items())
        raise errors.DataError(f"the columns have different numbers of values: {found}")
    return pyarrow.table(arrays)


def _typed_dict(
    sources: Sources, data: Mapping[str, Any], schema: Any, overrides: Any, strict: bool
) -> DataFrame:
    from lakebolt.frame.dataframe import DataFrame

    if isinstance(schema, Mapping) and not data:
        data = {name: [] for name in schema}
    if not data:
        return DataFrame._of(sources, without_columns())  # type: ignore[arg-type]
    return sources.from_dict(data, schema, schema_overrides=overrides, strict=strict)


def _named(
    frame: DataFrame, schema: Any, overrides: Any = None, strict: bool = True
) -> DataFrame:
    """Gives columns names, and types where a schema or ``overrides`` have them."""
    if overrides:
        kinds = {name: data_type(kind) for name, kind in overrides.items()}
        return _cast(_named(frame, schema, None, strict), kinds, strict)
    if schema is None:
        return frame
    names = list(schema)
    if len(names) != len(frame.columns):
        raise errors.InterfaceError(f"{len(frame.columns)} columns, but {len(names)} names")
    renamed = frame.rename(dict(zip(frame.columns, names))) if names != frame.columns else frame
    if not isinstance(schema, Mapping):
        return renamed
    kinds = {name: data_type(kind) for name, kind in schema.items() if kind is not None}
    return _cast(renamed, kinds, strict)


def _cast(frame: DataFrame, kinds: Mapping[str, DataType], strict: bool) -> DataFrame:
    return frame.with_columns(
        *[f.col(name).cast(kind, strict=strict).alias(name) for name, kind in kinds.items()]
    )
