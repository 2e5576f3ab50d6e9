"""Makes random statements that alter a table."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass

from .change_tables import VALUES, Column, Known, Table


@dataclass
class Change:
    """Is a statement, and what it does to what is known if it succeeds."""

    sql: str
    done: Callable[[], None] = lambda: None


class AlterationMaker:
    """Is the part of a maker of changes that alters tables."""

    _rng: random.Random
    known: Known

    def _table(self) -> Table:
        raise NotImplementedError

    def _new_name(self, prefix: str) -> str:
        raise NotImplementedError

    def _value(self, column: Column) -> str:
        raise NotImplementedError

    def _alter(self) -> Change:
        rng = self._rng
        table = copy.deepcopy(self._table())
        column = rng.choice(table.writable() or table.columns)
        kind = rng.choice(["add", "add", "drop", "rename", "type", "default", "null", "name", "key"])
        change = getattr(self, f"_alter_{kind}")(table, column)
        old = table.name

        def done() -> None:
            if old != change[1].name:
                self.known.tables.pop(old)
            self.known.tables[change[1].name] = change[1]

        return Change(f"ALTER TABLE {old} {change[0]}", done)

    def _alter_add(self, table: Table, _: Column) -> tuple[str, Table]:
        rng = self._rng
        kind = rng.choice(list(VALUES))
        name = rng.choice([self._new_name("a"), self._new_name("a"), table.columns[0].name])
        tail = rng.choice(["", f" DEFAULT {rng.choice(VALUES[kind])}"])
        maybe = "IF NOT EXISTS " if rng.random() < 0.3 else ""
        if all(c.name != name for c in table.columns):
            table.columns.append(Column(name, kind))
        return f"ADD COLUMN {maybe}{name} {kind}{tail}", table

    def _alter_drop(self, table: Table, column: Column) -> tuple[str, Table]:
        table.columns = [c for c in table.columns if c.name != column.name]
        table.keys = [key for key in table.keys if column.name not in key]
        return f"DROP COLUMN {column.name}", table

    def _alter_rename(self, table: Table, column: Column) -> tuple[str, Table]:
        old, new = column.name, self._new_name("r")
        column.name = new
        table.keys = [[new if name == old else name for name in key] for key in table.keys]
        return f"RENAME COLUMN {old} TO {new}", table

    def _alter_type(self, table: Table, column: Column) -> tuple[str, Table]:
        rng = self._rng
        column.type = rng.choice([*VALUES, "BIGINT", "VARCHAR"])
        using = ""
        if rng.random() < 0.2:
            using = f" USING CAST({rng.choice(table.columns).name} AS {column.type})"
        return f"ALTER COLUMN {column.name} TYPE {column.type}{using}", table

    def _alter_default(self, table: Table, column: Column) -> tuple[str, Table]:
        how = self._rng.choice(["DROP DEFAULT", f"SET DEFAULT {self._value(column)}"])
        return f"ALTER COLUMN {column.name} {how}", table

    def _alter_null(self, table: Table, column: Column) -> tuple[str, Table]:
        how = self._rng.choice(["SET", "DROP"])
        return f"ALTER COLUMN {column.name} {how} NOT NULL", table

    def _alter_name(self, table: Table, _: Column) -> tuple[str, Table]:
        table.name = self._new_name("t")
        return f"RENAME TO {table.name}", table

    def _alter_key(self, table: Table, column: Column) -> tuple[str, Table]:
        table.keys.append([column.name])
        return f"ADD PRIMARY KEY ({column.name})", table
