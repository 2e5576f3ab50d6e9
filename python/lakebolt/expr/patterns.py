"""Matching text by patterns, on expressions and in ``Expr.str`` alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lakebolt.expr.base import Base, IntoExpr, compare, value, wrap

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class Patterns(Base):
    """Gives expressions of text what matches them."""

    __slots__ = ()

    def like(self, pattern: IntoExpr) -> Expr:
        """Tells whether text matches a pattern in which % is any text and _ one character."""
        return wrap(compare("LIKE", self._node, value(pattern)))

    def ilike(self, pattern: IntoExpr) -> Expr:
        """Is ``like`` that takes upper and lower case as the same."""
        return wrap(compare("ILIKE", self._node, value(pattern)))

    def rlike(self, pattern: IntoExpr) -> Expr:
        """Tells whether a regular expression matches some part, as in PySpark."""
        return self._call("regexp_matches", pattern)
