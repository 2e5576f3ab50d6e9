"""Rows and cells of frames that are chosen in brackets, by places: ``frame[1:3, "a"]``."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

from lakebolt import errors

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame


def is_place(key: Any) -> bool:
    """Tells whether a key in brackets says which rows are meant."""
    if isinstance(key, list):
        return bool(key) and all(map(_is_number, key))
    return isinstance(key, slice) or _is_number(key)


def _is_number(key: Any) -> bool:
    """Tells whether a key is a whole number, NumPy's among them."""
    return isinstance(key, Integral) and not isinstance(key, bool)


def rows_at(frame: DataFrame, places: Any) -> DataFrame:
    """Keeps rows by a place, a slice or a list of places, from the end if they are negative."""
    if isinstance(places, slice):
        return _sliced(frame, places)
    if _is_number(places):
        return frame.slice(int(places), 1)
    height = frame.height
    for place in places:
        if not -height <= place < height:
            raise errors.InterfaceError(f"there is no row {place} of {height}")
    return frame.gather([int(place) % height for place in places])


def _sliced(frame: DataFrame, key: slice) -> DataFrame:
    if key.step is not None and key.step < 0:
        places = range(*key.indices(frame.height))[::-1]
        kept = frame.slice(places.start, len(places) * -key.step)
        return kept.gather_every(-key.step).reverse()
    if key.step not in (None, 1):
        return _sliced(frame, slice(key.start, key.stop)).gather_every(key.step)
    start, stop = key.start or 0, key.stop
    if start < 0 or (stop is not None and stop < 0):
        first, last, _ = key.indices(frame.height)
        return frame.slice(first, max(last - first, 0))
    return frame.slice(start, None if stop is None else max(stop - start, 0))


def cells(frame: DataFrame, places: Any, columns: Any) -> Any:
    """Returns a value, or a frame of cells, by places of rows and names or places of columns."""
    names = columns
    if isinstance(columns, list):
        names = [frame.columns[one] if _is_number(one) else one for one in columns]
    elif is_place(columns):
        names = frame.columns[columns]
    chosen = rows_at(frame, places).select(names)
    one = _is_number(places) and (_is_number(columns) or isinstance(columns, str))
    return chosen.item() if one else chosen
