"""Several fields of a struct at once: ``struct.field("*")``."""

from __future__ import annotations

from lakebolt.expr.node import ATOM, Node, Piece


class Fields(Node):
    """Stands for several fields of a struct, until its type is known."""

    __slots__ = ("names",)

    def __init__(self, struct: Node, names: tuple[str, ...]):
        """Takes names, ``*`` and regular expressions from ``^`` to ``$``."""
        super().__init__((struct,))
        self.names = names

    def replace(self, children: tuple[Node, ...]) -> Node:
        """Returns the same fields of another struct."""
        return Fields(children[0], self.names)

    def pieces(self) -> list[Piece]:
        """Returns the struct, to be looked at."""
        return [(self.children[0], ATOM), f".{', '.join(self.names)}"]
