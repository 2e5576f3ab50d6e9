"""Columns, values, conditions, sort keys and functions of Python's, as PySpark writes them."""

from __future__ import annotations

from typing import Any, Callable

from lakebolt import errors
from lakebolt.expr import functions as f
from lakebolt.expr import node as n
from lakebolt.expr.expr import Expr
from lakebolt.expr.functions import col as col
from lakebolt.expr.functions import expr as expr
from lakebolt.expr.functions import lit as lit
from lakebolt.expr.when import Then, When
from lakebolt.spark.declare import spark_call
from lakebolt.spark.labels import by_name, label, literal_or, named

__all__ = [
    "asc", "asc_nulls_first", "asc_nulls_last", "broadcast", "call_function", "col", "column",
    "desc", "desc_nulls_first", "desc_nulls_last", "expr", "lit", "udf", "when",
]  # fmt: skip

column = col


class Cases(Expr):
    """Is a condition's value that may have more cases; NULL where none is true."""

    __slots__ = ("_cases",)

    def __init__(self, cases: tuple[tuple[n.Node, n.Node], ...]):
        """Takes pairs of condition and value; use ``when``."""
        self._cases = cases
        super().__init__(_named(Then(cases)))

    def when(self, condition: Any, value: Any) -> Cases:
        """Adds a case for rows where none so far is true."""
        return Cases((*self._cases, (by_name(condition)._node, literal_or(value)._node)))

    def otherwise(self, value: Any) -> Expr:
        """Says what holds where no case is true."""
        return Expr(_named(Then(self._cases, literal_or(value)._node)))


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


def _named(made: Expr) -> n.Node:
    node = made._node
    assert isinstance(node, n.Named)
    text = n.write(node).replace('"', "").replace("'", "")
    return n.Named(node.children[0], text)


def asc(col: Any) -> Expr:
    """Sorts from the least value up, NULLs first."""
    return by_name(col).asc()


def asc_nulls_first(col: Any) -> Expr:
    """Sorts from the least value up, NULLs first."""
    return by_name(col).asc_nulls_first()


def asc_nulls_last(col: Any) -> Expr:
    """Sorts from the least value up, NULLs last."""
    return by_name(col).asc_nulls_last()


def desc(col: Any) -> Expr:
    """Sorts from the greatest value down, NULLs last."""
    return by_name(col).desc()


def desc_nulls_first(col: Any) -> Expr:
    """Sorts from the greatest value down, NULLs first."""
    return by_name(col).desc_nulls_first()


def desc_nulls_last(col: Any) -> Expr:
    """Sorts from the greatest value down, NULLs last."""
    return by_name(col).desc_nulls_last()


def broadcast(df: Any) -> Any:
    """Returns the frame: the optimizer takes no hints."""
    return df


def call_function(funcName: str, *cols: Any) -> Expr:
    """Calls any of Spark's functions over single rows; texts are columns."""
    items = [by_name(item) for item in cols]
    return named(spark_call(funcName, *(item._node for item in items)), funcName, items)


def udf(f: Any = None, returnType: Any = "string") -> Any:
    """Makes a function of Python's one of columns.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> @F.udf(returnType="double")
    ... def miles(km):
    ...     return km * 0.62
    >>> lb.from_dict({"km": [10.0, 50.0]}).select(miles("km")).rows(named=True)
    [{'miles(km)': 6.2}, {'miles(km)': 31.0}]
    """
    if not callable(f) or isinstance(f, type):
        kind = returnType if f is None else f
        return lambda function: udf(function, kind)
    return _over_columns(f, returnType)


def _over_columns(function: Callable[..., Any], kind: Any) -> Callable[..., Expr]:
    name = getattr(function, "__name__", "udf").replace("<lambda>", "lambda")

    def called(*cols: Any) -> Expr:
        items = [by_name(item) for item in cols]
        if len(items) == 1:
            made = items[0].map_elements(function, kind, skip_nulls=False)
        else:
            fields = [item.alias(f"_{i}") for i, item in enumerate(items)]
            made = f.struct(*fields).map_elements(lambda row: function(*row.values()), kind)
        shown = ", ".join(map(label, items))
        return made.alias(f"{name}({shown})")

    called.__name__, called.__doc__ = name, function.__doc__
    return called
