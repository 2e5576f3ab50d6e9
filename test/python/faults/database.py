"""A connection whose statements meet faults, and which then runs them again without."""

from __future__ import annotations

import collections
import os
import random
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import engine

from .injector import CODES, Fault

T = TypeVar("T")

# A statement that is not run again as if nothing had happened: several at once, or what counts on.
UNREPEATABLE = re.compile(
    r";\s*\S|\bnextval\b|^\s*(BEGIN|START|ATTACH|DETACH|PREPARE|DEALLOCATE)\b", re.IGNORECASE
)
# A change is committed before its result is handed out, which may need memory as well: such
# statements fail in a transaction, which then takes all back.
CHANGES = re.compile(
    r"^\s*(CREATE|INSERT|UPDATE|DELETE|MERGE|DROP|ALTER|COMMENT|COPY)\b", re.IGNORECASE
)
USES_FILES = re.compile(r"\bCOPY\b|read_|scan|sniff|'[^']*\.(csv|parquet|json|tsv|gz|zst)", re.I)
FILE_SITES = ("open", "read", "write", "sync", "rename")


class Leak(AssertionError):
    """Reports memory, a file or a thread that a statement has left behind."""


class Tally:
    """Counts what was tried, by kind of fault."""

    def __init__(self) -> None:
        self.statements = 0
        self.tried: collections.Counter[str] = collections.Counter()
        self.errors: collections.Counter[str] = collections.Counter()

    def lines(self) -> list[str]:
        """Returns a line for each kind of fault, and one for the sum."""
        rows = [
            f"{site:10} {self.tried[site]:8} faults, {self.errors[site]:8} errors"
            for site in sorted(self.tried)
        ]
        tried, errors = sum(self.tried.values()), sum(self.errors.values())
        rows.append(
            f"{tried} faults in {self.statements} statements: {errors} ended with an error, "
            f"{tried - errors} with the right answer"
        )
        return rows


def open_files() -> int:
    """Counts the open files of this process."""
    return len(os.listdir("/proc/self/fd"))


def threads() -> int:
    """Counts the threads of this process."""
    return len(os.listdir("/proc/self/task"))


class FaultyDatabase:
    """Is a connection, as the sqllogic runner wants one, on which a fault happens in each call.

    A call that fails for the fault is made again without it, and then has to do what it should
    have done at first: so nothing may be left of the first try.
    """

    def __init__(
        self,
        connection: engine.Connection,
        chance: random.Random,
        sites: Sequence[str],
        tally: Tally,
        journal: Callable[[str], None],
        uses_files: bool = False,
    ) -> None:
        """Wraps a connection; `journal` is told what is about to happen.

        Files fail where `uses_files` says so, or where the text of a statement names one.
        """
        self._connection = connection
        self._chance = chance
        self._sites = list(sites)
        self._tally = tally
        self._journal = journal
        self._uses_files = uses_files
        self._session = connection._connection._session

    def run(self, sql: str) -> None:
        """Runs `sql` for its effect."""
        self._meet_fault(sql, lambda: self._connection.run(sql))

    def table(self, sql: str) -> tuple[Any, list[tuple[Any, ...]]]:
        """Returns the column names and all rows of `sql`."""
        return self._meet_fault(sql, lambda: self._connection.table(sql))

    text_table = table

    def arrow(self, sql: str) -> Any:
        """Returns the rows of `sql` as an Arrow table."""
        return self._meet_fault(sql, lambda: self._connection.arrow(sql))

    def another(self) -> FaultyDatabase:
        """Opens another session of the same database."""
        twin = self._connection.another()
        return FaultyDatabase(twin, self._chance, self._sites, self._tally, self._journal)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()
        self._session = None

    def _meet_fault(self, sql: str, call: Callable[[], T]) -> T:
        self._tally.statements += 1
        sites = self._sites
        if not self._uses_files and not USES_FILES.search(sql):
            sites = [site for site in sites if site not in FILE_SITES]
        several = UNREPEATABLE.search(sql.rstrip().rstrip(";"))
        if not sites or several or self._session.in_transaction:
            return call()
        fault = Fault.choose(self._chance, sites)
        self._journal(f"{fault.plan}\n{sql}")
        before = open_files(), threads()
        again = False
        in_transaction = fault.site == "new" and CHANGES.search(sql) is not None
        if in_transaction:
            self._connection.run("BEGIN")
        fault.arm()
        try:
            result = call()
            fault.disarm()
            if in_transaction:
                self._connection.run("COMMIT")
            return result
        except engine.Error as error:
            # Without a fault that happened the error is the statement's own.
            again = fault.disarm() and error.sqlstate in CODES
            if not again:
                raise
            self._tally.errors[fault.site] += 1
        except MemoryError:
            again = fault.disarm()
            self._tally.errors[fault.site] += 1
        finally:
            happened = fault.disarm()
            if self._session.in_transaction:
                self._connection.run("ROLLBACK")
            if happened:
                self._tally.tried[fault.site] += 1
                self._check_leaks(fault, sql, before)
        return call()

    def _check_leaks(self, fault: Fault, sql: str, before: tuple[int, int]) -> None:
        held = self._session.memory_in_use
        if held != 0:
            raise Leak(f"{fault.plan}: {held} bytes stay reserved after {sql}")
        deadline = time.monotonic() + PATIENCE
        while open_files() > before[0] or threads() > before[1] + POOL_THREADS:
            if time.monotonic() > deadline:
                after = open_files(), threads()
                raise Leak(f"{fault.plan}: (files, threads) were {before}, are {after} after {sql}")
            time.sleep(0.001)


POOL_THREADS = 2 * (os.cpu_count() or 1) + 1
"""Threads that wait for work for as long as the process lives."""

PATIENCE = 5
"""Seconds until files are closed: a thread of the pool gives a failed query's memory back, and
has files open for moments."""
