"""The step that makes rows of generators: explode, posexplode, inline, stack and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.datatype import identifier
from lakebolt.expr import node as n
from lakebolt.frame.block import Block
from lakebolt.frame.plan import Plan
from lakebolt.frame.writer import written
from lakebolt.spark.nodes import Generator

if TYPE_CHECKING:
    from lakebolt.frame.writer import Writer


class Generated(Plan):
    """Computes a SELECT list with a generator; its columns are known once it is described."""

    __slots__ = ("texts",)

    def __init__(self, source: Plan, texts: list[str]):
        """Takes the SELECT list as SQL."""
        super().__init__(("col",), (source,))  # until it is described
        self.texts = texts

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes the SELECT list over a SELECT of its own."""
        block = writer.fresh(writer.block(self.inputs[0]))
        block.items = list(self.texts)
        block.over_rows = True
        return block


def item_text(name: str, node: n.Node) -> str:
    """Writes a column of a SELECT list, or a generator with the names of its columns."""
    if not isinstance(node, Generator):
        return written([(name, node)])[0]
    text = n.write(node.children[1])
    names = ", ".join(map(identifier, node.names))
    if len(node.names) > 1:
        return f"{text} AS ({names})"
    return f"{text} AS {names}" if names else text
