#!/usr/bin/env python3
"""Calls every scalar function with large values under a short time limit, and measures how soon it stops.

    bench/reliability/large_values.py                       # 64 MB a value
    bench/reliability/large_values.py --megabytes 256 --only list_ --worst 50

A time is what passes beyond the limit until the caller has the error. Calls that end in time, or with
another error, are counted only: not every function makes sense of every value.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lakebolt  # noqa: E402

CANCELLED = "57014"
LIMIT = 0.02
COLUMNS = {
    "VARCHAR": "s",
    "BLOB": "b",
    "JSON": "j",
    "LIST": "l",
    "ARRAY": "l",
    "MAP": "m",
    "BOOLEAN": "true",
    "DATE": "DATE '2026-11-22'",
    "TIMESTAMP": "TIMESTAMP '2026-11-22 01:02:03'",
    "INTERVAL": "INTERVAL 1 DAY",
}
SMALL_TEXTS = ["s", "'a'", "'%Y'"]


def table(megabytes: int) -> str:
    """Returns the statement that makes the table of one row of large values."""
    size = megabytes * 1_000_000
    return f"""CREATE TABLE large AS SELECT repeat('abcdefghij klmnop,1', {size // 19}) AS s,
        repeat('abcdefgh', {size // 8})::BLOB AS b, range({size // 8}) AS l,
        list_transform(range({size // 8}), x -> x::DOUBLE) AS d,
        list_transform(range({size // 100}), x -> 'text ' || x) AS t,
        list_transform(range({size // 100}), x -> [x, x + 1]) AS n,
        map(range({size // 32}), range({size // 32})) AS m,
        ('[' || repeat('{{"a": [1, 2, 3]}},', {size // 18}) || '1]')::JSON AS j"""


def calls(name: str, types: list[str]) -> list[str]:
    """Returns calls of a function with large values for the parameters that take them."""
    choices = [""]
    for number, kind in enumerate(types):
        base = kind.upper()
        values = ["3"]
        if base.endswith("[]") or base in ("LIST", "ANY", "ANY[]", "T[]"):
            values = ["l", "d", "t", "n"] if number == 0 else ["l", "t"]
        elif base.startswith("MAP"):
            values = ["m"]
        elif base == "VARCHAR":
            values = ["s"] if number == 0 else SMALL_TEXTS
        else:
            values = [value for key, value in COLUMNS.items() if base.startswith(key)][:1] or values
        choices = [f"{before}{', ' if before else ''}{value}" for before in choices for value in values]
        choices = choices[:24]
    return [f'"{name}"({choice})' for choice in choices]


def overrun(connection: lakebolt.Connection, call: str) -> float | None:
    """Returns the seconds by which a call ran over the limit; nothing where it was not stopped."""
    begin = time.perf_counter()
    try:
        connection.execute(f"SELECT count({call}) FROM large").fetchall()
    except lakebolt.Error as error:
        if error.sqlstate == CANCELLED:
            return time.perf_counter() - begin - LIMIT
    return None


def main() -> None:
    """Measures all functions."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=int, default=64, help="size of the values (64)")
    options.add_argument("--only", default="", help="part of the names of the functions")
    options.add_argument("--worst", type=int, default=30, help="how many to print (30)")
    chosen = options.parse_args()
    connection = lakebolt.connect()
    connection.execute(table(chosen.megabytes))
    functions = connection.execute(
        "SELECT DISTINCT function_name, parameter_types FROM duckdb_functions()"
        " WHERE function_type = 'scalar' ORDER BY ALL"
    ).fetchall()
    found: list[tuple[float, str]] = []
    count = 0
    for name, types in functions:
        if chosen.only not in name or name.startswith("sleep"):
            continue
        for call in dict.fromkeys(calls(name, [str(kind) for kind in types])):
            if not any(f"{column}" in call for column in "sbldtnmj"):
                continue
            connection.execute(f"SET statement_timeout = '{round(LIMIT * 1000)}ms'")
            count += 1
            late = overrun(connection, call)
            connection.execute("RESET statement_timeout")
            if late is not None:
                found.append((late * 1000, call))
    found.sort(reverse=True)
    print(f"{count} calls, {len(found)} of them stopped")
    for late, call in found[: chosen.worst]:
        print(f"{late:9.1f} ms  {call}")


if __name__ == "__main__":
    main()
