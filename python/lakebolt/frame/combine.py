"""Steps over several inputs: joins and set operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.datatype import identifier
from lakebolt.expr.node import Column, Node, rebuild, write
from lakebolt.frame.block import Block
from lakebolt.frame.plan import Plan

if TYPE_CHECKING:
    from lakebolt.frame.writer import Writer

LEFT, RIGHT = "l", "r"


class Join(Plan):
    """Joins two inputs; the SELECT list says of each output column what it is made from."""

    __slots__ = ("kind", "conditions", "outputs")

    def __init__(
        self,
        left: Plan,
        right: Plan,
        kind: str,
        conditions: list[str],
        outputs: list[tuple[str, str]],
    ):
        """Joins as SQL's ``kind`` does; conditions and outputs are SQL over ``l`` and ``r``."""
        super().__init__([name for name, _ in outputs], (left, right))
        self.has_origins = True
        self.kind = kind
        self.conditions = conditions
        self.outputs = outputs
        self.zones = {
            shown.casefold(): zone
            for side, source in zip((LEFT, RIGHT), (left, right))
            for name, zone in _zones(source)
            for shown, text in outputs
            if f"{side}.{identifier(name)}" in (text, text[len("coalesce(") :].partition(",")[0])
        }

    def shown(self, side: int, name: str) -> str | None:
        """Returns what a column of the left (0) or right (1) input is called in the output."""
        text = f"{(LEFT, RIGHT)[side]}.{identifier(name)}"
        for shown, output in self.outputs:
            if output == text or (output.startswith("coalesce(") and text in output):
                return shown
        # Of columns that are equal in all rows only one is there.
        return name if name in self.columns and self.kind in ("INNER", "LEFT", "RIGHT") else None

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants none: joins give rows in any order."""
        return (False, False)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes FROM … JOIN … ON."""
        left, right = (writer.source(plan) for plan in self.inputs)
        join = f"{left} AS {LEFT}\n{self.kind} JOIN {right} AS {RIGHT}"
        if self.conditions:
            join += "\nON " + " AND ".join(self.conditions)
        block = Block(join)
        block.items = [_output(name, text) for name, text in self.outputs]
        block.defined = {name.casefold() for name in self.columns}
        return block


def _zones(source: Plan) -> list[tuple[str, str]]:
    """Returns the columns of an input that have a zone, with it."""
    zones = ((name, source.zones.get(name.casefold())) for name in source.columns)
    return [(name, zone) for name, zone in zones if zone is not None]


def _output(name: str, text: str) -> str:
    alias = identifier(name)
    return text if text.endswith("." + alias) else f"{text} AS {alias}"


class SetOperation(Plan):
    """Puts inputs together by UNION, INTERSECT or EXCEPT."""

    __slots__ = ("operator",)

    def __init__(self, inputs: list[Plan], operator: str, columns: list[str]):
        """Puts ``inputs`` together from the left."""
        super().__init__(columns, tuple(inputs))
        self.operator = operator
        shared = [
            {source.zones.get(source.columns[i].casefold()) for source in inputs}
            for i in range(len(columns))
        ]
        self.zones = {
            name.casefold(): zone
            for name, found in zip(columns, shared)
            for zone in found
            if zone is not None and len(found) == 1
        }

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes the operation; names are those of the first input."""
        parts = [f"SELECT * FROM {writer.source(plan)}" for plan in self.inputs]
        text = f"\n{self.operator}\n".join(parts)
        return Block(f"({text})", whole=text)


def qualified(node: Node, sides: dict[str, tuple[str, str]]) -> str:
    """Writes a condition over two inputs; ``sides`` says which side's column a name means."""

    def change(part: Node) -> Node:
        if not isinstance(part, Column) or isinstance(part, Qualified):
            return part
        side, name = sides[part.column.casefold()]
        return Qualified(side, name)

    return write(rebuild(node, change))


class Qualified(Column):
    """Is a column of one side of a join."""

    __slots__ = ("side",)

    def __init__(self, side: str, column: str):
        super().__init__(column)
        self.side = side

    def pieces(self) -> list[str]:
        return [f"{self.side}.{identifier(self.column)}"]
