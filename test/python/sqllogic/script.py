"""Executes the records of a sqllogictest file against a connection."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from . import arrow_text, compare, requirements, text
from .records import Control, Loop, Query, Record, Statement

TYPES = re.compile(r"^[A-Z?]+$")


class Database(Protocol):
    """Is what a script needs of a connection."""

    def run(self, sql: str) -> None: ...

    def table(self, sql: str) -> tuple[Any, list[tuple[Any, ...]]]: ...

    def text_table(self, sql: str) -> tuple[Any, list[tuple[Any, ...]]]: ...

    def arrow(self, sql: str) -> Any: ...

    def another(self) -> Database: ...

    def close(self) -> None: ...


class Mismatch(AssertionError):
    """Reports a record whose outcome is not what its file says, with file and line."""

    def __init__(self, record: Record, sql: str, message: str) -> None:
        super().__init__(f"{record.file}:{record.line}: {message}\n--- SQL\n{sql}")


class Skipped(Exception):
    """Stops a file whose `require` cannot be met."""


class _Halt(Exception):
    """Ends a file at `halt`."""


class Script:
    """Runs one file: its variables, named connections, modes and labels."""

    def __init__(
        self,
        connect: Callable[[], Database],
        error: type[Exception],
        engine: str,
        scratch: Path,
        dialect: str = "duckdb",
        check_messages: bool = True,
        keep_going: bool = False,
        tolerant: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Prepares a run in which `${TEST_DIR}` is `scratch` and errors derive from `error`.

        With `keep_going` the first mismatch does not end a file: all are reported at its end.
        A `tolerant` run compares as the runners of other engines do: numbers by value.
        """
        self._connect = connect
        self._error = error
        self._engine = engine
        self._dialect = dialect
        self._check_messages = check_messages
        self._connections: dict[str, Database] = {}
        self._tolerant = tolerant
        self._variables = {"TEST_DIR": str(scratch), "TEMP_DIR": str(scratch), **(variables or {})}
        self._labels: dict[str, list[list[str]]] = {}
        self._skipping = False
        self._default_sort = ""
        self._keep_going = keep_going
        self._mismatches: list[Mismatch] = []
        self.passed = 0
        """Counts the records that held."""

    @property
    def mismatches(self) -> list[Mismatch]:
        """Lists the records that did not hold, of a run that keeps going."""
        return self._mismatches

    def run(self, records: Iterable[Record]) -> None:
        """Runs all records; throws Mismatch at the first that does not hold."""
        try:
            self._run_all(records)
        except _Halt:
            pass
        finally:
            self._close_all()
        if self._mismatches:
            raise AssertionError("\n\n".join(map(str, self._mismatches)))

    def _run_all(self, records: Iterable[Record]) -> None:
        for record in records:
            if not record.applies_to(self._engine, self._variables):
                continue
            if isinstance(record, Control):
                self._control(record)
            elif self._skipping:
                continue
            elif isinstance(record, Loop):
                self._loop(record)
            else:
                self._run_sql(record)

    def _loop(self, loop: Loop) -> None:
        """Runs a loop's body for each value; `a,b` takes its values from pairs `x,y`."""
        names = loop.variable.split(",")
        for value in loop.values:
            parts = value.split(",") if len(names) > 1 else [value]
            for name, part in zip(names, parts, strict=True):
                self._variables[name] = self._expand(part)
            self._run_all(loop.body)
        for name in names:
            self._variables.pop(name, None)

    def _run_sql(self, record: Record) -> None:
        try:
            if isinstance(record, Statement):
                self._statement(record)
            elif isinstance(record, Query):
                self._query(record)
            self.passed += 1
        except Mismatch as mismatch:
            if not self._keep_going:
                raise
            self._mismatches.append(mismatch)

    def connection(self, name: str = "") -> Database:
        """Returns the connection called `name`, opening it at first use."""
        if "" not in self._connections:
            self._connections[""] = self._connect()
        if name not in self._connections:
            self._connections[name] = self._connections[""].another()
        return self._connections[name]

    def _expand(self, sql: str) -> str:
        """Puts the values of `${name}`, `{name}` and `__TEST_DIR__` in place."""
        sql = sql.replace("__TEST_DIR__", self._variables["TEST_DIR"])
        return re.sub(
            r"\$?\{(\w+)\}", lambda m: self._variables.get(m.group(1), m.group(0)), sql
        )

    def _control(self, record: Control) -> None:
        word, *rest = record.words
        if word == "halt":
            raise _Halt
        if word == "mode":
            self._skipping = {"skip": True, "unskip": False}.get(rest[0], self._skipping)
        elif word == "require" and not requirements.is_met(rest):
            raise Skipped(f"{record.file}:{record.line}: requires {rest[0]}")
        elif word == "require-env" and os.environ.get(rest[0]) is None:
            raise Skipped(f"{record.file}:{record.line}: needs variable {rest[0]}")
        elif word == "control" and rest[0] == "dialect":
            self._dialect = rest[1]
        elif word == "control" and rest[0] == "sortmode":
            self._default_sort = rest[1]
        elif word == "reconnect":
            self._close_all()
        elif word == "load":
            fresh = ("{TEST_DIR}", "__TEST_DIR__", "{TEMP_DIR}", ":memory:")
            if rest and (len(rest) > 1 or not rest[0].startswith(fresh)):
                raise Skipped(f"{record.file}:{record.line}: loads a database file")
            self._close_all()
        elif word == "restart":
            raise Skipped(f"{record.file}:{record.line}: reads a database file again")
        elif word == "set" and rest[0] == "variable":
            self._variables[rest[1]] = self._expand(" ".join(rest[2:]))
        elif word == "test-env":
            self._variables.setdefault(rest[0], self._expand(" ".join(rest[1:])))
        elif word == "set":
            sql = f"SELECT setseed({rest[1]})" if rest[0] == "seed" else " ".join(record.words)
            self._run_sql(Statement(record.file, record.line, sql=sql))
        elif word == "reset" and rest[0] == "label":
            self._labels.pop(rest[1], None)
        elif word == "sleep":
            time.sleep(min(float(rest[0]), 1.0))
        elif word in ("unzip", "system"):
            raise Skipped(f"{record.file}:{record.line}: {word} is not supported")

    def _close_all(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def _statement(self, record: Statement) -> None:
        sql = self._expand(record.sql)
        try:
            self.connection(record.connection).run(sql)
        except self._error as error:
            if record.expect == "ok":
                raise Mismatch(record, sql, f"unexpected error: {error}") from error
            if record.expect == "error" and self._check_messages:
                self._check_message(record, sql, str(error))
            return
        if record.expect == "error":
            raise Mismatch(record, sql, "expected an error, but the statement succeeded")

    def _check_message(self, record: Statement, sql: str, found: str) -> None:
        """Checks the message: one `<REGEX>:` line, or lines that must each occur in it."""
        for line in record.message:
            wanted = self._expand(line)
            if wanted.startswith("<REGEX>:"):
                holds = re.fullmatch(wanted[8:], found, re.DOTALL) is not None
            else:
                holds = wanted.strip() in found
            if not holds:
                raise Mismatch(record, sql, f"expected an error with {wanted!r}, got: {found}")

    def cells(self, record: Query) -> tuple[int, list[list[str]]]:
        """Runs the query and returns its number of columns and its rows as text."""
        sql = self._expand(record.sql)
        if self._tolerant and self._dialect == "datafusion":
            return self._arrow_cells(record, sql)
        try:
            connection = self.connection(record.connection)
            names, rows = (connection.text_table if self._tolerant else connection.table)(sql)
        except self._error as error:
            raise Mismatch(record, sql, f"unexpected error: {error}") from error
        types = record.types
        if not TYPES.match(types) and self._tolerant:
            types = "T" * len(names)
        if len(names) != len(types):
            raise Mismatch(record, sql, f"expected {len(types)} columns, got {len(names)}")
        return len(names), [
            [text.cell(value, kind, self._dialect) for value, kind in zip(row, types, strict=True)]
            for row in rows
        ]

    def _arrow_cells(self, record: Query, sql: str) -> tuple[int, list[list[str]]]:
        try:
            table = self.connection(record.connection).arrow(sql)
        except self._error as error:
            raise Mismatch(record, sql, f"unexpected error: {error}") from error
        wanted = len(record.types)
        if TYPES.match(record.types) and table.num_columns != wanted:
            raise Mismatch(record, sql, f"expected {wanted} columns, got {table.num_columns}")
        return table.num_columns, arrow_text.rows(table)

    def _query(self, record: Query) -> None:
        columns, rows = self.cells(record)
        sort = record.sort or self._default_sort
        sql = self._expand(record.sql)
        if record.label:
            first = self._labels.setdefault(record.label, compare.sort_cells(rows, sort))
            if first != compare.sort_cells(rows, sort):
                raise Mismatch(record, sql, f"differs from the first query labelled {record.label}")
        if record.expected is None or (record.label and not record.expected):
            return
        expected = [self._expand(line) for line in record.expected]
        message = compare.difference(rows, expected, record.types, sort, columns, self._tolerant)
        if message:
            raise Mismatch(record, sql, message)
