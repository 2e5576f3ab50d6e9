"""Brings expressions into the form that one SELECT can compute.

SQL nests no window function in another one or in an aggregate; expressions may. What is nested is
computed before, as columns of a SELECT below: ``Prepared.levels``, the innermost first. An
aggregate beside columns of single rows is computed over all rows and repeated (``OVER ()``); a
column beside aggregates of groups is gathered into a list.
"""

from __future__ import annotations

from typing import Iterable

from lakebolt import errors
from lakebolt.expr.base import in_rows, lifted, listed
from lakebolt.expr.call import Call, OverElements, Window, is_over_rows
from lakebolt.expr.node import (
    ATOM,
    Column,
    Key,
    Listed,
    Modified,
    Node,
    Once,
    Parameter,
    Raw,
    Template,
    rebuild,
    walk,
    write,
)

_ROW = "__row"  # the number of a row, where the order of rows matters
Item = tuple[str, Node]

# What an aggregate that depends on the order of rows becomes when they are numbered.
_BY_NUMBER = {"first": "arg_min_null", "last": "arg_max_null"}


class Prepared:
    """Holds expressions ready to be written, and the columns to be computed before."""

    __slots__ = ("levels", "items", "needs_row", "row")

    def __init__(self, items: list[Item], levels: list[list[Item]], needs_row: bool, row: str):
        """Takes the result of ``prepare_rows`` or ``prepare_groups``, and the name of numbers."""
        self.row = row
        self.items = items
        self.levels = levels
        self.needs_row = needs_row

    def temporaries(self) -> list[str]:
        """Returns the names of the columns that must not be seen outside."""
        row = [self.row] if self.needs_row else []
        return row + [name for level in self.levels for name, _ in level]

    def reorders(self) -> bool:
        """Tells whether rows come out sorted for a window."""
        nodes = (node for level in [*self.levels, self.items] for _, node in level)
        return any(
            isinstance(part, OverElements)
            or (isinstance(part, Call) and (part.counts[3] or part.counts[4]))
            for node in nodes
            for part in walk(node)
        )


class _Hoist:
    """Takes calls that stand inside of calls out, level by level."""

    def __init__(self, names: Iterable[str]):
        self._taken = {name.casefold() for name in names}
        self._once: dict[str, Node] = {}
        self._level_of: dict[str, int] = {}
        self.levels: list[list[Item]] = []

    def rebuild(self, node: Node) -> Node:
        return rebuild(node, self._change)

    def _change(self, node: Node) -> Node:
        if isinstance(node, Once):
            return self._computed_once(node.children[0])
        if not isinstance(node, Call) or not any(map(is_over_rows, node.children)):
            return node
        return node.replace(tuple(map(self._argument, node.children)))

    def _argument(self, node: Node) -> Node:
        if isinstance(node, Key):
            return node.replace((self._argument(node.children[0]),))
        return self.column(node) if is_over_rows(node) else node

    def _computed_once(self, node: Node) -> Node:
        """Has a partition's first row compute what is the same in all of its rows."""
        partition = _partition_of(node)
        if partition is None:
            return node
        text = write(node)
        if text not in self._once:
            first = Call("row_number", (), window=Window(partition), aggregate=False)
            here = Template(("CASE ", " WHEN 1 THEN ", " END"), (first, node), (0, 0), ATOM)
            window = Window(partition)
            self._once[text] = Call("any_value", (self.column(here),), window=window)
        return self._once[text]

    def column(self, node: Node) -> Column:
        """Returns the column that will hold what ``node`` gives."""
        inside = (part.column for part in walk(node) if isinstance(part, Column))
        level = max((self._level_of.get(name, -1) for name in inside), default=-1) + 1
        number = len(self._level_of) + 1
        while f"__{number}" in self._taken:
            number += 1
        name = f"__{number}"
        self._taken.add(name)
        self._level_of[name] = level
        if level == len(self.levels):
            self.levels.append([])
        self.levels[level].append((name, node))
        return Column(name)


def _partition_of(node: Node) -> tuple[Node, ...] | None:
    """Returns the partition that an expression is one value for; None if rows have others."""
    if isinstance(node, (Call, Column)):
        return None  # which costs nothing
    found: dict[str, tuple[Node, ...]] = {}
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, Call):
            if not part.windowed or not part.aggregate or part.counts[4] or part.frame:
                return None
            found[" ".join(map(write, part.part(3)))] = part.part(3)
        elif isinstance(part, Column):
            return None
        elif isinstance(part, Raw) and not part.constant and not isinstance(part, Parameter):
            return None
        else:
            stack.extend(part.children)
    return next(iter(found.values())) if len(found) == 1 else None


def _windowed(node: Node, partition: tuple[Node, ...]) -> Node:
    """Gives each call that has no window one over a partition."""

    def change(part: Node) -> Node:
        if isinstance(part, Call) and not part.windowed:
            return part.over(Window(partition))
        return part

    return rebuild(node, change)


def refuse_gathered(nodes: Iterable[Node]) -> None:
    """Raises InterfaceError for expressions that do not give a value for each row."""
    if any(isinstance(part, Modified) for node in nodes for part in walk(node)):
        raise errors.InterfaceError(
            "an expression that drops, sorts or repeats values stands beside columns of all rows: "
            "aggregate it, or use the frame's own filter, sort or unique"
        )


def prepare_rows(items: list[Item], names: Iterable[str]) -> Prepared:
    """Prepares expressions that give a value for each row of a frame with columns ``names``."""
    hoist = _Hoist(names)
    out: list[Item] = []
    for name, node in items:
        out.append((name, hoist.rebuild(_windowed(in_rows(listed(node)), ()))))
    return _with_order(out, hoist.levels, False, _row_name(names))


def _row_name(names: Iterable[str]) -> str:
    """Returns a name that no column has."""
    taken = {name.casefold() for name in names}
    row = _ROW
    while row in taken:
        row += "_"
    return row


def _with_order(items: list[Item], levels: list[list[Item]], needs_row: bool, row: str) -> Prepared:
    """Numbers rows where windows that depend on their order meet windows that change it.

    A window without an order takes rows as they come: another one, computed before, may have sorted
    them.
    """
    calls = [
        part
        for level in [*levels, items]
        for _, node in level
        for part in walk(node)
        if isinstance(part, Call) and part.windowed
    ]
    orders = {(tuple(map(write, part.part(3))), tuple(map(write, part.part(4)))) for part in calls}
    unordered = [
        part for part in calls if part.ordered and not part.counts[4] and not part.counts[2]
    ]
    if len(orders) < 2 or not unordered:
        return Prepared(items, levels, needs_row, row)

    def change(node: Node) -> Node:
        if not isinstance(node, Call) or not node.windowed or not node.ordered:
            return node
        if node.counts[4] or node.counts[2]:
            return node
        return node.over(Window((), (Key(Column(row)),), node.frame))

    def all_of(level: list[Item]) -> list[Item]:
        return [(name, rebuild(node, change)) for name, node in level]

    return Prepared(all_of(items), [all_of(level) for level in levels], True, row)


def as_list(node: Node) -> tuple[Node, bool]:
    """Returns what an expression gives for a group; tells whether that is a list of values."""
    node = lifted(listed(node))
    if isinstance(node, Listed):
        return node.children[0], True

    def change(part: Node) -> Node:
        return part.replace(tuple(map(in_rows, part.children))) if isinstance(part, Call) else part

    return rebuild(node, change), False


def is_reduced(node: Node, keys: frozenset[str] = frozenset()) -> bool:
    """Tells whether an expression gives one value for a group whose key columns are ``keys``."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, Call):
            if part.windowed or not part.aggregate:
                return False
        elif isinstance(part, Modified):
            return False
        elif isinstance(part, Column):
            if part.column.casefold() not in keys:
                return False
        else:
            stack.extend(part.children)
    return True


def aggregates(node: Node) -> bool:
    """Tells whether an aggregate over groups stands in an expression."""
    return any(isinstance(part, Call) and part.aggregate for part in walk(node))


def gathered(node: Node) -> Node:
    """Returns a list of the values that an expression has in a group."""
    if isinstance(node, Modified):
        keys = tuple(key for key in node.children if isinstance(key, Key))
        where = node.children[1 : 1 + node.where]
        return Call(
            "list", node.children[:1], where=where, order=keys, distinct=node.distinct, ordered=True
        )
    return Call("list", (node,), ordered=True)


def prepare_groups(keys: list[Item], items: list[Item], names: Iterable[str]) -> Prepared:
    """Prepares expressions that give a value for each group; the keys come first."""
    hoist = _Hoist(names)
    prepared_keys: list[Item] = []
    for name, node in keys:
        node = _windowed(node, ())
        prepared_keys.append(
            (name, hoist.column(hoist.rebuild(node)) if is_over_rows(node) else node)
        )
    partition = tuple(node for _, node in prepared_keys)
    columns = frozenset(node.column.casefold() for node in partition if isinstance(node, Column))
    rows = _RowNumbers(_row_name(names))
    out = list(prepared_keys)
    for name, node in items:
        node, _ = as_list(node)
        if not is_reduced(node, columns):
            node = gathered(node)
        node = rebuild(node, lambda part: _inner_windows(part, partition))
        out.append((name, rebuild(hoist.rebuild(node), rows.change)))
    return _with_order(out, hoist.levels, rows.used, rows.name)


def _inner_windows(node: Node, partition: tuple[Node, ...]) -> Node:
    """Gives calls inside of an aggregate the group's rows as their window."""
    if isinstance(node, Call) and not node.windowed and any(map(is_over_rows, node.children)):
        return node.replace(tuple(_windowed(child, partition) for child in node.children))
    return node


class _RowNumbers:
    """Has aggregates that depend on the order of rows go by the rows' numbers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.used = False

    def change(self, node: Node) -> Node:
        if not isinstance(node, Call) or node.windowed or not node.ordered:
            return node
        if node.counts[2] or node.distinct:
            return node
        self.used = True
        row = Column(self.name)
        function = _BY_NUMBER.get(node.function)
        if function is not None:
            return node.ordered_by(function, (*node.part(0), row), ())
        return node.ordered_by(node.function, node.part(0), (Key(row),))


def constant(node: Node) -> bool:
    """Tells whether an expression looks at no column at all."""
    return all(
        not isinstance(part, (Column, Call)) and not (isinstance(part, Raw) and not part.constant)
        for part in walk(node)
    )
