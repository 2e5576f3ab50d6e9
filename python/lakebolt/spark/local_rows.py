"""Rows in this process, for programs that use a frame's ``rdd``."""

from __future__ import annotations

import functools
from typing import Any, Callable, Iterable, Iterator


class LocalRows:
    """Is a collection with the most used methods of PySpark's RDD, without a cluster behind it.

    >>> LocalRows([1, 2, 3]).map(lambda n: n * 2).filter(lambda n: n > 2).collect()
    [4, 6]
    """

    def __init__(self, rows: Iterable[Any]):
        """Takes the rows."""
        self._rows = list(rows)

    def collect(self) -> list[Any]:
        """Returns all rows."""
        return list(self._rows)

    def map(self, f: Callable[[Any], Any]) -> LocalRows:
        """Calls a function with each row."""
        return LocalRows(map(f, self._rows))

    def flatMap(self, f: Callable[[Any], Iterable[Any]]) -> LocalRows:
        """Calls a function with each row and takes all that it gives."""
        return LocalRows(item for row in self._rows for item in f(row))

    def filter(self, f: Callable[[Any], Any]) -> LocalRows:
        """Keeps the rows for which a function gives true."""
        return LocalRows(filter(f, self._rows))

    def mapPartitions(self, f: Callable[[Iterator[Any]], Iterable[Any]]) -> LocalRows:
        """Calls a function with an iterator over all rows."""
        return LocalRows(f(iter(self._rows)))

    def reduceByKey(self, func: Callable[[Any, Any], Any]) -> LocalRows:
        """Joins the values of pairs with the same key by a function."""
        found: dict[Any, Any] = {}
        for key, value in self._rows:
            found[key] = func(found[key], value) if key in found else value
        return LocalRows(found.items())

    def reduce(self, f: Callable[[Any, Any], Any]) -> Any:
        """Joins all rows by a function."""
        return functools.reduce(f, self._rows)

    def zipWithIndex(self) -> LocalRows:
        """Puts the number of each row, from 0, behind it."""
        return LocalRows((row, i) for i, row in enumerate(self._rows))

    def distinct(self) -> LocalRows:
        """Keeps each row once."""
        return LocalRows(dict.fromkeys(self._rows))

    def count(self) -> int:
        """Counts the rows."""
        return len(self._rows)

    def take(self, num: int) -> list[Any]:
        """Returns the first rows."""
        return self._rows[:num]

    def first(self) -> Any:
        """Returns the first row."""
        return self._rows[0]

    def isEmpty(self) -> bool:
        """Tells whether there is no row."""
        return not self._rows

    def foreach(self, f: Callable[[Any], Any]) -> None:
        """Calls a function with each row."""
        for row in self._rows:
            f(row)

    def getNumPartitions(self) -> int:
        """Returns 1: all rows are in this process."""
        return 1

    def toDF(self, schema: Any = None) -> Any:
        """Returns a frame over the rows."""
        from lakebolt.spark.session import SparkSession

        return SparkSession.builder.getOrCreate().createDataFrame(self._rows, schema)
