"""Calls the functions that both engines have, nested at random, over rows with odd values.

What a function takes and gives is read from DuckDB's own catalog, so that a function new to both is
fuzzed from its first day. Many expressions share a query; where one fails in DuckDB they run one by
one, and those that DuckDB refuses are left out.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import duckdb

from . import known

EXPRESSIONS_A_QUERY = 25
COLUMNS = {
    "BOOLEAN": ["true", "false", "NULL", "true", "NULL", "false"],
    "INTEGER": ["0", "1", "-7", "NULL", "2147483647", "42"],
    "BIGINT": ["3", "0", "-1", "NULL", "12345678901", "10"],
    "DOUBLE": ["0.0", "1.5", "-2.25", "NULL", "1e10", "0.1"],
    "DECIMAL(10,2)": ["1.25", "0.00", "-99.99", "NULL", "12345.67", "0.05"],
    "VARCHAR": ["''", "'abc'", "'Ünï çød€'", "NULL", "'  Hello, World  '", "'2024-02-29'"],
    "DATE": ["'2024-02-29'", "'1970-01-01'", "'1899-12-31'", "NULL", "'2038-01-19'", "'0044-03-15'"],
    "TIMESTAMP": ["'2024-02-29 23:59:59.999999'", "'1970-01-01'", "'1969-12-31 23:59:59.5'", "NULL",
                  "'2001-09-09 01:46:40'", "'1582-10-15 12:00:00'"],
    "TIME": ["'00:00:00'", "'23:59:59.999999'", "'12:34:56.789'", "NULL", "'06:00:00'", "'18:30:00'"],
    "INTERVAL": ["'1 month'", "'2 days 03:04:05'", "'-1 year -1 hour'", "NULL", "'0 days'",
                 "'90 minutes'"],
    "BIGINT[]": ["[1,2,3]", "[]", "[NULL]", "NULL", "[5,5,-1,NULL]", "[9]"],
    "VARCHAR[]": ["['a','b']", "[]", "[NULL,'x']", "NULL", "['', 'é']", "['b','a','b']"],
}  # fmt: skip
LITERALS = {
    "BIGINT": ["0", "1", "2", "-3", "5"],
    "INTEGER": ["0", "1", "2", "-3", "5"],
    "VARCHAR": ["'a'", "'l'", "''", "' '", "'day'", "'%Y-%m-%d'", "'[a-z]+'"],
    "DOUBLE": ["0.5::DOUBLE", "2.0::DOUBLE", "-1.0::DOUBLE"],
}
ALIASES = {"TINYINT": "INTEGER", "SMALLINT": "INTEGER", "UTINYINT": "INTEGER", "HUGEINT": "BIGINT",
           "USMALLINT": "INTEGER", "UINTEGER": "BIGINT", "UBIGINT": "BIGINT", "FLOAT": "DOUBLE",
           "DECIMAL": "DECIMAL(10,2)", "T": "BIGINT", "T[]": "BIGINT[]", "ANY": "VARCHAR",
           "ANY[]": "BIGINT[]"}  # fmt: skip
"""Columns that stand for types that have none."""


class Engine(Protocol):
    """Is what is needed of a connection."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]: ...


@dataclass
class Report:
    """Counts what was compared, and tells what differed."""

    compared: int = 0
    refused_by_both: int = 0
    failures: list[str] = field(default_factory=list)


class CallFuzzer:
    """Makes and compares expressions from one seed."""

    def __init__(self, seed: int, ours: Engine) -> None:
        """Prepares the same table in both engines."""
        self._rng = random.Random(seed)
        self._ours = ours
        self._theirs = duckdb.connect()
        self._columns = {kind: f"c{i}" for i, kind in enumerate(COLUMNS)}
        selected = ", ".join(
            f"CAST(v{i} AS {kind}) AS c{i}" for i, kind in enumerate(COLUMNS)
        )
        names = ", ".join(f"v{i}" for i in range(len(COLUMNS)))
        rows = ", ".join("(" + ", ".join(row) + ")" for row in zip(*COLUMNS.values(), strict=True))
        table = f"CREATE TABLE odd AS SELECT {selected} FROM (VALUES {rows}) v({names})"
        self._theirs.execute("SET TimeZone = 'UTC'")
        self._theirs.execute(table)
        self._ours.rows("SET TimeZone = 'UTC'")
        self._ours.rows(table)
        self._functions = self._shared_functions()

    def _shared_functions(self) -> dict[str, list[tuple[str, list[str]]]]:
        """Returns, by result type, the functions of both engines with their parameters' types."""
        here = {row[0] for row in self._ours.rows("SELECT name FROM lakebolt_functions()")}
        found: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        rows = self._theirs.execute(
            "SELECT DISTINCT function_name, parameter_types, return_type, varargs"
            " FROM duckdb_functions()"
            " WHERE function_type = 'scalar' AND NOT has_side_effects ORDER BY ALL"
        ).fetchall()
        for name, types, result, more in rows:
            columns = [self._column_type(kind) for kind in types + [more] * (2 if more else 0)]
            known_result = self._column_type(result)
            if name not in here or name in known.NOT_FUZZED or not name.replace("_", "").isalnum():
                continue
            if known_result and all(columns):
                found[known_result].append((name, columns))
        return found

    @staticmethod
    def _column_type(kind: str | None) -> str:
        kind = ALIASES.get(kind or "", kind or "")
        return kind if kind in COLUMNS else ""

    def run(self, expressions: int) -> Report:
        """Compares so many expressions."""
        report = Report()
        while report.compared < expressions:
            batch = [self._make() for _ in range(EXPRESSIONS_A_QUERY)]
            for part, expected in self._answers(batch, report):
                self._compare(part, expected, report)
        return report

    def _make(self) -> str:
        kind = self._rng.choice([k for k in self._functions if self._functions[k]])
        return self._call(kind, 2)

    def _call(self, kind: str, depth: int) -> str:
        choices = self._functions.get(kind)
        if not choices or depth == 0:
            return self._leaf(kind)
        name, types = self._rng.choice(choices)
        arguments = [
            self._call(t, depth - 1) if self._rng.random() < 0.4 else self._leaf(t) for t in types
        ]
        return f"{name}({', '.join(arguments)})"

    def _leaf(self, kind: str) -> str:
        if kind in LITERALS and self._rng.random() < 0.4:
            return self._rng.choice(LITERALS[kind])
        return self._columns[kind]

    def _answers(
        self, batch: list[str], report: Report
    ) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
        """Yields the parts of a batch that DuckDB runs, all of it at once if it can be, with its
        answers."""
        try:
            yield batch, self._theirs.execute(_query(batch)).fetchall()
        except duckdb.Error:
            for expression in batch:
                try:
                    expected = self._theirs.execute(_query([expression])).fetchall()
                except duckdb.Error:
                    report.refused_by_both += 1
                else:
                    yield [expression], expected

    def _compare(
        self, part: list[str], expected: list[tuple[Any, ...]], report: Report
    ) -> None:
        try:
            found = self._ours.rows(_query(part))
        except Exception as error:  # noqa: BLE001 - an error is a difference
            if len(part) > 1:
                for column, expression in enumerate(part):
                    self._compare([expression], [(row[column],) for row in expected], report)
                return
            found = []
            problem = str(error).splitlines()[0]
            report.compared += 1
            if not known.is_explained(part[0], problem):
                report.failures.append(f"SELECT {part[0]} FROM odd\n  {problem}")
            return
        report.compared += len(part)
        for column, expression in enumerate(part):
            for mine, other in zip(found, expected, strict=True):
                if _same(mine[column], other[column]):
                    continue
                problem = f"{mine[column]!r}, not {other[column]!r}"
                if not known.is_explained(expression, problem):
                    report.failures.append(f"SELECT {expression} FROM odd\n  {problem}")
                    break


def _query(expressions: list[str]) -> str:
    cells = ", ".join(f"CAST({e} AS VARCHAR)" for e in expressions)
    return f"SELECT {cells} FROM odd"


def _same(mine: str | None, other: str | None) -> bool:
    if mine == other or mine is None or other is None:
        return mine == other
    other = other.replace("-nan", "nan")  # NaN has no sign here
    if mine == other:
        return True
    try:
        return math.isclose(float(mine), float(other), rel_tol=1e-9, abs_tol=1e-12)
    except ValueError:
        return False
