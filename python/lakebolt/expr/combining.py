"""Functions that make one column of several: ``lakebolt.struct``, ``concat_str`` and the like."""

from __future__ import annotations

import builtins
from typing import Any

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import IntoExpr, binary, call, column, struct_of, template, value, wrap
from lakebolt.expr.expr import Expr
from lakebolt.expr.literal import text_literal
from lakebolt.expr.spread import joined

__all__ = [
    "arctan2",
    "concat_arr",
    "concat_list",
    "concat_str",
    "format",
    "struct",
]


def flat_arguments(items: tuple[Any, ...]) -> list[Any]:
    """Returns arguments with lists and tuples among them unpacked."""
    out: list[Any] = []
    for item in items:
        out.extend(item if isinstance(item, (list, tuple)) else [item])
    return out


def concat_str(*exprs: IntoExpr, separator: str = "", ignore_nulls: bool = False) -> Expr:
    """Joins columns as text; NULL if one is, unless ``ignore_nulls``."""

    def join(nodes: list[n.Node]) -> n.Node:
        return _text_of(nodes, separator, ignore_nulls)

    return joined("concat_str", flat_arguments(exprs), join)


def _text_of(nodes: list[n.Node], separator: str = "", ignore_nulls: bool = False) -> n.Node:
    name = n.name_of(nodes[0])
    texts = [template("CAST({} AS VARCHAR)", node) for node in nodes]
    if ignore_nulls:
        return n.Named(call("concat_ws", n.Raw(text_literal(separator)), *texts), name)
    out = texts[0]
    for text in texts[1:]:
        if separator:
            out = binary("||", n.OTHER, out, value(separator))
        out = binary("||", n.OTHER, out, text)
    return n.Named(out, name)


def format(text: str, *exprs: IntoExpr) -> Expr:  # noqa: A001 - the name is Polars'
    """Puts columns as text where ``{}`` stands.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [1]}).select(lb.format("<{}>", "a")).item()
    '<1>'
    """
    pieces = text.split("{}")
    if builtins.len(pieces) - 1 != builtins.len(exprs):
        raise errors.InterfaceError(
            f"{builtins.len(pieces) - 1} places, but {builtins.len(exprs)} expressions"
        )
    out = [value(pieces[0])]
    for item, piece in zip(exprs, pieces[1:]):
        out += [column(item), value(piece)]
    return wrap(_text_of(out)).alias(n.name_of(column(exprs[0])) if exprs else "literal")


def concat_list(*exprs: IntoExpr) -> Expr:
    """Makes a list of columns."""
    return joined("concat_list", flat_arguments(exprs), lambda nodes: call("list_value", *nodes))


def struct(*exprs: IntoExpr, **named: IntoExpr) -> Expr:
    """Makes a struct of columns.

    >>> import lakebolt as lb
    >>> lb.from_dict({"a": [1], "b": [2]}).select(lb.struct("a", c="b").alias("s")).item()
    {'a': 1, 'c': 2}
    """
    more = [wrap(n.Named(column(item), name)) for name, item in named.items()]

    def join(nodes: list[n.Node]) -> n.Node:
        fields = [(n.name_of(node), node) for node in nodes]
        return n.Named(struct_of(fields), fields[0][0] if fields else "literal")

    return joined("struct", [*flat_arguments(exprs), *more], join)


def arctan2(y: IntoExpr, x: IntoExpr) -> Expr:
    """Returns the angle of the point (y, x)."""
    return wrap(call("atan2", column(y), column(x)))

concat_arr = concat_list
