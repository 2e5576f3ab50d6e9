"""Writes files and tables as PySpark does: ``df.write.mode("overwrite").parquet(path)``."""

from __future__ import annotations

import os
import shutil
import uuid
from typing import TYPE_CHECKING, Any

from lakebolt import errors
from lakebolt.datatype import identifier
from lakebolt.expr.literal import text_literal
from lakebolt.frame.dataframe import DataFrame as Frame
from lakebolt.frame.writer import Writer
from lakebolt.spark.file_options import check_written

if TYPE_CHECKING:
    from lakebolt.spark.frame import DataFrame

_MODES = {"error": "error", "errorifexists": "error", "default": "error", "append": "append",
          "overwrite": "overwrite", "ignore": "ignore"}  # fmt: skip


class DataFrameWriter:
    """Collects options and writes a folder of files, or a table."""

    def __init__(self, frame: DataFrame):
        """Takes the frame."""
        self._frame = frame
        self._options: dict[str, Any] = {}
        self._mode = "error"
        self._format = "parquet"
        self._keys: list[str] = []

    def format(self, source: str) -> DataFrameWriter:
        """Says which format files get."""
        self._format = source.lower()
        return self

    def mode(self, saveMode: str | None) -> DataFrameWriter:
        """Says what to do if there is something: error, append, overwrite or ignore."""
        if saveMode is not None:
            if saveMode.lower() not in _MODES:
                raise errors.InterfaceError(f"mode must be one of {sorted(_MODES)}")
            self._mode = _MODES[saveMode.lower()]
        return self

    def option(self, key: str, value: Any) -> DataFrameWriter:
        """Sets an option, whose name may be in any case."""
        self._options[key.lower()] = value
        return self

    def options(self, **options: Any) -> DataFrameWriter:
        """Sets options."""
        for key, value in options.items():
            if value is not None:
                self.option(key, value)
        return self

    def partitionBy(self, *cols: Any) -> DataFrameWriter:
        """Says by which columns files are put into folders ``key=value``."""
        flat = cols[0] if len(cols) == 1 and isinstance(cols[0], (list, tuple)) else cols
        self._keys = [self._frame._name(name) for name in flat]
        return self

    def bucketBy(self, *args: Any) -> DataFrameWriter:
        """Does nothing: there are no buckets."""
        return self

    sortBy = bucketBy

    def save(
        self, path: str | None = None, format: str | None = None, mode: str | None = None,
        partitionBy: Any = None, **options: Any,
    ) -> None:  # fmt: skip
        """Writes a folder of files of the format that was said."""
        if format is not None:
            self.format(format)
        if partitionBy is not None:
            self.partitionBy(*([partitionBy] if isinstance(partitionBy, str) else partitionBy))
        self.mode(mode).options(**options)
        path = path or self._options.get("path")
        if path is None:
            raise errors.InterfaceError("save expects a path")
        self._save(path)

    def parquet(self, path: str, mode: str | None = None, partitionBy: Any = None,
                compression: str | None = None) -> None:  # fmt: skip
        """Writes a folder of Parquet files."""
        self.save(path, "parquet", mode, partitionBy, compression=compression)

    def csv(self, path: str, mode: str | None = None, **options: Any) -> None:
        """Writes a folder of CSV files."""
        self.save(path, "csv", mode, **options)

    def json(self, path: str, mode: str | None = None, **options: Any) -> None:
        """Writes a folder of files of JSON lines."""
        self.save(path, "json", mode, **options)

    def text(self, path: str, **options: Any) -> None:
        """Writes a folder of text files, of a frame of one column of text."""
        if [kind for _, kind in self._frame.dtypes] != ["string"]:
            raise errors.InterfaceError("text needs a frame of one column of text")
        self.save(path, "text", **options)

    def _save(self, path: str) -> None:
        target = os.fspath(path).removeprefix("file://").rstrip("/")
        if os.path.exists(target):
            if self._mode == "error":
                raise errors.ProgrammingError(f"the path {target!r} exists: say a mode")
            if self._mode == "ignore":
                return
        made = f"{target}.{uuid.uuid4().hex}.writing"
        os.makedirs(made)
        try:
            self._write(made)
            if self._mode == "overwrite" and os.path.exists(target):
                shutil.rmtree(target) if os.path.isdir(target) else os.remove(target)
            _move(made, target)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _write(self, folder: str) -> None:
        kind = {"text": "csv"}.get(self._format, self._format)
        if kind not in ("parquet", "csv", "json"):
            raise errors.NotSupportedError(f"files of the format {self._format!r} are not written")
        check_written(self._format, self._options)
        ending = ".txt" if self._format == "text" else f".{kind}"
        options: dict[str, Any] = {"FORMAT": kind, **self._settings(kind)}
        if str(options.get("COMPRESSION", "")).lower() == "gzip" and kind != "parquet":
            ending += ".gz"
        frame = self._with_texts(kind)._plainly_named()
        if self._keys:
            names = ", ".join(map(identifier, self._keys))
            _copy(frame, folder, {**options, "PARTITION_BY": f"({names})"})
        else:
            _copy(frame, f"{folder}/part-00000-{uuid.uuid4()}{ending}", options)
        with open(os.path.join(folder, "_SUCCESS"), "w", encoding="ascii"):
            pass

    def _with_texts(self, kind: str) -> DataFrame:
        """Writes dates and times by the patterns that were said."""
        from lakebolt.spark.functions import date_format

        patterns = {"date": self._options.get("dateformat"),
                    "timestamp": self._options.get("timestampformat")}  # fmt: skip
        made = {
            name: date_format(name, patterns[type_])
            for name, type_ in self._frame.dtypes
            if kind != "parquet" and patterns.get(type_) is not None and name not in self._keys
        }
        return self._frame.withColumns(made) if made else self._frame

    def _settings(self, kind: str) -> dict[str, Any]:
        get = self._options.get
        out: dict[str, Any] = {}
        compression = get("compression", get("codec"))
        if compression is not None:
            out["COMPRESSION"] = {"none": "uncompressed"}.get(compression, compression)
        if self._format == "text":
            return {**out, "HEADER": False, "DELIMITER": "\x01", "QUOTE": ""}
        if kind == "csv":
            out["HEADER"] = str(get("header", False)).lower() == "true"
            out["DELIMITER"] = get("sep", get("delimiter", ","))
            out["QUOTE"] = get("quote")
            out["NULLSTR"] = get("nullvalue")
            out["ESCAPE"] = get("escape")
        return {name: value for name, value in out.items() if value is not None}

    def saveAsTable(self, name: str, format: str | None = None, mode: str | None = None,
                    partitionBy: Any = None, **options: Any) -> None:  # fmt: skip
        """Makes a table of the session's of the rows."""
        self.mode(mode)
        connection: Any = self._frame._connection
        from lakebolt.spark.session import SparkSession

        there = SparkSession._of(connection).catalog.tableExists(name)
        if there and self._mode == "ignore":
            return
        if there and self._mode == "error":
            raise errors.ProgrammingError(f"there is a table {name!r} already: say a mode")
        if there and self._mode == "append":
            self.insertInto(name)
            return
        last = name.rpartition(".")[2].strip("`")
        Frame.create_table(self._frame._plainly_named(), last, replace=there)

    def insertInto(self, tableName: str, overwrite: bool | None = None) -> None:
        """Appends the rows to a table; columns go by their places."""
        name = identifier(tableName.rpartition(".")[2].strip("`"))
        writer = Writer(self._frame._plan)
        if overwrite or (overwrite is None and self._mode == "overwrite"):
            _overwrite(self._frame._connection, name, writer)
        else:
            _run(self._frame._connection, f"INSERT INTO {name}\n{writer.sql()}", writer)


def _run(connection: Any, sql: str, writer: Writer | None = None) -> None:
    parameters, tables = (writer.parameters, writer.tables) if writer else (None, {})
    connection._run(sql, parameters, tables.get, True).fetch(-1)


def _overwrite(connection: Any, table: str, writer: Writer) -> None:
    """Puts rows, which may come from the table itself, in place of all its rows, or changes nothing."""
    kept = identifier(f"rows {uuid.uuid4()}")
    _run(connection, f"CREATE TEMP TABLE {kept} AS {writer.sql()}", writer)
    is_own = not connection.in_transaction
    try:
        if is_own:
            _run(connection, "BEGIN")
        try:
            _run(connection, f"DELETE FROM {table}")
            _run(connection, f"INSERT INTO {table} FROM {kept}")
        except BaseException:
            if is_own:
                _run(connection, "ROLLBACK")
            raise
        if is_own:
            _run(connection, "COMMIT")
    finally:
        _run(connection, f"DROP TABLE {kept}")


def _copy(frame: Frame, path: str, options: dict[str, Any]) -> None:
    """Writes files as SQL's COPY does; a text in brackets is a list of names."""
    writer = Writer(frame._plan)
    texts = []
    for name, value in options.items():
        text = str(value).upper() if isinstance(value, bool) else str(value)
        listed = isinstance(value, bool) or text.startswith("(")
        texts.append(f"{name} {text if listed else text_literal(text)}")
    copy = f"COPY (\n{writer.sql()}\n) TO {text_literal(path)} ({', '.join(texts)})"
    connection: Any = frame._connection
    connection._run(copy, writer.parameters, writer.tables.get, True).fetch(-1)


def _move(made: str, target: str) -> None:
    """Puts a folder's files into another, which may be there."""
    if not os.path.exists(target):
        os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
        os.rename(made, target)
        return
    for folder, _, files in os.walk(made):
        inside = os.path.join(target, os.path.relpath(folder, made))
        os.makedirs(inside, exist_ok=True)
        for name in files:
            base, dot, rest = name.partition(".")
            shown = name if not os.path.exists(os.path.join(inside, name)) else (
                f"{base}-{uuid.uuid4().hex}{dot}{rest}"
            )  # fmt: skip
            os.replace(os.path.join(folder, name), os.path.join(inside, shown))
