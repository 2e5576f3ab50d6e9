"""Writes plans as SQL: a chain of common table expressions, each at most one SELECT."""

from __future__ import annotations

from typing import Any

from lakebolt.datatype import identifier
from lakebolt.expr.node import write
from lakebolt.expr.prepare import Item, Prepared
from lakebolt.frame.block import Block
from lakebolt.frame.plan import Plan


class Writer:
    """Writes one plan. No step is written twice, and none recurses: chains may be long.

    Steps that SQL computes in one SELECT anyhow share it. Names of the chain begin with ``#``, so
    that no table of the user's is meant by accident.
    """

    def __init__(self, plan: Plan, ordered: bool = True):
        """Writes ``plan``; ``ordered``: its rows are wanted in their order."""
        self.parameters: dict[str, Any] = {}
        self.tables: dict[str, Any] = {}
        self._names_of_tables: dict[int, str] = {}
        self._ctes: list[tuple[str, str]] = []
        self._blocks: dict[int, Block] = {}
        self._uses: dict[int, int] = {}
        self._prefixes = 0
        order = inputs_first(plan)
        wanted = {id(step): False for step in order}
        wanted[id(plan)] = ordered
        for step in reversed(order):
            for child, wants in zip(step.inputs, step.wants_order(wanted[id(step)])):
                self._uses[id(child)] = self._uses.get(id(child), 0) + 1
                wanted[id(child)] = wanted[id(child)] or wants
        for step in order:
            self._blocks[id(step)] = step.write(self, wanted[id(step)])
        self._last = self._blocks[id(plan)]

    def sql(self) -> str:
        """Returns the query."""
        if not self._ctes:
            return self._last.sql()
        chain = ",\n".join(f"{name} AS (\n{text}\n)" for name, text in self._ctes)
        last = self._last.sql()
        return f"WITH {chain}\n" + (f"({last}\n)" if self._last.whole == last else last)

    def table(self, value: Any, kind: str) -> str:
        """Returns the name of a Python object in the query."""
        name = self._names_of_tables.get(id(value))
        if name is None:
            name = f"#{kind}{len(self.tables) + 1}"
            self._names_of_tables[id(value)] = name
            self.tables[name] = value
        return name

    def prefix(self) -> str:
        """Returns a new prefix for names of parameters."""
        self._prefixes += 1
        return f"p{self._prefixes}"

    def close(self, block: Block) -> str:
        """Returns what stands for a block in FROM: a name of the chain, unless it is a table."""
        if block.untouched() and block.whole is None:
            return block.source
        name = identifier(f"#{len(self._ctes) + 1}")
        self._ctes.append((name, block.sql()))
        return name

    def source(self, plan: Plan) -> str:
        """Returns what stands for a step in FROM."""
        block = self._blocks[id(plan)]
        source = self.close(block)
        self._blocks[id(plan)] = Block(source)
        return source

    def block(self, plan: Plan) -> Block:
        """Returns a step's SELECT, to be gone on with; a new one where others use the step too."""
        if self._uses[id(plan)] > 1:
            return Block(self.source(plan))
        return self._blocks[id(plan)]

    def fresh(self, block: Block) -> Block:
        """Returns a new SELECT over a block."""
        return Block(self.close(block))

    def below(self, block: Block, prepared: Prepared, needs_row: bool) -> Block:
        """Puts what expressions need computed before into SELECTs below them."""
        if needs_row:
            block = self.fresh(block)
            block.items = ["*", f"row_number() OVER () AS {identifier(prepared.row)}"]
            block.over_rows = True
        for level in prepared.levels:
            block = self.fresh(block)
            block.items = ["*", *written(level)]
            block.over_rows = True
        return self.fresh(block) if needs_row or prepared.levels else block


def written(items: list[Item]) -> list[str]:
    """Writes a SELECT list."""
    out = []
    for name, node in items:
        text, alias = write(node), identifier(name)
        out.append(text if text == alias else f"{text} AS {alias}")
    return out


def inputs_first(plan: Plan) -> list[Plan]:
    """Returns the steps that a plan is made of, each once and behind its inputs."""
    order: list[Plan] = []
    seen: set[int] = set()
    stack: list[tuple[Plan, bool]] = [(plan, False)]
    while stack:
        step, visited = stack.pop()
        if visited:
            order.append(step)
        elif id(step) not in seen:
            seen.add(id(step))
            stack.append((step, True))
            stack.extend((child, False) for child in reversed(step.inputs))
    return order
