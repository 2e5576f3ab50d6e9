"""Lists the functions of `pyspark.sql.functions` with calls of each, from Spark's own examples."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from typing import Any

EXAMPLE = re.compile(r"^\s*> (SELECT .*?);\s*$", re.MULTILINE | re.DOTALL)
SQL_NAMES = {
    "approxCountDistinct": "approx_count_distinct", "bitwiseNOT": "~", "bitwise_not": "~",
    "countDistinct": "count", "count_distinct": "count", "create_map": "map", "negate": "negative",
    "shiftLeft": "shiftleft", "shiftRight": "shiftright",
    "shiftRightUnsigned": "shiftrightunsigned", "sumDistinct": "sum", "sum_distinct": "sum",
    "timestamp_add": "timestampadd", "timestamp_diff": "timestampdiff", "toDegrees": "degrees",
    "toRadians": "radians", "listagg_distinct": "listagg", "string_agg_distinct": "string_agg",
}  # fmt: skip
"""Functions of the Python module whose SQL is called otherwise."""


INTERVAL_MAKERS = {"make_dt_interval", "make_interval", "make_ym_interval", "try_make_interval"}
"""Functions whose values PySpark cannot fetch; they are compared by where they move a timestamp."""


@dataclass
class Function:
    """Names a function and queries that call it."""

    name: str
    queries: list[str] = field(default_factory=list)


def functions(session: Any) -> list[Function]:
    """Returns the functions of the module that are functions in SQL too."""
    import pyspark.sql.functions as module

    names = [
        name
        for name, value in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and value.__module__.startswith("pyspark.sql.functions")
    ]
    in_sql = {row[0] for row in session.sql("SHOW FUNCTIONS").collect()}
    found = []
    for name in names:
        sql_name = SQL_NAMES.get(name, name)
        if sql_name in in_sql:
            text = session.sql(f"DESCRIBE FUNCTION EXTENDED `{sql_name}`").collect()
            queries = examples("\n".join(row[0] for row in text))
            if name in INTERVAL_MAKERS:
                queries = [moved(query) for query in queries]
            found.append(Function(name, queries))
    return found


def examples(description: str) -> list[str]:
    """Returns the queries of a function's description."""
    return [" ".join(query.split("\n> ")[-1].split()) for query in EXAMPLE.findall(description)]


def moved(query: str) -> str:
    """Returns a query that adds the interval of `query` to a timestamp."""
    return query.replace("SELECT ", "SELECT TIMESTAMP_NTZ '2000-01-31 00:00:00' + ", 1)
