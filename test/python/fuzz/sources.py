"""Makes random FROM clauses: tables, subqueries, literals, and joins of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .expressions import COMPARISONS, FAMILIES, ExpressionMaker, Name, Scope
from .node import Node, node

if TYPE_CHECKING:
    from .queries import Query


@dataclass
class Relation:
    """Is something a FROM clause can name: its name, its columns, about how many rows."""

    name: str
    columns: list[tuple[str, str, bool]]
    """Name, family and whether the values are small enough to add."""
    rows: int


SELECTIVITY = 5
"""An equality is taken to keep one pair in this many; keys are few and often skewed."""

NESTED_LOOP = 20_000
"""Joins of more pairs than this get an equality."""

UNIQUE = 5000
"""The keys of tables of more rows than this are nearly unique."""


class SourceMaker:
    """Is the part of a maker of queries that makes what stands in FROM."""

    _rng: random.Random
    _relations: list[Relation]
    _common: list[Relation]
    _aliases: int
    expressions: ExpressionMaker

    def body(self, outer: list[Name], depth: int, budget: int) -> Query:
        """Makes a query without an order."""
        raise NotImplementedError

    def _total_order(self, families: list[str]) -> Node:
        raise NotImplementedError

    def source(self, outer: list[Name], depth: int, budget: int) -> tuple[Node, Scope]:
        """Makes a FROM clause and returns it with the names it gives."""
        rng = self._rng
        tree, names, rows = self._relation(outer, depth, budget)
        ties: list[Node] = []
        for _ in range(rng.choice([0, 0, 0, 1, 1, 1, 1, 2, 2, 5])):
            right, others, more = self._relation(outer, depth, budget, names)
            if rows * more // SELECTIVITY > budget:
                if min(rows, more) < UNIQUE or not self._share_keys(names, others):
                    break
                on = node("bool", f"({names[0].text} = {others[0].text})")
                kind = rng.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
                tree = node("from", tree, f" {kind} ", right, " ON ", on)
                names, rows = names + others, max(rows, more)
                break
            if rows * more <= NESTED_LOOP and rng.random() < 0.1:
                if rng.random() < 0.7:
                    ties.append(self._condition(names, others, False, False))
                tree = node("from", tree, " CROSS JOIN ", right)
                names, rows = names + others, rows * more
                continue
            tree, names = self._join(tree, names, right, others, rows * more > NESTED_LOOP)
            rows = max(rows, more, rows * more // SELECTIVITY)
        return node("from", tree), Scope(names, list(outer), rows=rows, ties=ties)

    def _relation(
        self, outer: list[Name], depth: int, budget: int, lateral: list[Name] | None = None
    ) -> tuple[Node, list[Name], int]:
        """Makes a table, a common table or a subquery, perhaps one that sees what is left of it."""
        rng = self._rng
        self._aliases += 1
        alias = f"a{self._aliases}"
        if depth > 0 and rng.random() < 0.2:
            seen, word = list(outer), ""
            if lateral and rng.random() < 0.3:
                seen, word = lateral + seen, "LATERAL "
            inner = self.body(seen, depth - 1, budget // 50)
            names = [Name(f"{alias}.c{i}", f, False) for i, f in enumerate(inner.families)]
            order = self._total_order(inner.families) if rng.random() < 0.15 else ""
            tree = node("relation", f"{word}(", inner.tree, order, f") AS {alias}")
            return tree, names, inner.rows
        if depth > 0 and rng.random() < 0.08:
            return self._nested_join(outer, depth - 1, budget)
        if rng.random() < 0.06:
            return self._values(alias)
        pool = [r for r in self._relations + self._common * 2 if r.rows <= budget]
        relation = rng.choice(pool or self._relations)
        names = [Name(f"{alias}.{c}", family, safe) for c, family, safe in relation.columns]
        return node("relation", f"{relation.name} AS {alias}"), names, relation.rows

    def _nested_join(
        self, outer: list[Name], depth: int, budget: int
    ) -> tuple[Node, list[Name], int]:
        """Makes a join in parentheses."""
        left, names, rows = self._relation(outer, depth, budget // 5)
        right, others, more = self._relation(outer, depth, budget // 5)
        tree, names = self._join(left, names, right, others, rows * more > NESTED_LOOP)
        return node("relation", "(", tree, ")"), names, max(rows, more, rows * more // SELECTIVITY)

    def _values(self, alias: str) -> tuple[Node, list[Name], int]:
        """Makes a relation of literals, or of a range."""
        rng = self._rng
        if rng.random() < 0.3:
            count = rng.randint(0, 12)
            return node("relation", f"range({count}) AS {alias}(k)"), [Name(f"{alias}.k", "int")], count
        families = ["int", rng.choice(["text", "date", "dec"])]
        rows = rng.randint(1, 4)
        parts: list = []
        for i in range(rows):
            left, right = (self.expressions.literal(family) for family in families)
            parts += [", (" if i else "(", left, ", ", right, ")"]
        names = [Name(f"{alias}.k", "int"), Name(f"{alias}.v", families[1], families[1] != "dec")]
        return node("relation", "(VALUES ", *parts, f") AS {alias}(k, v)"), names, rows

    def _join(
        self, left: Node, names: list[Name], right: Node, others: list[Name], equal_only: bool
    ) -> tuple[Node, list[Name]]:
        rng = self._rng
        first = right.parts[0]
        kinds = ["JOIN", "JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN"]
        if not (isinstance(first, str) and first.startswith("LATERAL")):
            kinds += ["RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN"]
        kind = rng.choice(kinds)
        if self._share_keys(names, others) and rng.random() < 0.12:
            keys = rng.choice(["k", "g", "k, g"])
            tree = node("from", left, f" {kind} ", right, f" USING ({keys})")
            return tree, names if kind in ("SEMI JOIN", "ANTI JOIN") else names + others
        condition = self._condition(names, others, equal_only, kind == "FULL JOIN")
        tree = node("from", left, f" {kind} ", right, " ON ", condition)
        return tree, names if kind in ("SEMI JOIN", "ANTI JOIN") else names + others

    def _condition(
        self, names: list[Name], others: list[Name], equal_only: bool, full: bool
    ) -> Node:
        """Makes a join condition: equalities, and now and then something else."""
        rng = self._rng
        families = [f for f in FAMILIES if any(n.family == f for n in names)
                    and any(n.family == f for n in others)]  # fmt: skip
        if not families:
            return node("bool", "1 = 1" if not equal_only else "FALSE")
        usual = ["int", "int", "int", "int", "int", "text", "date", "dec"]
        family = rng.choice([f for f in usual if f in families] or families)
        left = self._join_column(names, family)
        other = family
        if family in ("int", "dec") and rng.random() < 0.1:
            other = rng.choice([f for f in ("int", "dec") if any(n.family == f for n in others)])
        right = self._join_column(others, other)
        operator = "="
        if not equal_only and not full and rng.random() < 0.15:
            operator = rng.choice(COMPARISONS + ["IS NOT DISTINCT FROM"])
        equality = node("bool", f"({left.text} {operator} {right.text})")
        if rng.random() < 0.3:
            scope = Scope(names + others)
            further = self.expressions.make("bool", scope, 1)
            if rng.random() < 0.4:
                further = self._key_equality(names, others, family)
            extra = node("extra", " AND ", further, optional=True)
            return node("bool", "(", equality, extra, ")")
        return equality

    def _key_equality(self, names: list[Name], others: list[Name], family: str) -> Node:
        """Makes an equality of two expressions, one over each side."""
        left = self.expressions.make(family, Scope(names), 1)
        right = self.expressions.make(family, Scope(others), 1)
        return node("bool", "(", left, " = ", right, ")")

    @staticmethod
    def _share_keys(names: list[Name], others: list[Name]) -> bool:
        """Tells whether both sides are one table each, so that USING is not ambiguous."""
        if any(len({n.text.split(".")[0] for n in side}) != 1 for side in (names, others)):
            return False
        first, second = ({n.text.split(".")[1] for n in side} for side in (names, others))
        return {"k", "g"} <= first & second

    def _join_column(self, names: list[Name], family: str) -> Name:
        """Picks a column, the keys that tables share more often than others."""
        fitting = [n for n in names if n.family == family]
        keys = [n for n in fitting if n.text.endswith((".k", ".g", ".c0"))]
        return self._rng.choice(keys if keys and self._rng.random() < 0.7 else fitting)
