"""Names columns as Spark does: ``upper(city)``, ``sum(km)``, ``(km + 1)``."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import TYPE_CHECKING, Any

from lakebolt.expr import node as n
from lakebolt.expr.base import Base, column, value
from lakebolt.spark.sql_text import plain_name

if TYPE_CHECKING:
    from lakebolt.spark.column import Column


class Shown(n.Named):
    """Names a column otherwise than where it is part of an expression: ``a`` and ``CAST(a AS INT)``."""

    __slots__ = ("within",)

    def __init__(self, child: n.Node, name: str, within: str):
        """Takes the name that the column has, and the text within others."""
        super().__init__(child, name)
        self.within = within

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns the names over another child."""
        return Shown(children[0], self.name, self.within)


class Alias(n.Named):
    """Is a name that a program gave a column, and that Spark shows within others."""

    __slots__ = ()

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns the name over another child."""
        return Alias(children[0], self.name)


def label(item: Any) -> str:
    """Returns what Spark calls an argument within the name of a call."""
    if not isinstance(item, Base):
        return ", ".join(map(label, item)) if isinstance(item, (list, tuple)) else shown(item)
    node = item._node
    if isinstance(node, Alias):
        return f"{label(wrapped(node.children[0]))} AS {node.name}"
    if isinstance(node, Shown):
        return node.within
    if isinstance(node, n.Named) and node.name == "":
        return ""
    if isinstance(node, (n.Column, n.Named, n.Selection)):
        return n.name_of(node)
    text = n.write(node).replace('"', "")
    if isinstance(node, n.Raw):
        return text[1:-1] if text.startswith("'") else text
    return text if node.precedence == n.ATOM else f"({text})"


def shown(item: Any) -> str:
    """Returns a value of Python's as Spark writes it.

    >>> shown(1e10), shown(None), shown(True), shown("a")
    ('1.0E10', 'NULL', 'true', 'a')
    """
    if item is None or isinstance(item, bool):
        return {None: "NULL", True: "true", False: "false"}[item]
    if isinstance(item, float):
        return float_text(item)
    if isinstance(item, decimal.Decimal):
        return format(item, "f")
    if isinstance(item, datetime.datetime):
        return f"TIMESTAMP '{item.isoformat(sep=' ')}'"
    if isinstance(item, datetime.date):
        return f"DATE '{item.isoformat()}'"
    return str(item)


def float_text(number: float) -> str:
    """Returns a number as Java prints it.

    >>> float_text(1.5e-7), float_text(123456789.125), float_text(0.001), float_text(-0.0)
    ('1.5E-7', '1.23456789125E8', '0.001', '-0.0')
    """
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        return format(decimal.Decimal(repr(number)), "f") if "e" in repr(number) else repr(number)
    sign, digits, exponent = decimal.Decimal(repr(number)).normalize().as_tuple()
    text = "".join(map(str, digits))
    assert isinstance(exponent, int)
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{exponent + len(text) - 1}"


def wrapped(node: n.Node) -> Column:
    """Returns a column of a tree."""
    from lakebolt.spark.column import Column

    return Column(node)


def named(node: n.Node, function: str, arguments: Any) -> Column:
    """Returns a call with the name that Spark gives its column."""
    return wrapped(n.Named(node, f"{function}({', '.join(map(label, arguments))})"))


def by_name(item: Any) -> Column:
    """Returns a column of a name, or what an argument is."""
    if isinstance(item, (Base, str)):
        return wrapped(column(plain_name(item)))
    return literal_or(item)


def literal_or(item: Any) -> Column:
    """Returns a value, of a text too, or what an argument is."""
    if isinstance(item, Base):
        return wrapped(item._node)
    return wrapped(n.Named(value(item), _literal_label(item)))


def _literal_label(item: Any) -> str:
    if isinstance(item, (list, tuple)):
        return f"array({', '.join(map(_literal_label, item))})"
    return shown(item)
