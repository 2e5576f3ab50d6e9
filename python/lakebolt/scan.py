"""Turns Python objects into tables: what may be registered, and variables named in SQL."""

from __future__ import annotations

import sys
import weakref
from types import FrameType
from typing import Any, Callable, Mapping

from lakebolt import errors, tensors


def caller_frame() -> FrameType | None:
    """Returns the innermost frame that is not this package's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module != "lakebolt" and not module.startswith("lakebolt."):
            return frame
        frame = frame.f_back
    return None


def scopes_of_caller() -> list[Mapping[str, Any]]:
    """Returns the variables of the innermost frame that is not this package's."""
    frame = caller_frame()
    return [] if frame is None else [frame.f_locals, frame.f_globals]


def variables_of(frame: FrameType | None) -> Callable[[str], Any]:
    """Returns a function from a table's name to the caller's variable of that name, or None."""
    return variables_in(*([] if frame is None else [frame.f_locals, frame.f_globals]))


def variables_in(*scopes: Mapping[str, Any]) -> Callable[[str], Any]:
    """Returns a function from a table's name to the variable of that name in one of the scopes.

    SQL names do not mind case; an exact match wins. Variables that are no tables are passed over.
    """

    def find(name: str) -> Any:
        for scope in scopes:
            if name in scope and is_table(scope[name]):
                return scope[name]
        folded = name.casefold()
        for scope in scopes:
            for key, value in scope.items():
                if key.casefold() == folded and is_table(value):
                    return value
        return None

    return find


def lookup_in(frame: FrameType | None) -> Callable[[str], Any]:
    """Returns a function from a table's name to the rows of the caller's variable, or None."""
    find = variables_of(frame)

    def lookup(name: str) -> Any:
        value = find(name)
        return None if value is None else stream_of(value)

    return lookup


def _kind(value: Any) -> str:
    """Returns what is to be done with a value, or the empty text for what is no table."""
    kind = type(value)
    module = kind.__module__.partition(".")[0]
    if module == "pandas":
        return "pandas" if hasattr(value, "columns") else ""
    if module == "numpy":
        return "numpy" if kind.__name__ == "ndarray" and value.ndim in (1, 2) else ""
    if kind is dict:
        return "arrays" if value and all(map(_is_column, value.values())) else ""
    if module == "torch":
        return "tensor" if kind.__name__ == "Tensor" and value.ndim in (1, 2) else ""
    if kind.__name__ == "LazyFrame" and hasattr(value, "collect"):
        return "lazy"
    if module == "pyarrow" and kind.__name__ == "RecordBatch":
        return "batch"
    if module == "pyarrow" and kind.__name__ == "RecordBatchReader":
        return "reader"
    if module == "pyarrow" and kind.__name__ == "Scanner":
        return "scanner"
    if hasattr(kind, "__arrow_c_stream__"):
        return "" if is_series(value) else "stream"
    if hasattr(value, "scanner") and hasattr(value, "to_table"):
        return "dataset"
    return ""


def is_series(value: Any) -> bool:
    """Tells whether a value is one column, which streams values, not rows."""
    if hasattr(value, "to_frame") and not hasattr(value, "columns"):
        return True
    return type(value).__name__ == "ChunkedArray" or _is_column(value)


def _is_column(value: Any) -> bool:
    """Tells whether a value is an array of one dimension: NumPy's, Arrow's, a tensor."""
    module = type(value).__module__.partition(".")[0]
    if module in ("numpy", "torch"):
        return getattr(value, "ndim", 0) == 1
    return module == "pyarrow" and hasattr(value, "to_pylist") and hasattr(value, "type")


def is_table(value: Any) -> bool:
    """Tells whether a value can be read as a table."""
    return bool(_kind(value))


class _Dataset:
    """Streams a pyarrow dataset anew each time that it is asked."""

    def __init__(self, dataset: Any):
        self._dataset = dataset

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._dataset.scanner().to_reader().__arrow_c_stream__(requested_schema)

    def empty(self) -> Any:
        return self._dataset.schema.empty_table()


class _Lazy:
    """Runs a Polars LazyFrame each time that it is asked."""

    def __init__(self, frame: Any):
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._frame.collect().__arrow_c_stream__(requested_schema)

    def empty(self) -> Any:
        return self._frame.head(0).collect()


def table_of(value: Any) -> Any:
    """Returns an object with ``__arrow_c_stream__`` that can be read again and again, or None."""
    kind = _kind(value)
    if not kind:
        return None
    if kind == "lazy":
        return _Lazy(value)
    if kind == "dataset":
        return _Dataset(value)
    if kind == "reader":
        return _unspent(value).read_all()
    if kind == "scanner":
        return value.to_table()
    if kind == "stream" and type(value).__module__.partition(".")[0] not in ("pyarrow", "polars"):
        import pyarrow

        return pyarrow.table(value)  # of an unknown maker, who may give its rows once only
    return stream_of(value)


def empty_of(table: Any) -> Any:
    """Returns a table of the same columns that is quick to read, for planning."""
    return table.empty() if hasattr(table, "empty") and callable(table.empty) else table


def stream_of(value: Any) -> Any:
    """Returns an object with ``__arrow_c_stream__`` for anything table-like, else None."""
    kind = _kind(value)
    if not kind:
        return None
    if kind == "reader":
        return _unspent(value)
    if kind == "scanner":
        return value.to_reader()
    if kind == "stream":
        _refuse_objects(value)
        return value
    if kind == "lazy":
        return value.collect()
    if kind == "dataset":
        return value.scanner().to_reader()
    import pyarrow

    if kind == "pandas":
        try:
            return _labelled(pyarrow.Table.from_pandas(value, preserve_index=False), value)
        except (pyarrow.ArrowException, ValueError, TypeError) as error:
            raise errors.DataError(f"the pandas frame cannot be read: {error}") from error
    if kind == "batch":
        return pyarrow.Table.from_batches([value])
    try:
        if kind == "arrays":
            return pyarrow.table({str(name): _array_of(column) for name, column in value.items()})
        if kind == "tensor":
            value = tensors.array_of(value)
        return pyarrow.table(_columns_of_array(value))
    except (pyarrow.ArrowException, ValueError, TypeError) as error:
        raise errors.DataError(f"the arrays cannot be read: {error}") from error


_MOST_LABELS = 10_000  # which a type's name lists, wherever it is asked for


def _labelled(table: Any, frame: Any) -> Any:
    """Returns a table whose schema says the labels of categories, as Polars' does of its Enum."""
    import pyarrow

    fields = list(table.schema)
    for place, (field, kind) in enumerate(zip(fields, frame.dtypes)):
        labels = getattr(kind, "categories", ())
        if not pyarrow.types.is_dictionary(field.type) or not 0 < len(labels) <= _MOST_LABELS:
            continue
        if not all(isinstance(label, str) for label in labels):
            continue
        known = "".join(f"{len(label.encode())};{label}" for label in labels)
        fields[place] = field.with_metadata({"_PL_ENUM_VALUES2": known})
    return table.cast(pyarrow.schema(fields, table.schema.metadata))


_spent: weakref.WeakSet[Any] = weakref.WeakSet()  # readers that gave their rows


def _unspent(reader: Any) -> Any:
    """Returns a reader that is about to be read, or raises InterfaceError if it was already."""
    if reader in _spent:
        raise errors.InterfaceError(
            "the RecordBatchReader was read to its end before: keep its table by read_all()"
        )
    _spent.add(reader)
    return reader


def _refuse_objects(value: Any) -> None:
    """Raises InterfaceError for Polars' columns of objects, which stream their addresses."""
    kinds = getattr(value, "schema", None)
    if type(value).__module__.partition(".")[0] != "polars" or kinds is None:
        return
    for name, kind in kinds.items():
        if str(kind) == "Object":
            raise errors.InterfaceError(
                f'the column "{name}" holds objects of Python: give it a type'
            )


def _array_of(column: Any) -> Any:
    """Returns what PyArrow takes for a column."""
    return tensors.array_of(column) if type(column).__module__.startswith("torch") else column


def _columns_of_array(array: Any) -> dict[str, Any]:
    if array.dtype.names:
        return {name: array[name] for name in array.dtype.names}
    if array.ndim == 1:
        return {"column0": array}
    return {f"column{i}": array[:, i].copy() for i in range(array.shape[1])}
