"""Nests random expressions over the columns of random tables: many to a query, every value of every
row compared with DuckDB's."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import duckdb
import engine

from . import oracle
from .calls import Report
from .expressions import Name, Scope
from .queries import QueryMaker
from .session import NOT_DUCKDB, Schema

EXPRESSIONS_A_QUERY = 20
QUERIES_A_SCHEMA = 40
DEPTH = 4
FAMILIES = ["int", "int", "dec", "float", "text", "text", "date", "ts", "bool", "bool"]


class NestedFuzzer:
    """Makes and compares expressions from one seed."""

    def __init__(self, seed: int, most_failures: int = 10) -> None:
        """Stops after `most_failures`."""
        self._seed = seed
        self._most = most_failures
        self.report = Report()

    def run(self, expressions: int) -> Report:
        """Compares so many expressions, a few schemas after each other."""
        number = 0
        while self.report.compared < expressions and len(self.report.failures) < self._most:
            folder = Path(tempfile.mkdtemp(prefix="lakebolt-fuzz-"))
            schema = Schema(f"nested {self._seed}/{number}", folder)
            try:
                for query in range(QUERIES_A_SCHEMA):
                    self._query(schema, query)
                    if self.report.compared >= expressions:
                        break
            finally:
                schema.close()
                shutil.rmtree(folder)
            number += 1
        return self.report

    def _query(self, schema: Schema, number: int) -> None:
        rng = random.Random(f"{schema.seed}/{number}")
        maker = QueryMaker(rng, schema.tables)
        table = min(rng.sample(schema.tables, 2), key=lambda t: t.data.num_rows)
        scope = Scope([Name(c.name, c.kind.name, c.kind.arithmetic) for c in table.columns])
        made = [
            maker.expressions.make(rng.choice(FAMILIES), scope, DEPTH).sql()
            for _ in range(EXPRESSIONS_A_QUERY)
        ]
        if not self._differs(schema, made, table.name):
            self.report.compared += len(made)
            return
        for expression in made:
            problem = self._differs(schema, [expression], table.name)
            self.report.compared += 1
            if problem:
                sql = f"SELECT {expression} FROM {table.name}"
                self.report.failures.append(f"{'; '.join(schema.settings)}\n{sql}\n  {problem}")

    @staticmethod
    def _differs(schema: Schema, expressions: list[str], source: str) -> str:
        """Returns how the answers differ; "" where they do not, or DuckDB has none."""
        sql = f"SELECT {', '.join(expressions)} FROM {source}"
        expected = schema.theirs(sql)
        if isinstance(expected, NOT_DUCKDB):
            return "" if len(expressions) == 1 else "some cannot run"
        try:
            found = schema.ours(sql)
        except engine.Error as error:
            return "" if isinstance(expected, duckdb.Error) else f"error: {error}"
        if isinstance(expected, duckdb.Error):
            return f"{len(found)} rows instead of an error: {expected}"
        return oracle.difference(found, expected)
