"""Compares what expressions do with text, dates and lists with Polars, method by method."""

from __future__ import annotations

import datetime

import pytest
from frame_peers import named, same

STRINGS = named(
    "to_lowercase to_uppercase to_titlecase len_chars len_bytes strip_chars reverse"
) | {
    "contains": lambda e: e.contains("a|e"),
    "contains literally": lambda e: e.contains("-", literal=True),
    "starts_with": lambda e: e.starts_with("a"),
    "ends_with": lambda e: e.ends_with("g"),
    "replace": lambda e: e.replace("[a-z]", "($0)"),
    "replace_all": lambda e: e.replace_all("([a-z])", "<$1>"),
    "replace literally": lambda e: e.replace("-", ".", literal=True),
    "replace_many": lambda e: e.replace_many(["a", "b"], ["1", "2"]),
    "slice": lambda e: e.slice(1, 2),
    "slice from the end": lambda e: e.slice(-2),
    "slice from the end, cut": lambda e: e.slice(-3, 2),
    "head": lambda e: e.head(2),
    "tail": lambda e: e.tail(1),
    "all but the last": lambda e: e.head(-1),
    "split": lambda e: e.split("-"),
    "split_exact": lambda e: e.split_exact("-", 1),
    "zfill": lambda e: e.zfill(5),
    "pad_start": lambda e: e.pad_start(3, "*"),
    "pad_end": lambda e: e.pad_end(3, "*"),
    "extract": lambda e: e.extract("([a-f])(.)", 2),
    "extract_all": lambda e: e.extract_all("[a-z]"),
    "count_matches": lambda e: e.count_matches("[a-z]"),
    "find": lambda e: e.find("[d-f]"),
    "strip_prefix": lambda e: e.strip_prefix("a"),
    "strip_suffix": lambda e: e.strip_suffix("g"),
    "to_integer": lambda e: e.to_integer(strict=False),
    "encode": lambda e: e.encode("base64"),
    "encode hex": lambda e: e.encode("hex"),
    "join": lambda e: e.join("-"),
}


@pytest.mark.parametrize("name", STRINGS)
def test_strings(name):
    same(lambda m, f: f.select(STRINGS[name](m.col("s").str)))


def test_reading_dates():
    same(
        lambda m, f: f.select(
            m.lit("2024-02-03").str.to_date(),
            a=m.lit("2024-02-03 01:02:03").str.to_datetime(),
            b=m.lit("03/02/2024").str.strptime(m.Date, "%d/%m/%Y"),
            c=m.lit("xx").str.to_date("%Y", strict=False),
        )
    )


TIMES = named(
    "year quarter month week weekday day ordinal_day hour minute second millisecond microsecond "
    "iso_year date time is_leap_year month_start month_end century days_in_month is_business_day"
) | {
    "truncate day": lambda e: e.truncate("1d"),
    "truncate hours": lambda e: e.truncate("6h"),
    "truncate month": lambda e: e.truncate("1mo"),
    "truncate week": lambda e: e.truncate("1w"),
    "truncate quarter": lambda e: e.truncate("1q"),
    "round": lambda e: e.round("1d"),
    "offset_by": lambda e: e.offset_by("1mo"),
    "offset_by back": lambda e: e.offset_by("-3h30m"),
    "strftime": lambda e: e.strftime("%Y/%m/%d"),
    "epoch": lambda e: e.epoch("ms"),
    "epoch in days": lambda e: e.epoch("d"),
    "replace": lambda e: e.replace(day=1),
}


@pytest.mark.parametrize("name", TIMES)
def test_times(name):
    same(lambda m, f: f.select(TIMES[name](m.col("t").dt)))


def test_intervals():
    same(
        lambda m, f: f.select(
            days=(m.col("t") - m.col("t").min()).dt.total_days(),
            seconds=(m.col("t") - m.col("t").min()).dt.total_seconds(),
            combined=m.col("t").dt.date().dt.combine(datetime.time(1, 2)),
        )
    )


LISTS = named(
    "len mean min max first last reverse n_unique sort drop_nulls arg_min arg_max std median"
) | {
    "get": lambda e: e.get(0, null_on_oob=True),
    "get from the end": lambda e: e.get(-1, null_on_oob=True),
    "slice": lambda e: e.slice(1, 2),
    "slice from the end": lambda e: e.slice(-2, 1),
    "head": lambda e: e.head(2),
    "tail": lambda e: e.tail(2),
    "contains": lambda e: e.contains(2),
    "count_matches": lambda e: e.count_matches(1),
    "shift": lambda e: e.shift(1),
    "shift back": lambda e: e.shift(-1),
    "diff": lambda e: e.diff(),
    "unique": lambda e: e.unique().list.sort(),
    "gather_every": lambda e: e.gather_every(2),
    "set_union": lambda e: e.set_union(e.head(1)).list.sort(),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists(name):
    same(lambda m, f: f.select(LISTS[name](m.col("l").list)))


def test_expressions_on_elements():
    same(
        lambda m, f: f.select(
            m.col("l").list.eval(m.element() * 2 + 1),
            f=m.col("l").list.filter(m.element() > 1),
            j=m.col("l").list.eval(m.element().cast(m.String)).list.join("-"),
            c=m.col("l").list.concat(m.col("l")),
        )
    )
