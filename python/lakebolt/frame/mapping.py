"""Methods of frames that call functions of Python's with tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from lakebolt.expr import functions as f
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

    def map_columns(
        self, column_names: Any, function: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> DataFrame:
        """Calls a function with some columns, as expressions, and puts what it returns in their places.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [1, 2], "b": ["x", "y"]})
        >>> frame.map_columns("a", lambda column: column + 1).rows()
        [(2, 'x'), (3, 'y')]
        """
        names = self._chosen(column_names)
        frame = self._frame
        return frame.with_columns(
            *[function(frame[name], *args, **kwargs).alias(name) for name in names]
        )

    def map_rows(self, function: Callable[[tuple[Any, ...]], Any]) -> DataFrame:
        """Calls a function with each row and makes a frame of the tuples or values; runs the query.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2]}).map_rows(lambda row: (row[0], str(row[0]))).rows()
        [(1, '1'), (2, '2')]
        """
        rows = [function(row) for row in self._frame.iter_rows()]
        if rows and isinstance(rows[0], (tuple, list)):
            return self._connection.from_records(rows)
        return self._connection.from_dict({"map": rows})

    def fold(self, operation: Callable[..., Any]) -> DataFrame:
        """Joins all columns, as expressions, two by two from the left, to one.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1, 2], "b": [3, 4]}).fold(lambda x, y: x + y).rows()
        [(4,), (6,)]
        """
        frame = self._frame
        return frame.select(f.reduce(operation, list(frame.columns)).alias(frame.columns[0]))

    def inspect(self, fmt: str = "{}") -> DataFrame:
        """Prints the frame's first rows, and returns it; runs the query."""
        print(fmt.format(self._frame))
        return self._frame

    map_in_arrow, map_in_pandas = mapInArrow, mapInPandas
