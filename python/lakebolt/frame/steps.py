"""Steps over one input: SELECT lists, conditions, sorts, limits, groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.datatype import identifier
from lakebolt.expr.call import Call, is_over_rows
from lakebolt.expr.node import (
    AND,
    ATOM,
    Column,
    Key,
    Named,
    Node,
    Template,
    columns_in,
    walk,
    write,
)
from lakebolt.expr.prepare import (
    Item,
    Prepared,
    prepare_groups,
    prepare_rows,
    refuse_gathered,
)
from lakebolt.frame.block import Block
from lakebolt.frame.plan import Plan

if TYPE_CHECKING:
    from lakebolt.frame.writer import Writer


def _ordered_calls(items: list[Item]) -> bool:
    """Tells whether expressions depend on the order of rows."""
    return any(isinstance(part, Call) and part.ordered for _, node in items for part in walk(node))


def _names(items: list[Item]) -> list[str]:
    return [name for name, _ in items]


class Project(Plan):
    """Computes the columns of a SELECT list."""

    __slots__ = ("items",)

    def __init__(self, source: Plan, items: list[Item]):
        """Gives ``items`` only."""
        super().__init__(_names(items), (source,))
        self.items = self._resolve_items(items)

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants order where it is wanted or an expression depends on it."""
        return (ordered or _ordered_calls(self.items),)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes the SELECT list into the input's SELECT if that has none."""
        from lakebolt.frame.writer import written

        prepared, block, restore = _rows_below(self, self.items, writer, ordered)
        computed = {name.casefold() for name, node in self.items if _computes(name, node)}
        over_rows = any(is_over_rows(node) for _, node in prepared.items)
        if not block.may_project() or _clashes(block, computed, over_rows):
            block = writer.fresh(block)
        block.items = written(prepared.items)
        block.defined = computed
        block.over_rows = over_rows
        if restore:
            block.order = [identifier(prepared.row)]
        return block


class Extend(Plan):
    """Adds columns or replaces some in their places."""

    __slots__ = ("items",)

    def __init__(self, source: Plan, items: list[Item]):
        """Gives all columns of ``source`` and ``items``."""
        known = {name.casefold() for name in source.columns}
        new = [name for name, _ in items if name.casefold() not in known]
        super().__init__((*source.columns, *new), (source,))
        self.items = self._resolve_items(items, source.zones)

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants order where it is wanted or an expression depends on it."""
        return (ordered or _ordered_calls(self.items),)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes ``*`` and the columns, together with earlier ones that they do not look at."""
        from lakebolt.frame.writer import written

        source = self.inputs[0]
        prepared, block, restore = _rows_below(self, self.items, writer, ordered)
        over_rows = any(is_over_rows(node) for _, node in prepared.items)
        known = {name.casefold() for name in source.columns}
        replaced = [item for item in prepared.items if item[0].casefold() in known]
        added = [item for item in prepared.items if item[0].casefold() not in known]
        hidden = prepared.temporaries()
        if self._joins(block, prepared, over_rows, bool(replaced or hidden)):
            block.items = [*(block.items or []), *written(added)]
        else:
            computed = {name.casefold() for name, _ in self.items}
            if not block.may_project() or _clashes(block, computed, over_rows):
                block = writer.fresh(block)
            star = "*"
            if hidden:
                star += f" EXCLUDE ({', '.join(map(identifier, hidden))})"
            if replaced:
                changed = (f"{write(node)} AS {identifier(name)}" for name, node in replaced)
                star += f" REPLACE ({', '.join(changed)})"
            block.items = [star, *written(added)]
        block.extends = True
        block.defined |= {name.casefold() for name, _ in self.items}
        block.over_rows = block.over_rows or over_rows
        if restore:
            block.order = [identifier(prepared.row)]
        return block

    def _joins(self, block: Block, prepared: Prepared, over_rows: bool, changes: bool) -> bool:
        """Tells whether the columns fit into the SELECT list that the block has."""
        if (
            not block.extends
            or changes
            or over_rows
            or block.order
            or block.limited()
            or block.distinct
        ):
            return False
        if block.qualify:
            return False
        names = {name.casefold() for name, _ in prepared.items}
        for _, node in prepared.items:
            names.update(name.casefold() for name in columns_in(node))
        return not names & block.defined


def _rows_below(
    plan: Plan, items: list[Item], writer: Writer, ordered: bool
) -> tuple[Prepared, Block, bool]:
    """Prepares expressions over rows; tells whether their order has to be restored."""
    source = plan.inputs[0]
    prepared = prepare_rows(items, source.columns)
    restore = ordered and prepared.reorders()
    prepared.needs_row = prepared.needs_row or restore
    block = writer.below(writer.block(source), prepared, prepared.needs_row)
    return prepared, block, restore


def _computes(name: str, node: Node) -> bool:
    while isinstance(node, Named):
        node = node.children[0]
    return not (isinstance(node, Column) and node.column == name)


def _clashes(block: Block, computed: set[str], over_rows: bool) -> bool:
    """Tells whether a SELECT list would change what ORDER BY or LIMIT of its SELECT mean."""
    if over_rows and (block.limited() or block.order or block.qualify):
        return True
    return bool(block.order_columns & computed)


class Filter(Plan):
    """Keeps rows for which conditions hold."""

    __slots__ = ("conditions",)

    def __init__(self, source: Plan, conditions: list[Node]):
        """Keeps rows of ``source``."""
        refuse_gathered(conditions)
        super().__init__(source.columns, (source,))
        self.conditions = self._resolve(conditions)

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants order where it is wanted or a condition depends on it."""
        return (ordered or _ordered_calls([("", node) for node in self.conditions]),)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes WHERE, or QUALIFY for conditions that look at other rows."""
        items = [("", node) for node in self.conditions]
        prepared, block, restore = _rows_below(self, items, writer, ordered)
        texts = [write(Template(("", ""), (node,), (AND,), ATOM)) for _, node in prepared.items]
        over_rows = any(is_over_rows(node) for _, node in prepared.items)
        if not over_rows and not restore:
            if not block.may_filter():
                block = writer.fresh(block)
            block.where += texts
            return block
        if not block.may_filter() or block.order:
            block = writer.fresh(block)
        if over_rows:
            block.qualify += texts
        else:
            block.where += texts
        hidden = prepared.temporaries()
        if hidden:
            block.items = [f"* EXCLUDE ({', '.join(map(identifier, hidden))})"]
        if restore:
            block.order = [identifier(prepared.row)]
        return block


class Sort(Plan):
    """Sorts rows."""

    __slots__ = ("keys",)

    def __init__(self, source: Plan, keys: tuple[Key, ...]):
        """Sorts rows of ``source``; equal ones keep their order."""
        super().__init__(source.columns, (source,))
        self.keys = tuple(key for key in self._resolve(keys) if isinstance(key, Key))

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants order where a key depends on it."""
        return (_ordered_calls([("", key) for key in self.keys]),)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes ORDER BY, if the order is wanted at all."""
        if not ordered:
            return writer.block(self.inputs[0])
        # Windows in keys become columns below, as FROM must give what ORDER BY looks at.
        prepared = prepare_rows([("", Call("first", (key,))) for key in self.keys], self.columns)
        keys = [key for _, call in prepared.items for key in call.children[:1]]
        block = writer.below(writer.block(self.inputs[0]), prepared, prepared.needs_row)
        plain = all(isinstance(key.children[0], Column) for key in keys)
        outputs = block.items is not None and plain and not block.limited() and not block.distinct
        if not (block.may_sort() or outputs) or block.qualify:
            block = writer.fresh(block)
        block.order = [write(key) for key in keys]
        block.order_columns = frozenset(name.casefold() for key in keys for name in columns_in(key))
        if prepared.temporaries():
            hidden = ", ".join(map(identifier, prepared.temporaries()))
            block.items = [f"* EXCLUDE ({hidden})"]
        return block


class Slice(Plan):
    """Keeps so many rows from a place on."""

    __slots__ = ("offset", "length")

    def __init__(self, source: Plan, offset: int, length: int | None):
        """Keeps ``length`` rows, or all, behind the first ``offset``."""
        super().__init__(source.columns, (source,))
        self.offset = offset
        self.length = length

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants order."""
        return (True,)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes LIMIT and OFFSET."""
        block = writer.block(self.inputs[0])
        if block.limited() or block.sample:
            block = writer.fresh(block)
        block.limit, block.offset = self.length, self.offset
        return block


class Group(Plan):
    """Groups rows by keys, or takes all for one group, and computes aggregates."""

    __slots__ = ("keys", "items", "sets", "having", "ordered")

    def __init__(
        self,
        source: Plan,
        keys: list[Item],
        items: list[Item],
        *,
        sets: str = "",
        having: list[Node] | None = None,
        ordered: bool = False,
    ):
        """Gives keys and ``items``; ``sets``: ROLLUP or CUBE; ``ordered``: by first appearance."""
        super().__init__(_names(keys) + _names(items), (source,))
        made = self._resolve_items([*keys, *items])
        self.keys = made[: len(keys)]
        self.items = made[len(keys) :]
        self.sets = sets
        self.having = self._resolve(having or [])
        self.ordered = ordered

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants order where an aggregate depends on it."""
        return (self.ordered or _ordered_calls(self.items),)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes GROUP BY over the SELECT that numbers rows, if their order matters."""
        from lakebolt.frame.writer import written

        having = [("", node) for node in self.having]
        names = self.inputs[0].columns
        prepared = prepare_groups(self.keys, [*self.items, *having], names)
        needs_row = prepared.needs_row or self.ordered
        block = writer.below(writer.block(self.inputs[0]), prepared, needs_row)
        if not block.may_filter() or block.order:
            block = writer.fresh(block)
        split = len(prepared.items) - len(having)
        block.items = written(prepared.items[:split])
        block.over_rows = True
        block.defined = {name.casefold() for name in self.columns}
        if self.keys:
            places = ", ".join(str(i + 1) for i in range(len(self.keys)))
            texts = ", ".join(write(node) for _, node in prepared.items[: len(self.keys)])
            if self.sets.endswith(")"):  # GROUPING SETS, which name the keys themselves
                block.group = self.sets
            else:
                block.group = f"{self.sets} ({texts})" if self.sets else places
        block.having = [
            write(Template(("", ""), (node,), (AND,), ATOM)) for _, node in prepared.items[split:]
        ]
        if self.ordered:
            block.order = [f"min({identifier(prepared.row)})"]
        return block


class Distinct(Plan):
    """Keeps each row once."""

    __slots__ = ()

    def __init__(self, source: Plan):
        """Keeps the different rows of ``source``."""
        super().__init__(source.columns, (source,))

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants none."""
        return (False,)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes DISTINCT."""
        block = writer.block(self.inputs[0])
        if block.distinct or block.order or block.limited() or block.sample:
            block = writer.fresh(block)
        block.distinct = "DISTINCT "
        return block


class Sample(Plan):
    """Keeps random rows."""

    __slots__ = ("clause",)

    def __init__(self, source: Plan, clause: str):
        """Keeps the rows that a USING SAMPLE clause says."""
        super().__init__(source.columns, (source,))
        self.clause = clause

    def wants_order(self, ordered: bool) -> tuple[bool, ...]:
        """Wants none."""
        return (ordered,)

    def write(self, writer: Writer, ordered: bool) -> Block:
        """Writes USING SAMPLE."""
        block = writer.fresh(writer.block(self.inputs[0]))
        block.sample = self.clause
        return block
