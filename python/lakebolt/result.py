"""Results: rows as Python objects, Arrow, pandas or Polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator

from lakebolt import errors, tensors

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from lakebolt import _lakebolt


class Rows:
    """Gives the rows of one result, once: each call takes the rows that are left.

    Rows stream: nothing is kept in memory but what a call returns.
    """

    _stream: _lakebolt.Stream | None = None

    def _rows(self) -> _lakebolt.Stream:
        if self._stream is None:
            raise errors.InterfaceError("no result: execute a statement first")
        return self._stream

    def _whole(self) -> _lakebolt.Stream:
        """Returns the stream for a call that takes all rows."""
        return self._rows()

    @property
    def description(self) -> list[tuple[str, str, None, None, None, None, bool]] | None:
        """Returns name, type and five PEP 249 fields for each column; None without a result."""
        if self._stream is None:
            return None
        return [(name, kind, None, None, None, None, True) for name, kind in self._stream.columns]

    @property
    def columns(self) -> list[str]:
        """Returns the names of the columns."""
        return [name for name, _ in self._rows().columns]

    @property
    def types(self) -> list[str]:
        """Returns the SQL types of the columns."""
        return [kind for _, kind in self._rows().columns]

    def fetchone(self) -> tuple[Any, ...] | None:
        """Returns the next row, or None when there is none."""
        rows = self._rows().fetch(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """Returns the next ``size`` rows (``arraysize`` by default), or fewer at the end."""
        count = int(getattr(self, "arraysize", 1)) if size is None else size
        if count < 0:
            raise errors.InterfaceError(f"size must not be negative: {count}")
        return self._rows().fetch(count)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Returns all rows that are left."""
        return self._rows().fetch(-1)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Iterates over the rows."""
        while rows := self._rows().fetch(1024):
            yield from rows

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """Exports the rows as an Arrow C stream (the Arrow PyCapsule interface)."""
        return self._whole().__arrow_c_stream__(requested_schema)

    def to_arrow_reader(self) -> pyarrow.RecordBatchReader:
        """Returns a reader that streams the rows as record batches."""
        import pyarrow

        return pyarrow.RecordBatchReader.from_stream(self._whole())

    def to_arrow_table(self) -> pyarrow.Table:
        """Returns all rows as an Arrow table."""
        import pyarrow

        stream = self._whole()
        try:
            return pyarrow.RecordBatchReader.from_stream(stream).read_all()
        except (pyarrow.ArrowException, OSError):
            stream.raise_export_error()  # the engine's own error says more
            raise

    def df(self) -> pandas.DataFrame:
        """Returns all rows as a pandas data frame; HUGEINT becomes int64, or float64 past it.

        >>> import lakebolt as lb
        >>> lb.sql("SELECT sum(range) AS total FROM range(4)").df()["total"].dtype
        dtype('int64')
        """
        kinds = [kind for _, kind in self._rows().columns]
        table = _with_durations(self.to_arrow_table(), kinds)
        frame: pandas.DataFrame = _narrowed(table, kinds).to_pandas()
        return frame

    def pl(self) -> polars.DataFrame:
        """Returns all rows as a Polars data frame; HUGEINT becomes Int128.

        An INTERVAL without months becomes a duration, as it does in pandas.
        """
        import polars

        kinds = [kind for _, kind in self._rows().columns]
        frame = polars.DataFrame(_with_durations(self.to_arrow_table(), kinds))
        wide = [name for name, kind in zip(frame.columns, kinds) if kind == "HUGEINT"]
        return frame.with_columns(polars.col(wide).cast(polars.Int128)) if wide else frame

    def fetchnumpy(self) -> dict[str, Any]:
        """Returns a NumPy array for each column, as DuckDB does.

        >>> import lakebolt as lb
        >>> lb.sql("SELECT range AS n FROM range(3)").fetchnumpy()["n"].sum()
        np.int64(3)
        """
        table = self.to_arrow_table()
        return {
            name: column.to_numpy(zero_copy_only=False)
            for name, column in zip(table.column_names, table.columns)
        }

    def torch(self) -> dict[str, Any]:
        """Returns a PyTorch tensor for each column of numbers, as DuckDB does."""
        return {name: tensors.tensor_of(column) for name, column in self.fetchnumpy().items()}

    arrow = to_arrow_table
    fetch_arrow_table = to_arrow_table
    fetch_record_batch = to_arrow_reader
    fetchdf = fetch_df = df
    to_df = df


def _narrowed(table: pyarrow.Table, kinds: list[str]) -> pyarrow.Table:
    """Returns a table without decimals that stand for HUGEINT: pandas makes objects of them."""
    import pyarrow

    for place, kind in enumerate(kinds):
        if kind == "HUGEINT":
            try:
                column = table.column(place).cast(pyarrow.int64())
            except pyarrow.ArrowInvalid:
                column = table.column(place).cast(pyarrow.float64())
            table = table.set_column(place, table.field(place).name, column)
    return table


def _with_durations(table: pyarrow.Table, kinds: list[str]) -> pyarrow.Table:
    """Returns a table whose intervals without months are durations, as pandas and Polars know."""
    import pyarrow

    for place, kind in enumerate(kinds):
        if kind != "INTERVAL":
            continue
        chunks = [_durations(chunk) for chunk in table.column(place).chunks]
        if None not in chunks:
            column = pyarrow.chunked_array(chunks, pyarrow.duration("us"))
            table = table.set_column(place, table.field(place).name, column)
    return table


def _durations(intervals: pyarrow.Array) -> pyarrow.Array | None:
    """Returns intervals as microseconds, or None if one of them has months."""
    import numpy
    import pyarrow

    layout = numpy.dtype([("months", "<i4"), ("days", "<i4"), ("nanos", "<i8")])
    data = intervals.buffers()[1]
    known = numpy.asarray(intervals.is_valid().to_numpy(zero_copy_only=False))
    parts = numpy.frombuffer(data, layout)[intervals.offset : intervals.offset + len(intervals)]
    if parts["months"][known].any():
        return None
    micros = parts["days"].astype("int64") * 86_400_000_000 + parts["nanos"] // 1000
    return pyarrow.array(micros, mask=~known).cast(pyarrow.duration("us"))
