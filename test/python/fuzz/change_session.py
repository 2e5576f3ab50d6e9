"""Runs random statements that change things on Lakebolt and on DuckDB and compares after each.

    cd test/python && python -m fuzz.change_session --scripts 500 --seed 7

Both must succeed or both fail, return the same rows, and then hold the same tables: a statement that
fails must have changed nothing. A script that disagrees is made smaller by leaving statements out.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from dataclasses import dataclass
from typing import Any

import duckdb
import lakebolt

from .changes import ChangeMaker
from .oracle import difference

STATEMENTS = 40
"""Statements of a script."""

EXPLAINED: list[tuple[str, str]] = [
    ("", "not supported$|not supported yet|Unsupported constraint for generated column"),
    ("", "Invalid type for index key"),
    ("ON CONFLICT|IGNORE", "when casting from source column"),  # DuckDB compares keys before its casts
    ("", "cannot be cast to|cannot cast"),  # DuckDB casts what is empty or NULL to anything
    (r"SELECT \* FROM v", "have no common type"),  # as above
    # DuckDB alters no table with an index, and casts rows that are deleted.
    ("ALTER|CREATE", "entries that depend on it|index depends on a column after|outstanding updates"),
    ("ALTER .* TYPE", "success instead of Conversion Error"),
    # DuckDB computes DO UPDATE for rows that it drops, as their keys are repeated, and what MERGE
    # inserts for rows that fail its condition.
    ("DO UPDATE|WHEN NOT MATCHED AND", "success instead of (Out of Range|Conversion) Error"),
    ("excluded\\.g", 'does not have a column named "g"'),  # DuckDB has no generated columns there
]
"""Patterns of a statement and of a problem that are differences on purpose, or bugs of DuckDB."""


@dataclass
class Problem:
    """Says what two engines disagreed on: its kind stays the same while a script is made smaller."""

    kind: str
    text: str


class Pair:
    """Holds a connection to each engine, and runs a statement on both."""

    def __init__(self, settings: list[str]) -> None:
        self.ours = lakebolt.connect()
        self.theirs = duckdb.connect()
        self.theirs.execute("SET threads = 1")
        for setting in settings:
            self.ours.execute(setting)

    def close(self) -> None:
        """Closes both."""
        self.ours.close()
        self.theirs.close()

    def _ours(self, sql: str) -> Any:
        try:
            return self.ours.execute(sql).fetchall()
        except lakebolt.Error as error:
            return error

    def _theirs(self, sql: str) -> Any:
        try:
            return self.theirs.execute(sql).fetchall()
        except duckdb.Error as error:
            return error

    def run(self, sql: str) -> tuple[bool, Problem | None]:
        """Runs a statement; returns whether DuckDB ran it, and what differs if something does."""
        expected = self._theirs(sql)
        if isinstance(expected, duckdb.FatalException | duckdb.InternalException):
            return False, Problem("explained", str(expected))
        found = self._ours(sql)
        succeeded = not isinstance(expected, duckdb.Error)
        if isinstance(found, lakebolt.InternalError):
            return succeeded, Problem("internal", str(found))
        if isinstance(found, lakebolt.Error):
            if not succeeded:
                return False, None
            return True, Problem("error", f"{found}\ninstead of {len(expected)} rows")
        if not succeeded and re.search("uplicate", str(expected)) and not self._repeated_keys():
            return False, Problem("explained", "DuckDB checks keys too early")
        if not succeeded:
            return False, Problem("no error", f"success instead of {expected}")
        text = _difference(found, expected)
        return True, Problem("rows", text) if text else None

    def _repeated_keys(self) -> bool:
        """Tells whether a table of ours holds a key twice."""
        keys = self.ours.execute(
            "SELECT table_name, constraint_column_names FROM duckdb_constraints()"
            " WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE')"
        ).fetchall()
        for table, columns in keys:
            names = ", ".join(columns)
            given = " AND ".join(f"{name} IS NOT NULL" for name in columns)
            grouped = f"SELECT 1 FROM {table} WHERE {given} GROUP BY {names} HAVING count(*) > 1"
            if self.ours.execute(grouped).fetchall():
                return True
        return False

    def compare(self, sql: str) -> Problem | None:
        """Compares all tables of the main schema after a statement."""
        if sql.startswith("SELECT"):
            return None
        names = (
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE' ORDER BY 1"
        )
        tables = self._theirs(names)
        if isinstance(tables, duckdb.Error):
            return None  # an aborted transaction
        found = self._ours(names)
        if found != tables:
            return Problem("tables", f"{found} instead of {tables}")
        for (name,) in tables:
            # Defaults of nested types print as calls in DuckDB.
            # So do its keys where a generated column stands before.
            shape = (
                'SELECT column_name, column_type, "null", "key"'
                f" FROM (DESCRIBE {name}) WHERE column_name <> 'g'"
            )
            queries = [f"SELECT * FROM {name}"]
            if sql.startswith(("ALTER", "CREATE", "ROLLBACK")):
                queries.append(shape)
            for query in queries:
                _, problem = self.run(query)
                if problem:
                    return Problem(f"then {problem.kind}", f"{query}: {problem.text}")
        return None


def _difference(found: list[Any], expected: list[Any]) -> str:
    """Compares answers as multisets; shows small ones whole."""
    text = difference(found, expected)
    if text and len(found) + len(expected) <= 20:
        text += f"\nfound    {sorted(found, key=str)}\nexpected {sorted(expected, key=str)}"
    return text


def _is_explained(sql: str, problem: Problem) -> bool:
    if problem.kind == "explained":
        return True
    return any(re.search(p, sql) and re.search(q, problem.text) for p, q in EXPLAINED)


def _settings(rng: random.Random) -> list[str]:
    return [f"SET chunk_size = {rng.choice([1, 3, 64, 2048, 2048])}",
            f"SET threads = {rng.choice([1, 2])}"]  # fmt: skip


def _run_script(rng: random.Random, settings: list[str]) -> tuple[list[str], Problem | None]:
    """Makes and runs statements until something differs; returns those that were run."""
    pair, maker, done = Pair(settings), ChangeMaker(rng), []
    try:
        while len(done) < STATEMENTS:
            change = maker.make()
            done.append(change.sql)
            succeeded, problem = pair.run(change.sql)
            if problem:
                return done, problem
            if succeeded:
                change.done()
            elif maker.in_transaction and (change.sql == "COMMIT" or rng.random() < 0.8):
                rollback = maker.end("ROLLBACK")
                rollback.done()
                if change.sql != "COMMIT":
                    done.append("ROLLBACK")
                    problem = pair.run("ROLLBACK")[1]
            problem = problem or pair.compare(change.sql)
            if problem:
                return done, problem
        return done, None
    finally:
        pair.close()


def replay(script: list[str], settings: list[str]) -> tuple[int, Problem | None]:
    """Runs given statements; returns the first problem and the number of its statement."""
    pair = Pair(settings)
    try:
        for i, sql in enumerate(script):
            _, problem = pair.run(sql)
            problem = problem or pair.compare(sql)
            if problem:
                return i, problem
        return len(script), None
    finally:
        pair.close()


def _alike(a: Problem, b: Problem) -> bool:
    """Tells whether two problems are most likely the same one."""
    return a.kind == b.kind and re.sub(r"\d", "", a.text)[:35] == re.sub(r"\d", "", b.text)[:35]


def shrink(script: list[str], settings: list[str], first: Problem) -> list[str]:
    """Leaves statements out while a problem like the first remains."""
    size = max(1, len(script) // 2)
    while size >= 1:
        i = 0
        while i < len(script) - 1:
            shorter = script[:i] + script[i + size :]
            at, problem = replay(shorter, settings)
            if problem and _alike(problem, first) and not _is_explained(shorter[at], problem):
                script = shorter[: at + 1]
            else:
                i += size
        size //= 2
    return script


def run(seed: int, scripts: int, report: int = 10) -> list[str]:
    """Runs random scripts on both engines; returns how they disagree."""
    failures: list[str] = []
    for i in range(scripts):
        rng = random.Random(f"{seed}/{i}")
        settings = _settings(rng)
        script, problem = _run_script(rng, settings)
        if problem is None or _is_explained(script[-1], problem):
            continue
        small = shrink(script, settings, problem)
        _, last = replay(small, settings)
        text = ";\n".join(settings + small)
        failures.append(f"-- {seed}/{i}\n{text};\n-- {last and last.kind}: {last and last.text}")
        print(failures[-1], "\n", flush=True)
        if len(failures) >= report:
            break
    return failures


def main() -> int:
    """Returns 1 when anything disagreed."""
    options = argparse.ArgumentParser(prog="python -m fuzz.change_session", description=__doc__)
    options.add_argument("--scripts", type=int, default=200)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options.add_argument("--report", type=int, default=10)
    arguments = options.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    failures = run(arguments.seed, arguments.scripts, arguments.report)
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
