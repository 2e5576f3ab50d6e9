"""Makes random statements that change data or definitions: DML, DDL, transactions.

What a statement does must not depend on the order in which an engine meets rows: sources of UPDATE
and MERGE have a row a key, and where a sequence numbers rows they come from VALUES.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

from .alterations import AlterationMaker, Change
from .change_tables import VALUES, Column, Known, Table, definition, value

MOST_TABLES = 4


class ChangeMaker(AlterationMaker):
    """Makes statements with one random generator and keeps account of what exists."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.known = Known()
        self._saved: Known | None = None
        self._names = 0

    @property
    def in_transaction(self) -> bool:
        """Tells whether a BEGIN has no end yet."""
        return self._saved is not None

    def make(self) -> Change:
        """Makes the next statement."""
        rng = self._rng
        if len(self.known.tables) < 2:
            return self._create_table()
        kinds: list[tuple[Callable[[], Change], int]] = [
            (self._insert, 22), (self._update, 14), (self._delete, 8), (self._merge, 10),
            (self._upsert, 10), (self._truncate, 1), (self._alter, 8), (self._create_table, 2),
            (self._create_as, 2), (self._drop_table, 1), (self._view, 3), (self._use_view, 3),
            (self._index, 3), (self._sequence, 2), (self._transaction, 9), (self._replace, 1),
        ]  # fmt: skip
        makers, weights = zip(*kinds, strict=True)
        return rng.choices(makers, weights)[0]()

    # --- what exists

    def _new_name(self, prefix: str) -> str:
        self._names += 1
        return f"{prefix}{self._names}"

    def _table(self) -> Table:
        return self._rng.choice(list(self.known.tables.values()))

    def _put(self, table: Table) -> Callable[[], None]:
        return lambda: self.known.tables.__setitem__(table.name, table)

    def _create_table(self) -> Change:
        if len(self.known.tables) >= MOST_TABLES:
            return self._drop_table()
        table, sql = definition(self._rng, self._new_name("t"), self.known.sequences)
        return Change(sql, self._put(table))

    def _replace(self) -> Change:
        name = self._table().name
        table, sql = definition(self._rng, name, self.known.sequences)
        how = self._rng.choice(["CREATE OR REPLACE TABLE", "CREATE TABLE"])
        return Change(sql.replace("CREATE TABLE", how, 1), self._put(table))

    def _create_as(self) -> Change:
        rng, source = self._rng, self._table()
        columns = rng.sample(source.columns, rng.randint(1, len(source.columns)))
        name = self._new_name("t")
        made = Table(name, [Column(c.name, c.type) for c in columns])
        items = ", ".join(c.name for c in columns)
        where = f" WHERE {self._condition(source)}" if rng.random() < 0.4 else ""
        tail = rng.choice(["", "", " WITH NO DATA"])
        sql = f"CREATE TABLE {name} AS SELECT {items} FROM {source.name}{where}{tail}"
        return Change(sql, self._put(made))

    def _drop_table(self) -> Change:
        name = self._table().name
        tail = self._rng.choice(["", "", " CASCADE"])
        return Change(f"DROP TABLE {name}{tail}", lambda: self.known.tables.pop(name, None) and None)

    def _view(self) -> Change:
        rng, source = self._rng, self._table()
        if self.known.views and rng.random() < 0.3:
            dropped = rng.choice(self.known.views)
            return Change(f"DROP VIEW {dropped}", lambda: self.known.views.remove(dropped))
        name = rng.choice([*self.known.views, self._new_name("v")])
        items = rng.choice(["*", source.columns[0].name, "count(*) AS n"])
        sql = f"CREATE OR REPLACE VIEW {name} AS SELECT {items} FROM {source.name}"
        if rng.random() < 0.3:
            sql += f" WHERE {self._condition(source)}"

        def done() -> None:
            if name not in self.known.views:
                self.known.views.append(name)

        return Change(sql, done)

    def _use_view(self) -> Change:
        if not self.known.views:
            return self._view()
        return Change(f"SELECT * FROM {self._rng.choice(self.known.views)}")

    def _index(self) -> Change:
        rng, table = self._rng, self._table()
        if self.in_transaction:
            return self._insert()  # DuckDB's new indexes know committed rows only
        if self.known.indexes and rng.random() < 0.3:
            dropped = rng.choice(self.known.indexes)
            return Change(f"DROP INDEX {dropped}", lambda: self.known.indexes.remove(dropped))
        columns = [c.name for c in table.writable() if "(" not in c.type and "[" not in c.type]
        if not columns:
            return self._insert()
        key = rng.sample(columns, min(len(columns), rng.randint(1, 2)))
        name = self._new_name("i")
        unique = rng.choice(["UNIQUE ", ""])

        def done() -> None:
            self.known.indexes.append(name)
            if unique:
                table.keys.append(key)

        return Change(f"CREATE {unique}INDEX {name} ON {table.name} ({', '.join(key)})", done)

    def _sequence(self) -> Change:
        rng = self._rng
        if self.known.sequences and rng.random() < 0.6:
            name = rng.choice(self.known.sequences)
            return Change(f"SELECT nextval('{name}')")
        name = self._new_name("s")
        options = rng.choice(["", " START 5", " INCREMENT 3", " MAXVALUE 6", " MAXVALUE 4 CYCLE"])
        return Change(f"CREATE SEQUENCE {name}{options}", lambda: self.known.sequences.append(name))

    # --- rows

    def _value(self, column: Column) -> str:
        return value(self._rng, column.type)

    def _condition(self, table: Table, prefix: str = "") -> str:
        rng = self._rng
        column = rng.choice(table.columns)
        name = f"{prefix}{column.name}"
        if rng.random() < 0.2:
            return f"{name} IS {rng.choice(['', 'NOT '])}NULL"
        literal = rng.choice(VALUES[column.type])
        if "(" in column.type or "[" in column.type or column.type == "BOOLEAN":
            literal = f"CAST({literal} AS {column.type})"
        return f"{name} {rng.choice(['=', '<>', '<', '>=', '>='])} {literal}"

    def _expression(self, column: Column, table: Table, prefix: str = "") -> str:
        """Makes a new value for `column` out of a row of `table`."""
        rng = self._rng
        chance = rng.random()
        alike = [c for c in table.columns if c.type == column.type]
        if chance < 0.35 or not alike:
            return self._value(column)
        other = f"{prefix}{rng.choice(alike).name}"
        if column.is_number and chance < 0.8:
            operation = rng.choice(["+ 1", "+ 1", "* 2", "- 3", "* 100", "% 4", "+ 100"])
            return f"{other} {operation}"
        if column.type == "VARCHAR" and chance < 0.8:
            return f"{other} || {rng.choice(VALUES['VARCHAR'])}"
        return "DEFAULT" if chance > 0.95 else other

    def _returning(self, table: Table) -> str:
        rng = self._rng
        if rng.random() < 0.6:
            return ""
        column = rng.choice(table.columns).name
        return " RETURNING " + rng.choice(["*", column, f"{column} IS NULL AS n, *", "count(*)"][:3])

    def _insert(self, tail: str = "", table: Table | None = None) -> Change:
        rng = self._rng
        table = table or self._table()
        columns = table.writable()
        if not tail:
            tail = rng.choice(["", "", "", "", " ON CONFLICT DO NOTHING"])
        # DuckDB takes NULL keys of one statement for equal in ON CONFLICT: keys are written there.
        keys = {name for key in table.keys for name in key} if tail else set()
        listed = ""
        if rng.random() < 0.5 or len(columns) < len(table.columns):
            chosen = rng.sample(columns, rng.randint(1, len(columns))) if columns else table.columns
            columns = [c for c in columns if c in chosen or c.name in keys]
            listed = f" ({', '.join(c.name for c in columns)})"
        chance = rng.random()
        # Of rows that repeat several keys DuckDB drops more than it must: there is one row then.
        single = len(table.keys) > 1 and tail == " ON CONFLICT DO NOTHING"
        if chance < 0.05 and not listed:
            source = "DEFAULT VALUES"
        elif chance < 0.7 or single:
            source = f"VALUES {self._rows(columns, keys, 1 if single else 6)}"
        else:
            source = self._selected(columns, keys)
        if tail == " ON CONFLICT DO NOTHING" and rng.random() < 0.3:
            return Change(f"INSERT OR IGNORE INTO {table.name}{listed} {source}{self._returning(table)}")
        return Change(f"INSERT INTO {table.name}{listed} {source}{tail}{self._returning(table)}")

    def _key_value(self, column: Column) -> str:
        return self._rng.choice(VALUES[column.type])

    def _rows(self, columns: list[Column], keys: set[str], most: int) -> str:
        count = min(most, self._rng.choice([1, 1, 2, 3, 6]))
        rows = []
        for _ in range(count):
            cells = [
                self._key_value(column) if column.name in keys
                else "DEFAULT" if self._rng.random() < 0.05
                else self._value(column) for column in columns
            ]
            rows.append(f"({', '.join(cells)})")
        return ", ".join(rows)

    def _selected(self, columns: list[Column], keys: set[str]) -> str:
        """Makes a SELECT of values for columns, out of a table or of a range."""
        rng = self._rng
        source = self._table()
        if rng.random() < 0.3:
            items = [
                rng.choice(["i", "i % 7", "i % 200"]) if c.is_number or c.type == "VARCHAR"
                else self._key_value(c) if c.name in keys else self._value(c) for c in columns
            ]  # fmt: skip
            count = rng.choice([1, 5, 40, 300])
            start = rng.choice([0, 0, 20, 1000])
            return f"SELECT {', '.join(items)} FROM range({start}, {start + count}) r(i)"
        items = [
            self._key_value(c) if c.name in keys
            else self._expression(c, source).replace("DEFAULT", "NULL") for c in columns
        ]  # fmt: skip
        where = f" WHERE {self._condition(source)}" if rng.random() < 0.5 else ""
        return f"SELECT {', '.join(items)} FROM {source.name}{where} ORDER BY ALL"

    def _upsert(self) -> Change:
        rng = self._rng
        with_keys = [t for t in self.known.tables.values() if t.keys]
        if not with_keys:
            return self._insert()
        table = rng.choice(with_keys)
        key = rng.choice(table.keys)
        target = f" ({', '.join(key)})" if rng.random() < 0.8 else ""
        if rng.random() < 0.25:
            return self._insert(f" ON CONFLICT{target} DO NOTHING", table)
        free = [c for c in table.writable() if c.name not in key or rng.random() < 0.1]
        if not free:
            return self._insert(f" ON CONFLICT{target} DO NOTHING", table)
        chosen = rng.sample(free, rng.randint(1, min(2, len(free))))
        sets = ", ".join(
            f"{c.name} = {self._expression(c, table, rng.choice(['excluded.', table.name + '.']))}"
            for c in chosen
        )
        where = ""
        if rng.random() < 0.25:
            where = f" WHERE {self._condition(table, rng.choice(['excluded.', table.name + '.']))}"
        return self._insert(f" ON CONFLICT{target} DO UPDATE SET {sets}{where}", table)

    def _source(self, column: Column) -> str:
        """Makes a subquery `s(k, v)` with a row a key, of the type of a column."""
        rng = self._rng
        source = self._table()
        alike = [c for c in source.columns if c.type == column.type]
        numbers = [c.name for c in source.columns if c.is_number]
        if alike and rng.random() < 0.6:
            key = rng.choice(alike).name
            number = rng.choice(numbers) if numbers else "1"
            return f"(SELECT {key} AS k, max({number}) AS v FROM {source.name} GROUP BY ALL) s"
        literals = rng.sample(VALUES[column.type], min(3, len(VALUES[column.type])))
        rows = ", ".join(f"({text}, {rng.randint(-3, 130)})" for text in literals)
        cast = f"(SELECT CAST(a AS {column.type}) AS k, b AS v FROM (VALUES {rows}) w(a, b)) s"
        return cast

    def _sets(self, table: Table, foreign: bool) -> str:
        rng = self._rng
        columns = table.writable() or table.columns
        chosen = rng.sample(columns, rng.randint(1, min(2, len(columns))))
        sets = []
        for column in chosen:
            text = self._expression(column, table, f"{table.name}.")
            if foreign and column.is_number and rng.random() < 0.5:
                text = rng.choice(["s.v", f"{table.name}.{column.name} + s.v"])
            sets.append(f"{column.name} = {text}")
        return ", ".join(sets)

    def _update(self) -> Change:
        rng, table = self._rng, self._table()
        foreign = rng.random() < 0.35
        sql = f"UPDATE {table.name} SET {self._sets(table, foreign)}"
        if foreign:
            key = rng.choice(table.columns)
            sql += f" FROM {self._source(key)} WHERE {table.name}.{key.name} = s.k"
            if rng.random() < 0.3:
                sql += f" AND {self._condition(table, table.name + '.')}"
        elif rng.random() < 0.7:
            sql += f" WHERE {self._condition(table)}"
        return Change(sql + self._returning(table).replace("*", f"{table.name}.*"))

    def _delete(self) -> Change:
        rng, table = self._rng, self._table()
        sql = f"DELETE FROM {table.name}"
        if rng.random() < 0.3:
            key = rng.choice(table.columns)
            sql += f" USING {self._source(key)} WHERE {table.name}.{key.name} = s.k"
        elif rng.random() < 0.2:
            other, key = self._table(), rng.choice(table.columns)
            alike = [c.name for c in other.columns if c.type == key.type]
            item = rng.choice(alike) if alike else "NULL"
            sql += f" WHERE {key.name} IN (SELECT {item} FROM {other.name})"
        elif rng.random() < 0.9:
            sql += f" WHERE {self._condition(table)}"
        return Change(sql + self._returning(table).replace("*", f"{table.name}.*"))

    def _truncate(self) -> Change:
        return Change(f"TRUNCATE {self._table().name}")

    def _merge(self) -> Change:
        rng, table = self._rng, self._table()
        key = rng.choice(table.columns)
        sql = (f"MERGE INTO {table.name} USING {self._source(key)} "
               f"ON {table.name}.{key.name} = s.k")  # fmt: skip
        makers = [self._when_matched, self._when_matched, self._when_not, self._when_not_by_source]
        clauses: list[str] = []
        closed: set[str] = set()
        for _ in range(rng.randint(1, 3)):
            clause = rng.choice(makers)(table, key)
            kind = clause.split(" THEN ")[0]
            # After a clause without AND another of its kind is an error.
            if not any(kind.startswith(k + " AND") or kind == k for k in closed) or rng.random() < 0.02:
                clauses.append(clause)
            if " AND " not in kind:
                closed.add(kind)
        returning = rng.choice(["", "", "", " RETURNING merge_action", f" RETURNING {key.name}"])
        return Change(f"{sql} {' '.join(clauses)}{returning}")

    def _when_matched(self, table: Table, _: Column) -> str:
        rng = self._rng
        only = f" AND {rng.choice(['s.v > 3', self._condition(table, table.name + '.')])}"
        only = only if rng.random() < 0.4 else ""
        action = rng.choice(["DELETE", f"UPDATE SET {self._sets(table, True)}", "DO NOTHING",
                             f"UPDATE SET {self._sets(table, True)}"])  # fmt: skip
        return f"WHEN MATCHED{only} THEN {action}"

    def _when_not(self, table: Table, key: Column) -> str:
        rng = self._rng
        columns = [c for c in table.writable() if c is key or rng.random() < 0.7] or table.writable()
        cells = [
            "s.k" if c is key else "s.v" if c.is_number and rng.random() < 0.6 else self._value(c)
            for c in columns
        ]
        names = ", ".join(c.name for c in columns)
        only = rng.choice(["", "", " AND s.v < 50"])
        return f"WHEN NOT MATCHED{only} THEN INSERT ({names}) VALUES ({', '.join(cells)})"

    def _when_not_by_source(self, table: Table, _: Column) -> str:
        rng = self._rng
        only = f" AND {self._condition(table, table.name + '.')}" if rng.random() < 0.5 else ""
        action = rng.choice(["DELETE", f"UPDATE SET {self._sets(table, False)}"])
        return f"WHEN NOT MATCHED BY SOURCE{only} THEN {action}"

    # --- transactions

    def _transaction(self) -> Change:
        if not self.in_transaction:
            return Change("BEGIN", lambda: setattr(self, "_saved", copy.deepcopy(self.known)))
        return self.end(self._rng.choice(["COMMIT", "ROLLBACK"]))

    def end(self, how: str) -> Change:
        """Makes the end of a transaction."""
        saved = self._saved

        def done() -> None:
            if how == "ROLLBACK" and saved is not None:
                self.known = saved
            self._saved = None

        return Change(how, done)
