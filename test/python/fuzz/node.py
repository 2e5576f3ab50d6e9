"""Holds SQL as a tree, so that a failing query can be made smaller piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Union

Part = Union[str, "Node"]


@dataclass
class Node:
    """Is a piece of SQL: text and further pieces.

    `sort` names what may stand in its place: a type of expression ("int", "bool"), "query", or a
    clause. An `optional` piece may also be left out.
    """

    sort: str
    parts: list[Part] = field(default_factory=list)
    optional: bool = False

    def sql(self) -> str:
        """Returns the text."""
        return "".join(part if isinstance(part, str) else part.sql() for part in self.parts)

    def walk(self) -> Iterator["Node"]:
        """Goes through the piece and all below it, outer ones first."""
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part.walk()

    def size(self) -> int:
        """Counts the pieces."""
        return sum(1 for _ in self.walk())


def node(sort: str, *parts: Part, optional: bool = False) -> Node:
    """Makes a piece out of text and pieces."""
    return Node(sort, list(parts), optional)


def joined(sort: str, pieces: list[Node], separator: str = ", ") -> Node:
    """Makes a list of pieces; every one but the first can be left out with its separator."""
    parts: list[Part] = []
    for i, piece in enumerate(pieces):
        parts.append(piece if i == 0 else Node(sort + "_item", [separator, piece], optional=True))
    return Node(sort, parts)
