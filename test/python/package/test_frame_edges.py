"""Compares with Polars what NULL, NaN, other numbers of values and mixed types come to."""

from __future__ import annotations

import datetime as dt
import random

import lakebolt as lb
import polars as pl
import pytest
from frame_oracle import assert_same

COLUMNS = {
    "i": [1, 2, 3, 4, 5, None],
    "g": ["a", "a", "b", "b", "b", "c"],
    "e": [1, 1, 2, 2, 3, 3],
    "x": [1, None, None, 2, 5, None],
    "f": [1.5, float("nan"), 2, 3, 4, None],
    "b": [True, False, None, True, True, False],
    "c": [True, True, None, None, False, False],
    "l": [[4, None], [], None, [1, 1], [2], [3]],
    "s": [{"x": 1, "y": "a"}, None, {"x": None, "y": "b"}, {"x": 3, "y": None}]
    + [{"x": 1, "y": "a"}] * 2,
    "d": [dt.date(2024, 1, day) for day in range(1, 7)],
    "t": [dt.datetime(2024, 1, day, 5) for day in range(1, 7)],
}
THEIRS = pl.DataFrame(COLUMNS, strict=False)
OURS = lb.from_polars(THEIRS)

SAME = {
    # As many values as a list has, or rows.
    "int_range": lambda m, f: f.select(m.int_range(0, 10, 3)),
    "int_range down": lambda m, f: f.with_columns(n=m.int_range(10, 4, -1) * 2),
    "int_range of rows": lambda m, f: f.select("i", n=m.int_range(m.len())),
    "int_range over": lambda m, f: f.select("g", n=m.int_range(m.len()).over("g")),
    "int_range in groups": lambda m, f: f.group_by("g").agg(n=m.int_range(m.len())).sort("g"),
    "int_range filtered": lambda m, f: f.select(m.int_range(m.len()).filter(m.col("i") > 2)),
    "repeat": lambda m, f: f.select(m.repeat(1, 3)),
    "repeat beside": lambda m, f: f.select("i", n=m.repeat(1, m.len())),
    "zeros": lambda m, f: f.select(m.zeros(3)),
    "reverse beside": lambda m, f: f.select("g", m.col("i").reverse()),
    "reverse over": lambda m, f: f.select("g", m.col("i").reverse().over("g")),
    "reverse and add up": lambda m, f: f.with_columns(n=m.col("i").reverse().cum_sum()),
    "head computed with": lambda m, f: f.select(m.col("i").head(2) * 2),
    "head added up": lambda m, f: f.select(m.col("i").head(2).sum(), n=m.col("i").tail(2).len()),
    "head beside": lambda m, f: f.select("g", n=m.col("i").head(2).sum()),
    "head of groups": lambda m, f: f.group_by("g").agg(m.col("i").head(2) * 2).sort("g"),
    "filter of a window": lambda m, f: f.select(m.col("i").cum_sum().filter(m.col("i") > 2)),
    "sort of a window": lambda m, f: f.select(m.col("i").shift(1).sort()),
    "mode": lambda m, f: f.select(m.col("i").mode().sort()),
    "mode filtered": lambda m, f: f.select(m.col("e").filter(m.col("e") > 1).mode().sort()),
    "mode of groups": lambda m, f: f.group_by("g").agg(m.col("e").mode()).sort("g"),
    "gather of i": lambda m, f: f.select(m.col("i").gather([0, 0, 1])),
    "gather of e": lambda m, f: f.select(m.col("e").gather([0, 0, 1])),
    "explode in groups": lambda m, f: f.group_by("g").agg(m.col("l").explode()).sort("g"),
    "explode and add up": lambda m, f: (
        f.group_by("g").agg(m.col("l").explode().sum(), n=m.col("l").explode().len()).sort("g")
    ),
    "several by name": lambda m, f: f.select(m.col("i", "e").rank()),
    "sort over": lambda m, f: f.select(m.col("i").sort(descending=True).over("g")),
    "sort_by over": lambda m, f: f.select(m.col("i").sort_by("d", descending=True).over("g")),
    "sort beside": lambda m, f: f.with_columns(n=m.col("i").sort()),
    "two sorts": lambda m, f: f.select(m.col("i").sort(), n=m.col("g").sort()),
    "filter computed with": lambda m, f: f.select(m.col("i").filter(m.col("i") > 2) * 2),
    "sort in groups": lambda m, f: f.group_by("g").agg(m.col("i").sort() * 2).sort("g"),
    "arg_sort over": lambda m, f: f.select(m.col("i").arg_sort().over("g")),
    "implode of nothing": lambda m, f: f.filter(m.col("i") > 9).select(m.col("i").implode()),
    "value_counts": lambda m, f: f.select(m.col("x").value_counts(sort=True).struct.field("count")),
    "value_counts as shares": lambda m, f: f.select(m.col("x").value_counts(normalize=True)).select(
        m.col("x").struct.field("proportion").max()
    ),
    "concat relaxed": lambda m, f: m.concat(
        [f.select("i"), f.select(m.col("g").alias("i"))], how="vertical_relaxed"
    ),
    "concat diagonal": lambda m, f: m.concat(
        [f.select("i", "g"), f.select("g", "e")], how="diagonal"
    ),
    "mean of conditions": lambda m, f: f.group_by("g").agg((m.col("i") > 2).mean()).sort("g"),
    "mean of booleans": lambda m, f: f.select(m.col("b").mean(), n=m.col("c").std()),
    "means of a frame": lambda m, f: f.select("b", "i").mean(),
    # NULL and NaN.
    "is_in with NULL": lambda m, f: f.select(
        m.col("i").is_in([1, None]), n=m.col("i").is_in([None])
    ),
    "sign": lambda m, f: f.select(m.col("f").sign(), m.col("i").sign()),
    "interpolate": lambda m, f: f.select(
        m.col("x").interpolate(), y=m.col("x").shift(2).interpolate()
    ),
    "interpolate over": lambda m, f: f.select(m.col("x").interpolate().over("e")),
    "list.unique": lambda m, f: f.select(m.col("l").list.unique(maintain_order=True)),
    "list.n_unique": lambda m, f: f.select(m.col("l").list.n_unique()),
    "list.to_struct": lambda m, f: f.select(m.col("l").list.to_struct(fields=["a", "b"])),
    "rename_fields": lambda m, f: f.select(m.col("s").struct.rename_fields(["p", "q"])),
    "with_fields": lambda m, f: f.select(
        m.col("s").struct.with_fields((m.field("x") * 2).alias("x"), z=m.field("x") + 1)
    ),
    "is_close": lambda m, f: f.with_columns(
        m.col("f").is_close(1.5), n=m.col("f").is_close(m.col("f"), nans_equal=True)
    ).select("f", "n"),
    "replace_strict": lambda m, f: f.select(
        m.col("i").replace_strict({1: "a", 2: "b", 3: "c", 4: "d", 5: "e"}),
        n=m.col("i").replace_strict({1: 2}, default=None),
    ),
    "splitn": lambda m, f: f.select(m.concat_str("g", "e", separator=",").str.splitn(",", 3)),
    "extract_groups": lambda m, f: f.select(
        m.col("g").str.extract_groups(r"(?<first>a)(?<second>\w*)")
    ),
    # Bits and conditions.
    "bits": lambda m, f: f.select(
        m.col("i") & 1,
        x=m.col("i") | 1,
        y=m.col("i") ^ m.col("e"),
        z=~m.col("i") + 1,
        q=1 & m.col("i"),
    ),
    "conditions": lambda m, f: f.select(
        m.col("b") & m.col("c"),
        x=m.col("b") | m.col("c"),
        y=m.col("b") ^ m.col("c"),
        z=~m.col("b"),
        q=m.col("b") & (m.col("i") > 2),
        r=m.col("b") | None,
    ),
    "filter by conditions": lambda m, f: f.filter(~m.col("b") | m.col("c")).select("i"),
    "when by name": lambda m, f: f.select(m.when(g="a").then(1).when(e=3, g="c").then(2)),
    "gather of one": lambda m, f: f.select(m.col("i").gather(1)),
    # Dates.
    "date_range": lambda m, f: f.select(m.date_range(dt.date(2024, 1, 1), dt.date(2024, 1, 3))),
    "date_range beside": lambda m, f: f.with_columns(
        n=m.date_range(dt.date(2024, 1, 1), dt.date(2024, 1, 6), "1d")
    ),
    "datetime_range": lambda m, f: f.select(
        m.datetime_range(dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 2), "12h")
    ),
    "dates": lambda m, f: f.select(
        m.col("d") - dt.date(2024, 1, 1),
        x=m.col("d") + dt.timedelta(days=1),
        y=m.col("d") - dt.timedelta(hours=30),
        z=m.col("t") + dt.timedelta(hours=30),
        q=(m.col("d") - m.col("d").shift(1)).dt.total_days(),
        r=m.col("d") + m.duration(days=m.col("e")),
        u=m.col("d").diff().dt.total_days(),
        v=m.col("t") - m.col("d"),
    ),
    "explode side by side": lambda m, f: (
        f.with_columns(r=m.col("l").list.reverse())
        .filter(m.col("l").list.len() > 0)
        .select("e", "l", "r")
        .explode("l", "r")
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_same(name):
    assert_same(SAME[name], OURS, THEIRS)


REFUSED = {
    "unique of other lengths": lambda m, f: f.select("i", m.col("g").unique()),
    "concat of other names": lambda m, f: m.concat([f.select("g", "i"), f.select("i", "g")]),
    "concat of text and numbers": lambda m, f: m.concat([f.select("i"), f.select(i="g")]),
    "vstack of other names": lambda m, f: f.select("i").vstack(f.select("e")),
    "int_range of other lengths": lambda m, f: f.select("i", n=m.int_range(5)),
    "head beside": lambda m, f: f.select("g", m.col("i").head(2)),
    "explode of unequal lists": lambda m, f: f.with_columns(r=m.concat_list("i", "e")).explode(
        "l", "r"
    ),
    "replace_strict": lambda m, f: f.select(m.col("i").replace_strict({1: 2})),
    "bits and conditions": lambda m, f: f.select(m.col("i") & m.col("b")),
    "a number as a condition": lambda m, f: f.filter(m.col("i")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    with pytest.raises(pl.exceptions.PolarsError):
        REFUSED[name](pl, THEIRS)
    with pytest.raises(lb.Error):
        REFUSED[name](lb, OURS).rows()


ELEMENTS = {
    "sum": lambda e: e.drop_nulls().max(),
    "len": lambda e: e.len(),
    "of two": lambda e: e.max() - e.min(),
    "less the least": lambda e: e - e.min(),
    "reverse": lambda e: e.reverse(),
    "head": lambda e: e.head(1) * 2,
    "sort": lambda e: e.sort(descending=True),
    "filter": lambda e: e.filter(e > 1),
    "unique": lambda e: e.unique(maintain_order=True),
    "mode": lambda e: e.mode().sort(),
    "null_count": lambda e: e.null_count(),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_expressions_on_elements(name):
    make = ELEMENTS[name]
    assert_same(lambda m, f: f.select(m.col("l").list.eval(make(m.element()))), OURS, THEIRS)


def test_aggregates_of_elements():
    assert_same(
        lambda m, f: f.select(m.col("l").list.agg(m.element().max() - m.element().min())),
        OURS,
        THEIRS,
    )
    with pytest.raises(lb.NotSupportedError, match="explode"):
        lb.col("l").list.agg(lb.element().cum_sum())


def test_names_of_generated_columns_are_free():
    data = {"g": ["a", "b", "a", "b"], "__row": [1, 1, 2, 2], "s": [1, 2, 3, 4]}
    frames = lb.from_dict(data), pl.DataFrame(data)
    for steps in (
        lambda m, f: f.unique("__row", keep="last", maintain_order=True),
        lambda m, f: f.select(m.col("__row").cum_sum().over("g"), m.col("s").cum_sum()),
        lambda m, f: f.group_by("g").agg(m.col("__row").last()).sort("g"),
    ):
        assert_same(steps, *frames)


def test_types_of_dates():
    moved = OURS.select(lb.col("d") + dt.timedelta(days=1), n=lb.col("d") - lb.col("d").min())
    assert moved.types == ["DATE", "INTERVAL"]


def test_lambdas_capture_no_names():
    frame = lb.from_dict({name: [[1, 2]] for name in "eiprv"})
    for name in "eiprv":
        assert frame.select(lb.col("p").list.eval(lb.element() + lb.col(name)[0])).item() == [2, 3]


def test_values_of_lists_beside_other_columns_take_linear_time():
    """Computed anew for each row, the lists would take minutes."""
    rng = random.Random(1)
    theirs = pl.DataFrame({"a": [rng.random() for _ in range(50_000)], "g": [0, 1] * 25_000})
    ours = lb.from_polars(theirs)
    for make in (
        lambda m: m.col("a").arg_sort(),
        lambda m: m.col("a").unique(maintain_order=True),
        lambda m: m.col("a").arg_sort().over("g"),
        lambda m: m.col("a") - m.col("a").quantile(0.3, "lower"),
        lambda m: m.col("a") - m.col("a").get(7),
        lambda m: m.col("a").index_of(2.0),
        lambda m: m.col("a").arg_max().over("g"),
    ):
        assert_same(lambda m, f, make=make: f.with_columns(x=make(m)), ours, theirs)


OVER_ELEMENTS = {
    "rank": lambda e: e.rank(),
    "dense rank": lambda e: e.rank("dense", descending=True),
    "cum_sum": lambda e: e.cum_sum(),
    "cum_max from the end": lambda e: e.cum_max(reverse=True),
    "shift": lambda e: e.shift(1) + e.first(),
    "diff": lambda e: e.diff(),
    "mixed": lambda e: e.cum_sum() - e.sum(),
    "forward fill": lambda e: e.forward_fill(),
    "rolling": lambda e: e.rolling_sum(2, min_samples=1),
    "is_duplicated": lambda e: e.is_duplicated(),
    "is_first_distinct": lambda e: e.is_first_distinct(),
}


@pytest.mark.parametrize("name", OVER_ELEMENTS)
def test_windows_over_the_elements_of_lists(name):
    rng = random.Random(2)
    make = OVER_ELEMENTS[name]
    lists = [
        None if rng.random() < 0.1 else [rng.choice([None, 1, 2, 3, 5]) for _ in range(i % 6)]
        for i in range(50)
    ]
    theirs = pl.DataFrame({"l": lists, "b": range(50), "g": [i % 3 for i in range(50)]})
    ours = lb.from_polars(theirs)
    for steps in (
        lambda m, f: f.select("b", x=m.col("l").list.eval(make(m.element()))),
        lambda m, f: f.with_columns(x=m.col("l").list.eval(make(m.element())).list.len()),
        lambda m, f: f.filter(m.col("l").list.eval(make(m.element())).list.len() > 2),
        lambda m, f: (
            f.group_by("g").agg(m.col("l").list.eval(make(m.element())).list.len().sum()).sort("g")
        ),
    ):
        assert_same(steps, ours, theirs)
    with pytest.raises(lb.NotSupportedError, match="two list.eval"):
        lb.col("l").list.eval(lb.element().cum_sum().shift(1))


def test_frames_without_columns():
    one = lb.from_dict({"a": [1]})
    for frame in (lb.DataFrame(), lb.DataFrame({}), lb.DataFrame([]), one.drop("a"),
                  lb.sql(""), lb.DataFrame(pl.DataFrame()), lb.from_dicts([])):  # fmt: skip
        assert (frame.shape, frame.columns, frame.schema) == ((0, 0), [], {})
        assert (frame.rows(), frame.to_dicts(), frame.to_dict(), frame.is_empty()) == ([], [], {}, True)
        assert (repr(frame), frame.to_arrow().shape, frame.pl().shape) == ("", (0, 0), (0, 0))
        assert (frame.df().shape, frame.to_numpy().shape) == ((0, 0), (0, 0))
        assert frame.collect().head(2).null_count().shape == (0, 0)
        assert frame.with_columns(a=lb.lit(1)).rows() == []
        assert frame.glimpse() == "" and list(frame.iter_rows()) == []
    assert lb.concat([lb.DataFrame(), lb.DataFrame()]).shape == (0, 0)
    with pytest.raises(lb.InterfaceError, match="no columns to write"):
        lb.DataFrame().write_csv()


def test_list_get_out_of_bounds():
    frame = lb.from_dict({"a": [[1, 2], None, [3, 4, 5]], "i": [1, 0, -3]})
    places = frame.select(lb.col("a").list.get(lb.col("i"), null_on_oob=False))
    assert places.rows() == [(2,), (None,), (3,)]
    assert frame.select(lb.col("a").list.get(2)).rows() == [(None,), (None,), (5,)]
    with pytest.raises(lb.Error, match="out of bounds"):
        frame.select(lb.col("a").list.get(2, null_on_oob=False)).rows()


def test_statistics_of_pairs():
    data = {"a": [1.0, 2.0, None, 4.0], "b": [2.0, 1.0, 5.0, 9.0]}
    ours, theirs = lb.from_dict(data), pl.DataFrame(data)
    mine = ours.select(lb.corr("a", "b", method="spearman")).item()
    assert mine == pytest.approx(theirs.select(pl.corr("a", "b", method="spearman")).item())
    with pytest.raises(lb.Error, match="ddof"):
        ours.select(lb.cov("a", "b", ddof=2))
    with pytest.raises(lb.Error, match="decay"):
        ours.select(lb.col("a").ewm_mean(com=-1))
