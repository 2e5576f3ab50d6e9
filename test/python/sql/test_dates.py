"""Random calls of functions of dates, times, timestamps and intervals, against DuckDB.

All calls of a test run over one table of random values, made from a fixed seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import engine
import pytest

Ask = Callable[[str], list[tuple[Any, ...]]]
"""Runs a query and returns its rows."""

SEED = 20261121
ROWS = 60
PARTS = [
    "year", "month", "day", "quarter", "week", "yearweek", "isoyear", "dow", "isodow", "doy", "decade",
    "century", "millennium", "era", "hour", "minute", "second", "millisecond", "microsecond", "epoch",
    "julian",
]  # fmt: skip
"""Parts that dates and timestamps have."""

CUTS = [
    "millennium", "century", "decade", "year", "isoyear", "quarter", "month", "week", "day", "hour",
    "minute", "second", "millisecond", "microsecond",
]  # fmt: skip
"""Parts that can be cut to and counted."""

COLUMNS = {
    "d": "DATE", "e": "DATE", "t": "TIME", "u": "TIME", "s": "TIMESTAMP", "r": "TIMESTAMP",
    "z": "TIMESTAMPTZ", "y": "TIMESTAMPTZ", "i": "INTERVAL", "j": "INTERVAL", "n": "INTEGER",
    "k": "TIMETZ",
}  # fmt: skip
"""Columns of the table by name."""


def a_date(source: random.Random) -> str:
    """Returns a date: mostly of our time, some far off, some at the ends of months."""
    year = source.choice([source.randint(1990, 2030), source.randint(1, 9999), 2024, 1900, 1970])
    month = source.randint(1, 12)
    day = source.choice([1, 28, source.randint(1, 28), 28])
    return f"{year:04}-{month:02}-{day:02}"


def a_time(source: random.Random) -> str:
    """Returns a time of day with up to six digits of the second."""
    second = f"{source.randint(0, 59):02}" + source.choice(["", ".5", f".{source.randint(0, 999999):06}"])
    return f"{source.choice([0, 12, 23, source.randint(0, 23)]):02}:{source.randint(0, 59):02}:{second}"


def an_interval(source: random.Random) -> str:
    """Returns an interval of months, days and time, with parts of either sign."""
    parts = [
        f"{source.randint(-30, 30)} months",
        f"{source.randint(-60, 60)} days",
        f"{source.randint(-50, 50)} hours {source.randint(0, 59)} minutes",
        f"{source.randint(-5000, 5000)} milliseconds",
    ]
    return " ".join(source.sample(parts, source.randint(1, len(parts))))


def a_value(source: random.Random, kind: str) -> str:
    """Returns a value of a type as SQL."""
    if source.random() < 0.06:
        return "NULL"
    text = {
        "DATE": lambda: a_date(source),
        "TIME": lambda: a_time(source),
        "TIMESTAMP": lambda: f"{a_date(source)} {a_time(source)}",
        "TIMESTAMPTZ": lambda: f"{a_date(source)} {a_time(source)}+00",
        "TIMETZ": lambda: f"{a_time(source)}{source.choice('+-')}{source.randint(0, 12):02}",
        "INTERVAL": lambda: an_interval(source),
        "INTEGER": lambda: str(source.randint(-400, 400)),
    }[kind]()
    return f"'{text}'::{kind}"


def calls(source: random.Random) -> Iterator[str]:
    """Lists expressions over the columns: every function on every type that has it."""
    for part in PARTS:
        for column in "ds" if part == "epoch" else "dsz":  # DuckDB rounds that of instants twice
            yield f"date_part('{part}', {column})"
        function = {"dow": "dayofweek", "doy": "dayofyear"}.get(part, part)
        yield f"{function}({source.choice('dsz')})"
    for part in ("hour", "minute", "second", "millisecond", "microsecond", "epoch"):
        yield f"date_part('{part}', t)"
        yield f"date_part('{part}', k)"
        yield f"{part}(i)"
    for part in CUTS:
        for column in "dsz":
            yield f"date_trunc('{part}', {column})"
        yield f"date_trunc('{part}', i)"
        for a, b in ("de", "sr", "zy"):
            yield f"date_diff('{part}', {a}, {b})"
            if (part, a) != ("isoyear", "z"):  # DuckDB's calendar has those of other lengths
                yield f"date_sub('{part}', {a}, {b})"
    for a, b in ("di", "si", "zi", "ti", "ki", "ij", "dn"):
        yield f"{a} + {b}"
        yield f"{a} - {b}"
    for a, b in ("de", "sr", "zy"):
        yield f"{a} - {b}"
        if a != "d":
            yield f"age({a}, {b})"
        yield f"{a} < {b}, {a} = {b}, greatest({a}, {b}), least({a}, {b})"
    yield from ("i * n", "i / 7", "-i", "i < j", "i = j", "d + t", "d + k")
    for name in ("last_day", "dayname", "monthname", "days_in_month"):
        yield f"{name}(d)"
    for name in ("epoch_ms", "epoch_us", "epoch_ns"):
        yield from (f"{name}({column})" for column in "dtsik" if (name, column) != ("epoch_ns", "s"))
    for width in ("1 month", "7 days", "90 minutes", "1 year", "3 quarters", "10 seconds"):
        yield f"time_bucket(INTERVAL '{width}', d), time_bucket(INTERVAL '{width}', s)"
        yield f"time_bucket(INTERVAL '{width}', s, INTERVAL '5 days'), time_bucket(INTERVAL '{width}', s, r)"
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"):
        yield f"s AT TIME ZONE '{zone}', z AT TIME ZONE '{zone}'"
    for pattern in ("%Y-%m-%d %H:%M:%S.%f", "%a %A %b %B %d %-d %j", "%I %p %y %U %W %u %w", "%G-%V"):
        yield f"strftime(s, '{pattern}'), strftime(d, '{pattern}')"
        yield f"strptime(strftime(s, '%Y-%m-%d %H:%M:%S.%f'), '%Y-%m-%d %H:%M:%S.%f')"
    yield from (f"to_{unit}(n)" for unit in ("years", "months", "weeks", "days", "hours", "minutes"))
    yield from ("to_seconds(n / 7.0)", "to_milliseconds(n / 7.0)", "to_microseconds(n)")
    yield from ("make_date(year(d), month(d), 1)", "make_time(hour(t), minute(t), second(t))")
    yield "make_timestamp(year(s), month(s), day(s), hour(s), minute(s), second(s) + 0.25)"
    yield from (f"CAST({column} AS VARCHAR)" for column in COLUMNS)
    yield from ("CAST(s AS DATE)", "CAST(s AS TIME)", "CAST(z AS DATE)", "CAST(d AS TIMESTAMP)")
    yield from ("isfinite(d), isinf(s)", "normalized_interval(i)", "julian(s)", "timezone(k)")


AGGREGATES = [
    f"{name}({column})"
    for name in ("min", "max", "count", "count(DISTINCT ", "any_value", "first", "last")
    for column in "dtszi"
]
AGGREGATES += [f"avg({column})" for column in "dtszi"] + ["sum(i)", "median(d)", "median(s)"]
AGGREGATES += ["quantile_cont(s, 0.3)", "quantile_disc(d, 0.7)", "list(d ORDER BY d, n)", "arg_min(d, n)"]


def tables(zone: str) -> tuple[Ask, Ask]:
    """Makes the table in both engines and returns how to ask them."""
    source = random.Random(SEED)
    rows = ", ".join(
        f"({number}, {', '.join(a_value(source, kind) for kind in COLUMNS.values())})"
        for number in range(ROWS)
    )
    definition = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    ours, theirs = engine.connect(), duckdb.connect()
    for run in (ours.run, theirs.execute):
        run("SET TimeZone = 'UTC'")
        run(f"CREATE TABLE v (id INTEGER, {definition})")
        run(f"INSERT INTO v VALUES {rows}")
        run(f"SET TimeZone = '{zone}'")
    return ours.rows, lambda query: theirs.execute(query).fetchall()


def answer(ask: Ask, query: str) -> list[tuple[Any, ...]] | str:
    """Returns the rows, or "error"."""
    try:
        return [tuple(rounded(value) for value in row) for row in ask(query)]
    except Exception:  # noqa: BLE001 - that both engines refuse is agreement
        return "error"


def rounded(value: Any) -> Any:
    """Rounds floats, which may differ in their last digit."""
    return float(f"{value:.12g}") if isinstance(value, float) and math.isfinite(value) else value


def different(ours: Ask, theirs: Ask, query: str) -> str | None:
    """Returns what differs first, for the message."""
    mine, expected = answer(ours, query), answer(theirs, query)
    if mine == expected:
        return None
    if isinstance(mine, str) or isinstance(expected, str):
        return f"{query}: {str(mine)[:80]}, not {str(expected)[:80]}"
    row = next(i for i, pair in enumerate(zip(mine, expected, strict=True)) if pair[0] != pair[1])
    return f"{query}, row {row}: {mine[row]}, not {expected[row]}"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_scalar_functions(zone: str) -> None:
    """Every call gives what DuckDB gives, row by row."""
    ours, theirs = tables(zone)
    source = random.Random(SEED + 1)
    shown = (different(ours, theirs, f"SELECT {cast(call)} FROM v ORDER BY id") for call in calls(source))
    assert [problem for problem in shown if problem] == []


def cast(call: str) -> str:
    """Prints the values of a call as text: Python knows no years beyond 9999, and no months."""
    depth, items, begin = 0, [], 0
    for i, letter in enumerate(call):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            items.append(call[begin:i])
            begin = i + 1
    return ", ".join(f"({item.strip()})::VARCHAR" for item in [*items, call[begin:]])


def test_aggregates() -> None:
    """Aggregates of dates, of all rows and by groups, agree."""
    ours, theirs = tables("UTC")
    problems = []
    for call in AGGREGATES:
        closed = call if call.count("(") == call.count(")") else call + ")"
        for query in (f"SELECT ({closed})::VARCHAR FROM (FROM v ORDER BY id)",
                      f"SELECT id % 5, ({closed})::VARCHAR FROM (FROM v ORDER BY id) GROUP BY 1 ORDER BY 1"):  # fmt: skip
            problems.append(different(ours, theirs, query))
    assert [problem for problem in problems if problem] == []


def test_ranges() -> None:
    """Ranges of dates and timestamps agree; long ones are not made before they are read."""
    ours, theirs = tables("UTC")
    steps = ["1 day", "1 month", "6 hours", "1 month 1 day", "-1 day", "90 minutes", "1 year"]
    for step in steps:
        for ends in ("DATE '2024-01-31', DATE '2024-06-30'", "TIMESTAMP '2024-06-30', TIMESTAMP '2024-01-31'"):
            for name in ("range", "generate_series"):
                query = f"SELECT * FROM {name}({ends}, INTERVAL '{step}') LIMIT 500"
                assert different(ours, theirs, query) is None
    long = "range(TIMESTAMP '0001-01-01', TIMESTAMP '9999-01-01', INTERVAL '1 second')"
    assert len(ours(f"SELECT * FROM {long} LIMIT 3")) == 3
    assert ours(f"SELECT count(*) FROM {long}") == [(315506361600,)]
    assert ours(f"EXPLAIN SELECT * FROM {long}")
