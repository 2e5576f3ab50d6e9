"""Knows, while statements that change tables are made, which tables, columns and rules there are."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

VALUES: dict[str, list[str]] = {
    "TINYINT": ["0", "1", "-1", "7", "100", "-128", "127"],
    "INTEGER": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "-1", "2147483647"],
    "BIGINT": ["0", "1", "2", "3", "4", "5", "-7", "12345678901"],
    "DECIMAL(5,2)": ["0.00", "1.25", "-3.50", "999.99", "7"],
    "DOUBLE": ["0.0", "1.5", "-2.25", "1e10"],
    "VARCHAR": ["''", "'a'", "'b'", "'abc'", "'a text of more than twelve bytes'", "'7'", "'é'"],
    "DATE": ["DATE '2024-02-29'", "DATE '1969-12-31'", "DATE '2001-01-01'"],
    "BOOLEAN": ["true", "false"],
    "INTEGER[]": ["[]", "[1]", "[1, NULL, 3]", "[7, 7]"],
    "STRUCT(p INTEGER, q VARCHAR)": ["{'p': 1, 'q': 'x'}", "{'p': NULL, 'q': ''}", "row(3, 'z')"],
}
"""Literals of the types that columns have; sums of the largest ones overflow."""

NUMBERS = ["TINYINT", "INTEGER", "BIGINT", "DECIMAL(5,2)", "DOUBLE"]


@dataclass
class Column:
    """Is a column of a table: what may be written to it."""

    name: str
    type: str
    generated: bool = False

    @property
    def is_number(self) -> bool:
        """Tells whether it can be added to."""
        return self.type in NUMBERS


@dataclass
class Table:
    """Is a table: its columns, and the keys that ON CONFLICT may name."""

    name: str
    columns: list[Column]
    keys: list[list[str]] = field(default_factory=list)

    def writable(self) -> list[Column]:
        """Lists the columns that are not computed."""
        return [column for column in self.columns if not column.generated]


@dataclass
class Known:
    """Is all that exists; copied at BEGIN and put back at ROLLBACK."""

    tables: dict[str, Table] = field(default_factory=dict)
    views: list[str] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)
    sequences: list[str] = field(default_factory=list)


def value(rng: random.Random, kind: str) -> str:
    """Makes a literal for a column of a type: seldom NULL, more seldom one of another type."""
    chance = rng.random()
    if chance < 0.06:
        return "NULL"
    if chance < 0.08:
        return rng.choice(VALUES[rng.choice(list(VALUES))])
    # Few values, so that keys meet.
    return rng.choice(VALUES[kind][:6] if rng.random() < 0.9 else VALUES[kind])


def definition(rng: random.Random, name: str, sequences: list[str]) -> tuple[Table, str]:
    """Makes a table and its CREATE TABLE statement."""
    columns: list[Column] = []
    texts: list[str] = []
    keys: list[list[str]] = []
    for i in range(rng.randint(1, 5)):
        kind = rng.choice(["INTEGER", "INTEGER", *VALUES])
        column = Column(f"c{i}", kind)
        texts.append(f"{column.name} {kind}{_rules(rng, column, columns, keys, sequences)}")
        columns.append(column)
    if rng.random() < 0.25:
        source = rng.choice(columns)
        made = Column("g", source.type, True)
        texts.append(f"g {source.type} AS ({_computed(rng, source)})")
        columns.append(made)
    texts += _table_rules(rng, columns, keys)
    return Table(name, columns, keys), f"CREATE TABLE {name} ({', '.join(texts)})"


def _computed(rng: random.Random, source: Column) -> str:
    if source.is_number:
        return f"{source.name} % {rng.choice([2, 5])}"  # cannot overflow: reads never fail
    return f"upper({source.name})" if source.type == "VARCHAR" else source.name


def _rules(
    rng: random.Random,
    column: Column,
    others: list[Column],
    keys: list[list[str]],
    sequences: list[str],
) -> str:
    """Makes the constraints that stand behind a column."""
    text = ""
    simple = "(" not in column.type and "[" not in column.type
    if simple and column.type not in ("DOUBLE", "BOOLEAN") and rng.random() < 0.2:
        if keys or rng.random() < 0.4:
            text += " UNIQUE"
        else:
            text += " PRIMARY KEY"
        keys.append([column.name])
    if rng.random() < 0.15:
        text += " NOT NULL"
    if sequences and column.type in ("INTEGER", "BIGINT") and rng.random() < 0.2:
        text += f" DEFAULT nextval('{rng.choice(sequences)}')"
    elif rng.random() < 0.25:
        text += f" DEFAULT {rng.choice(VALUES[column.type])}"
    if column.is_number and rng.random() < 0.2:
        numbers = [other.name for other in others if other.is_number] or ["100"]
        text += f" CHECK ({column.name} < {rng.choice([*numbers, '50', '9', '120'])})"
    return text


def _table_rules(rng: random.Random, columns: list[Column], keys: list[list[str]]) -> list[str]:
    """Makes the constraints that stand behind all columns."""
    rules = []
    plain = [c.name for c in columns if c.type in ("TINYINT", "INTEGER", "BIGINT", "VARCHAR", "DATE")
             and not c.generated]  # fmt: skip
    if len(plain) >= 2 and rng.random() < 0.3:
        pair = rng.sample(plain, 2)
        rules.append(f"UNIQUE ({', '.join(pair)})")
        keys.append(pair)
    if rng.random() < 0.15:
        rules.append(f"CHECK ({rng.choice(columns).name} IS NOT NULL)")
    return rules
