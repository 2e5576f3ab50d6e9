"""Makes random window queries: functions x frames x partitions x orders x NULLs x exclusions.

    cd test/python && python -m fuzz.windows --queries 2000 --seed 7

Orders that must tell all rows apart end with a unique column, so that an answer is the only one.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass

import duckdb
import lakebolt

from .oracle import difference

TABLE = """CREATE TABLE w AS SELECT i AS id,
    CASE WHEN i * 7 % 11 = 0 THEN NULL ELSE i * 13 % {groups} END AS g,
    CASE WHEN i * 5 % 7 = 0 THEN NULL ELSE (i * 31 % {spread}) - {spread} // 3 END AS x,
    CASE WHEN i % 6 = 5 THEN NULL ELSE (i * 17 % 23)::DECIMAL(8, 2) / 4 END AS m,
    CASE WHEN i % 9 = 4 THEN NULL ELSE (i * 29 % 19) / 8.0::DOUBLE END AS f,
    CASE WHEN i % 8 = 3 THEN NULL ELSE 'text number ' || (i * 3 % 10) END AS s,
    CASE WHEN i % 10 = 1 THEN NULL ELSE DATE '2024-01-30' + (i * 11 % 45)::INTEGER END AS d
    FROM (SELECT range::INTEGER AS i FROM range({rows}))"""

COLUMNS = ["id", "g", "x", "m", "f", "s", "d"]
NUMBERS = ["id", "g", "x", "m", "f"]


@dataclass
class Window:
    """Is what stands in OVER (…), and what of it matters for the choice of functions."""

    text: str
    total: bool
    """Whether the order tells all rows apart, or the frame does not depend on it."""


class WindowMaker:
    """Makes window queries over the table `w` with one random generator."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def query(self) -> str:
        """Makes a query with one to four window calls."""
        rng = self._rng
        calls = [self._call(self._window()) for _ in range(rng.randint(1, 4))]
        if rng.random() < 0.3:
            shared = self._window()
            calls += [self._call(shared) for _ in range(2)]
        items = ", ".join(f"{call} AS c{i}" for i, call in enumerate(calls))
        where = rng.choice(["", "", " WHERE x > 0", " WHERE id % 3 <> 1", " WHERE false"])
        tail = ""
        if rng.random() < 0.2:
            order = f"ORDER BY {rng.choice(COLUMNS)}, id"
            rank = rng.choice(["row_number", "rank"])
            bound = rng.choice(["= 1", "<= 3", "< 2", "> 2"])
            partition = rng.choice(["", "PARTITION BY g "])
            tail = f" QUALIFY {rank}() OVER ({partition}{order}) {bound}"
        return f"SELECT id, {items} FROM w{where}{tail}"

    def _order(self, total: bool) -> str:
        rng = self._rng
        keys = rng.sample(COLUMNS[1:], rng.randint(0 if total else 1, 2))
        if total:
            keys.append("id")
        return "ORDER BY " + ", ".join(
            f"{key}{rng.choice(['', '', ' DESC'])}"
            f"{rng.choice(['', '', ' NULLS FIRST', ' NULLS LAST'])}"
            for key in keys
        )

    def _window(self) -> Window:
        rng = self._rng
        partition = rng.choice(["", "PARTITION BY g ", "PARTITION BY s, g ", "PARTITION BY x "])
        kind = rng.choice(["none", "plain", "rows", "rows", "range", "groups", "value"])
        if kind == "none":
            return Window(partition.strip(), False)
        if kind == "plain":
            total = rng.random() < 0.7
            return Window(f"{partition}{self._order(total)}", total)
        if kind == "value":
            return Window(f"{partition}{self._value_frame()}{self._exclusion()}", False)
        total = kind == "rows" or rng.random() < 0.6
        frame = {"rows": "ROWS", "range": "RANGE", "groups": "GROUPS"}[kind]
        distances = [] if kind == "range" else ["0", "1", "2", "3", "7", "60", "id % 4"]
        ends = self._ends(distances)
        text = f"{partition}{self._order(total)} {frame} BETWEEN {ends}{self._exclusion()}"
        return Window(text, total)

    def _exclusion(self) -> str:
        return self._rng.choice(
            ["", "", "", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES",
             " EXCLUDE NO OTHERS"]
        )  # fmt: skip

    def _ends(self, distances: list[str]) -> str:
        rng = self._rng
        starts = ["UNBOUNDED PRECEDING", "CURRENT ROW"]
        ends = ["UNBOUNDED FOLLOWING", "CURRENT ROW"]
        for distance in distances:
            starts += [f"{distance} PRECEDING", f"{distance} FOLLOWING"]
            ends += [f"{distance} PRECEDING", f"{distance} FOLLOWING"]
        while True:
            start, end = rng.choice(starts), rng.choice(ends)
            backwards = "FOLLOWING" in start and "FOLLOWING" not in end
            if not backwards and not (start == "CURRENT ROW" and "PRECEDING" in end):
                return f"{start} AND {end}"

    def _value_frame(self) -> str:
        rng = self._rng
        key = rng.choice(["id", "x", "m", "f", "d"])
        distances = ["0", "1", "3", "10", "id % 5"]
        if key == "d":
            distances = ["INTERVAL 1 DAY", "INTERVAL 1 MONTH", "3"]
        if key in ("m", "f"):
            distances += ["0.5", "1.25"]
        order = f"{key}{rng.choice(['', ' DESC'])}{rng.choice(['', ' NULLS FIRST'])}"
        return f"ORDER BY {order} RANGE BETWEEN {self._ends(distances)}"

    def _call(self, window: Window) -> str:
        rng = self._rng
        make = rng.choice([self._rank, self._value, self._aggregate, self._aggregate])
        if make == self._value and not window.total:
            make = self._aggregate
        return f"{make(window)} OVER ({window.text})"

    def _rank(self, window: Window) -> str:
        names = ["rank()", "dense_rank()", "percent_rank()", "cume_dist()"]
        if window.total:
            names += ["row_number()", "ntile(3)", "ntile(id % 5 + 1)"]
        return self._rng.choice(names)

    def _value(self, _: Window) -> str:
        rng = self._rng
        column = rng.choice(COLUMNS)
        nulls = rng.choice(["", "", " IGNORE NULLS", " RESPECT NULLS"])
        name = rng.choice(["lag", "lead", "first_value", "last_value", "nth_value"])
        if name in ("lag", "lead"):
            rest = rng.choice(["", ", 2", ", -1", ", 0", ", id % 4", ", 1, NULL"])
            if column in NUMBERS:
                rest = rng.choice([rest, ", 3, 42"])
        else:
            rest = rng.choice([", 1", ", 2", ", 4"]) if name == "nth_value" else ""
            if rng.random() < 0.15:
                nulls = f" ORDER BY {rng.choice(COLUMNS)} DESC, id{nulls}"
        return f"{name}({column}{rest}{nulls})"

    def _aggregate(self, window: Window) -> str:
        rng = self._rng
        name = rng.choice(
            ["count", "sum", "avg", "min", "max", "stddev_pop", "bool_or", "list", "median",
             "string_agg", "count_star", "arg_max", "mode_count"]
        )  # fmt: skip
        only = rng.choice(["", "", "", " FILTER (WHERE x > 0)", " FILTER (WHERE s IS NOT NULL)"])
        distinct = rng.choice(["", "", "", "DISTINCT "])
        number = rng.choice(NUMBERS)
        if name == "count_star":
            return f"count(*){only}"
        if name == "bool_or":
            return f"bool_or({number} > 2){only}"
        if name == "list":
            ordered = "" if window.total else " ORDER BY id"
            return f"list(id{ordered}){only}"
        if name == "string_agg":
            ordered = "" if window.total else " ORDER BY id"
            return f"string_agg(s, '-'{ordered}){only}"
        if name == "arg_max":
            return f"arg_max(id, -id){only}"
        if name == "mode_count":
            return f"count({distinct}s){only}"
        if name in ("stddev_pop", "median"):
            return f"{name}({number}){only}"
        column = rng.choice(COLUMNS) if name in ("count", "min", "max") else number
        if name in ("min", "max"):
            distinct = ""
        return f"{name}({distinct}{column}){only}"


def run(seed: int, queries: int, report: int = 10) -> list[str]:
    """Runs random queries on both engines; returns how answers differ."""
    rng = random.Random(seed)
    failures: list[str] = []
    ours, theirs = lakebolt.connect(), duckdb.connect()
    for i in range(queries):
        if i % 50 == 0:
            table = TABLE.format(
                rows=rng.choice([0, 1, 7, 40, 200, 1000]),
                groups=rng.choice([2, 5, 40]),
                spread=rng.choice([4, 30, 1000]),
            )
            ours, theirs = lakebolt.connect(), duckdb.connect()
            for engine in (ours, theirs):
                engine.execute(table)
            ours.execute(f"SET chunk_size = {rng.choice([1, 3, 64, 2048])}")
        sql = WindowMaker(rng).query()
        try:
            expected = theirs.execute(sql).fetchall()
        except duckdb.Error as error:
            expected = str(error)
        try:
            found = ours.execute(sql).fetchall()
        except lakebolt.Error as error:
            found = str(error)
        if isinstance(found, str) and isinstance(expected, str):
            continue
        problem = (
            f"{found} instead of {expected}"[:600]
            if isinstance(found, str) or isinstance(expected, str)
            else difference(found, expected)
        )
        if problem:
            failures.append(f"{table}\n{sql}\n{problem}")
            if len(failures) >= report:
                break
    return failures


def main() -> int:
    """Returns 1 when anything disagreed."""
    options = argparse.ArgumentParser(prog="python -m fuzz.windows", description=__doc__)
    options.add_argument("--queries", type=int, default=1000)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    arguments = options.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    failures = run(arguments.seed, arguments.queries)
    print("\n\n".join(failures))
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
