"""Functions of Python's over columns: ``udf`` and ``pandas_udf``."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable

from lakebolt.spark import types as t
from lakebolt.spark.column import Column
from lakebolt.spark.labels import by_name, label, wrapped
from lakebolt.spark.values import converter


class UserColumns:
    """Is a function of Python's, called with columns."""

    def __init__(self, function: Callable[..., Any], returnType: Any, pandas: str = ""):
        """Takes the function and the type of what it returns; ``pandas``: with series of what."""
        functools.update_wrapper(self, function)
        self.func = function
        self.returnType = _type(returnType)
        self._pandas = pandas
        self._name = getattr(function, "__name__", type(function).__name__)

    def __call__(self, *cols: Any) -> Column:
        """Calls the function with columns."""
        from lakebolt.expr import node as n

        items = [by_name(item) for item in cols]
        made = self._made().node([item._node for item in items])
        shown = ", ".join(map(label, items))
        return wrapped(n.Named(made, f"{self._name}({shown})"))

    def _made(self) -> Any:
        from lakebolt.udfs.function import UserFunction

        kind = self.returnType.toSql()
        if not self._pandas:
            # Spark has no text of numbers where text is promised: the value becomes NULL or text.
            called = _Called(self.func, self.returnType)
            return UserFunction(called, return_type=kind, null_handling="special",
                                side_effects=True)  # fmt: skip
        over = _OverSeries(self.func, self._pandas)
        return UserFunction(over, return_type=kind, type="arrow", null_handling="special",
                            side_effects=True, aggregate=self._pandas == "scalar")  # fmt: skip

    def register(self, connection: Any, name: str) -> None:
        """Makes the function one of SQL under a name."""
        count = len(inspect.signature(self.func).parameters)
        connection.create_function(
            name, _Called(self.func, self.returnType), [None] * count if count else [],
            self.returnType.toSql(), null_handling="special",
        )  # fmt: skip

    def asNondeterministic(self) -> UserColumns:
        """Returns the function: it is called for each row anyway."""
        return self


class _Called:
    """Calls a function with values as PySpark has them."""

    def __init__(self, function: Callable[..., Any], kind: t.DataType):
        self.function, self.kind = function, kind
        self.__name__ = getattr(function, "__name__", "function").strip("<>")

    def __call__(self, *values: Any) -> Any:
        return fitting(self.function(*map(_inward, values)), self.kind)


def _inward(value: Any) -> Any:
    """Returns a struct as a row."""
    if isinstance(value, dict):
        kind = t.StructType([t.StructField(str(name), t.NullType()) for name in value])
        return converter(kind)(value)
    if isinstance(value, list):
        return [_inward(item) for item in value]
    return value


def fitting(value: Any, kind: t.DataType) -> Any:
    """Returns what a function gave as a value of its type, or None if it is none."""
    if value is None:
        return None
    if isinstance(kind, t.StructType):
        if isinstance(value, dict):
            return {field.name: fitting(value.get(field.name), field.dataType)
                    for field in kind.fields}  # fmt: skip
        return {field.name: fitting(item, field.dataType)
                for field, item in zip(kind.fields, value)}  # fmt: skip
    if isinstance(kind, t.ArrayType):
        return [fitting(item, kind.elementType) for item in value]
    if isinstance(kind, t.StringType):
        from lakebolt.spark.text_output import cell_text

        return value if isinstance(value, str) else cell_text(value)
    if isinstance(kind, (t.IntegerType, t.LongType, t.ShortType, t.ByteType)):
        whole = isinstance(value, int) or type(value).__name__.startswith(("int", "uint"))
        return int(value) if whole and not isinstance(value, bool) else None
    if isinstance(kind, (t.DoubleType, t.FloatType)):
        real = isinstance(value, float) or type(value).__name__.startswith("float")
        return float(value) if real else None
    return value


class _OverSeries:
    """Calls a function of pandas series with Arrow arrays."""

    def __init__(self, function: Callable[..., Any], kind: str):
        self.function, self.kind = function, kind
        self.__name__ = getattr(function, "__name__", "function").strip("<>")

    def __call__(self, *columns: Any) -> Any:
        import pyarrow

        series = [column.to_pandas() for column in columns]
        if self.kind == "iterator":
            given: Any = iter([series[0] if len(series) == 1 else tuple(series)])
            made = list(self.function(given))[0]
        else:
            made = self.function(*series)
        if self.kind == "scalar":
            return made.item() if hasattr(made, "item") else made
        if hasattr(made, "to_dict") and made.ndim == 2:
            return pyarrow.Table.from_pandas(made, preserve_index=False).to_struct_array()
        return pyarrow.Array.from_pandas(made)


def _type(kind: Any) -> t.DataType:
    return kind if isinstance(kind, t.DataType) else t.parsed(kind)


def udf(f: Any = None, returnType: Any = "string", *, useArrow: Any = None) -> Any:
    """Makes a function of Python's one of columns.

    >>> import lakebolt as lb
    >>> from lakebolt.spark import functions as F
    >>> @F.udf(returnType="double")
    ... def miles(km):
    ...     return km * 0.62
    >>> lb.from_dict({"km": [10.0, 50.0]}).select(miles("km")).rows(named=True)
    [{'miles(km)': 6.2}, {'miles(km)': 31.0}]
    """
    del useArrow
    if not callable(f) or isinstance(f, (type, t.DataType)):
        kind = returnType if f is None else f
        return lambda function: UserColumns(function, kind)
    return UserColumns(f, returnType)


def pandas_udf(f: Any = None, returnType: Any = None, functionType: Any = None) -> Any:
    """Makes a function of pandas series one of columns; one that gives a number aggregates."""
    if not callable(f) or isinstance(f, (type, t.DataType)):
        kind = returnType if f is None else f
        return lambda function: pandas_udf(function, kind, functionType)
    return UserColumns(f, returnType, _shape(f))


def _shape(function: Callable[..., Any]) -> str:
    """Tells by a function's hints whether it takes series, or an iterator, and gives a number."""
    hints = {name: str(hint) for name, hint in getattr(function, "__annotations__", {}).items()}
    given = hints.pop("return", "Series")
    if any("Iterator" in hint for hint in hints.values()):
        return "iterator"
    return "series" if "Series" in given or "DataFrame" in given else "scalar"
