"""The class of expressions."""

from __future__ import annotations

from typing import Any, Text

from lakebolt.datatype import identifier
from lakebolt.expr import node as n
from lakebolt.expr.aggregates import Aggregates
from lakebolt.expr.binning import Binning
from lakebolt.expr.exponential import Exponential
from lakebolt.expr.gathering import Gathering
from lakebolt.expr.lists import ListNamespace
from lakebolt.expr.mathematics import Mathematics
from lakebolt.expr.names import NameNamespace
from lakebolt.expr.operators import Operators
from lakebolt.expr.python_calls import PythonCalls
from lakebolt.expr.rolling import Rolling
from lakebolt.expr.rolling_by import RollingBy
from lakebolt.expr.sampling import Sampling
from lakebolt.expr.spark_names import SparkNames
from lakebolt.expr.strings import StringNamespace
from lakebolt.expr.structs import StructNamespace
from lakebolt.expr.temporal import DateTimeNamespace
from lakebolt.expr.values import Values
from lakebolt.expr.windows import Windows


class Expr(
    Operators,
    Values,
    Mathematics,
    Aggregates,
    Gathering,
    Windows,
    Rolling,
    RollingBy,
    Exponential,
    Binning,
    Sampling,
    PythonCalls,
    SparkNames,
):
    """Is an expression over the columns of a frame: immutable, and computed by the engine.

    Made by ``lakebolt.col``, ``lakebolt.lit``, ``lakebolt.when`` and the like, and from these by
    operators and methods. Names of methods are Polars' first; PySpark's are there too.

    >>> import lakebolt as lb
    >>> (lb.col("a") + 1) * 2
    ("a" + 1) * 2
    >>> lb.col("a").sum().over("b").alias("total")
    replace_type(sum("a") OVER (PARTITION BY "b"), NULL::HUGEINT, NULL::BIGINT) AS "total"
    """

    __slots__ = ()

    @property
    def str(self) -> StringNamespace:
        """Returns the functions of text."""
        return StringNamespace(self._node)

    @property
    def dt(self) -> DateTimeNamespace:
        """Returns the functions of dates, times and intervals."""
        return DateTimeNamespace(self._node)

    @property
    def list(self) -> ListNamespace:
        """Returns the functions of lists."""
        return ListNamespace(self._node)

    @property
    def arr(self) -> ListNamespace:
        """Returns the functions of lists."""
        return ListNamespace(self._node)

    @property
    def struct(self) -> StructNamespace:
        """Returns the functions of structs."""
        return StructNamespace(self._node)

    @property
    def name(self) -> NameNamespace:
        """Returns the ways to change the column's name."""
        return NameNamespace(self._node)

    def __getitem__(self, key: Any) -> Expr:
        """Returns a field of a struct by its name, or an element of a list by its place from 0."""
        return self.struct.field(key) if isinstance(key, type("")) else self.list.get(key)

    def to_sql(self) -> Text:
        """Returns the expression as SQL."""
        return n.write(self._node)

    def output_name(self) -> Text:
        """Returns the name of the column that the expression gives."""
        return n.name_of(self._node)

    def __repr__(self) -> Text:
        """Returns the expression as SQL, with its alias."""
        text = n.write(self._node)
        if isinstance(self._node, n.Named) and type(self._node) is n.Named:
            text += f" AS {identifier(self._node.name)}"
        return text
