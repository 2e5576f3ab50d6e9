"""Conditions: ``lakebolt.when(...).then(...).otherwise(...)``."""

from __future__ import annotations

from lakebolt.expr import node as n
from lakebolt.expr.base import IntoExpr, column, compare, value
from lakebolt.expr.expr import Expr


def when(*conditions: IntoExpr, **equal: IntoExpr) -> When:
    """Begins a condition, perhaps ``name=value``; texts in ``then`` and ``otherwise`` are columns, ``lit`` makes values.

    >>> import lakebolt as lb
    >>> frame = lb.from_dict({"a": [1, 5]})
    >>> frame.select(lb.when(lb.col("a") > 2).then(lb.lit("big")).otherwise(lb.lit("small"))).rows()
    [('small',), ('big',)]
    """
    return When((), _all((*conditions, *_equal(equal))))


def _equal(equal: dict[str, IntoExpr]) -> tuple[n.Node, ...]:
    return tuple(
        n.Named(compare("=", n.Column(name), value(item)), name) for name, item in equal.items()
    )


def _all(conditions: tuple[IntoExpr, ...]) -> n.Node:
    nodes = [item if isinstance(item, n.Node) else column(item) for item in conditions]
    out = nodes[0]
    for node in nodes[1:]:
        out = n.Template(("", " AND ", ""), (out, node), (n.AND, n.AND + 1), n.AND)
    return out


class When:
    """Is a condition that waits for its value."""

    __slots__ = ("_cases", "_condition")

    def __init__(self, cases: tuple[tuple[n.Node, n.Node], ...], condition: n.Node):
        """Continues other cases; use ``lakebolt.when``."""
        self._cases = cases
        self._condition = condition

    def then(self, value: IntoExpr) -> Then:
        """Says what holds where the condition is true."""
        return Then((*self._cases, (self._condition, column(value))))


class Then(Expr):
    """Is an expression that may have more cases; NULL where none is true."""

    __slots__ = ("_cases",)

    def __init__(self, cases: tuple[tuple[n.Node, n.Node], ...], otherwise: n.Node | None = None):
        """Takes pairs of condition and value."""
        self._cases = cases
        texts, children = ["CASE"], []
        for condition, value in cases:
            texts[-1] += " WHEN "
            texts += [" THEN ", ""]
            children += [condition, value]
        if otherwise is not None:
            texts[-1] += " ELSE "
            texts.append("")
            children.append(otherwise)
        texts[-1] += " END"
        tree = n.Template(tuple(texts), tuple(children), (0,) * len(children), n.ATOM)
        super().__init__(n.Named(tree, n.name_of(cases[0][1])))

    def when(self, *conditions: IntoExpr, **equal: IntoExpr) -> When:
        """Adds a case for rows where none so far is true."""
        return When(self._cases, _all((*conditions, *_equal(equal))))

    def otherwise(self, value: IntoExpr) -> Expr:
        """Says what holds where no case is true."""
        return Expr(Then(self._cases, column(value))._node)
