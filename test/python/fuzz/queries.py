"""Makes random queries: joins, groups, set operations, common tables, subqueries at any depth."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from .expressions import COMPARISONS, FAMILIES, ExpressionMaker, Name, Scope
from .node import Node, joined, node
from .tables import Table


@dataclass
class Relation:
    """Is something a FROM clause can name: its name, its columns, about how many rows."""

    name: str
    columns: list[tuple[str, str, bool]]
    """Name, family and whether the values are small enough to add."""
    rows: int


@dataclass
class Query:
    """Is a query with the families of its columns and about how many rows it has at most."""

    tree: Node
    families: list[str]
    rows: int


BUDGET = 100_000
"""Queries are made so that no join is likely to have more rows than this."""

SELECTIVITY = 5
"""An equality is taken to keep one pair in this many; keys are few and often skewed."""

NESTED_LOOP = 20_000
"""Joins of more pairs than this get an equality."""


UNIQUE = 5000
"""The keys of tables of more rows than this are nearly unique."""


class QueryMaker:
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

    # FROM.

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
