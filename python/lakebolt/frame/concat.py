"""Puts several frames together: ``lakebolt.concat``."""

from __future__ import annotations

from typing import Iterable

from lakebolt import errors
from lakebolt.datatype import DataType
from lakebolt.frame.dataframe import DataFrame


def concat(items: Iterable[DataFrame], *, how: str = "vertical") -> DataFrame:
    """Puts frames under each other (vertical), by name (diagonal), or beside (horizontal).

    Frames under each other must have the same names and kinds of types: ``vertical_relaxed`` and
    ``diagonal_relaxed`` bring columns to a common type, text if need be.

    >>> import lakebolt as lb
    >>> lb.concat([lb.range(2), lb.range(1)]).height
    3
    """
    frames = list(items)
    if not frames:
        raise errors.InterfaceError("concat expects at least one frame")
    if not any(frame._plan.columns for frame in frames):
        return frames[0]
    first, rest = frames[0], frames[1:]
    if not rest:
        return first
    if how in ("vertical", "vertical_relaxed"):
        for frame in rest:
            _require_names(first, frame)
    if how in ("vertical", "diagonal"):
        for frame in rest:
            _require_kinds(first, frame)
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


def appended(first: DataFrame, second: DataFrame) -> DataFrame:
    """Puts a frame under another of the same names and kinds of types."""
    _require_names(first, second)
    _require_kinds(first, second)
    return first._set_operation([second], "UNION ALL")


def _require_names(first: DataFrame, other: DataFrame) -> None:
    """Raises ProgrammingError unless frames have the same names in the same order."""
    names, others = first._plan.columns, other._plan.columns
    if [name.casefold() for name in names] != [name.casefold() for name in others]:
        raise errors.ProgrammingError(
            f"the frames have different columns: {list(names)} and {list(others)}; "
            "union goes by places, union_by_name and how='diagonal' by names"
        )


def _require_kinds(first: DataFrame, other: DataFrame) -> None:
    """Raises ProgrammingError for columns that only a cast to text or the like can join."""
    known = {name.casefold(): kind for name, kind in first._types().items()}
    for name, kind in other._types().items():
        one = known.get(name.casefold(), kind)
        if _kind(one) != _kind(kind) and "NULL" not in (_kind(one), _kind(kind)):
            raise errors.ProgrammingError(
                f'the column "{name}" is {one} and {kind}: cast one of them, or use '
                "how='vertical_relaxed' or 'diagonal_relaxed'"
            )


def _kind(kind: DataType) -> str:
    """Returns what types that join without a loss have in common."""
    if kind.is_numeric():
        return "number"
    if kind.startswith("TIMESTAMP"):
        return "TIMESTAMP WITH TIME ZONE" if "ZONE" in kind else "TIMESTAMP"
    return kind.partition("(")[0].strip('"') if not kind.endswith("[]") else "LIST"
