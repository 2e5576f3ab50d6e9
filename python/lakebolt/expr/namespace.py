"""What the namespaces of expressions have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.expr import node as n
from lakebolt.expr.base import Base, wrap

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class Namespace(Base):
    """Is a family of functions of one kind of values."""

    __slots__ = ()

    def _named(self, node: n.Node) -> Expr:
        """Returns an expression that is called as the column it is made from."""
        return wrap(n.Named(node, n.name_of(self._node)))
