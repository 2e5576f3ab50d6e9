"""Lists DuckDB's functions with calls of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import duckdb

from . import samples

CALLS_AN_OVERLOAD = 6
ROWS = "(VALUES {rows}) t({columns})"


@dataclass
class Function:
    """Names a function, its kind (scalar, aggregate, ...) and queries that call it."""

    name: str
    kind: str
    queries: list[str] = field(default_factory=list)


def functions(connection: duckdb.DuckDBPyConnection) -> list[Function]:
    """Returns all functions whose names `duckdb_functions()` lists, each once a kind."""
    found: dict[tuple[str, str], Function] = {}
    overloads: dict[tuple[str, str], int] = defaultdict(int)
    rows = connection.execute(
        "SELECT function_name, function_type, parameters, parameter_types, examples, varargs"
        " FROM duckdb_functions() ORDER BY ALL"
    ).fetchall()
    for name, kind, names, types, examples, varargs in rows:
        function = found.setdefault((name, kind), Function(name, kind))
        if not function.queries and kind != "table":
            function.queries += [_example(example, kind) for example in examples or ()]
        overloads[name, kind] += 1
        if overloads[name, kind] <= 8:
            function.queries += _generated(name, kind, names or [], types or [], varargs)
    return sorted(found.values(), key=lambda f: (f.name, f.kind))


def _example(example: str, kind: str) -> str:
    if example.upper().startswith(("SELECT", "FROM", "CALL")):
        return example
    if kind == "aggregate":
        return f"SELECT {example} FROM (VALUES (1, 2, 'a'), (3, 5, 'b'), (2, 2, 'a')) t(x, y, s)"
    return f"SELECT {example}"


def _generated(
    name: str, kind: str, names: list[str], types: list[Any], varargs: str | None
) -> list[str]:
    kinds = [str(kind_of or "ANY") for kind_of in types]
    if varargs:
        kinds += [varargs] * 2
    if kind in ("aggregate", "window"):
        return _over_rows(name, kind, kinds, names)
    calls = samples.calls(name, kinds, names, CALLS_AN_OVERLOAD)
    if kind in ("table", "table_macro"):
        return [f"SELECT * FROM {name}({', '.join(arguments)}) ORDER BY ALL" for arguments in calls]
    if not name.replace("_", "").isalnum():
        if len(kinds) == 2:
            return [f"SELECT ({a}) {name} ({b})" for a, b in calls]
        return [f"SELECT {name} ({a})" for (a,) in calls] if len(kinds) == 1 else []
    return [f"SELECT {name}({', '.join(arguments)})" for arguments in calls]


def _over_rows(name: str, kind: str, kinds: list[str], names: list[str]) -> list[str]:
    """Calls an aggregate over a few rows; all arguments but the first are constants if need be."""
    columns = [f"c{i}" for i in range(len(kinds))] or ["c0"]
    pools = samples.calls(name, kinds or ["BIGINT"], names, 4)
    rows = ", ".join(f"({', '.join(row)})" for row in pools)
    source = ROWS.format(rows=rows, columns=", ".join(columns))
    constant = pools[0] if pools else ["1"]
    over = " OVER (ORDER BY c0 ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)" if kind == "window" else ""
    arguments = [", ".join(columns if kinds else [])]
    if len(kinds) > 1:
        arguments.append(", ".join(columns[:1] + constant[1:]))
    picked = f"list({name}({{}}){over})" if kind == "window" else f"{name}({{}})"
    if kind == "window":
        return [
            f"SELECT list(w ORDER BY c0) FROM (SELECT c0, {name}({call}){over} AS w FROM {source})"
            for call in arguments
        ]
    return [f"SELECT {picked.format(call)} FROM {source}" for call in arguments]
