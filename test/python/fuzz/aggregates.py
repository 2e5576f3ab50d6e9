"""Calls the aggregates that both engines have, over columns of many types, with DISTINCT, FILTER,
ORDER BY and GROUP BY as they come, and compares what they give with DuckDB.

What an aggregate takes is read from DuckDB's own catalog, so that one new to both is fuzzed from
its first day. Many calls share a query; where one fails in DuckDB they run one by one, and those
that DuckDB refuses are left out.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

import duckdb

from . import known, oracle
from .calls import Engine, Report

ROWS = 80
CALLS_A_QUERY = 12
TYPES = {
    "BOOLEAN": lambda r: r.choice(["true", "false"]),
    "TINYINT": lambda r: str(r.randint(-9, 9)),
    "SMALLINT": lambda r: str(r.randint(-500, 500)),
    "INTEGER": lambda r: str(r.choice([0, 1, r.randint(-9, 9), r.randint(-100000, 100000)])),
    "BIGINT": lambda r: str(r.choice([3, -1, r.randint(-(10**12), 10**12)])),
    "HUGEINT": lambda r: str(r.randint(-(10**20), 10**20)),
    "UTINYINT": lambda r: str(r.randint(0, 200)),
    "UINTEGER": lambda r: str(r.randint(0, 10**9)),
    "UBIGINT": lambda r: str(r.randint(0, 10**15)),
    "FLOAT": lambda r: str(r.randint(-64, 64) / 8),
    "DOUBLE": lambda r: str(r.choice([0.5, 1.25, r.randint(-999, 999) / 8])),
    "DECIMAL(4,1)": lambda r: str(r.randint(-99, 99) / 10),
    "DECIMAL(9,2)": lambda r: f"{r.randint(-9999, 9999) / 100:.2f}",
    "DECIMAL(25,3)": lambda r: f"{r.randint(-9999, 9999) / 1000:.3f}",
    "VARCHAR": lambda r: r.choice(["", "a", "b", "abc", "é", "a longer text than twelve"]),
    "BLOB": lambda r: r.choice(["", "x", "yz"]),
    "DATE": lambda r: f"20{r.randint(10, 29)}-0{r.randint(1, 9)}-{r.randint(10, 28)}",
    "TIMESTAMP": lambda r: f"20{r.randint(10, 29)}-0{r.randint(1, 9)}-11 {r.randint(10, 23)}:00:01.5",
    "TIME": lambda r: f"{r.randint(10, 23)}:{r.randint(10, 59)}:00",
    "INTERVAL": lambda r: f"{r.randint(0, 40)} days {r.randint(0, 23)} hours",
    "BIT": lambda r: "".join(r.choice("01") for _ in range(5)),
    "INTEGER[]": lambda r: str([r.randint(0, 3) for _ in range(r.randint(0, 3))]),
    "STRUCT(a INTEGER)": lambda r: f"{{'a': {r.randint(0, 4)}}}",
}  # fmt: skip
NOT_FUZZED = {
    "approx_count_distinct": "estimates, each engine in its own way",
    "approx_quantile": "estimates, each engine in its own way",
    "approx_top_k": "estimates, each engine in its own way",
    "reservoir_quantile": "picks at random",
    "bitstring_agg": "takes the bounds of a column from statistics",
    "lttb": "is compared by tests of its own",
}
CONSTANTS = {
    "quantile": ["0.5", "0.25", "[0.1, 0.9]"],
    "quantile_cont": ["0.5", "0.25", "[0.1, 0.9]"],
    "quantile_disc": ["0.5", "0.25", "[0.1, 0.9]"],
    "string_agg": ["', '", "''"],
    "group_concat": ["', '", "'-'"],
    "listagg": ["', '", "'-'"],
}
"""What the last argument of an aggregate is, where that has to be a constant."""

TAKES_COUNT = {"min": 2, "max": 2, "arg_min": 3, "arg_max": 3, "argmin": 3, "argmax": 3,
               "min_by": 3, "max_by": 3, "arg_min_nulls_last": 3, "arg_max_nulls_last": 3}  # fmt: skip
"""Aggregates whose last argument, when there are so many, says how many values they give."""

IN_ORDER = {"first", "last", "any_value", "arbitrary", "list", "array_agg", "string_agg", "listagg",
            "group_concat", "fsum", "kahan_sum", "sumkahan", "favg", "sum", "avg", "mean", "product",
            "mode", "arg_max", "arg_min", "argmax", "argmin", "max_by", "min_by", "arg_min_null",
            "arg_max_null", "arg_max_nulls_last", "arg_min_nulls_last", "json_group_array",
            "json_group_object", "json_group_structure"}  # fmt: skip
"""Aggregates whose answer hangs on the order of rows, or of equals among them."""


class AggregateFuzzer:
    """Makes and compares calls from one seed."""

    def __init__(self, seed: int, ours: Engine) -> None:
        """Prepares the same table in both engines."""
        self._rng = random.Random(seed)
        self._ours = ours
        self._theirs = duckdb.connect()
        self._columns = {kind: f"c{i}" for i, kind in enumerate(TYPES)}
        for statement in ["SET threads = 1", "SET TimeZone = 'UTC'", self._table()]:
            self._theirs.execute(statement)
            self._ours.rows(statement)
        self._aggregates = self._shared_aggregates()

    def _table(self) -> str:
        rng = self._rng
        rows = []
        for number in range(ROWS):
            cells = [str(number), str(rng.choice(["NULL", 1, 2, 2, 3, 3, 3])), "true" if rng.random() < 0.7 else "false"]
            for make in TYPES.values():
                cells.append("NULL" if rng.random() < 0.15 else "'" + make(rng).replace("'", "''") + "'")
            rows.append(f"({', '.join(cells)})")
        casts = ", ".join(f"CAST(v{i} AS {kind}) AS c{i}" for i, kind in enumerate(TYPES))
        names = ", ".join(f"v{i}" for i in range(len(TYPES)))
        return (f"CREATE TABLE many AS SELECT id, CAST(g AS INTEGER) AS g, keep, {casts}"
                f" FROM (VALUES {', '.join(rows)}) v(id, g, keep, {names})")  # fmt: skip

    def _shared_aggregates(self) -> list[tuple[str, list[str]]]:
        """Lists the aggregates of both engines, each with one overload's types."""
        here = {row[0] for row in self._ours.rows("SELECT name FROM lakebolt_functions()")}
        rows = self._theirs.execute(
            "SELECT DISTINCT function_name, parameter_types FROM duckdb_functions()"
            " WHERE function_type = 'aggregate' ORDER BY ALL"
        ).fetchall()
        skipped = NOT_FUZZED.keys() | known.NOT_FUZZED.keys()
        return [(name, types) for name, types in rows if name in here and name not in skipped]

    def run(self, calls: int) -> Report:
        """Compares so many calls."""
        report = Report()
        while report.compared < calls:
            group = self._rng.choice(["", "g", "g", "keep", "g, keep"])
            batch = [self._make() for _ in range(CALLS_A_QUERY)]
            for part, expected in self._answers(batch, group, report):
                self._compare(part, group, expected, report)
        return report

    def _make(self) -> str:
        rng = self._rng
        name, types = rng.choice(self._aggregates)
        arguments = [self._argument(kind) for kind in types]
        if name in CONSTANTS and (len(arguments) > 1 or rng.random() < 0.7):
            arguments = [arguments[0], rng.choice(CONSTANTS[name])]
        elif name in TAKES_COUNT and len(arguments) == TAKES_COUNT[name]:
            arguments[1:] = ["id"] * (len(arguments) - 2) + [rng.choice(["1", "2", "5"])]
        text = ", ".join(arguments)
        distinct = rng.random() < 0.25 and len(arguments) > 0
        columns = [argument for argument in arguments if argument == "id" or argument[0] == "c"]
        order = self._order(columns if distinct else ["id"], name in IN_ORDER)
        inner = f"{'DISTINCT ' if distinct else ''}{text}{order}"
        tail = rng.choice(["", "", " FILTER (WHERE keep)", " FILTER (WHERE id % 3 = 0)"])
        return f"{name}({inner}){tail}"

    def _argument(self, kind: str) -> str:
        rng = self._rng
        if kind in self._columns:
            return self._columns[kind]
        if kind == "DECIMAL":
            return self._columns[rng.choice(["DECIMAL(4,1)", "DECIMAL(9,2)", "DECIMAL(25,3)"])]
        if kind.endswith("[]") or kind in ("ANY", "T", "K", "V") or len(kind) < 3:
            return self._columns[rng.choice(list(self._columns))]
        return self._columns[rng.choice(list(self._columns))]

    def _order(self, keys: list[str], needed: bool) -> str:
        rng = self._rng
        if not needed and rng.random() < 0.8:
            return ""
        ends = ["", " DESC", " NULLS FIRST", " DESC NULLS LAST"]
        return " ORDER BY " + ", ".join(key + rng.choice(ends) for key in keys)

    def _answers(
        self, batch: list[str], group: str, report: Report
    ) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
        """Yields the parts of a batch that DuckDB runs, all of it at once if it can be, with its
        answers."""
        try:
            yield batch, self._theirs.execute(_query(batch, group)).fetchall()
        except duckdb.Error:
            for call in batch:
                try:
                    expected = self._theirs.execute(_query([call], group)).fetchall()
                except duckdb.Error:
                    report.refused_by_both += 1
                else:
                    yield [call], expected

    def _compare(
        self, part: list[str], group: str, expected: list[tuple[Any, ...]], report: Report
    ) -> None:
        try:
            found = self._ours.rows(_query(part, group))
        except Exception as error:  # noqa: BLE001 - an error is a difference
            if len(part) > 1:
                for column, call in enumerate(part):
                    self._compare([call], group, [(row[column],) for row in expected], report)
                return
            report.compared += 1
            problem = str(error).splitlines()[0]
            if not known.is_explained(part[0], problem):
                report.failures.append(f"{_query(part, group)}\n  {problem}")
            return
        report.compared += len(part)
        for column, call in enumerate(part):
            for mine, other in zip(found, expected, strict=True):
                if _same(mine[column], other[column]):
                    continue
                problem = f"{mine[column]!r}, not {other[column]!r}"
                if not known.is_explained(call, problem):
                    report.failures.append(f"{_query([call], group)}\n  {problem}")
                    break


def _query(calls: list[str], group: str) -> str:
    ending = f" GROUP BY {group} ORDER BY {group}" if group else ""
    return f"SELECT {', '.join(calls)} FROM many{ending}"


def _same(mine: Any, other: Any) -> bool:
    """Compares values, those within lists, structs and maps too."""
    if isinstance(mine, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(mine) == len(other) and all(map(_same, mine, other))
    if isinstance(mine, dict) and isinstance(other, dict):
        return _same(sorted(mine.items(), key=str), sorted(other.items(), key=str))
    if isinstance(mine, float) and isinstance(other, float):
        return mine == other or (math.isnan(mine) and math.isnan(other)) or math.isclose(
            mine, other, rel_tol=1e-9, abs_tol=1e-9
        )
    return oracle.same_value(mine, other)
