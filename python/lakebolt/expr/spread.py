"""Functions of as many columns as a selection chooses: ``sum_horizontal(all())`` and the like."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import column, wrap
from lakebolt.expr.expr import Expr
from lakebolt.expr.fields import Fields

Join = Callable[[list[n.Node]], n.Node]
Columns = Callable[[n.Node], list[n.Node]]


class Spread(n.Node):
    """Is a function some of whose arguments stand for several columns, until their names are known."""

    __slots__ = ("function", "join")

    def __init__(self, function: str, children: tuple[n.Node, ...], join: Join):
        """Takes the function's name, to be looked at, its arguments, and what makes it of all."""
        super().__init__(children)
        self.function = function
        self.join = join

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns the same over other children."""
        return Spread(self.function, children, self.join)

    def pieces(self) -> list[n.Piece]:
        """Returns what it stands for, to be looked at."""
        separated = [part for child in self.children for part in (", ", (child, 0))]
        return [f"{self.function}(", *separated[1:], ")"]


def joined(function: str, items: Iterable[Any], join: Join) -> Expr:
    """Returns what ``join`` makes of columns, as soon as it is known which these are."""
    nodes = [column(item) for item in items]
    if any(isinstance(part, (n.Selection, Fields, Spread)) for node in nodes for part in n.walk(node)):
        return wrap(Spread(function, tuple(nodes), join))
    return wrap(join(nodes))


def resolved(root: n.Node, columns: Columns) -> n.Node:
    """Has functions take the columns that their arguments stand for, found by ``columns``."""
    called: dict[str, str] = {}  # by the names so far: those of what the functions give

    def change(part: n.Node) -> n.Node:
        if isinstance(part, Spread):
            found = [one for child in part.children for one in columns(child)]
            if not found:
                raise errors.InterfaceError(f"{n.write(part)} chooses no column")
            made = part.join(found)
            called[n.name_of(part)] = n.name_of(made)
            return made
        if type(part) is n.Named and part.name in called:
            return n.Named(part.children[0], called[part.name])
        return part

    if not any(isinstance(part, Spread) for part in n.walk(root)):
        return root
    return n.rebuild(root, change)
