"""Compares what the parameters of functions of text, dates and lists do with Polars."""

from __future__ import annotations

import datetime

import lakebolt
import polars
import pytest
from frame_oracle import assert_same

MOMENT = datetime.datetime(2024, 1, 31, 5, 6, 7, 891234)
THEIRS = polars.DataFrame(
    {
        "s": ["a-a-a-a", None, "b", "", "-a", "aa-"],
        "d": ["2024-01-02 03:04:05", "x 2024-05-06 y", None, "", "31", "2024-1-2"],
        "n": ["ff", "0A", None, "-10", "+1", "zz"],
        "t": [MOMENT + datetime.timedelta(days=31 * i, seconds=7 * i) for i in range(6)],
        "u": [datetime.timedelta(days=1 - i, hours=13, microseconds=5) for i in range(6)],
        "day": [datetime.date(2024, 1, i) for i in range(1, 7)],
        "l": [["a", None, "b"], None, [], ["c"], [None], ["d", "e"]],
        "m": [[1, 2, 4], None, [], [None, 5], [7], [3, 3, 9]],
        "b": [[True, None], None, [], [None, False], [True, True], [False]],
    }
)
OURS = lakebolt.from_polars(THEIRS)

EXPRESSIONS = {
    "replace twice": lambda m: m.col("s").str.replace("a", "z", n=2),
    "replace everywhere": lambda m: m.col("s").str.replace("a", "zz", n=-1),
    "replace text": lambda m: m.col("s").str.replace("-", "+", literal=True, n=3),
    "to_date": lambda m: m.col("d").str.to_date("%Y-%m-%d", exact=False, strict=False),
    "to_datetime": lambda m: m.col("d").str.to_datetime("%Y-%m-%d", exact=False, strict=False),
    "to_datetime, ms": lambda m: m.col("d").str.to_datetime(
        "%Y-%m-%d %H:%M:%S", time_unit="ms", strict=False
    ),
    "to_integer": lambda m: m.col("n").str.to_integer(base=16, strict=False),
    "to_integer, binary": lambda m: m.col("n").str.to_integer(base=2, strict=False),
    "normalize": lambda m: m.lit("e\u0301\u00e9\ufb01").str.normalize("NFKC"),
    "normalize apart": lambda m: m.lit("e\u0301\u00e9\ufb01").str.normalize("NFD"),
    "split": lambda m: m.col("s").str.split("-", inclusive=True),
    "split by a pattern": lambda m: m.lit("a1b22c").str.split(r"\d+", literal=False),
    "contains_any": lambda m: m.col("s").str.contains_any(["A-A", "B"], ascii_case_insensitive=True),
    "replace clock": lambda m: m.col("t").dt.replace(hour=1, minute=2, second=3, microsecond=4),
    "replace day and hour": lambda m: m.col("t").dt.replace(day=3, hour=0),
    "replace year": lambda m: m.col("day").dt.replace(year=2020),
    "second": lambda m: m.col("t").dt.second(fractional=True),
    "is_business_day": lambda m: m.col("day").dt.is_business_day(
        week_mask=[True] * 5 + [True, False], holidays=[datetime.date(2024, 1, 2)]
    ),
    "datetime": lambda m: m.datetime(2024, 1, 2, 3, 4, 5, 678),
    "datetime, ms": lambda m: m.datetime(2024, 1, 2, 3, 4, 5, time_unit="ms"),
    "time": lambda m: m.time(1, 2, 3, 4),
    "duration": lambda m: m.duration(seconds=1, nanoseconds=5000).dt.total_microseconds(),
    "list.join": lambda m: m.col("l").list.join("-", ignore_nulls=False),
    "list.join without NULL": lambda m: m.col("l").list.join("-"),
    "list.diff": lambda m: m.col("m").list.diff(null_behavior="drop"),
    "list.contains": lambda m: m.col("m").list.contains(None, nulls_equal=True),
    "list.any": lambda m: m.col("b").list.any(ignore_nulls=False),
    "list.all": lambda m: m.col("b").list.all(ignore_nulls=False),
    "list.any of what is known": lambda m: m.col("b").list.any(),
    "list.all of what is known": lambda m: m.col("b").list.all(),
} | {
    f"total_{unit}": lambda m, unit=unit: getattr(m.col("u").dt, f"total_{unit}")(fractional=True)
    for unit in "days hours minutes seconds milliseconds microseconds nanoseconds".split()
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_parameter(name):
    assert_same(lambda m, f: f.select(x=EXPRESSIONS[name](m)), OURS, THEIRS)


def test_time_zones():
    moment = lakebolt.lit("2024-01-02 03:04:05").str.to_datetime(time_zone="Europe/Oslo")
    made = lakebolt.datetime(2024, 1, 2, 3, 4, 5, time_zone="Europe/Oslo")
    epochs = lakebolt.range(1).select(a=moment.dt.epoch("s"), b=made.dt.epoch("s")).rows()
    expected = polars.select(polars.datetime(2024, 1, 2, 3, 4, 5, time_zone="Europe/Oslo").dt.epoch("s"))
    assert epochs == [(expected.item(),) * 2]


def test_what_is_refused():
    text = lakebolt.col("n").str
    with pytest.raises(lakebolt.Error, match="no number of base 16"):
        OURS.select(text.to_integer(base=16)).rows()
    with pytest.raises(lakebolt.NotSupportedError, match="plain text several times"):
        text.replace("(a)", "<$1>", n=3)
    with pytest.raises(lakebolt.InterfaceError, match="base must be"):
        text.to_integer(base=99)
    with pytest.raises(lakebolt.InterfaceError, match="needs a format"):
        text.to_date(exact=False)
    with pytest.raises(lakebolt.InterfaceError, match="time_unit must be"):
        text.to_datetime(time_unit="h")
    with pytest.raises(lakebolt.InterfaceError, match="form must be"):
        text.normalize("NFX")
