"""Makes random queries: joins, groups, set operations, common tables, subqueries at any depth."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from .expressions import COMPARISONS, FAMILIES, ExpressionMaker, Name, Scope
from .node import Node, joined, node
from .sources import Relation, SourceMaker
from .tables import Table


@dataclass
class Query:
    """Is a query with the families of its columns and about how many rows it has at most."""

    tree: Node
    families: list[str]
    rows: int


BUDGET = 100_000
"""Queries are made so that no join is likely to have more rows than this."""


class QueryMaker(SourceMaker):
    """Makes queries over given tables with one random generator."""

    def __init__(self, rng: random.Random, tables: list[Table]) -> None:
        self._rng = rng
        self._relations = [
            Relation(
                t.name,
                [(c.name, c.kind.name, c.kind.arithmetic) for c in t.columns],
                t.data.num_rows,
            )
            for t in tables
        ]
        self._common: list[Relation] = []
        self._aliases = 0
        self._quantified = 0
        """In how many subqueries of IN, ANY or ALL a query is being made."""
        samples: dict[str, list[Any]] = {}
        for table in tables:
            for family, values in table.samples().items():
                samples.setdefault(family, []).extend(values)
        self.expressions = ExpressionMaker(rng, self, samples)

    # Whole queries.

    def query(self) -> Query:
        """Makes a query that a user might send: with common tables, an order and a limit."""
        rng = self._rng
        self._common = []
        commons = []
        for i in range(rng.choice([0, 0, 0, 0, 1, 2])):
            inner = self.body([], 1, BUDGET // 50)
            columns = [(f"c{j}", f, False) for j, f in enumerate(inner.families)]
            commons.append(node("common", f"q{i} AS (", inner.tree, ")"))
            self._common.append(Relation(f"q{i}", columns, inner.rows))
        body = self.body([], rng.choice([1, 2, 2]), BUDGET)
        parts: list = []
        if commons:
            parts.append(node("with", "WITH ", joined("commons", commons), " ", optional=True))
        parts.append(body.tree)
        if rng.random() < 0.5:
            parts.append(self._total_order(body.families))
        return Query(node("query", *parts), body.families, body.rows)

    def _total_order(self, families: list[str]) -> Node:
        """Orders by every column, so that rows that tie are the same; perhaps with a limit.

        Floats come out of different orders of addition, so a limit must not cut between them.
        """
        rng = self._rng
        columns = list(range(1, len(families) + 1))
        rng.shuffle(columns)
        keys = ", ".join(
            f"{i}{rng.choice(['', '', ' DESC', ' ASC'])}"
            f"{rng.choice(['', '', ' NULLS FIRST', ' NULLS LAST'])}"
            for i in columns
        )
        limit = ""
        if "float" not in families and rng.random() < 0.6:
            limit = f" LIMIT {rng.choice([0, 1, 2, 3, 3, 5, 10, 10, 100])}"
            limit += rng.choice(["", "", "", f" OFFSET {rng.randint(0, 4)}"])
        return node("order", f" ORDER BY {keys}", node("limit", limit, optional=True))

    def body(
        self, outer: list[Name], depth: int, budget: int, families: list[str] | None = None
    ) -> Query:
        """Makes a SELECT or a set operation; `families` asks for columns of these types."""
        rng = self._rng
        left = self.select(outer, depth, budget, families)
        if depth <= 0 or rng.random() > 0.15:
            return left
        right = self.select(outer, depth - 1, budget, left.families)
        word = rng.choice(["UNION", "UNION", "UNION ALL", "UNION ALL", "INTERSECT", "EXCEPT",
                           "INTERSECT ALL", "EXCEPT ALL"])  # fmt: skip
        tree = node("query", left.tree, f" {word} ", right.tree)
        return Query(tree, left.families, left.rows + right.rows)

    def select(
        self, outer: list[Name], depth: int, budget: int, families: list[str] | None = None
    ) -> Query:
        """Makes one SELECT, with groups or without."""
        source, scope = self.source(outer, depth, budget)
        scope.subqueries = depth
        if self._rng.random() < 0.35:
            return self._grouped(source, scope, families)
        wanted = families or self._wanted(scope)
        items = []
        for i, family in enumerate(wanted):
            items.append(node("item", self.expressions.make(family, scope), f" AS c{i}"))
        distinct = node("distinct", self._rng.choice(["", "", "", "DISTINCT "]), optional=True)
        select = self._items(items, fixed=families is not None)
        where = self._where(scope)
        tree = node("query", "SELECT ", distinct, select, " FROM ", source, where)
        return Query(tree, wanted, scope.rows)

    def _wanted(self, scope: Scope) -> list[str]:
        """Picks how many columns a query has, and of which families."""
        pool = self.expressions.families(scope) + FAMILIES
        return [self._rng.choice(pool) for _ in range(self._rng.randint(1, 4))]

    def _items(self, items: list[Node], fixed: bool) -> Node:
        """Makes the list of columns; where their number is fixed, none can be left out."""
        if not fixed:
            return joined("items", items)
        parts: list = []
        for i, item in enumerate(items):
            parts += [", "] if i else []
            parts.append(item)
        return node("items", *parts)

    def _where(self, scope: Scope) -> Node:
        conditions = list(scope.ties)
        if self._rng.random() < 0.6:
            depth = self._rng.choice([1, 1, 2, 3])
            conditions.append(self.expressions.make("bool", scope, depth))
        if not conditions:
            return node("where")
        further = [node("extra", " AND ", c, optional=True) for c in conditions[1:]]
        return node("where", " WHERE ", conditions[0], *further, optional=True)

    # Groups.

    def _grouped(self, source: Node, scope: Scope, families: list[str] | None) -> Query:
        rng = self._rng
        keys = self._keys(scope, families)
        wanted = families or self._wanted(scope)
        items = []
        for i, family in enumerate(wanted):
            fitting = [key for key, key_family in keys if key_family == family]
            if fitting and rng.random() < 0.5:
                item = node(family, rng.choice(fitting))
            else:
                item = self._aggregate(family, scope)
            items.append(node("item", item, f" AS c{i}"))
        parts: list = ["SELECT ", self._items(items, fixed=families is not None), " FROM ", source]
        parts.append(self._where(scope))
        if keys:
            parts.append(" GROUP BY " + self._grouping([key for key, _ in keys]))
        if rng.random() < 0.3:
            parts.append(self._having(scope))
        return Query(node("query", *parts), wanted, scope.rows if keys else 1)

    def _grouping(self, keys: list[str]) -> str:
        """Writes the GROUP BY: plain, or of several sets."""
        rng = self._rng
        together = ", ".join(keys)
        if rng.random() < 0.9:
            return together
        sets = [rng.sample(keys, rng.randint(0, len(keys))) for _ in range(rng.randint(1, 3))]
        written = ", ".join(f"({', '.join(some)})" for some in sets)
        return rng.choice([f"ROLLUP ({together})", f"CUBE ({together})",
                           f"GROUPING SETS (({together}), {written})"])  # fmt: skip

    def _keys(self, scope: Scope, families: list[str] | None) -> list[tuple[str, str]]:
        """Picks the grouping keys: columns mostly, or an expression over one."""
        rng = self._rng
        keys: list[tuple[str, str]] = []
        for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
            if not scope.names:
                break
            name = rng.choice(scope.names)
            text = name.text
            if rng.random() < 0.25:
                text = {
                    "int": f"({text} % 3)",
                    "text": f"SUBSTRING({text}, 1, 1)",
                    "date": f"EXTRACT(MONTH FROM {text})",
                }.get(name.family, text)
            family = "int" if "EXTRACT" in text else name.family
            if (text, family) not in keys:
                keys.append((text, family))
        return keys

    def _aggregate(self, family: str, scope: Scope) -> Node:
        """Makes an aggregate of `family`; sums and means take small values only."""
        rng = self._rng
        expressions = self.expressions
        inner = Scope(scope.names)
        distinct = rng.choice(["", "", "", "DISTINCT "])
        call: Node
        if family == "int" and rng.random() < 0.6:
            any_family = rng.choice(FAMILIES)
            argument = expressions.make(any_family, inner, 1)
            call = rng.choice([
                node("int", "COUNT(*)"),
                node("int", f"COUNT({distinct}", argument, ")"),
                node("int", f"SUM({distinct}", expressions.make("int", inner, 1, True), ")"),
            ])  # fmt: skip
        elif family == "dec" and rng.random() < 0.6:
            call = node("dec", f"SUM({distinct}", expressions.leaf("dec", inner, True), ")")
        elif family == "float" and rng.random() < 0.7:
            source = rng.choice(["int", "dec", "float"])
            call = node("float", f"AVG({distinct}", expressions.leaf(source, inner, True), ")")
        elif family == "bool" and rng.random() < 0.6:
            name = rng.choice(["BOOL_AND", "BOOL_OR"])
            call = node("bool", f"{name}(", expressions.make("bool", inner, 1), ")")
        else:
            argument = expressions.make(family, inner, 1)
            call = node(family, f"{rng.choice(['MIN', 'MAX'])}(", argument, ")")
        if rng.random() < 0.12:
            condition = expressions.make("bool", inner, 1)
            chosen = node("filter", " FILTER (WHERE ", condition, ")", optional=True)
            return node(family, call, chosen)
        return call

    def _having(self, scope: Scope) -> Node:
        rng = self._rng
        family = rng.choice(["int", "int", "dec", "text", "date"])
        right: Node | None = None
        if scope.subqueries > 0 and rng.random() < 0.25:
            right = self.scalar(family, Scope([], scope.outer, scope.subqueries, scope.rows))
        right = right or self.expressions.literal(family)
        operator = rng.choice(COMPARISONS)
        condition = node("bool", "(", self._aggregate(family, scope), f" {operator} ", right, ")")
        if rng.random() < 0.4:
            known = self._aggregate(rng.choice(["int", "text"]), scope)
            condition = node("bool", "(", condition, " OR ", known, " IS NOT NULL)")
        return node("having", " HAVING ", condition, optional=True)

    # Subqueries.

    def scalar(self, family: str, scope: Scope) -> Node:
        """Makes a subquery of one value: an aggregate, or the first row of a total order.

        No first rows within IN, ANY and ALL: there DuckDB 2.0 says NULL of a NULL and no rows, as
        in `NULL = ALL (SELECT (SELECT x FROM t ORDER BY 1 LIMIT 1) FROM t WHERE t.y = outer.y)`.
        """
        rng = self._rng
        seen = scope.names + scope.outer if rng.random() < 0.7 else []
        if family != "float" and self._quantified == 0 and rng.random() < 0.2:
            inner = self.body(seen, scope.subqueries - 1, _inner_budget(scope), [family])
            direction = rng.choice(["", " DESC"])
            return node(family, "(", inner.tree, f" ORDER BY 1{direction} LIMIT 1)")
        source, inner_scope = self.source(seen, scope.subqueries - 1, _inner_budget(scope))
        inner_scope.subqueries = scope.subqueries - 1
        where = self._correlated_where(inner_scope)
        aggregate = self._aggregate(family, Scope(inner_scope.names))
        return node(family, "(SELECT ", aggregate, " FROM ", source, where, ")")

    def _correlated_where(self, scope: Scope) -> Node:
        """Makes a WHERE that ties the subquery to the query around by an equality, mostly."""
        rng = self._rng
        pairs = [(a, b) for a in scope.names for b in scope.outer if a.family == b.family]
        if not pairs or rng.random() < 0.2:
            return self._where(scope)
        a, b = rng.choice(pairs)
        operator = rng.choice(["=", "=", "=", "=", "<", ">", "<>", "IS NOT DISTINCT FROM"])
        tie = node("bool", f"({a.text} {operator} {b.text})")
        if rng.random() < 0.4:
            further = self.expressions.make("bool", scope, 1)
            tie = node("bool", "(", tie, node("extra", " AND ", further, optional=True), ")")
        others = [node("extra", " AND ", t, optional=True) for t in scope.ties]
        return node("where", " WHERE ", tie, *others, optional=True)

    def predicate(self, scope: Scope) -> Node:
        """Makes a condition with a subquery: EXISTS, IN, ANY or ALL."""
        rng = self._rng
        seen = scope.names + scope.outer if rng.random() < 0.7 else []
        negation = rng.choice(["", "", "NOT "])
        if rng.random() < 0.45:
            source, inner = self.source(seen, scope.subqueries - 1, _inner_budget(scope))
            inner.subqueries = scope.subqueries - 1
            where = self._correlated_where(inner)
            return node("bool", f"({negation}EXISTS (SELECT 1 FROM ", source, where, "))")
        family = rng.choice(["int", "int", "text", "date", "dec"])
        left = self.expressions.make(family, Scope(scope.names, scope.outer), 1)
        if not seen and rng.random() < 0.3:
            return self._pair_in(scope, negation)
        self._quantified += 1
        inner_query = self.body(seen, scope.subqueries - 1, _inner_budget(scope), [family])
        self._quantified -= 1
        if rng.random() < 0.6:
            return node("bool", "(", left, f" {negation}IN (", inner_query.tree, "))")
        word = f"{rng.choice(COMPARISONS)} {rng.choice(['ANY', 'ALL'])}"
        return node("bool", "(", left, f" {word} (", inner_query.tree, "))")

    def _pair_in(self, scope: Scope, negation: str) -> Node:
        """Makes (x, y) IN (SELECT ...), which DuckDB does without correlation only."""
        families = [self._rng.choice(["int", "text", "date"]) for _ in range(2)]
        left, right = (self.expressions.leaf(f, Scope(scope.names, scope.outer)) for f in families)
        inner = self.body([], scope.subqueries - 1, _inner_budget(scope), families)
        return node("bool", "((", left, ", ", right, f") {negation}IN (", inner.tree, "))")


def _inner_budget(scope: Scope) -> int:
    """Returns how many rows a subquery may have that is joined with each row around it."""
    return max(100, 10 * BUDGET // max(scope.rows, 1))
