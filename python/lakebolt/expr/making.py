"""Functions that make expressions of names, values and SQL: ``lakebolt.col``, ``lit`` and the like."""

from __future__ import annotations

import builtins
import re
from typing import Any

from lakebolt import errors
from lakebolt.datatype import DataType, IntoDataType
from lakebolt.expr import node as n
from lakebolt.expr import selectors
from lakebolt.expr.base import IntoExpr, aggregate, call, column, value, wrap
from lakebolt.expr.expr import Expr

__all__ = [
    "call_aggregate",
    "call_function",
    "col",
    "element",
    "escape_regex",
    "exclude",
    "expr",
    "field",
    "lit",
    "nth",
    "rand",
    "sql_expr",
]


def col(name: Any, *more: Any) -> Expr:
    """Returns a column by its name; several by names, a type, ``*`` or ``^pattern$``.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [1], "b": [2]}).select(lb.col("a", "b") + 1).rows()
    [(2, 3)]
    """
    names = [*(name if isinstance(name, (list, tuple)) else [name]), *more]
    if (
        builtins.len(names) == 1
        and isinstance(names[0], str)
        and not isinstance(names[0], DataType)
    ):
        only = names[0]
        if only == "*":
            return selectors.all()
        if only.startswith("^") and only.endswith("$"):
            return selectors.matches(only)
        return Expr(n.Column(only))
    if builtins.all(isinstance(item, str) and not isinstance(item, DataType) for item in names):
        return _of_names(list(names))
    if builtins.all(
        isinstance(item, (DataType, type)) or hasattr(item, "bit_width") for item in names
    ):
        return selectors.by_dtype(*names)
    raise errors.InterfaceError(
        f"col expects names or types of columns, not {type(names[0]).__name__}; "
        "values are written lit(...)"
    )


def _of_names(items: list[str]) -> Expr:
    """Returns columns in the order of their names, or in the frame's if one is a pattern."""
    patterns = [item for item in items if item.startswith("^") and item.endswith("$")]
    if not patterns:
        return Expr(n.Selection(lambda choice: items, f"col({items})"))

    def choose(choice: selectors.Choice) -> list[str]:
        chosen = {name for item in patterns for name in selectors.matches(item)._names(choice)}
        found = [name for name in choice.names if name in chosen or name in items]
        missing = [item for item in items if item not in choice.names and item not in patterns]
        return found + missing

    return Expr(n.Selection(choose, f"col({items})"))


def lit(item: Any, dtype: IntoDataType | None = None) -> Expr:
    """Returns a value as an expression.

    >>> import lakebolt as lb
    >>> print(lb.lit("it's"), lb.lit(2.5))
    'it''s' 2.5e0
    """
    out = wrap(value(item))
    return out if dtype is None else out.cast(dtype).alias("literal")


def expr(text: str) -> Expr:
    """Returns SQL as an expression.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [1]}).select(lb.expr("a + 1 AS b")).rows(named=True)
    [{'b': 2}]
    """
    if not isinstance(text, str):
        raise errors.InterfaceError(f"SQL must be a str, not {type(text).__name__}")
    found = re.search(r"(?is)^(.*)\s+AS\s+(?:\"((?:[^\"]|\"\")+)\"|(\w+))\s*$", text)
    if found is not None:
        name = found[2].replace('""', '"') if found[2] else found[3]
        return wrap(n.Named(n.Raw(found[1], name, 0, False), name))
    simple = re.fullmatch(r"\s*(\w+)\s*", text)
    return wrap(n.Raw(text, simple[1] if simple else text, 0, False))

sql_expr = expr


def exclude(*names: Any) -> Expr:
    """Returns all columns but some."""
    return selectors.exclude(*names)


def element() -> Expr:
    """Stands for the element in ``list.eval`` and ``list.filter``."""
    return wrap(n.Parameter(n.ELEMENT, "element"))


def field(name: str) -> Expr:
    """Returns a field of the element in ``list.eval``, or of the struct in ``with_fields``."""
    return element().struct.field(name)


def nth(*places: int) -> Expr:
    """Returns columns by their places, from 0."""
    return selectors.by_index(*places)


def call_function(function: str, *exprs: IntoExpr) -> Expr:
    """Calls any function of SQL over single rows; texts are columns.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": ["x"]}).select(lb.call_function("repeat", "a", 3)).item()
    'xxx'
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z_0-9]*", function):
        raise errors.InterfaceError(f"{function!r} is no name of a function")
    return wrap(call(function, *map(column, exprs)))


def call_aggregate(function: str, *exprs: IntoExpr) -> Expr:
    """Calls any aggregate of SQL; texts are columns."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z_0-9]*", function):
        raise errors.InterfaceError(f"{function!r} is no name of a function")
    nodes = [column(item) for item in exprs]
    return wrap(aggregate(function, nodes[0], *nodes[1:]))


def escape_regex(text: str) -> str:
    """Writes text so that a regular expression matches just that."""
    return re.escape(text)


def rand(seed: int | None = None) -> Expr:
    """Returns a random number from 0 to below 1, another for each row."""
    if seed is not None:
        raise errors.NotSupportedError("rand takes no seed; sample does")
    return wrap(n.Raw("random()", "rand", constant=False))
