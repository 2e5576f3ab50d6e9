"""Checks ranges whose values are asked for at once, by Polars."""

from __future__ import annotations

import datetime

import lakebolt
import polars
import pytest

DAY, NOON = datetime.date(2024, 1, 31), datetime.datetime(2024, 1, 1, 12)

RANGES = {
    "numbers": lambda m: m.int_range(1, 7, 2, eager=True),
    "from zero": lambda m: m.int_range(3, eager=True),
    "none": lambda m: m.int_range(3, 1, eager=True),
    "dates": lambda m: m.date_range(DAY, datetime.date(2024, 5, 1), "1mo", eager=True),
    "moments": lambda m: m.datetime_range(
        NOON, NOON + datetime.timedelta(1), "6h", closed="left", eager=True
    ),
    "times": lambda m: m.time_range(datetime.time(1), datetime.time(3), eager=True),
    "spaces": lambda m: m.linear_space(0, 1, 3, eager=True),
}


@pytest.mark.parametrize("name", RANGES)
def test_eager(name):
    found, expected = RANGES[name](lakebolt), RANGES[name](polars)
    assert found.to_pylist() == expected.to_list()
    frames = [m.DataFrame({"r": made}) for m, made in ((lakebolt, found), (polars, expected))]
    assert frames[0].rows() == frames[1].rows()


def test_spaces_between_missing_numbers():
    data = {"a": [None, 1, 2], "b": [3, None, 4]}
    found = [
        m.DataFrame(data).select(m.linear_spaces("a", "b", 3)).rows() for m in (lakebolt, polars)
    ]
    assert found[0] == found[1]


def test_not_eager():
    made = lakebolt.int_range(2, eager=False)
    assert lakebolt.select(made).rows() == [(0,), (1,)]
