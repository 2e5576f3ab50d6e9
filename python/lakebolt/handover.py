"""Rows of a result as frames of pandas and Polars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Callable, Iterator, Literal

from lakebolt import errors

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from lakebolt import _lakebolt

# What Polars does not read from Arrow: intervals, unions, decimals of 256 bits.
_FOREIGN_TO_POLARS = re.compile(r"INTERVAL|UNION|UHUGEINT|DECIMAL\((39|[4-7][0-9]),")


class Views:
    """Streams rows with texts as Arrow's views, which Polars keeps as they are."""

    def __init__(self, stream: _lakebolt.Stream):
        self._stream = stream

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._stream.export_views()


def table_of(stream: _lakebolt.Stream, *, views: bool = False) -> pyarrow.Table:
    """Returns all rows as an Arrow table."""
    import pyarrow

    source = Views(stream) if views else stream
    try:
        return pyarrow.RecordBatchReader.from_stream(source).read_all()
    except (pyarrow.ArrowException, OSError):
        stream.raise_export_error()  # the engine's own error says more
        raise


def batches_of(
    reader: pyarrow.RecordBatchReader, size: int | None
) -> Iterator[pyarrow.RecordBatch]:
    """Gives record batches of so many rows, the last of fewer, or those that come."""
    import pyarrow

    if size is None:
        yield from reader
        return
    if size < 1:
        raise errors.InterfaceError(f"a batch must have at least one row, not {size}")
    waiting: list[pyarrow.RecordBatch] = []
    rows = 0
    for batch in reader:
        while rows + batch.num_rows >= size:
            waiting.append(batch.slice(0, size - rows))
            yield waiting[0] if len(waiting) == 1 else pyarrow.concat_batches(waiting)
            batch = batch.slice(size - rows)
            waiting, rows = [], 0
        if batch.num_rows:
            waiting.append(batch)
            rows += batch.num_rows
    if waiting:
        yield waiting[0] if len(waiting) == 1 else pyarrow.concat_batches(waiting)


def to_pandas(
    stream: _lakebolt.Stream,
    dtype_backend: Literal["numpy", "pyarrow"],
    types_mapper: Callable[[Any], Any] | None,
) -> pandas.DataFrame:
    """Returns all rows as a pandas data frame."""
    kinds = [kind for _, kind in stream.columns]
    table = _narrowed(_with_durations(table_of(stream), kinds), kinds)
    if dtype_backend == "pyarrow":
        import pandas

        types_mapper = types_mapper or pandas.ArrowDtype
    elif dtype_backend != "numpy":
        raise errors.InterfaceError(f'dtype_backend is "numpy" or "pyarrow", not {dtype_backend!r}')
    frame: pandas.DataFrame = table.to_pandas(types_mapper=types_mapper)
    return frame


def to_polars(stream: _lakebolt.Stream, rechunk: bool) -> polars.DataFrame:
    """Returns all rows as a Polars data frame, which shares the memory of the arrays it gets."""
    import polars

    kinds = [kind for _, kind in stream.columns]
    made: Any
    if any(map(_FOREIGN_TO_POLARS.search, kinds)):
        made = polars.from_arrow(_for_polars(table_of(stream, views=True), kinds), rechunk=False)
    else:
        try:
            made = polars.DataFrame(Views(stream))
        except BaseException:  # Polars panics where it does not raise
            stream.raise_export_error()
            raise
    whole = {"HUGEINT": polars.Int128, "UHUGEINT": polars.UInt128}
    wide = {name: whole[kind] for name, kind in zip(made.columns, kinds) if kind in whole}
    frame: polars.DataFrame = made.cast(wide) if wide else made
    return frame.rechunk() if rechunk else frame


def lazy_polars(
    columns: list[str],
    schema: Any,
    read: Callable[[list[str], int | None], polars.DataFrame],
) -> polars.LazyFrame:
    """Returns a LazyFrame that has `read` give the columns and the first rows that it needs."""
    from polars.io.plugins import register_io_source

    def source(
        with_columns: list[str] | None,
        predicate: polars.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[polars.DataFrame]:
        frame = read(with_columns or columns, None if predicate is not None else n_rows)
        if predicate is not None:
            frame = frame.filter(predicate)
        yield frame if n_rows is None else frame.head(n_rows)

    return register_io_source(source, schema=schema)


def _for_polars(table: pyarrow.Table, kinds: list[str]) -> pyarrow.Table:
    """Returns a table whose types Polars knows, as far as that can be."""
    import pyarrow

    table = _with_durations(table, kinds)
    for place, kind in enumerate(kinds):
        name = table.field(place).name
        if kind == "UHUGEINT":
            table = table.set_column(place, name, table.column(place).cast(pyarrow.string()))
        elif re.search("INTERVAL|UNION", kind):
            if not pyarrow.types.is_duration(table.field(place).type):
                _refuse(name, kind)
        elif _FOREIGN_TO_POLARS.search(kind):
            _refuse(name, kind)
    return table


def _refuse(name: str, kind: str) -> None:
    raise errors.NotSupportedError(
        f'Polars has no type for the column "{name}" of {kind}: cast it, to VARCHAR for one'
    )


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
