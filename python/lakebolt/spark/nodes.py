"""The parts of expressions that only Spark has: generators, look-ups by place or key, casts."""

from __future__ import annotations

from typing import Any

from lakebolt.datatype import DataType
from lakebolt.expr import node as n
from lakebolt.expr.base import call, fields_call, template, unless_null
from lakebolt.expr.literal import text_literal


class Generator(n.Named):
    """Makes rows, of one column or of several; stands alone in a SELECT list."""

    __slots__ = ("names",)

    def __init__(self, plain: n.Node, made: n.Node, names: tuple[str, ...] = ()):
        """Takes what stands for it in frames that are not Spark's, and the generator's call."""
        super().__init__(plain, names[0] if names else "col")
        self.children = (plain, made)
        self.names = names

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns the generator over other parts."""
        return Generator(children[0], children[1], self.names)

    def called(self, names: tuple[str, ...]) -> Generator:
        """Returns the generator with names for its columns."""
        return Generator(self.children[0], self.children[1], names)


class Lookup(n.Template):
    """Looks an element up as Spark's brackets do, by a place from 0, a key or a field's name."""

    __slots__ = ()

    def __init__(self, child: n.Node, key: n.Node):
        """Looks ``key`` up in ``child``."""
        super().__init__(("", "[", "]"), (child, key), (n.ATOM, 0), n.ATOM)

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns the look-up over other parts."""
        return type(self)(*children)

    def pieces(self) -> list[Any]:
        """Returns the brackets of our own dialect, in which places count from 1."""
        key = self.children[1]
        if isinstance(key, n.Named) and isinstance(key.children[0], n.Raw):
            text = key.children[0].text
            if text.isdigit():
                return [(self.children[0], n.ATOM), f"[{int(text) + 1}]"]
        return super().pieces()


class SparkLookup(Lookup):
    """Is a look-up in a frame of Spark's, whose brackets count from 0."""

    __slots__ = ()

    def pieces(self) -> list[Any]:
        """Returns the brackets."""
        return n.Template.pieces(self)


class FieldsDropped(n.Node):
    """Is a struct without some fields; which are left is known once the struct's type is."""

    __slots__ = ("names",)

    def __init__(self, child: n.Node, names: tuple[str, ...]):
        """Drops ``names``."""
        super().__init__((child,))
        self.names = names

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns the same of another struct."""
        return FieldsDropped(children[0], self.names)

    def left(self, fields: list[str]) -> n.Node:
        """Returns a struct of the other fields."""
        gone = {name.casefold() for name in self.names}
        left = [
            (name, call("struct_extract", self.children[0], n.Raw(text_literal(name))))
            for name in fields
            if name.casefold() not in gone
        ]
        made = fields_call("struct_pack", [], left)
        return unless_null(self.children[0], made)

    def pieces(self) -> list[Any]:
        """Returns the struct."""
        return [(self.children[0], n.ATOM)]


def spark_name(kind: Any) -> str:
    """Returns a type's name in Spark, for one of ours, Spark's or Python's."""
    from lakebolt.spark import types as t

    return _type(kind).simpleString() if not isinstance(kind, t.DataType) else kind.simpleString()


def _type(kind: Any) -> Any:
    from lakebolt.datatype import data_type
    from lakebolt.spark import types as t
    from lakebolt.spark.type_text import of_engine

    if isinstance(kind, t.DataType):
        return kind
    return t.parsed(kind) if type(kind) is str else of_engine(data_type(kind))


def cast_node(child: n.Node, kind: Any, strict: bool) -> n.Node:
    """Returns a cast to a type of Spark's; ``strict``: what cannot be cast is an error."""
    made = _type(kind)
    sql = str(kind) if isinstance(kind, DataType) else made.toSql()
    return template(f"{'CAST' if strict else 'TRY_CAST'}({{}} AS {sql})", child)
