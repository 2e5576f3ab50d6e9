"""PySpark's methods for missing values: ``DataFrame.na``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame


class MissingValues:
    """Gives frames PySpark's ``na`` methods."""

    def __init__(self, frame: DataFrame):
        """Takes the frame."""
        self._frame = frame

    def fill(self, value: Any, subset: Any = None) -> DataFrame:
        """Replaces NULL."""
        return self._frame.fillna(value, subset)

    def drop(self, how: str = "any", thresh: int | None = None, subset: Any = None) -> DataFrame:
        """Drops rows with NULLs."""
        return self._frame.dropna(how, thresh, subset)

    def replace(self, to_replace: Any, value: Any = None, subset: Any = None) -> DataFrame:
        """Replaces values."""
        return self._frame.replace(to_replace, value, subset)
