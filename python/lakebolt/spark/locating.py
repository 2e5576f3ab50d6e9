"""Finds out what names and look-ups in expressions mean in a frame of Spark's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Sequence

from lakebolt.expr import node as n
from lakebolt.expr.base import template
from lakebolt.frame.origin import find_alias
from lakebolt.spark import types as t
from lakebolt.spark.labels import Shown
from lakebolt.spark.nodes import FieldsDropped, Lookup, SparkLookup
from lakebolt.spark.type_text import of_engine

if TYPE_CHECKING:
    from lakebolt.frame.plan import Plan
    from lakebolt.spark.frame import DataFrame


_DOTTED = re.compile(
    r"((?<![\w'.`])(?:`[^`]+`|[A-Za-z_]\w*)\.(?:`[^`]+`|[A-Za-z_]\w*)(?!\w*\())"
)


def shown_in(frame: DataFrame, node: n.Node) -> n.Node:
    """Returns an expression in which columns are named as the plan names them, not as shown."""

    def change(part: n.Node) -> n.Node:
        return _column(frame, part) if type(part) is n.Column else part

    return n.rebuild(node, change) if frame._shown else node


def with_aliases(node: n.Node, plans: Sequence[Plan]) -> n.Node:
    """Returns an expression whose SQL looks at columns of aliases by what those stand for."""

    def change(part: n.Node) -> n.Node:
        if not isinstance(part, n.Raw) or part.precedence_ != 0:
            return part
        texts, columns = [""], []
        for place, piece in enumerate(_DOTTED.split(part.text)):
            first = piece.partition(".")[0].strip("`")
            if place % 2 and any(find_alias(plan, first) is not None for plan in plans):
                columns.append(n.Column(piece.replace("`", "")))
                texts.append("")
            else:
                texts[-1] += piece
        if not columns:
            return part
        return n.Template(tuple(texts), tuple(columns), (n.ATOM,) * len(columns), 0)

    return n.rebuild(node, change)


def located_in(frame: DataFrame, node: n.Node) -> n.Node:
    """Returns an expression with Spark's look-ups."""

    def change(part: n.Node) -> n.Node:
        if type(part) is Lookup:
            return SparkLookup(*part.children)
        if isinstance(part, FieldsDropped):
            kind = type_of(frame, part.children[0])
            return part.left(kind.names if isinstance(kind, t.StructType) else [])
        if isinstance(part, n.Template) and part.texts[0] == "struct_extract(":
            return _field(frame, part)
        if isinstance(part, n.Named) and isinstance(part.children[0], SparkLookup):
            return _named_field(frame, part)
        return part

    return n.rebuild(node, change)


def _column(frame: DataFrame, part: n.Column) -> n.Node:
    if part.column in frame._shown:
        return part
    found = frame._internal(part.column)
    return n.Column(frame._name(part.column)) if found and found != [part.column] else part


def _named_field(frame: DataFrame, part: n.Named) -> n.Node:
    """Returns a look-up with the name it has if it is that of a struct's field."""
    child, key = part.children[0].children
    if isinstance(key, n.Named) and not key.name.isdigit() and part.name.endswith(f"[{key.name}]"):
        if isinstance(type_of(frame, child), t.StructType):
            name = f"{part.name[: -len(key.name) - 2]}.{key.name}"
            return Shown(part.children[0], name, name)
    return part


def _field(frame: DataFrame, part: n.Template) -> n.Node:
    """Returns a field of a struct, or of each struct in an array."""
    child, name = part.children
    kind = type_of(frame, child)
    if isinstance(kind, t.ArrayType):
        return template('list_transform({}, lambda "#s": struct_extract("#s", {}))', child, name)
    if isinstance(kind, t.MapType):
        return SparkLookup(child, name)
    return part


def type_of(frame: DataFrame, node: n.Node) -> t.DataType | None:
    """Returns the type of an expression, or None if it stands in another one only."""
    from lakebolt import errors
    from lakebolt.frame.steps import Project

    if isinstance(node, n.Column):
        for name, kind in frame._types().items():
            if name.casefold() == node.column.casefold():
                return of_engine(kind)
        return None
    try:
        made: Any = frame._with(Project(frame._plan, [("x", node)]))
        return of_engine(made._types()["x"])
    except errors.Error:
        return None


