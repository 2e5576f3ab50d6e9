"""Finds the columns that are named by the frame they come from: ``df.km``, ``col("a.km")``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lakebolt.expr.base import call, value
from lakebolt.expr.node import Column, Named, Node, Selection, rebuild, walk
from lakebolt.frame.plan import Plan

if TYPE_CHECKING:
    from lakebolt.frame.writer import Writer


class ColumnOf(Column):
    """Is a column of a frame, wherever a join of that frame with others puts it."""

    __slots__ = ("plan",)

    def __init__(self, column: str, plan: Plan):
        """Names a column of ``plan``."""
        super().__init__(column)
        self.plan = plan


class Aliased(Plan):
    """Gives a frame a name by which its columns can be asked for."""

    __slots__ = ("name",)

    def __init__(self, source: Plan, name: str):
        """Calls ``source`` by a name."""
        super().__init__(source.columns, (source,))
        self.name = name
        self.has_origins = True

    def write(self, writer: Writer, ordered: bool) -> Any:
        """Writes nothing of its own."""
        return writer.block(self.inputs[0])


def located(node: Node, plan: Plan) -> Node:
    """Returns an expression with the names that its columns have in ``plan``."""
    known = {name.casefold() for name in plan.columns}
    if not any(_is_foreign(part, plan, known) for part in walk(node)):
        return node

    def change(part: Node) -> Node:
        if not isinstance(part, Column) or not _is_foreign(part, plan, known):
            return part
        if isinstance(part, ColumnOf):
            found = name_in(plan, part.plan, part.column)
            return part if found is None else Column(found)
        return _dotted(part, plan, known)

    return rebuild(node, change)


def _is_foreign(part: Node, plan: Plan, known: set[str]) -> bool:
    if isinstance(part, ColumnOf):
        return plan.has_origins and part.plan is not plan
    return isinstance(part, Column) and "." in part.column and part.column.casefold() not in known


def _dotted(part: Column, plan: Plan, known: set[str]) -> Node:
    """Returns the column of an alias, all of them, or the field of a struct."""
    first, _, rest = part.column.partition(".")
    alias = find_alias(plan, first)
    if alias is not None:
        if rest == "*":
            found = [name_in(plan, alias, name) for name in alias.columns]
            names = [name for name in found if name is not None]
            return Selection(lambda choice: names, part.column)
        name = name_in(plan, alias, rest)
        return part if name is None else Column(name)
    if first.casefold() not in known:
        return part
    out: Node = Column(first)
    fields = rest.split(".")
    for field in fields:
        out = call("struct_extract", out, value(field))
    return Named(out, fields[-1])


def find_alias(plan: Plan, name: str) -> Plan | None:
    """Returns the nearest step below, or the plan itself, that has an alias."""
    if not plan.has_origins:
        return None
    for step in reversed(_inputs_first(plan)):
        if isinstance(step, Aliased) and step.name.casefold() == name.casefold():
            return step
    return None


def name_in(plan: Plan, owner: Plan, name: str) -> str | None:
    """Returns what a column of ``owner`` is called in ``plan``, which is made of it; else None."""
    from lakebolt.frame.combine import Join

    found: dict[int, str | None] = {}
    for step in _inputs_first(plan):
        if step is owner:
            own = (column for column in step.columns if column.casefold() == name.casefold())
            found[id(step)] = next(own, None)
        elif isinstance(step, Join):
            left, right = (found[id(source)] for source in step.inputs)
            shown = None if left is None else step.shown(0, left)
            if shown is None and right is not None:
                shown = step.shown(1, right)
            found[id(step)] = shown
        else:
            below = found[id(step.inputs[0])] if step.inputs else None
            found[id(step)] = below if below in step.columns else None
    return found[id(plan)]


def _inputs_first(plan: Plan) -> list[Plan]:
    from lakebolt.frame.writer import inputs_first

    return inputs_first(plan)


def sided(condition: Node, left: Plan, right: Plan) -> Node:
    """Returns a join's condition with the side of each column that says whose it is."""
    from lakebolt.frame.combine import LEFT, RIGHT, Qualified

    def change(part: Node) -> Node:
        if not isinstance(part, Column):
            return part
        for side, plan, other in ((LEFT, left, right), (RIGHT, right, left)):
            if isinstance(part, ColumnOf):
                # A frame that the other side is made of, too, is meant as it stands.
                own = part.plan is plan or part.plan is not other
                found = name_in(plan, part.plan, part.column) if own else None
            else:
                prefix, _, rest = part.column.partition(".")
                alias = find_alias(plan, prefix) if rest else None
                found = None if alias is None else name_in(plan, alias, rest)
            if found is not None:
                return Qualified(side, found)
        return part

    return rebuild(condition, change)
