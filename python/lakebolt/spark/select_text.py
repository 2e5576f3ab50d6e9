"""What columns are called that are written in SQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lakebolt.frame.writer import Writer

if TYPE_CHECKING:
    from lakebolt.frame.dataframe import DataFrame

_ALIAS = re.compile(r"(?is)^(.*\S)\s+as\s+(?:`((?:[^`]|``)+)`|(\w+))\s*$")
_GENERATOR = re.compile(
    r"(?i)\s*(explode|explode_outer|posexplode|posexplode_outer|inline|inline_outer|stack"
    r"|json_tuple)\s*\("
)
ALL_ROWS = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
_KINDS = {"INTEGER": "INT", "VARCHAR": "STRING", "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
          "BLOB": "BINARY"}  # fmt: skip


def given_name(text: str) -> tuple[str, str]:
    """Returns SQL without the name behind it, and the name, if there is one.

    >>> given_name("a + 1 AS b"), given_name("cast(a as int)")
    (('a + 1', 'b'), ('cast(a as int)', ''))
    """
    found = _ALIAS.match(text)
    if found is None:
        return text, ""
    return found[1], found[2].replace("``", "`") if found[2] else found[3]


def is_generator(text: str) -> bool:
    """Tells whether SQL makes rows of its own."""
    return _GENERATOR.match(text) is not None


def text_name(frame: DataFrame, text: str) -> str:
    """Returns what Spark calls a column that is written so."""
    simple = re.fullmatch(r"\s*(?:\w+\.)*(\w+|`[^`]+`)\s*", text)
    if simple and not simple[1].isdigit():
        return simple[1].strip("`")
    writer = Writer(frame._plan)
    query = f"SELECT {text} FROM ({writer.sql()}\n)"
    found: Any = frame._connection._describe(query, writer.parameters, writer.tables.get)
    return spark_like(found[0][0])


def spark_like(name: str) -> str:
    """Returns the name of a column of the engine's as Spark writes it."""
    name = name.replace("count_star()", "count(1)")
    for ours, theirs in _KINDS.items():
        name = name.replace(f" AS {ours})", f" AS {theirs})")
    name = re.sub(r"\bdiv\((\w+), (\w+)\)", r"(\1 div \2)", name.replace("'", ""))
    name = re.sub(r"\(-\((\w+)\)\)", r"(- \1)", name).replace("CASE  WHEN", "CASE WHEN")
    name = re.sub(r"WHEN \((\(.*?\))\) THEN \((.*?)\)(?= )", r"WHEN \1 THEN \2", name)
    return name.replace(" OVER ()", f" OVER ({ALL_ROWS})")
