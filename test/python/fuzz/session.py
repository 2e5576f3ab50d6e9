"""Runs random queries on the engine under test and on DuckDB, and reports what disagrees."""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import engine

from . import oracle
from .node import Node
from .queries import QueryMaker
from .shrink import shrink
from .tables import Table, make_tables

QUERIES_PER_SCHEMA = 150
CHECKS_PER_SCHEMA = 20
"""NoREC and TLP checks of each schema, besides its queries."""

RETRY_EMPTY = 0.7
"""How often a query without rows is given up for another: most say little."""

PATIENCE = 10.0
"""Seconds that DuckDB gets for a query without its optimizer."""

NOT_DUCKDB = (duckdb.NotImplementedException, duckdb.BinderException, duckdb.InternalException,
              duckdb.ParserException, duckdb.CatalogException)  # fmt: skip
"""What DuckDB raises of a query that it cannot run at all: such a query says nothing."""


@dataclass
class Report:
    """Counts what was run and holds what went wrong."""

    ran: int = 0
    skipped: int = 0
    both_failed: int = 0
    failures: list[str] = field(default_factory=list)
    unsupported: Counter = field(default_factory=Counter)
    """Messages of errors that say that Lakebolt does not support something."""


@dataclass
class Verdict:
    """Says how the engines compare on one query: agree, skip, both_failed or differ."""

    kind: str
    detail: str = ""


class Schema:
    """Is one set of tables, known to both engines; its `seed` makes it again."""

    def __init__(self, seed: str, folder: Path) -> None:
        self.seed = seed
        rng = random.Random(seed)
        self.tables: list[Table] = make_tables(rng, folder)
        self.settings = random_settings(rng)
        self._last: tuple[str, list[oracle.Row] | duckdb.Error] | None = None
        self._duckdb = duckdb.connect()
        self._duckdb.execute("SET threads = 1")
        self._ours = engine.connect(self.settings)
        for table in self.tables:
            self._duckdb.execute(table.create())
            self._ours.run(table.create())

    def ours(self, sql: str) -> list[oracle.Row]:
        """Runs `sql` on the engine under test."""
        return self._ours.rows(sql)

    def judge(self, tree: Node) -> Verdict:
        """Runs a query on both engines and compares; as lists, where it ends in an ORDER BY.

        A difference counts only if DuckDB without its optimizer differs as well: its optimizer has
        bugs of its own, and moves computations that fail onto rows where none was asked for.
        """
        sql = tree.sql()
        last = tree.parts[-1] if tree.parts else ""
        ordered = isinstance(last, Node) and last.sort == "order"
        verdict = self._compare(sql, ordered)
        if verdict.kind != "differ":
            return verdict
        optimized, self._last = self._last, None
        self._duckdb.execute("PRAGMA disable_optimizer")
        patience = threading.Timer(PATIENCE, self._duckdb.interrupt)
        patience.start()
        try:
            plain = self._compare(sql, ordered)
        finally:
            patience.cancel()
            interrupted = isinstance(self._last and self._last[1], duckdb.InterruptException)
            self._duckdb.execute("PRAGMA enable_optimizer")
            self._last = optimized
        if interrupted or plain.kind == "differ":
            return verdict
        return Verdict("skip", "DuckDB contradicts itself")

    def _compare(self, sql: str, ordered: bool) -> Verdict:
        """Runs a query on both engines as they are set and compares."""
        expected = self.theirs(sql)
        if isinstance(expected, NOT_DUCKDB):
            return Verdict("skip", str(expected))
        try:
            found = self.ours(sql)
        except engine.Error as error:
            if isinstance(expected, duckdb.Error):
                return Verdict("both_failed")
            return Verdict("differ", f"error instead of {len(expected)} rows: {error}")
        if isinstance(expected, duckdb.Error):
            return Verdict("differ", f"{len(found)} rows instead of an error: {expected}")
        problem = oracle.difference(found, expected, ordered)
        return Verdict("differ", problem) if problem else Verdict("agree")

    def theirs(self, sql: str) -> list[oracle.Row] | duckdb.Error:
        """Runs `sql` on DuckDB; an answer that was just asked for is kept."""
        if self._last is None or self._last[0] != sql:
            try:
                self._last = (sql, self._duckdb.execute(sql).fetchall())
            except duckdb.Error as error:
                self._last = (sql, error)
        return self._last[1]

    def close(self) -> None:
        """Closes both connections."""
        self._duckdb.close()
        self._ours.close()


def random_settings(rng: random.Random) -> list[str]:
    """Picks the settings that the engine under test runs with."""
    settings = [
        f"SET threads = {rng.choice([1, 2, 2])}",
        f"SET chunk_size = {rng.choice([1, 3, 7, 64, 2048, 2048])}",
        "SET verify_plans = true",
    ]
    encoding = rng.choice(["", "", "", "dictionary", "constant"])
    if encoding:
        settings.append(f"SET force_encoding = '{encoding}'")
    if rng.random() < 0.3:
        settings.append(f"SET join_order_seed = {rng.randrange(1, 1000)}")
    passes = engine.optimizer_passes()
    if passes and rng.random() < 0.3:
        off = ",".join(rng.sample(passes, rng.choice([1, 2, len(passes)])))
        settings.append(f"SET disabled_optimizers = '{off}'")
    return settings


class Fuzzer:
    """Goes through schemas and queries in an order that the seed alone decides."""

    def __init__(self, seed: int, keep: Path | None = None, most_failures: int = 20) -> None:
        """Keeps the files of failing schemas in `keep`; stops after `most_failures`."""
        self._seed = seed
        self._keep = keep
        self._most = most_failures
        self.report = Report()

    def run(self, queries: int, only: str = "") -> Report:
        """Runs that many queries, or just the one called `only` (SCHEMA/QUERY)."""
        if only:
            schema, query = only.split("/")
            self._run_schema(int(schema), [query])
            return self.report
        schema = 0
        while self.report.ran < queries and len(self.report.failures) < self._most:
            count = min(QUERIES_PER_SCHEMA, queries - self.report.ran)
            names = [str(i) for i in range(count)] + [f"c{i}" for i in range(CHECKS_PER_SCHEMA)]
            self._run_schema(schema, names)
            schema += 1
        return self.report

    def _run_schema(self, number: int, names: list[str]) -> None:
        folder = Path(tempfile.mkdtemp(prefix="lakebolt-fuzz-"))
        failures = len(self.report.failures)
        schema = Schema(f"{self._seed}/{number}", folder)
        try:
            for name in names:
                self._run_one(schema, number, name)
                if len(self.report.failures) >= self._most:
                    break
        finally:
            schema.close()
            if self._keep and len(self.report.failures) > failures:
                shutil.copytree(folder, self._keep / f"schema{number}", dirs_exist_ok=True)
            shutil.rmtree(folder)

    def _run_one(self, schema: Schema, number: int, name: str) -> None:
        rng = random.Random(f"{schema.seed}/{name}")
        maker = QueryMaker(rng, schema.tables)
        where = f"--seed {self._seed} --only {number}/{name}"
        if name.startswith("c"):
            self._check(rng, maker, schema, where)
            return
        query = maker.query()
        while not schema.theirs(query.tree.sql()) and rng.random() < RETRY_EMPTY:
            query = maker.query()
        verdict = schema.judge(query.tree)
        self.report.ran += 1
        self.report.skipped += verdict.kind == "skip"
        self.report.both_failed += verdict.kind == "both_failed"
        if verdict.kind != "differ":
            return
        if "not supported" in verdict.detail:
            self.report.unsupported[verdict.detail.split("\n")[0]] += 1

        def still_fails(tree: Node) -> bool:
            again = schema.judge(tree)
            return again.kind == "differ" and _same_failure(again.detail, verdict.detail)

        small = shrink(query.tree, still_fails)
        detail = schema.judge(small).detail or f"{verdict.detail} (at first)"
        self._fail(schema, where, f"{detail}\n{small.sql()}")

    def _check(
        self, rng: random.Random, maker: QueryMaker, schema: Schema, where: str
    ) -> None:
        """Runs NoREC or TLP."""
        check: Callable = rng.choice([oracle.no_rewrite, oracle.partitions])
        try:
            problem = check(rng, maker, schema.ours)
        except engine.Error as error:
            problem = f"{check.__name__}: {error}" if engine.NAME == "lakebolt" else ""
        if problem:
            self._fail(schema, where, f"{check.__name__}: {problem}")

    def _fail(self, schema: Schema, where: str, text: str) -> None:
        settings = "; ".join(schema.settings)
        message = f"python -m fuzz {where}\n{settings}\n{text}\n{describe_tables(schema.tables, text)}"
        print(message, file=sys.stderr, flush=True)
        self.report.failures.append(message)


def _same_failure(a: str, b: str) -> bool:
    """Tells whether two failures are of one kind: both errors of one code, or both wrong rows."""
    if a.startswith("error") or b.startswith("error"):
        return a.startswith("error") and b.startswith("error") and a.split("]")[0][-6:] == b.split("]")[0][-6:]
    return True


def describe_tables(tables: list[Table], sql: str, most_rows: int = 12) -> str:
    """Writes the tables that `sql` names: as SQL when small, else their shapes."""
    lines = []
    for table in tables:
        if not re.search(rf"\b{table.name} AS", sql):
            continue
        columns = ", ".join(f"{f.name} {f.type}" for f in table.data.schema)
        lines.append(f"-- {table.name} ({columns}): {table.data.num_rows} rows")
        if table.data.num_rows <= most_rows:
            lines += [f"--   {tuple(row.values())}" for row in table.data.to_pylist()]
    return "\n".join(lines) + "\n"
