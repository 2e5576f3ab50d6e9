"""Checks summaries of columns of days and times, by Polars."""

from __future__ import annotations

import datetime

import lakebolt
import polars
from frame_oracle import assert_same

DATA = {
    "day": [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2), None],
    "moment": [datetime.datetime(2024, 1, 1), datetime.datetime(2024, 1, 2, 5), None],
    "time": [datetime.time(1), datetime.time(2), None],
    "text": ["a", "b", None],
}


def test_days_and_times():
    assert_same(
        lambda m, f: f.describe(interpolation="nearest"),
        lakebolt.DataFrame(DATA),
        polars.DataFrame(DATA),
    )


def test_between_days():
    rows = dict(lakebolt.DataFrame(DATA).select("day").describe().rows())
    assert rows["mean"] == "2024-01-01 12:00:00" and rows["25%"] == "2024-01-01 06:00:00"
    zoned = lakebolt.sql("SELECT TIMETZ '01:00:00+00' AS t, INTERVAL 1 DAY AS i").describe()
    assert zoned.rows()[2][1] is None and zoned.rows()[2][2] is not None
