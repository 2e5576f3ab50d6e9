"""Functions over Arrow arrays: what the engine calls with a batch of rows."""

from __future__ import annotations

import functools
from typing import Any, Callable


class OverArrow:
    """Calls a function with a pyarrow array for each argument and takes an array of results."""

    def __init__(self, function: Callable[..., Any], result: str, name: str):
        """Wraps ``function``, whose results become values of the Arrow type of ``result``."""
        self._function = function
        self._result = result
        self._name = name
        self._type: Any = None

    def __call__(self, batch: Any, types: list[str], rows: int) -> Any:
        """Returns a record batch of one column."""
        import inspect

        import pyarrow

        columns = pyarrow.record_batch(batch).columns
        made = self._function(*columns)
        if inspect.isgenerator(made):
            made = pyarrow.concat_arrays([self._array(part, rows) for part in made])
        return pyarrow.RecordBatch.from_arrays([self._array(made, rows)], ["result"])

    def _array(self, made: Any, rows: int) -> Any:
        """Turns what a function gave into an array of the declared type."""
        import pyarrow

        if self._type is None:
            self._type = arrow_type(self._result)
        if isinstance(made, pyarrow.ChunkedArray):
            made = made.combine_chunks()
        if isinstance(made, pyarrow.Scalar):
            made = pyarrow.repeat(made, rows)
        if not isinstance(made, pyarrow.Array):
            made = _array_of_other(made)
        if self._type is None or made.type == self._type:
            return made
        return made.cast(self._type)


def _array_of_other(made: Any) -> Any:
    import pyarrow

    if hasattr(made, "__arrow_c_array__") or hasattr(made, "__arrow_c_stream__"):
        chunked = pyarrow.chunked_array(made) if hasattr(made, "__arrow_c_stream__") else None
        return pyarrow.array(made) if chunked is None else chunked.combine_chunks()
    return pyarrow.array(made, from_pandas=True)  # NumPy arrays, pandas series, lists


@functools.lru_cache(maxsize=256)
def arrow_type(kind: str) -> Any:
    """Returns the Arrow type by which values of an SQL type leave the engine."""
    import lakebolt

    reader = lakebolt.connect().execute(f"SELECT CAST(NULL AS {kind})").to_arrow_reader()
    return reader.schema.field(0).type
