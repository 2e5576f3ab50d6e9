"""Executes the records of a sqllogictest file against a connection."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from . import compare, text
from .records import Control, Loop, Query, Record, Statement

FEATURES = {"parquet", "core_functions", "skip_reload", "vector_size", "noforcestorage"}
"""What `require` may ask for; anything else skips the rest of the file."""


class Database(Protocol):
    """Is what a script needs of a connection."""

    def run(self, sql: str) -> None: ...

    def table(self, sql: str) -> tuple[Any, list[tuple[Any, ...]]]: ...

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
    ) -> None:
        """Prepares a run in which `${TEST_DIR}` is `scratch` and errors derive from `error`.

        With `keep_going` the first mismatch does not end a file: all are reported at its end.
        """
        self._connect = connect
        self._error = error
        self._engine = engine
        self._dialect = dialect
        self._check_messages = check_messages
        self._connections: dict[str, Database] = {}
        self._variables = {"TEST_DIR": str(scratch)}
        self._labels: dict[str, list[list[str]]] = {}
        self._skipping = False
        self._default_sort = ""
        self._keep_going = keep_going
        self._mismatches: list[Mismatch] = []

    def run(self, records: Iterable[Record]) -> None:
        """Runs all records; throws Mismatch at the first that does not hold."""
        try:
            self._run_all(records)
        except _Halt:
            pass
        finally:
            for connection in self._connections.values():
                connection.close()
        if self._mismatches:
            raise AssertionError("\n\n".join(map(str, self._mismatches)))

    def _run_all(self, records: Iterable[Record]) -> None:
        for record in records:
            if not record.applies_to(self._engine):
                continue
            if isinstance(record, Control):
                self._control(record)
            elif self._skipping:
                continue
            elif isinstance(record, Loop):
                for value in record.values:
                    self._variables[record.variable] = self._expand(value)
                    self._run_all(record.body)
            else:
                self._run_sql(record)

    def _run_sql(self, record: Record) -> None:
        try:
            if isinstance(record, Statement):
                self._statement(record)
            elif isinstance(record, Query):
                self._query(record)
        except Mismatch as mismatch:
            if not self._keep_going:
                raise
            self._mismatches.append(mismatch)

    def connection(self, name: str = "") -> Database:
        """Returns the connection called `name`, opening it at first use."""
        if name not in self._connections:
            self._connections[name] = self._connect()
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
        elif word == "require" and rest[0] not in FEATURES:
            raise Skipped(f"{record.file}:{record.line}: requires {rest[0]}")
        elif word == "require-env" and os.environ.get(rest[0]) is None:
            raise Skipped(f"{record.file}:{record.line}: needs variable {rest[0]}")
        elif word == "control" and rest[0] == "dialect":
            self._dialect = rest[1]
        elif word == "control" and rest[0] == "sortmode":
            self._default_sort = rest[1]
        elif word in ("restart", "reconnect"):
            for connection in self._connections.values():
                connection.close()
            self._connections.clear()
        elif word == "sleep":
            time.sleep(min(float(rest[0]), 1.0))
        elif word in ("load", "unzip", "include"):
            raise Skipped(f"{record.file}:{record.line}: {word} is not supported")

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
        try:
            names, rows = self.connection(record.connection).table(sql)
        except self._error as error:
            raise Mismatch(record, sql, f"unexpected error: {error}") from error
        types = record.types
        if len(names) != len(types):
            raise Mismatch(record, sql, f"expected {len(types)} columns, got {len(names)}")
        return len(names), [
            [text.cell(value, kind, self._dialect) for value, kind in zip(row, types, strict=True)]
            for row in rows
        ]

    def _query(self, record: Query) -> None:
        columns, rows = self.cells(record)
        sort = record.sort or self._default_sort
        sql = self._expand(record.sql)
        if record.label:
            first = self._labels.setdefault(record.label, compare.sort_cells(rows, sort))
            if first != compare.sort_cells(rows, sort):
                raise Mismatch(record, sql, f"differs from the first query labelled {record.label}")
        if record.expected is None:
            return
        expected = [self._expand(line) for line in record.expected]
        message = compare.difference(rows, expected, record.types, sort, columns)
        if message:
            raise Mismatch(record, sql, message)
