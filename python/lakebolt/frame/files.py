"""Frames over files: paths, open files and bytes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Mapping, Sequence, Union

from lakebolt import errors
from lakebolt.datatype import IntoDataType, data_type
from lakebolt.frame.csv_options import reading
from lakebolt.frame.file_objects import as_path, is_content

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from lakebolt.frame.dataframe import DataFrame
    from lakebolt.options import (
        CsvReadOptions,
        JsonReadOptions,
        ManyFilesOptions,
        ParquetReadOptions,
    )

Source = Any  # a path, a glob, a list of paths, an open file, bytes
Columns = Union[Sequence[str], Sequence[int], None]


class Files:
    """Gives connections ways to make frames of files.

    An open file, or bytes, is read at once; a path is read when rows are asked for.
    """

    if TYPE_CHECKING:

        def table_function(self, function: str, *args: Any, **named: Any) -> DataFrame:
            """Returns a frame over a function of SQL."""

    def _read(
        self,
        function: str,
        source: Source,
        options: Mapping[str, Any],
        columns: Columns = None,
        n_rows: int | None = None,
        new_columns: Sequence[str] | None = None,
    ) -> DataFrame:
        if is_content(source):
            with as_path(source) as path:
                read = self._read(function, path, options, columns, n_rows, new_columns)
                return read.collect()
        frame = self.table_function(function, _paths(source), **options)
        if columns is not None:
            names = [frame.columns[item] if isinstance(item, int) else item for item in columns]
            frame = frame.select(*names)
        if new_columns is not None:
            if len(new_columns) != frame.width:
                raise errors.InterfaceError(
                    f"{len(new_columns)} new names for {frame.width} columns"
                )
            frame = frame.rename(dict(zip(frame.columns, new_columns)))
        return frame if n_rows is None else frame.limit(n_rows)

    def read_parquet(
        self,
        /,
        source: Source,
        *,
        columns: Columns = None,
        n_rows: int | None = None,
        union_by_name: bool | None = None,
        hive_partitioning: bool | None = None,
        filename: bool | str | None = None,
        **options: Unpack[ParquetReadOptions],
    ) -> DataFrame:
        """Returns a frame over Parquet files: a path, a glob, a folder, a list, an open file.

        Other options are those of SQL's ``read_parquet``.

        >>> import io, lakebolt as lb
        >>> file = io.BytesIO()
        >>> lb.from_dict({"a": [1], "b": [2]}).write_parquet(file)
        >>> lb.read_parquet(file.getvalue(), columns=["b"]).rows()
        [(2,)]
        """
        named = {"union_by_name": union_by_name, "hive_partitioning": hive_partitioning,
                 "filename": filename, **options}  # fmt: skip
        return self._read("read_parquet", source, named, columns, n_rows)

    def read_csv(
        self,
        /,
        source: Source,
        *,
        separator: str | None = None,
        has_header: bool | None = None,
        columns: Columns | Mapping[str, str] = None,
        new_columns: Sequence[str] | None = None,
        schema_overrides: Mapping[str, IntoDataType] | Sequence[IntoDataType] | None = None,
        null_values: str | Sequence[str] | None = None,
        n_rows: int | None = None,
        skip_rows: int | None = None,
        quote_char: str | None = None,
        comment_prefix: str | None = None,
        infer_schema_length: int | None = None,
        encoding: str | None = None,
        ignore_errors: bool | None = None,
        union_by_name: bool | None = None,
        **options: Unpack[CsvReadOptions],
    ) -> DataFrame:
        """Returns a frame over CSV files, an open file, or bytes.

        What is not said is found out. Other options are those of SQL's ``read_csv``, by its names
        or by Polars' and pandas'.

        >>> import io, lakebolt as lb
        >>> lb.read_csv(io.StringIO("a;b\\n1;x\\n2;y\\n"), columns=["b"]).rows()
        [('x',), ('y',)]
        """
        index, offset = options.pop("row_index_name", None), options.pop("row_index_offset", 0)
        encoding = "utf-8" if encoding == "utf8" else encoding
        named = reading({_CSV_OPTIONS.get(name, name): item for name, item in options.items()})
        columns = named.pop("columns", columns)
        chosen = None if isinstance(columns, Mapping) else columns
        if "types" in named:
            named["types"] = _types(named["types"])
        given = {
            "delim": separator, "header": has_header, "types": _types(schema_overrides),
            "columns": _types(columns) if isinstance(columns, Mapping) else None,
            "nullstr": null_values, "skip": skip_rows, "quote": quote_char,
            "comment": comment_prefix, "sample_size": infer_schema_length, "encoding": encoding,
            "ignore_errors": ignore_errors, "union_by_name": union_by_name,
        }  # fmt: skip
        twice = [name for name in named if given.get(name) is not None]
        if twice:
            raise errors.InterfaceError(f"{twice[0]!r} is said twice, by two of its names")
        given = {name: item for name, item in given.items() if name not in named}
        made = self._read("read_csv", source, {**given, **named}, chosen, n_rows, new_columns)
        return made if index is None else made.with_row_index(str(index), offset)

    def read_ipc(
        self,
        /,
        source: Source,
        *,
        columns: Columns = None,
        n_rows: int | None = None,
        **options: Unpack[ManyFilesOptions],
    ) -> DataFrame:
        """Returns a frame over Arrow IPC files or streams; options are those of SQL."""
        return self._read("read_ipc", source, options, columns, n_rows)

    def read_ndjson(
        self,
        /,
        source: Source,
        *,
        n_rows: int | None = None,
        ignore_errors: bool | None = None,
        **options: Unpack[JsonReadOptions],
    ) -> DataFrame:
        """Returns a frame over files of JSON lines; options are those of SQL."""
        named = {"ignore_errors": ignore_errors, **options}
        return self._read("read_ndjson", source, named, None, n_rows)

    def read_json(
        self,
        /,
        source: Source,
        *,
        n_rows: int | None = None,
        ignore_errors: bool | None = None,
        **options: Unpack[JsonReadOptions],
    ) -> DataFrame:
        """Returns a frame over JSON files of any layout; options are those of SQL."""
        named = {"ignore_errors": ignore_errors, **options}
        return self._read("read_json", source, named, None, n_rows)


_CSV_OPTIONS = {
    "sep": "delim", "delimiter": "delim", "separator": "delim", "dtypes": "types",
    "dtype": "types", "column_types": "types", "null": "nullstr", "na_values": "nullstr",
    "skiprows": "skip", "skip_lines": "skip",
}  # fmt: skip


def _types(kinds: Any) -> Any:
    """Returns types by their names in SQL."""
    if isinstance(kinds, Mapping):
        return {name: str(data_type(kind)) for name, kind in kinds.items()}
    if isinstance(kinds, (list, tuple)):
        return [str(data_type(kind)) for kind in kinds]
    return kinds


def _paths(source: Any) -> Any:
    """Returns a path, or a list of them, as text."""
    if isinstance(source, (list, tuple)):
        return [os.fspath(item) for item in source]
    return os.fspath(source)
