"""Names columns as Spark does: ``upper(city)``, ``sum(km)``."""

from __future__ import annotations

from typing import Any

from lakebolt.expr import node as n
from lakebolt.expr.base import Base, column, value, wrap
from lakebolt.expr.expr import Expr


def label(item: Any) -> str:
    """Returns what Spark calls an argument within the name of a call."""
    if not isinstance(item, Base):
        if item is None or isinstance(item, bool):
            return {None: "NULL", True: "true", False: "false"}[item]
        return ", ".join(map(label, item)) if isinstance(item, (list, tuple)) else str(item)
    node = item._node
    if isinstance(node, (n.Column, n.Named, n.Selection)):
        return n.name_of(node)
    text = n.write(node).replace('"', "")
    if isinstance(node, n.Raw):
        return text[1:-1] if text.startswith("'") else text
    return text if node.precedence == n.ATOM else f"({text})"


def named(node: n.Node, function: str, arguments: Any) -> Expr:
    """Returns a call with the name that Spark gives its column."""
    return wrap(n.Named(node, f"{function}({', '.join(map(label, arguments))})"))


def by_name(item: Any) -> Expr:
    """Returns a column of a name, or what an argument is."""
    return wrap(column(item))


def literal_or(item: Any) -> Expr:
    """Returns a value, of a text too, or what an argument is."""
    return wrap(value(item))
