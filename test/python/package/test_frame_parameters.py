"""Compares what the parameters of expressions do with Polars, one by one."""

from __future__ import annotations

import random

import lakebolt
import polars
import pytest
from frame_oracle import assert_same

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SMALL = {
    "i": [1, 2, None, 4, None, None, 9, None, 3, None],
    "f": [1.5, 2.5, -0.5, None, 0.25, -1.55, 3.0, 7.25, 8.5, 2.5],
    "b": [True, None, False, True, True, None, False, True, None, True],
    "g": [2, 1, 1, 2, 3, 1, 2, 3, 3, 1],
    "l": [[1, None], [2], None, [], [4, None], [1], [9], [None], [3, 3], [0]],
}
THEIRS = polars.DataFrame(SMALL)
OURS = lakebolt.from_polars(THEIRS)

EXPRESSIONS = {
    "fill_null forward": lambda m: m.col("i").fill_null(strategy="forward", limit=1),
    "fill_null backward": lambda m: m.col("i").fill_null(strategy="backward", limit=1),
    "interpolate": lambda m: m.col("i").interpolate("nearest"),
    "interpolate over": lambda m: m.col("i").interpolate("nearest").over("g"),
    "is_in": lambda m: m.col("i").is_in([1, None]),
    "is_in with NULL": lambda m: m.col("i").is_in([1, None], nulls_equal=True),
    "is_in without NULL": lambda m: m.col("i").is_in([1, 2], nulls_equal=True),
    "is_in a list": lambda m: m.col("i").is_in(m.col("l"), nulls_equal=True),
    "any": lambda m: (m.col("i") > 8).any(ignore_nulls=False),
    "any unknown": lambda m: (m.col("i") > 9).any(ignore_nulls=False),
    "all": lambda m: (m.col("i") > 8).all(ignore_nulls=False),
    "all unknown": lambda m: (m.col("i") > 0).all(ignore_nulls=False),
    "any of columns": lambda m: m.any("b", ignore_nulls=False),
    "all of columns": lambda m: m.all("b", ignore_nulls=False),
    "over, joined": lambda m: m.col("i").over("g", mapping_strategy="join"),
    "sum over, joined": lambda m: m.col("i").sum().over("g", mapping_strategy="join"),
    "cum_sum over, joined": lambda m: m.col("i").cum_sum().over("g", mapping_strategy="join"),
    "over, in order": lambda m: m.col("f").cum_sum().over("g", order_by="f"),
    "half to even": lambda m: m.col("f").round(0, mode="half_to_even"),
    "half away": lambda m: m.col("f").round(1, mode="half_away_from_zero"),
    "cut": lambda m: m.col("f").cut([0, 2.5]),
    "cut, left": lambda m: m.col("f").cut([0, 2.5], left_closed=True),
    "cut with breaks": lambda m: m.col("f").cut([0, 2.5], include_breaks=True),
    "qcut": lambda m: m.col("f").qcut([0.25, 0.5]),
    "qcut in thirds": lambda m: m.col("f").qcut(3, left_closed=True, include_breaks=True),
    "qcut with labels": lambda m: m.col("f").qcut(2, labels=["low", "high"]),
    "qcut with duplicates": lambda m: (m.col("f") * 0).qcut(2, labels=["low", "high"]),
    "bin_intervals": lambda m: m.col("f").bin_intervals([0.0, 2.5], labels=["x", "y", "z"]),
    "bin_intervals, numbered": lambda m: m.col("f").bin_intervals([0.0, 2.5], labels=False),
    "bin_intervals, right": lambda m: m.col("f").bin_intervals(
        [0.0, 2.5], labels=False, right_closed=True
    ),
    "bin_intervals with ends": lambda m: m.col("f").bin_intervals(
        [0.0, 2.5], labels=False, include_intervals=True
    ),
    "bin_intervals of one width": lambda m: m.col("f").bin_intervals(3, labels=False),
    "entropy": lambda m: m.col("f").abs().entropy(),
    "entropy in bits": lambda m: m.col("f").abs().entropy(2, normalize=False),
    "diff": lambda m: m.col("f").diff(2, "drop"),
    "diff back": lambda m: m.col("f").diff(-1, "drop"),
    "value_counts": lambda m: m.col("g").value_counts(sort=True, name="n", normalize=True).head(1),
    "search_sorted": lambda m: m.col("f").drop_nulls().sort().search_sorted(2.5),
    "search_sorted, right": lambda m: m.col("f").drop_nulls().sort().search_sorted(2.5, "right"),
    "search_sorted, down": lambda m: (
        m.col("f").drop_nulls().sort(descending=True).search_sorted(2.5, "left", descending=True)
    ),
    "hist": lambda m: m.col("f").hist([-1, 2, 3]),
    "hist of a number of bins": lambda m: m.col("f").hist(bin_count=4),
    "hist of ten bins": lambda m: m.col("f").hist(),
    "hist in full": lambda m: m.col("f").hist(
        bin_count=3, include_category=True, include_breakpoint=True
    ),
    "hist with names": lambda m: m.col("f").hist([0, 2, 3, 10], include_category=True),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_parameter(name):
    assert_same(lambda m, f: f.select(x=EXPRESSIONS[name](m)), OURS, THEIRS)


def test_over_by_partitions():
    assert_same(
        lambda m, f: f.select(
            x=m.col("i").over("g", mapping_strategy="explode"),
        ),
        OURS,
        THEIRS,
        in_order=False,
    )
    found = OURS.select(lakebolt.col("i").cum_sum().over("g", mapping_strategy="explode")).rows()
    assert found == [(v,) for v in (1, 5, 14, 2, None, None, None, None, None, 3)]
    with pytest.raises(lakebolt.InterfaceError, match="mapping_strategy must be"):
        OURS.select(lakebolt.col("i").over("g", mapping_strategy="up"))


DECAYS = [
    {"com": 1},
    {"span": 3},
    {"half_life": 1.5},
    {"alpha": 0.5, "adjust": False},
    {"alpha": 0.3, "ignore_nulls": True},
    {"alpha": 0.3, "min_samples": 3},
    {"alpha": 1.0},
]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("settings", DECAYS, ids=str)
def test_exponential_weights(settings, seed):
    rng = random.Random(seed)
    values = [None if rng.random() < 0.2 else rng.uniform(-5, 5) for _ in range(30)]
    theirs = polars.DataFrame({"a": values, "g": [rng.choice("xy") for _ in values]})
    ours = lakebolt.from_polars(theirs)
    assert_same(
        lambda m, f: f.select(
            "a",
            mean=m.col("a").ewm_mean(**settings),
            std=m.col("a").ewm_std(**settings),
            var=m.col("a").ewm_var(**settings, bias=True),
            over=m.col("a").ewm_mean(**settings).over("g"),
        ),
        ours,
        theirs,
    )


def test_samples():
    frame = lakebolt.range(10).rename({"range": "a"})
    a = lakebolt.col("a")

    def drawn(**settings):
        return [row[0] for row in frame.select(a.sample(**settings)).rows()]

    assert len(drawn(n=3)) == 3
    assert len(drawn(fraction=0.39)) == 3
    assert drawn(n=5, seed=7) == drawn(n=5, seed=7)
    assert drawn(n=10, seed=7) != drawn(n=10, seed=8)
    assert sorted(drawn(n=10, seed=1)) == list(range(10))
    again = drawn(n=40, with_replacement=True, seed=3)
    assert again == drawn(n=40, with_replacement=True, seed=3)
    assert len(again) == 40 and set(again) <= set(range(10)) and len(set(again)) > 5
    assert set(drawn(n=40, with_replacement=True)) <= set(range(10))
    assert sorted(drawn(fraction=1.0)) == list(range(10))
    with pytest.raises(lakebolt.Error, match="no more values than there are"):
        drawn(n=11)
    shuffled = [row[0] for row in frame.select(a.shuffle(seed=5)).rows()]
    assert sorted(shuffled) == list(range(10)) and shuffled != list(range(10))
    assert frame.select(a.shuffle(seed=5)).rows() == [(value,) for value in shuffled]
