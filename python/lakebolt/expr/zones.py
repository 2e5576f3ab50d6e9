"""Time zones of columns, which Polars has in a column's type and SQL in the session.

Moments (TIMESTAMPTZ) have no zone of their own in the engine. Frames remember the zone in which a
column is shown; expressions mark where the clocks of that zone count. ``resolved`` puts the zone in
when it is known of which columns an expression is made.
"""

from __future__ import annotations

from typing import Iterable, Mapping

from lakebolt import errors
from lakebolt.expr import node as n
from lakebolt.expr.base import call, template
from lakebolt.expr.call import Call
from lakebolt.expr.literal import literal

Zones = Mapping[str, str]  # by the folded names of columns

# Calls over rows that give some of their values, or lists of them.
_CHOOSING_CALLS = frozenset(
    "min max first last any_value arg_min arg_max arg_min_null arg_max_null mode lag lead fill list"
    " first_value last_value nth_value median quantile_cont quantile_disc".split()
)
# Functions of a row that give one of their arguments, a moment near it, or what is in a list.
_CHOOSING = (
    "coalesce(", "greatest(", "least(", "ifnull(", "nullif(", "if(", "CASE", "cast_to_type(",
    "frame_add(", "frame_subtract(", "list_", "array_", "flatten(", "unnest(", "[",
)  # fmt: skip


class _Mark(n.Node):
    """Says something of its first child, which it is written as."""

    __slots__ = ()

    @property
    def precedence(self) -> int:  # type: ignore[override]
        """Returns the first child's."""
        return self.children[0].precedence

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns the mark over other children."""
        return type(self)(children)

    def pieces(self) -> list[n.Piece]:
        """Returns the first child."""
        return [(self.children[0], 0)]


class Zoned(_Mark):
    """Is moments that are shown in a zone."""

    __slots__ = ("zone",)

    def __init__(self, child: n.Node, zone: str):
        """Shows ``child`` in ``zone``."""
        super().__init__((child,))
        self.zone = zone

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns other moments shown in the zone."""
        return Zoned(children[0], self.zone)


class Wall(_Mark):
    """Is what the clocks of its child's zone show, if it has one."""

    __slots__ = ()


class Moment(_Mark):
    """Is the moment at which clocks show the first child, in the zone of the second, if it has one."""

    __slots__ = ("twice",)

    def __init__(self, children: tuple[n.Node, ...], twice: str = "raise"):
        """Takes what clocks show, and what has the zone; ``twice``: of times that come twice."""
        super().__init__(children)
        self.twice = twice

    def replace(self, children: tuple[n.Node, ...]) -> n.Node:
        """Returns the same of other children."""
        return Moment(children, self.twice)


class Start(_Mark):
    """Is the moment to which the second child goes back when the clocks of its zone go to the first.

    The two must be so near that no clock is changed between them.
    """

    __slots__ = ()


def wall(node: n.Node) -> n.Node:
    """Returns what the clocks of a moment's zone show; other values as they are."""
    return Wall((node,))


def moment(shown: n.Node, like: n.Node, twice: str = "raise") -> n.Node:
    """Returns the moment at which clocks show a time, in the zone of ``like``."""
    return Moment((shown, like), twice)


def localized(zone: str, shown: n.Node, twice: str = "raise", never: str = "raise") -> n.Node:
    """Returns the moment at which the clocks of a zone show a time.

    ``twice``, ``never``: what is to be of times that they show twice or never.
    """
    return call("frame_localize", *(_text(zone), shown, _text(twice), _text(never)))


def known_zone(zone: object) -> str:
    """Returns the name of a zone, or raises InterfaceError where there is none of this name."""
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(zone).key  # type: ignore[arg-type]
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise errors.InterfaceError(f'there is no time zone "{zone}"') from error


def resolved(items: Iterable[n.Node], zones: Zones) -> tuple[list[n.Node], list[str | None]]:
    """Returns expressions with the zones of their columns put in, and the zones of what they give."""
    nodes = list(items)
    if not zones and not any(isinstance(part, Zoned) for node in nodes for part in n.walk(node)):
        return nodes, [None] * len(nodes)
    found = _Zones(zones)
    made = [n.rebuild(node, found.change) for node in nodes]
    return made, [found.of(node) for node in made]


class _Zones:
    """Finds the zones of nodes, children before parents."""

    def __init__(self, columns: Zones):
        self._columns = columns
        self._found: dict[int, tuple[n.Node, str]] = {}  # by identity, with what keeps that

    def of(self, node: n.Node) -> str | None:
        if isinstance(node, n.Column):
            return self._columns.get(node.column.casefold())
        found = self._found.get(id(node))
        return found[1] if found else None

    def change(self, node: n.Node) -> n.Node:
        zone = self._zone_of(node)
        if isinstance(node, (Wall, Moment, Start)):
            if zone is None:
                return node.children[0]
            made = self._written(node, zone)
            if isinstance(node, Wall):
                return made
            node = made
        if zone is not None and not isinstance(node, n.Column):
            self._found[id(node)] = (node, zone)
        return node

    def _zone_of(self, node: n.Node) -> str | None:
        """Returns the zone of what a node gives; of a mark, the zone that it goes by."""
        if isinstance(node, Zoned):
            return node.zone
        if isinstance(node, (Moment, Start)):
            return self.of(node.children[1])
        if isinstance(node, (Wall, n.Named, n.Key, n.Modified, n.Once)):
            return self.of(node.children[0])
        if isinstance(node, Call):
            chooses = node.function.partition(" ")[0] in _CHOOSING_CALLS and node.children
            return self.of(node.children[0]) if chooses else None
        if isinstance(node, n.Template) and node.texts[0].startswith(_CHOOSING):
            return next(filter(None, map(self.of, node.children)), None)
        return None

    def _written(self, node: n.Node, zone: str) -> n.Node:
        """Returns what a mark stands for."""
        first = node.children[0]
        if isinstance(node, Wall):
            return call("timezone", _text(zone), first)
        if isinstance(node, Moment):
            return localized(zone, first, node.twice)
        like = node.children[1]
        return template("({} - (timezone({}, {}) - {}))", like, _text(zone), like, first)


def _text(text: str) -> n.Node:
    return n.Raw(literal(text))
