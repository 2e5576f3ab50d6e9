"""Opens the engine under test.

Every test reaches the engine through this module, so that `LAKEBOLT_TEST_ENGINE=duckdb` runs the
same tests against DuckDB: that checks the tests themselves, whose expected answers are DuckDB's.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

NAME = os.environ.get("LAKEBOLT_TEST_ENGINE", "lakebolt")

if NAME == "duckdb":
    import warnings

    import duckdb as _module

    warnings.filterwarnings("ignore", "Arrow output on a DB-API result")
else:
    import lakebolt as _module

Error: type[Exception] = _module.Error

IS_COMPOUND = re.compile(r"\[|INTERVAL|UNION|VARIANT|^(?!DECIMAL).*\(", re.IGNORECASE)
"""Types of values that Python has no exact counterpart for."""


class Connection:
    """Wraps one connection of the engine under test in the few calls that tests need."""

    def __init__(self, settings: Iterable[str] = ()) -> None:
        """Opens a connection and runs `settings`, each a whole SET statement."""
        self._connection = _module.connect()
        if NAME == "duckdb":
            self._connection.execute("SET enable_progress_bar = false")
        for statement in settings:
            self._apply(statement)

    def _apply(self, statement: str) -> None:
        if NAME == "duckdb" and "threads" not in statement:
            return  # chunk sizes, passes and encodings are Lakebolt's own
        self._connection.execute(statement)

    def run(self, sql: str) -> None:
        """Runs `sql` for its effect and discards any rows."""
        self.rows(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Returns all rows of `sql` as Python tuples."""
        result = self._connection.execute(sql)
        return result.fetchall() if result is not None else []

    def table(self, sql: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        """Returns the column names and all rows of `sql`."""
        result = self._connection.execute(sql)
        names = [column[0] for column in result.description or ()]
        return names, result.fetchall()

    def text_table(self, sql: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        """Returns what `table` does, with intervals and nested values as the engine's own text."""
        result = self._connection.execute(sql)
        description = result.description or []
        names = [column[0] for column in description]
        kinds = [str(column[1]) for column in description]
        if not any(IS_COMPOUND.search(kind) for kind in kinds):
            return names, result.fetchall()
        columns = result.to_arrow_table().rename_columns([f"c{i}" for i in range(len(names))])
        cells = [
            f"CAST(c{i} AS VARCHAR)" if IS_COMPOUND.search(kind) else f"c{i}"
            for i, kind in enumerate(kinds)
        ]
        zone = self.rows("SELECT current_setting('TimeZone')")[0][0]
        reader = connect([f"SET TimeZone = '{zone}'"])
        reader._connection.register("the_result", columns)
        return names, reader.rows(f"SELECT {', '.join(cells)} FROM the_result")

    def arrow(self, sql: str) -> pa.Table:
        """Returns the result of `sql` as an Arrow table."""
        return self._connection.execute(sql).to_arrow_table()

    def register(self, name: str, table: pa.Table) -> None:
        """Makes a table known by name."""
        self._connection.register(name, table)

    def another(self) -> Connection:
        """Opens another session of the same database."""
        twin = Connection.__new__(Connection)
        twin._connection = self._connection.duplicate()
        return twin

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


def connect(settings: Iterable[str] = ()) -> Connection:
    """Opens a connection to the engine under test with `settings` applied."""
    return Connection(settings)


@functools.cache
def optimizer_passes() -> list[str]:
    """Returns the names of the optimizer's passes that can be switched off."""
    if NAME != "lakebolt":
        return []
    return [row[0] for row in connect().rows("SELECT name FROM lakebolt_passes()")]
