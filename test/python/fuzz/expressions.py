"""Makes random expressions of a wanted type over the columns in scope.

Nothing made here can fail at run time: divisors are guarded, numbers stay small and columns with
extreme values are compared but not added. An error that one engine raises on rows that another
never evaluates would say nothing about either.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .node import Node, node

if TYPE_CHECKING:
    from .queries import QueryMaker

FAMILIES = ["int", "dec", "float", "text", "date", "ts", "bool"]
COMPARISONS = ["=", "<>", "<>", "<", "<=", ">", ">="]
PATTERNS = ["a%", "%b%", "_", "%", "a_b", "%e", "key 1%", "%p%l%", "", "A%", "x%y", "50!%"]
SIMPLE = {"int": "1", "dec": "1.5", "text": "'a'", "bool": "TRUE", "float": "CAST(1.5 AS DOUBLE)",
          "date": "DATE '2020-01-01'", "ts": "TIMESTAMP '2020-01-01 00:00:00'"}  # fmt: skip
SQL_TYPES = {"int": "BIGINT", "dec": "DECIMAL(12,2)", "float": "DOUBLE", "text": "VARCHAR",
             "date": "DATE", "ts": "TIMESTAMP", "bool": "BOOLEAN"}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """Is a column that SQL can name: its text, its family, whether it may be added."""

    text: str
    family: str
    arithmetic: bool = True


@dataclass
class Scope:
    """Holds the columns that an expression may use, and those of the queries around."""

    names: list[Name]
    outer: list[Name] = field(default_factory=list)
    subqueries: int = 0
    """How deep subqueries may still nest."""
    rows: int = 1
    """About how many rows there are, at most."""
    ties: list[Node] = field(default_factory=list)
    """Conditions that belong in the WHERE: they join what FROM names side by side."""

    def of(self, family: str, arithmetic: bool) -> list[Name]:
        """Lists the columns of a family."""
        return [n for n in self.names if n.family == family and (n.arithmetic or not arithmetic)]


class ExpressionMaker:
    """Makes expressions with one random generator."""

    def __init__(
        self, rng: random.Random, queries: QueryMaker, samples: dict[str, list[Any]]
    ) -> None:
        """Takes values by family that occur in the tables: `samples`."""
        self._rng = rng
        self._queries = queries
        self._samples = samples
        self._makers: dict[str, list[Callable[[Scope, int], Node]]] = {
            "int": [self._sum, self._product, self._modulo, self._length, self._part, self._days,
                    self._abs, self._bool_as_int, self._whole_division, self._position,
                    self._days_between, self._sign],
            "dec": [self._sum, self._small_product, self._int_as_decimal, self._abs,
                    self._negative, self._rounded],
            "float": [self._sum, self._quotient, self._as_double, self._abs, self._floor],
            "text": [self._case_changed, self._substring, self._concatenation, self._int_as_text,
                     self._replaced, self._end_of_text, self._concat],
            "date": [self._moved_date, self._ts_as_date],
            "ts": [self._moved_ts, self._date_as_ts, self._truncated],
            "bool": [self._comparison, self._comparison, self._comparison, self._junction,
                     self._junction, self._between, self._in_list, self._like, self._is_null,
                     self._not, self._distinct_from, self._starts_with, self._pair],
        }  # fmt: skip

    def make(self, family: str, scope: Scope, depth: int = 2, arithmetic: bool = False) -> Node:
        """Makes an expression of `family`; `arithmetic` asks for one with small values."""
        rng = self._rng
        if scope.subqueries > 0 and rng.random() < 0.12:
            subquery = self._subquery(family, scope)
            if subquery is not None:
                return subquery
        if depth <= 0 or rng.random() < 0.35:
            return self.leaf(family, scope, arithmetic)
        if rng.random() < 0.18:
            forms = [self._case, self._case_of, self._coalesce, self._nullif, self._greatest]
            return rng.choice(forms)(family, scope, depth)
        maker = rng.choice(self._makers[family])
        if maker in (self._sum, self._abs, self._small_product, self._negative):
            return maker(scope, depth, family)  # type: ignore[call-arg]
        return maker(scope, depth)

    def leaf(self, family: str, scope: Scope, arithmetic: bool = False) -> Node:
        """Makes a column or a literal."""
        rng = self._rng
        outer = [n for n in scope.outer if n.family == family and (n.arithmetic or not arithmetic)]
        if outer and rng.random() < 0.3:
            return node(family, rng.choice(outer).text)
        names = scope.of(family, arithmetic)
        if names and rng.random() < (0.4 if family == "bool" else 0.85):
            return node(family, rng.choice(names).text)
        if family == "bool" and scope.names and rng.random() < 0.8:
            name = rng.choice(scope.names)
            constant = self.literal(name.family)
            return node("bool", f"({name.text} {rng.choice(COMPARISONS)} ", constant, ")")
        return self.literal(family)

    def families(self, scope: Scope) -> list[str]:
        """Lists the families that the scope has columns of, each as often as it has them."""
        return [name.family for name in scope.names] or FAMILIES

    def literal(self, family: str) -> Node:
        """Makes a constant, now and then NULL."""
        rng = self._rng
        if rng.random() < 0.04:
            return node(family, f"CAST(NULL AS {SQL_TYPES[family]})")
        if self._samples.get(family) and rng.random() < 0.7:
            return self._sample(family)
        day = f"2020-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
        text = {
            "int": str(rng.randint(-3, 12)),
            "dec": f"{rng.randint(-20, 99)}.{rng.randint(0, 99):02d}",
            "float": f"CAST({rng.randint(-9, 9)}.5 AS DOUBLE)",
            "text": f"'{rng.choice(['a', 'abc', 'key 3', 'apple', '', 'x y', 'B'])}'",
            "date": f"DATE '{day}'",
            "ts": f"TIMESTAMP '{day} {rng.randint(0, 23):02d}:00:00'",
            "bool": rng.choice(["TRUE", "FALSE"]),
        }[family]
        return node(family, f"({text})" if text.startswith("-") else text)

    def _sample(self, family: str) -> Node:
        """Makes a literal of a value that occurs in a table."""
        value = self._rng.choice(self._samples[family])
        if family in ("int", "dec"):
            text = f"{value:f}" if isinstance(value, Decimal) else str(value)
            return node(family, f"({text})" if value < 0 else text)
        if family == "float":
            return node(family, f"CAST({value!r} AS DOUBLE)")
        if family == "bool":
            return node(family, str(value).upper())
        quoted = "'" + str(value).replace("'", "''") + "'"
        return node(family, {"date": "DATE ", "ts": "TIMESTAMP "}.get(family, "") + quoted)

    def _subquery(self, family: str, scope: Scope) -> Node | None:
        if family == "bool":
            return self._queries.predicate(scope)
        return self._queries.scalar(family, scope)

    # Any family.

    def _case(self, family: str, scope: Scope, depth: int) -> Node:
        parts: list = ["CASE"]
        for _ in range(self._rng.randint(1, 2)):
            condition = self.make("bool", scope, depth - 1)
            value = self.make(family, scope, depth - 1, arithmetic=True)
            parts.append(node("when", " WHEN ", condition, " THEN ", value))
        if self._rng.random() < 0.7:
            other = self.make(family, scope, depth - 1, arithmetic=True)
            parts.append(node("else", " ELSE ", other, optional=True))
        return node(family, *parts, " END")

    def _case_of(self, family: str, scope: Scope, depth: int) -> Node:
        """Makes CASE x WHEN value THEN ..."""
        compared = self._rng.choice(["int", "text", "date"])
        parts: list = ["CASE ", self.leaf(compared, scope)]
        for _ in range(self._rng.randint(1, 3)):
            value = self.make(family, scope, 0, arithmetic=True)
            parts.append(node("when", " WHEN ", self.literal(compared), " THEN ", value))
        other = self.make(family, scope, 0, arithmetic=True)
        return node(family, *parts, node("else", " ELSE ", other, optional=True), " END")

    def _greatest(self, family: str, scope: Scope, depth: int) -> Node:
        function = self._rng.choice(["GREATEST", "LEAST"])
        first = self.make(family, scope, depth - 1, arithmetic=True)
        return node(family, f"{function}(", first, ", ", self.make(family, scope, 0, True), ")")

    def _coalesce(self, family: str, scope: Scope, depth: int) -> Node:
        first = self.make(family, scope, depth - 1, arithmetic=True)
        return node(family, "COALESCE(", first, ", ", self.make(family, scope, 0, True), ")")

    def _nullif(self, family: str, scope: Scope, depth: int) -> Node:
        first = self.make(family, scope, depth - 1, arithmetic=True)
        return node(family, "NULLIF(", first, ", ", self.make(family, scope, 0, True), ")")

    # Numbers.

    def _sum(self, scope: Scope, depth: int, family: str) -> Node:
        left = self.leaf(family, scope, arithmetic=True)
        right = self.make(family, scope, 0, arithmetic=True)
        if family == "int":
            left = node("int", "CAST(", left, " AS BIGINT)")
        return node(family, "(", left, self._rng.choice([" + ", " - "]), right, ")")

    def _product(self, scope: Scope, depth: int) -> Node:
        left = self.leaf("int", scope, arithmetic=True)
        right = self.leaf("int", scope, arithmetic=True)
        return node("int", "(CAST(", left, " AS BIGINT) * ", right, ")")

    def _small_product(self, scope: Scope, depth: int, family: str) -> Node:
        left = self.leaf(family, scope, arithmetic=True)
        return node(family, "(", left, " * ", node("literal", str(self._rng.randint(0, 3))), ")")

    def _modulo(self, scope: Scope, depth: int) -> Node:
        left = self.leaf("int", scope, arithmetic=True)
        return node("int", "(", left, " % ", str(self._rng.randint(2, 7)), ")")

    def _whole_division(self, scope: Scope, depth: int) -> Node:
        left, right = self.leaf("int", scope, True), self.leaf("int", scope, True)
        return node("int", "(CAST(", left, " AS BIGINT) // NULLIF(", right, ", 0))")

    def _quotient(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice(["int", "dec"])
        left = self.leaf(family, scope, arithmetic=True)
        right = self.leaf("int", scope, arithmetic=True)
        return node("float", "(", left, " / NULLIF(", right, ", 0))")

    def _as_double(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice(["int", "dec"])
        return node("float", "CAST(", self.make(family, scope, depth - 1, True), " AS DOUBLE)")

    def _int_as_decimal(self, scope: Scope, depth: int) -> Node:
        return node("dec", "CAST(", self.leaf("int", scope, True), " AS DECIMAL(12,2))")

    def _abs(self, scope: Scope, depth: int, family: str) -> Node:
        return node(family, "ABS(", self.leaf(family, scope, arithmetic=True), ")")

    def _negative(self, scope: Scope, depth: int, family: str) -> Node:
        return node(family, "(-", self.leaf(family, scope, arithmetic=True), ")")

    def _length(self, scope: Scope, depth: int) -> Node:
        return node("int", "LENGTH(", self.make("text", scope, depth - 1), ")")

    def _part(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice(["date", "ts"])
        fields = ["YEAR", "MONTH", "DAY", "QUARTER", "DOW"] + (["HOUR"] if family == "ts" else [])
        part = self._rng.choice(fields)
        return node("int", f"EXTRACT({part} FROM ", self.make(family, scope, depth - 1), ")")

    def _days(self, scope: Scope, depth: int) -> Node:
        left, right = self.leaf("date", scope), self.leaf("date", scope)
        return node("int", "(", left, " - ", right, ")")

    def _bool_as_int(self, scope: Scope, depth: int) -> Node:
        return node("int", "CAST(", self.make("bool", scope, depth - 1), " AS INTEGER)")

    def _sign(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice(["int", "dec", "float"])
        return node("int", "SIGN(", self.leaf(family, scope, arithmetic=True), ")")

    def _rounded(self, scope: Scope, depth: int) -> Node:
        return node("dec", "ROUND(", self.leaf("dec", scope, True), f", {self._rng.randint(0, 2)})")

    def _floor(self, scope: Scope, depth: int) -> Node:
        function = self._rng.choice(["FLOOR", "CEIL"])
        return node("float", f"{function}(", self.leaf("float", scope, True), ")")

    def _position(self, scope: Scope, depth: int) -> Node:
        return node("int", "STRPOS(", self.make("text", scope, depth - 1), ", 'e')")

    def _days_between(self, scope: Scope, depth: int) -> Node:
        unit = self._rng.choice(["day", "month", "year", "week", "quarter"])
        left, right = self.leaf("date", scope), self.leaf("date", scope)
        return node("int", f"DATE_DIFF('{unit}', ", left, ", ", right, ")")

    # Text.

    def _replaced(self, scope: Scope, depth: int) -> Node:
        return node("text", "REPLACE(", self.make("text", scope, depth - 1), ", 'a', 'é')")

    def _end_of_text(self, scope: Scope, depth: int) -> Node:
        function, count = self._rng.choice(["LEFT", "RIGHT"]), self._rng.randint(0, 14)
        return node("text", f"{function}(", self.make("text", scope, depth - 1), f", {count})")

    def _concat(self, scope: Scope, depth: int) -> Node:
        left, right = self.make("text", scope, depth - 1), self.make("text", scope, 0)
        return node("text", "CONCAT(", left, ", ", right, ", '-')")

    def _case_changed(self, scope: Scope, depth: int) -> Node:
        function = self._rng.choice(["UPPER", "LOWER", "TRIM"])
        return node("text", f"{function}(", self.make("text", scope, depth - 1), ")")

    def _substring(self, scope: Scope, depth: int) -> Node:
        begin, count = self._rng.randint(1, 4), self._rng.randint(0, 6)
        text = self.make("text", scope, depth - 1)
        return node("text", "SUBSTRING(", text, f", {begin}, {count})")

    def _concatenation(self, scope: Scope, depth: int) -> Node:
        left, right = self.make("text", scope, depth - 1), self.make("text", scope, 0)
        return node("text", "(", left, " || ", right, ")")

    def _int_as_text(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice(["int", "date", "bool"])
        return node("text", "CAST(", self.make(family, scope, depth - 1), " AS VARCHAR)")

    # Dates.

    def _moved_date(self, scope: Scope, depth: int) -> Node:
        return node("date", "(", self.leaf("date", scope), f" + {self._rng.randint(0, 40)})")

    def _ts_as_date(self, scope: Scope, depth: int) -> Node:
        return node("date", "CAST(", self.make("ts", scope, depth - 1), " AS DATE)")

    def _moved_ts(self, scope: Scope, depth: int) -> Node:
        unit = self._rng.choice(["1 month", "1 day", "3 hours", "1 year", "45 minutes"])
        start = self.leaf(self._rng.choice(["ts", "date"]), scope)
        return node("ts", "(", start, self._rng.choice([" + ", " - "]), f"INTERVAL '{unit}')")

    def _date_as_ts(self, scope: Scope, depth: int) -> Node:
        return node("ts", "CAST(", self.leaf("date", scope), " AS TIMESTAMP)")

    def _truncated(self, scope: Scope, depth: int) -> Node:
        unit = self._rng.choice(["month", "year", "day", "hour", "week"])
        return node("ts", f"DATE_TRUNC('{unit}', ", self.leaf("ts", scope), ")")

    # Conditions.

    def _comparison(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice(self.families(scope))
        other = self._rng.choice([family, "int", "dec"]) if family in ("int", "dec") else family
        left = self.leaf(family, scope)
        if self._rng.random() < 0.4:
            left = self.make(family, scope, depth - 1)
        right = self.make(other, scope, self._rng.choice([0, 0, depth - 1]))
        if self._rng.random() < 0.4 or right.sql() == left.sql():
            right = self.literal(other)
        return node("bool", "(", left, f" {self._rng.choice(COMPARISONS)} ", right, ")")

    def _distinct_from(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice(self.families(scope))
        words = self._rng.choice([" IS DISTINCT FROM ", " IS NOT DISTINCT FROM "])
        return node("bool", "(", self.leaf(family, scope), words, self.leaf(family, scope), ")")

    def _junction(self, scope: Scope, depth: int) -> Node:
        left, right = self.make("bool", scope, depth - 1), self.make("bool", scope, depth - 1)
        return node("bool", "(", left, self._rng.choice([" AND ", " OR "]), right, ")")

    def _not(self, scope: Scope, depth: int) -> Node:
        inner = self.make("bool", scope, depth - 1)
        if self._rng.random() < 0.5:
            return node("bool", "(NOT ", inner, ")")
        words = self._rng.choice(["IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE"])
        return node("bool", "(", inner, f" {words})")

    def _between(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice([f for f in self.families(scope) if f != "bool"] or ["int"])
        low, high = self.make(family, scope, 0), self.make(family, scope, 0)
        word = self._rng.choice([" BETWEEN ", " NOT BETWEEN "])
        return node("bool", "(", self.leaf(family, scope), word, low, " AND ", high, ")")

    def _in_list(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice([f for f in self.families(scope) if f != "bool"] or ["int"])
        parts: list = ["(", self.leaf(family, scope), self._rng.choice([" IN (", " NOT IN ("])]
        for i in range(self._rng.randint(1, 4)):
            parts += [", "] if i else []
            parts.append(self.literal(family))
        return node("bool", *parts, "))")

    def _like(self, scope: Scope, depth: int) -> Node:
        pattern = self._rng.choice(PATTERNS)
        escape = " ESCAPE '!'" if "!" in pattern else ""
        word = self._rng.choice([" LIKE ", " LIKE ", " NOT LIKE ", " ILIKE "])
        text = self.make("text", scope, depth - 1)
        return node("bool", "(", text, f"{word}'{pattern}'{escape})")

    def _starts_with(self, scope: Scope, depth: int) -> Node:
        start = self._rng.choice(["a", "key", "", "A string", "a string beyond"])
        function = self._rng.choice(["STARTS_WITH", "CONTAINS", "ENDS_WITH"])
        return node("bool", f"{function}(", self.make("text", scope, depth - 1), f", '{start}')")

    def _pair(self, scope: Scope, depth: int) -> Node:
        """Compares two values at once; without NULLs, which DuckDB takes for the largest value."""
        first, second = (self._rng.choice(self.families(scope)) for _ in range(2))
        left = (self._never_null(first, scope), self._never_null(second, scope))
        right = (self._never_null(first, scope), self._never_null(second, scope))
        operator = self._rng.choice(["=", "<>", "<", ">="])
        pieces = ["(", left[0], ", ", left[1], f") {operator} (", right[0], ", ", right[1], ")"]
        return node("bool", "(", *pieces, ")")

    def _never_null(self, family: str, scope: Scope) -> Node:
        simple = node("constant", SIMPLE[family])
        return node("pair", "COALESCE(", self.leaf(family, scope), ", ", simple, ")")

    def _is_null(self, scope: Scope, depth: int) -> Node:
        family = self._rng.choice(self.families(scope))
        word = self._rng.choice([" IS NULL", " IS NOT NULL", " IS NOT NULL"])
        return node("bool", "(", self.make(family, scope, depth - 1), word, ")")
