"""Puts several frames together: ``lakebolt.concat``."""

from __future__ import annotations

from typing import Iterable

from lakebolt import errors
from lakebolt.frame.dataframe import DataFrame


def concat(items: Iterable[DataFrame], *, how: str = "vertical") -> DataFrame:
    """Puts frames under each other (vertical), by name (diagonal), or beside (horizontal).

    >>> import lakebolt as lb
    >>> lb.concat([lb.range(2), lb.range(1)]).height
    3
    """
    frames = list(items)
    if not frames:
        raise errors.InterfaceError("concat expects at least one frame")
    first, rest = frames[0], frames[1:]
    if not rest:
        return first
    if how in ("vertical", "vertical_relaxed"):
        return first._set_operation(rest, "UNION ALL")
    if how in ("diagonal", "diagonal_relaxed"):
        for frame in rest:
            first = first.union_by_name(frame, allow_missing_columns=True)
        return first
    if how == "horizontal":
        for frame in rest:
            first = first.hstack(frame)
        return first
    raise errors.InterfaceError(f"how must be vertical, diagonal or horizontal, not {how!r}")
