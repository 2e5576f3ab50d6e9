"""Reads files as PySpark does: ``spark.read.option(...).csv(path)``."""

from __future__ import annotations

import fnmatch
import glob
import os
from typing import Any

from lakebolt import errors
from lakebolt.spark import types as t
from lakebolt.spark.file_options import check_read
from lakebolt.spark.frame import DataFrame, of_frame

_SUFFIXES = {
    "parquet": (".parquet",), "csv": (".csv", ".csv.gz"), "json": (".json", ".json.gz"),
    "text": (".txt", ".txt.gz"),
}  # fmt: skip


class DataFrameReader:
    """Collects options and reads files, of which there may be a folder."""

    def __init__(self, connection: Any):
        """Takes the session's connection."""
        self._connection = connection
        self._options: dict[str, Any] = {}
        self._schema: t.StructType | None = None
        self._format = "parquet"

    def format(self, source: str) -> DataFrameReader:
        """Says which format files have."""
        self._format = source.lower().rpartition(".")[2]
        return self

    def option(self, key: str, value: Any) -> DataFrameReader:
        """Sets an option, whose name may be in any case."""
        self._options[key.lower()] = value
        return self

    def options(self, **options: Any) -> DataFrameReader:
        """Sets options."""
        for key, value in options.items():
            if value is not None:
                self.option(key, value)
        return self

    def schema(self, schema: Any) -> DataFrameReader:
        """Says names and types of the columns."""
        made = t.parsed(schema) if isinstance(schema, str) else schema
        if not isinstance(made, t.StructType):
            raise errors.InterfaceError("a schema must be a StructType, or its text")
        self._schema = made
        return self

    def load(
        self, path: Any = None, format: Any = None, schema: Any = None, **options: Any
    ) -> DataFrame:
        """Reads files of the format that was said."""
        if format is not None:
            self.format(format)
        if self._format not in ("parquet", "csv", "json", "text"):
            raise errors.NotSupportedError(f"files of the format {self._format!r} cannot be read")
        path = path or options.get("path") or self._options.get("path")
        if path is None:
            raise errors.InterfaceError("load expects a path")
        paths = path if isinstance(path, (list, tuple)) else [path]
        made: DataFrame = getattr(self, f"_{self._format}")(paths, schema, options)
        return made

    def parquet(self, *paths: str, **options: Any) -> DataFrame:
        """Reads Parquet files."""
        return self._parquet(paths, None, options)

    def csv(self, path: Any, schema: Any = None, **options: Any) -> DataFrame:
        """Reads CSV files; columns are text unless a schema or ``inferSchema`` says otherwise."""
        return self._csv(path if isinstance(path, (list, tuple)) else [path], schema, options)

    def json(self, path: Any, schema: Any = None, **options: Any) -> DataFrame:
        """Reads files of JSON lines, or with ``multiLine`` of whole values."""
        return self._json(path if isinstance(path, (list, tuple)) else [path], schema, options)

    def text(self, paths: Any, **options: Any) -> DataFrame:
        """Reads the lines of text files, as the column ``value``."""
        return self._text(paths if isinstance(paths, (list, tuple)) else [paths], None, options)

    def table(self, tableName: str) -> DataFrame:
        """Returns a frame over a table or a view."""
        from lakebolt.spark.session import SparkSession

        return SparkSession._of(self._connection).table(tableName)

    def _set(self, kind: str, schema: Any, options: dict[str, Any]) -> None:
        self.options(**options)
        check_read(kind, self._options)
        if schema is not None:
            self.schema(schema)

    def _holds(self, key: str, default: bool = False) -> bool:
        value = self._options.get(key.lower(), default)
        return str(value).lower() == "true"

    def _parquet(self, paths: Any, schema: Any, options: dict[str, Any]) -> DataFrame:
        self._set("parquet", schema, options)
        merge = self._holds("mergeSchema")
        made = self._connection.read_parquet(
            self._files(paths, "parquet"), union_by_name=merge or None,
            hive_partitioning=_has_keys(paths) or None,
        )  # fmt: skip
        return self._with_schema(of_frame(made))

    def _csv(self, paths: Any, schema: Any, options: dict[str, Any]) -> DataFrame:
        self._set("csv", schema, options)
        get = self._options.get
        header = self._holds("header")
        given: dict[str, Any] = {
            "header": header, "delim": get("sep", get("delimiter", ",")),
            "quote": get("quote", '"'), "nullstr": get("nullvalue", ""),
            "comment": get("comment"), "encoding": get("encoding", get("charset")),
            "escape": get("escape"), "ignore_errors": self._drops_malformed(),
        }  # fmt: skip
        if self._schema is not None:
            given["columns"] = self._columns_read()
        elif not self._holds("inferSchema"):
            given["all_varchar"] = True
        if _has_keys(paths):
            given["hive_partitioning"] = True
        made = of_frame(self._connection.table_function(
            "read_csv", self._files(paths, "csv"), **given
        ))  # fmt: skip
        if self._schema is None and not header:
            made = made.toDF(*[f"_c{i}" for i in range(len(made.columns))])
        if self._holds("inferSchema") and self._schema is None:
            if self._formats():
                raise errors.NotSupportedError(
                    "dateFormat and timestampFormat need a schema: types are not found out by them"
                )
            made = _smaller(made)
        return self._with_moments(made)

    def _json(self, paths: Any, schema: Any, options: dict[str, Any]) -> DataFrame:
        self._set("json", schema, options)
        whole = self._holds("multiLine")
        given: dict[str, Any] = {"format": "auto" if whole else "newline_delimited"}
        if self._drops_malformed():
            given["ignore_errors"] = True
        if self._schema is not None:
            given["columns"] = self._columns_read()
        made = of_frame(self._connection.table_function(
            "read_json", self._files(paths, "json"), **given
        ))  # fmt: skip
        if self._schema is not None:
            return self._with_moments(made)
        names = sorted(made.columns)
        return _json_types(made.select(names))

    def _drops_malformed(self) -> bool | None:
        return str(self._options.get("mode", "")).lower() == "dropmalformed" or None

    def _formats(self) -> dict[type[t.DataType], str]:
        """Returns the patterns of dates and times that were said, by type."""
        kinds = {"dateformat": t.DateType, "timestampformat": t.TimestampType}
        return {kind: self._options[key] for key, kind in kinds.items() if key in self._options}

    def _columns_read(self) -> dict[str, str]:
        """Returns the columns of the schema as files are read; those with a pattern are text at first."""
        assert self._schema is not None
        patterns = self._formats()
        return {
            field.name: "VARCHAR" if type(field.dataType) in patterns else field.dataType.toSql()
            for field in self._schema.fields
        }

    def _with_moments(self, frame: DataFrame) -> DataFrame:
        """Reads texts by the patterns of dates and times."""
        from lakebolt.spark.functions import to_date, to_timestamp

        patterns = self._formats()
        made = {}
        for field in self._schema.fields if self._schema is not None else ():
            pattern = patterns.get(type(field.dataType))
            if pattern is not None:
                read = to_date if isinstance(field.dataType, t.DateType) else to_timestamp
                made[field.name] = read(field.name, pattern)
        return frame.withColumns(made) if made else frame

    def _text(self, paths: Any, schema: Any, options: dict[str, Any]) -> DataFrame:
        self._set("text", schema, options)
        given = {"header": False, "delim": "\x01", "quote": "", "columns": {"value": "VARCHAR"},
                 "nullstr": "\x02"}  # fmt: skip
        return of_frame(self._connection.table_function(
            "read_csv", self._files(paths, "text"), **given
        ))  # fmt: skip

    def _files(self, paths: Any, kind: str) -> list[str]:
        """Returns the files that paths mean: folders mean all files of the format in them."""
        found: list[str] = []
        for path in paths:
            text = os.fspath(path).removeprefix("file://")
            if not os.path.isdir(text):
                found.append(text)
                continue
            inside = sorted(
                name
                for name in glob.glob(os.path.join(glob.escape(text), "**", "*"), recursive=True)
                if os.path.isfile(name) and os.path.basename(name)[0] not in "_."
            )
            pattern = self._options.get("pathglobfilter")
            if pattern is not None:
                found += [
                    name for name in inside if fnmatch.fnmatch(os.path.basename(name), pattern)
                ]
                continue
            fitting = [name for name in inside if name.endswith(_SUFFIXES[kind])]
            found += fitting or inside
        if not found:
            raise errors.ProgrammingError(f"there are no files in {list(paths)}")
        return found

    def _with_schema(self, frame: DataFrame) -> DataFrame:
        if self._schema is None:
            return frame
        there = {name.casefold() for name in frame.columns}
        from lakebolt.spark.functions import col, lit

        return frame.select([
            (col(field.name) if field.name.casefold() in there else lit(None))
            .cast(field.dataType).alias(field.name)
            for field in self._schema.fields
        ])  # fmt: skip


def _has_keys(paths: Any) -> bool:
    """Tells whether folders in a path are called as ``key=value``."""
    for path in paths:
        text = os.fspath(path).removeprefix("file://")
        if os.path.isdir(text) and any(
            "=" in entry.name for entry in os.scandir(text) if entry.is_dir()
        ):
            return True
    return False


def _smaller(frame: DataFrame) -> DataFrame:
    """Returns whole numbers as INT where all fit, as Spark finds types out."""
    from lakebolt.spark.functions import col, max, min

    names = [name for name, kind in frame.dtypes if kind == "bigint"]
    changed = {name: kind for name, kind in frame.dtypes if kind == "timestamp_ntz"}
    made = {name: col(name).cast("timestamp") for name in changed}
    if names:
        ends = [end(name) for name in names for end in (min, max)]
        row = frame.agg(*[end.alias(str(i)) for i, end in enumerate(ends)]).first()
        assert row is not None
        for i, name in enumerate(names):
            low, high = row[2 * i], row[2 * i + 1]
            if low is not None and low >= -(2**31) and high < 2**31:
                made[name] = col(name).cast("int")
    return frame.withColumns(made) if made else frame


def _json_types(frame: DataFrame) -> DataFrame:
    """Returns dates and times as text, as Spark leaves them in JSON."""
    from lakebolt.spark.functions import col

    texts = {
        name: col(name).cast("string")
        for name, kind in frame.dtypes
        if kind in ("date", "timestamp", "timestamp_ntz")
    }
    return frame.withColumns(texts) if texts else frame
