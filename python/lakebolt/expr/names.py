"""Changes of the output column's name: ``Expr.name``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from lakebolt.expr import node as n
from lakebolt.expr.base import Base, wrap

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class NameNamespace(Base):
    """Gives expressions ways to change their column's name."""

    __slots__ = ()

    def map(self, function: Callable[[str], str]) -> Expr:
        """Makes the name of the one it has.

        >>> import lakebolt as lb
        >>> lb.from_dict({"a": [1], "b": [2]}).select(lb.all().name.suffix("_x")).columns
        ['a_x', 'b_x']
        """
        return wrap(n.Renamed(self._node, function))

    def prefix(self, prefix: str) -> Expr:
        """Puts a text before the name."""
        return self.map(lambda name: prefix + name)

    def suffix(self, suffix: str) -> Expr:
        """Puts a text behind the name."""
        return self.map(lambda name: name + suffix)

    def to_lowercase(self) -> Expr:
        """Turns the name into lower case."""
        return self.map(str.lower)

    def to_uppercase(self) -> Expr:
        """Turns the name into upper case."""
        return self.map(str.upper)

    def replace(self, pattern: str, value: str, *, literal: bool = False) -> Expr:
        """Replaces matches of a regular expression, or a text, in the name."""
        import re

        if literal:
            return self.map(lambda name: name.replace(pattern, value))
        return self.map(lambda name: re.sub(pattern, value, name))

    def strip_prefix(self, prefix: str) -> Expr:
        """Takes a prefix off the name."""
        return self.map(lambda name: name.removeprefix(prefix))

    def strip_suffix(self, suffix: str) -> Expr:
        """Takes a suffix off the name."""
        return self.map(lambda name: name.removesuffix(suffix))

    def keep(self) -> Expr:
        """Gives back the name of the first column, without aliases."""
        root = next(iter(n.columns_in(self._node)), "literal")
        return wrap(n.Named(self._node, root))
