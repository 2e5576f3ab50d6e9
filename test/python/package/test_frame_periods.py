"""Compares windows of time with Polars: group_by_dynamic, rolling, and rolling_*_by."""

from __future__ import annotations

import datetime
import random

import lakebolt
import polars
import pytest
from frame_oracle import assert_same

DAY = datetime.date(2024, 1, 1)
MOMENT = datetime.datetime(2024, 1, 1)
CLOSED = ["left", "right", "both", "none"]
KINDS = {
    "numbers": (
        lambda rng: rng.randrange(30),
        ["1i", "2i", "5i"],
        [None, "1i", "3i", "7i"],
        [None, "1i", "-1i", "7i"],
    ),
    "days": (
        lambda rng: DAY + datetime.timedelta(days=rng.randrange(120)),
        ["1d", "3d", "1w", "2w"],
        [None, "2d", "1w", "1mo"],
        [None, "1d", "-2d"],
    ),
    "months": (
        lambda rng: DAY + datetime.timedelta(days=rng.randrange(500)),
        ["1mo", "2mo", "1q"],
        [None, "1mo", "3mo"],
        [None, "1mo"],
    ),
    "moments": (
        lambda rng: MOMENT + datetime.timedelta(minutes=15 * rng.randrange(600)),
        ["1h", "30m", "6h", "1d"],
        [None, "2h", "45m", "1d"],
        [None, "15m", "-1h"],
    ),
}


def frame_of(kind: str, rng: random.Random) -> polars.DataFrame:
    """Returns a frame of moments ``t`` in order, groups and values."""
    moments = sorted(KINDS[kind][0](rng) for _ in range(rng.randrange(1, 25)))
    return polars.DataFrame(
        {
            "t": moments,
            "g": [rng.choice("xy") for _ in moments],
            "a": [rng.choice([None, 1, 2, 7]) for _ in moments],
        },
        schema_overrides={"a": polars.Int64},
    )


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("kind", KINDS)
def test_group_by_dynamic(kind, seed):
    rng = random.Random(seed)
    theirs = frame_of(kind, rng)
    _, every, period, offset = KINDS[kind]
    weekdays = ["monday", "thursday"] if kind in ("days", "moments") else []
    settings = {
        "every": rng.choice(every),
        "period": rng.choice(period),
        "offset": rng.choice(offset),
        "closed": rng.choice(CLOSED),
        "label": rng.choice(["left", "right", "datapoint"]),
        "include_boundaries": rng.random() < 0.3,
        "start_by": rng.choice(["window", "window", "datapoint", *weekdays]),
        "group_by": rng.choice([None, "g"]),
    }
    assert_same(
        lambda m, f: f.group_by_dynamic("t", **settings).agg(
            m.col("a").max(), n=m.len(), listed=m.col("a")
        ),
        lakebolt.from_polars(theirs),
        theirs,
        in_order=settings["group_by"] is None,
    )


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("kind", ["numbers", "days", "moments"])
def test_rolling(kind, seed):
    rng = random.Random(seed)
    theirs = frame_of(kind, rng)
    ours = lakebolt.from_polars(theirs)
    _, every, _, offset = KINDS[kind]
    settings = {
        "period": rng.choice(every),
        "offset": rng.choice(offset),
        "closed": rng.choice(CLOSED),
    }
    assert_same(
        lambda m, f: f.rolling("t", **settings, group_by="g").agg(
            m.col("a").max(), n=m.len(), first=m.col("a").first(), listed=m.col("a")
        ),
        ours,
        theirs,
        in_order=False,
    )
    assert_same(
        lambda m, f: f.select("a", b=(m.col("a").max() - m.col("a").min()).rolling("t", **settings)),
        ours,
        theirs,
    )


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize("method", ["sum", "mean", "min", "max", "median", "std", "var"])
def test_rolling_by(method, closed):
    theirs = frame_of("moments", random.Random(3)).sample(fraction=1, shuffle=True, seed=1)
    assert_same(
        lambda m, f: f.select(
            getattr(m.col("a"), f"rolling_{method}_by")(
                "t", "6h", closed=closed, min_samples=2 if method == "sum" else 1
            )
        ),
        lakebolt.from_polars(theirs),
        theirs,
    )


def test_rolling_by_with_other_settings():
    theirs = frame_of("moments", random.Random(4))
    ours = lakebolt.from_polars(theirs)
    assert_same(
        lambda m, f: f.select(
            a=m.col("a").rolling_std_by("t", "1d", ddof=0),
            b=m.col("a").rolling_quantile_by("t", "1d", quantile=0.3, interpolation="lower"),
            c=m.col("a").rolling_var_by("t", "1d", ddof=0, min_samples=3),
        ),
        ours,
        theirs,
    )


def test_what_is_refused():
    frame = lakebolt.from_dict({"t": [1, 2], "a": [1, 2]})
    with pytest.raises(lakebolt.NotSupportedError, match="looks at other rows"):
        frame.select(lakebolt.col("a").cum_sum().max().rolling("t", period="2i"))
    with pytest.raises(lakebolt.InterfaceError, match="closed must be"):
        frame.rolling("t", period="2i", closed="up")
    with pytest.raises(lakebolt.InterfaceError, match="start_by must be"):
        frame.group_by_dynamic("t", every="2i", start_by="someday")
    with pytest.raises(lakebolt.InterfaceError, match="label must be"):
        frame.group_by_dynamic("t", every="2i", label="middle")


def test_weeks_begin_where_polars_has_them():
    theirs = polars.DataFrame({"t": [DAY + datetime.timedelta(days=5 * i) for i in range(20)]})
    for every in ("2w", "3w", "1w"):
        assert_same(
            lambda m, f: f.select(m.col("t").dt.truncate(every)),
            lakebolt.from_polars(theirs),
            theirs,
        )


ROLLING = {
    "few values": lambda e: e.rolling_sum(3, min_samples=1),
    "of a population": lambda e: e.rolling_std(3, ddof=0),
    "in the middle": lambda e: e.rolling_var(3, min_samples=2, center=True),
    "lower quantile": lambda e: e.rolling_quantile(0.3, "lower", 3, min_samples=1),
    "nearest quantile": lambda e: e.rolling_quantile(0.3, "nearest", 3, min_samples=1),
    "middle quantile": lambda e: e.rolling_quantile(0.3, "midpoint", 3, min_samples=1),
    "skewness": lambda e: e.rolling_skew(4, bias=False, min_samples=4),
    "kurtosis": lambda e: e.rolling_kurtosis(4, fisher=False, min_samples=4),
}


@pytest.mark.parametrize("name", ROLLING)
def test_settings_of_rolling_rows(name):
    theirs = polars.DataFrame({"a": [1.5, 2, None, 4, 5, 9, 2, 7, -1]})
    assert_same(
        lambda m, f: f.select(ROLLING[name](m.col("a"))), lakebolt.from_polars(theirs), theirs
    )


@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize("weights", [[1, 2, 3], [0.5, 0.25, 0.25, 1]])
@pytest.mark.parametrize("method", ["sum", "mean", "min", "max", "std", "var"])
def test_weights(method, weights, center):
    theirs = polars.DataFrame({"a": [1.5, 2, 3, 4, 5, 9, 2]})
    for needed in (None, 1, 2):
        assert_same(
            lambda m, f: f.select(
                getattr(m.col("a"), f"rolling_{method}")(
                    len(weights), weights, min_samples=needed, center=center
                )
            ),
            lakebolt.from_polars(theirs),
            theirs,
        )
    with pytest.raises(lakebolt.InterfaceError, match="5 rows, but"):
        lakebolt.col("a").rolling_sum(5, weights)
