"""Results: rows as Python objects, Arrow, pandas or Polars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Iterator, Literal, overload

from lakebolt import errors, handover, tensors

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

    def to_arrow_reader(self, batch_size: int | None = None) -> pyarrow.RecordBatchReader:
        """Returns a reader that streams the rows as record batches, of so many rows if you say."""
        import pyarrow

        reader = pyarrow.RecordBatchReader.from_stream(self._whole())
        if batch_size is None:
            return reader
        batches = handover.batches_of(reader, batch_size)
        return pyarrow.RecordBatchReader.from_batches(reader.schema, batches)

    def to_arrow_table(self) -> pyarrow.Table:
        """Returns all rows as an Arrow table."""
        return handover.table_of(self._whole())

    def df(
        self,
        *,
        dtype_backend: Literal["numpy", "pyarrow"] = "numpy",
        types_mapper: Callable[[Any], Any] | None = None,
    ) -> pandas.DataFrame:
        """Returns all rows as a pandas data frame; HUGEINT becomes int64, or float64 past it.

        With ``dtype_backend="pyarrow"`` columns keep their Arrow types and NULLs; a
        ``types_mapper`` says it for each Arrow type, as PyArrow's ``to_pandas``.

        >>> import lakebolt as lb
        >>> lb.sql("SELECT sum(range) AS total FROM range(4)").df()["total"].dtype
        dtype('int64')
        """
        return handover.to_pandas(self._whole(), dtype_backend, types_mapper)

    @overload
    def pl(self, *, lazy: Literal[False] = False, rechunk: bool = False) -> polars.DataFrame: ...
    @overload
    def pl(self, *, lazy: Literal[True], rechunk: bool = False) -> polars.LazyFrame: ...
    def pl(
        self, *, lazy: bool = False, rechunk: bool = False
    ) -> polars.DataFrame | polars.LazyFrame:
        """Returns all rows as a Polars data frame; HUGEINT becomes Int128.

        An INTERVAL without months becomes a duration, as it does in pandas. Polars shares the
        memory of the arrays that workers made; ``rechunk`` copies them into one array a column.
        With ``lazy``, a LazyFrame: the query of a frame runs when its rows are collected.
        """
        if lazy:
            return self._lazy_polars()
        return handover.to_polars(self._whole(), rechunk)

    def _lazy_polars(self) -> polars.LazyFrame:
        return self.pl().lazy()

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
