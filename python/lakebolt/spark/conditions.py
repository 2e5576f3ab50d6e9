"""Columns, values, conditions and sort keys, as PySpark writes them."""

from __future__ import annotations

from typing import Any

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.expr import node as n
from lakebolt.expr.when import Then, When
from lakebolt.spark.column import Column
from lakebolt.spark.declare import spark_call
from lakebolt.spark.labels import by_name, label, literal_or, named, wrapped
from lakebolt.spark.python_functions import pandas_udf as pandas_udf
from lakebolt.spark.python_functions import udf as udf
from lakebolt.spark.select_text import given_name
from lakebolt.spark.sql_text import in_single_quotes

__all__ = [
    "asc", "asc_nulls_first", "asc_nulls_last", "broadcast", "call_function", "call_udf", "col",
    "column", "desc", "desc_nulls_first", "desc_nulls_last", "expr", "input_file_name", "lit", "pandas_udf", "spark_partition_id", "udf",
    "when",
]  # fmt: skip


def col(col: str) -> Column:
    """Returns a column by its name: ``city``, ``struct.field``, ``alias.city`` or ``*``.

    >>> from lakebolt.spark import functions as F
    >>> F.col("km") * 2
    Column<'(km * 2)'>
    """
    name = col.replace("`", "") if isinstance(col, str) and col.count("`") == 2 else col
    return wrapped(f.col(name)._node)


column = col


def lit(col: Any) -> Column:
    """Returns a value as a column."""
    return literal_or(col)


def expr(str: str) -> Column:
    """Returns what Spark's SQL computes as a column.

    >>> from lakebolt.spark import SparkSession, functions as F
    >>> SparkSession.builder.getOrCreate().range(2).select(F.expr("id DIV 2 AS half")).collect()
    [Row(half=0), Row(half=0)]
    """
    text = in_single_quotes(str)
    plain, name = given_name(text)
    if not name:
        simple = text.strip()
        return wrapped(n.Raw(text, simple, 0, False))
    return wrapped(n.Named(n.Raw(plain, name, 0, False), name))


class Cases(Column):
    """Is a condition's value that may have more cases; NULL where none is true."""

    __slots__ = ("_cases",)

    def __init__(self, cases: tuple[tuple[n.Node, n.Node], ...]):
        """Takes pairs of condition and value; use ``when``."""
        self._cases = cases
        super().__init__(_named(cases, None))

    def when(self, condition: Any, value: Any) -> Cases:
        """Adds a case for rows where none so far is true."""
        return Cases((*self._cases, (by_name(condition)._node, literal_or(value)._node)))

    def otherwise(self, value: Any) -> Column:
        """Says what holds where no case is true."""
        return wrapped(_named(self._cases, literal_or(value)._node))


def when(condition: Any, value: Any) -> Cases:
    """Begins a condition; texts are values.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> frame = lb.from_dict({"a": [1, 5, 9]})
    >>> size = F.when(F.col("a") > 6, "big").when(F.col("a") > 2, "some").otherwise("small")
    >>> frame.select(size.alias("size")).rows()
    [('small',), ('some',), ('big',)]
    """
    if isinstance(condition, When):
        raise errors.InterfaceError("when expects a condition and a value")
    return Cases(((by_name(condition)._node, literal_or(value)._node),))


def _named(cases: tuple[tuple[n.Node, n.Node], ...], otherwise: n.Node | None) -> n.Node:
    made = Then(cases, otherwise)._node.children[0]
    text = "CASE"
    for condition, value in cases:
        text += f" WHEN {label(wrapped(condition))} THEN {label(wrapped(value))}"
    if otherwise is not None:
        text += f" ELSE {label(wrapped(otherwise))}"
    return n.Named(made, text + " END")


def asc(col: Any) -> Column:
    """Sorts from the least value up, NULLs first."""
    return by_name(col).asc()


def asc_nulls_first(col: Any) -> Column:
    """Sorts from the least value up, NULLs first."""
    return by_name(col).asc_nulls_first()


def asc_nulls_last(col: Any) -> Column:
    """Sorts from the least value up, NULLs last."""
    return by_name(col).asc_nulls_last()


def desc(col: Any) -> Column:
    """Sorts from the greatest value down, NULLs last."""
    return by_name(col).desc()


def desc_nulls_first(col: Any) -> Column:
    """Sorts from the greatest value down, NULLs first."""
    return by_name(col).desc_nulls_first()


def desc_nulls_last(col: Any) -> Column:
    """Sorts from the greatest value down, NULLs last."""
    return by_name(col).desc_nulls_last()


def broadcast(df: Any) -> Any:
    """Returns the frame: the optimizer takes no hints."""
    return df


def call_function(funcName: str, *cols: Any) -> Column:
    """Calls any of Spark's functions over single rows; texts are columns."""
    items = [by_name(item) for item in cols]
    return named(spark_call(funcName, *(item._node for item in items)), funcName, items)


def input_file_name() -> Column:
    """Returns empty text: which file a row is from is known to ``read``'s files alone."""
    return wrapped(n.Named(n.Raw("''"), "input_file_name()"))


def spark_partition_id() -> Column:
    """Returns 0: there are no partitions."""
    return wrapped(n.Named(n.Raw("0"), "SPARK_PARTITION_ID()"))


def call_udf(udfName: str, *cols: Any) -> Column:
    """Calls a function that was registered under a name."""
    from lakebolt.expr.base import call

    items = [by_name(item) for item in cols]
    return named(call(udfName, *(item._node for item in items)), udfName, items)
