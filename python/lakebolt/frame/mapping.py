"""Methods of frames that call functions of Python's with tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from lakebolt.frame.base import FrameBase

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame

Function = Callable[..., Any]


class Mapping(FrameBase):
    """Gives frames ways through Python."""

    def map_batches(
        self, function: Function, schema: Any, *, kind: str = "arrow", workers: int | bool = 0
    ) -> DataFrame:
        """Calls a function with some rows at a time, as an Arrow table, and takes what it returns.

        That is a table, too: of Arrow, pandas or Polars, a dict of columns, or a list of rows.
        ``schema`` has its types by name. ``kind="pandas"`` gives the function pandas frames,
        ``workers`` runs it in so many processes.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2, 3]})
        >>> def doubled(table):
        ...     return [(a, 2 * a) for a in table["a"].to_pylist() if a > 1]
        >>> frame.map_batches(doubled, {"a": int, "twice": int}).rows()
        [(2, 4), (3, 6)]
        """
        from lakebolt.udfs.frames import adapted, map_frame

        return map_frame(self._frame, adapted(function, kind, False), schema, workers)

    def mapInArrow(self, func: Function, schema: Any) -> DataFrame:
        """Calls a function with iterators over record batches, as in PySpark; it gives others."""
        from lakebolt.udfs.frames import adapted, map_frame

        return map_frame(self._frame, adapted(func, "arrow", True), schema, 0)

    def mapInPandas(self, func: Function, schema: Any) -> DataFrame:
        """Calls a function with iterators over pandas frames, as in PySpark; it gives others."""
        from lakebolt.udfs.frames import adapted, map_frame

        return map_frame(self._frame, adapted(func, "pandas", True), schema, 0)

    map_in_arrow, map_in_pandas = mapInArrow, mapInPandas
