"""Turns Python objects into tables: what may be registered, and variables named in SQL."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any, Callable


def caller_frame() -> FrameType | None:
    """Returns the innermost frame that is not this package's."""
    frame = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module != "lakebolt" and not module.startswith("lakebolt."):
            return frame
        frame = frame.f_back
    return None


def lookup_in(frame: FrameType | None) -> Callable[[str], Any]:
    """Returns a function from a table's name to the caller's variable of that name, or None.

    SQL names do not mind case; an exact match wins.
    """

    def lookup(name: str) -> Any:
        if frame is None:
            return None
        for scope in (frame.f_locals, frame.f_globals):
            if name in scope:
                found = stream_of(scope[name])
                if found is not None:
                    return found
        folded = name.casefold()
        for scope in (frame.f_locals, frame.f_globals):
            for key, value in scope.items():
                if key.casefold() == folded and (found := stream_of(value)) is not None:
                    return found
        return None

    return lookup


def stream_of(value: Any) -> Any:
    """Returns an object with ``__arrow_c_stream__`` for anything table-like, else None."""
    kind = type(value)
    if kind.__module__.partition(".")[0] == "pandas" and hasattr(value, "columns"):
        import pyarrow

        return pyarrow.Table.from_pandas(value, preserve_index=False)
    if hasattr(kind, "__arrow_c_stream__"):
        # A polars Series or a pyarrow ChunkedArray streams values, not rows.
        return None if hasattr(value, "to_frame") and not hasattr(value, "columns") else value
    if kind.__name__ == "LazyFrame" and hasattr(value, "collect"):
        return value.collect()
    if kind.__name__ == "RecordBatch" and kind.__module__.startswith("pyarrow"):
        import pyarrow

        return pyarrow.Table.from_batches([value])
    if hasattr(value, "scanner") and hasattr(value, "to_table"):  # a pyarrow dataset
        return value.scanner().to_reader()
    return None

