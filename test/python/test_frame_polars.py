"""Compares frames with Polars, operation by operation."""

from __future__ import annotations

import datetime
import random

import lakebolt
import polars
import pytest
from frame_oracle import assert_same, random_columns

COLUMNS = random_columns(random.Random(5), 60)
THEIRS = polars.DataFrame(COLUMNS)
OURS = lakebolt.DataFrame(THEIRS)
RIGHT = {"g": ["x", "y", "y", "w"], "h": [1, 1, None, 2], "v": [10, 2, 3, 4]}
RIGHTS = {lakebolt: lakebolt.DataFrame(RIGHT), polars: polars.DataFrame(RIGHT)}
QUOTES = {
    "t": [datetime.datetime(2024, 1, 1) + datetime.timedelta(hours=100 * i) for i in range(60)],
    "v": list(range(60)),
    "g": ["x", "y", "z"] * 20,
}
QUOTED = {lakebolt: lakebolt.DataFrame(QUOTES), polars: polars.DataFrame(QUOTES)}


def same(steps, in_order=True):
    assert_same(steps, OURS, THEIRS, in_order=in_order)


AGGREGATES = {
    name: (lambda e, name=name: getattr(e, name)())
    for name in (
        "sum mean min max count len null_count n_unique first last median std var arg_min arg_max "
        "has_nulls product"
    ).split()
} | {
    "std 0": lambda e: e.std(0),
    "quantile": lambda e: e.quantile(0.3, "linear"),
    "quantile lower": lambda e: e.quantile(0.3, "lower"),
    "quantile higher": lambda e: e.quantile(0.3, "higher"),
    "quantile nearest": lambda e: e.quantile(0.3, "nearest"),
    "quantile midpoint": lambda e: e.quantile(0.3, "midpoint"),
    "skew": lambda e: e.skew(),
    "skew of a sample": lambda e: e.skew(bias=False),
    "kurtosis": lambda e: e.kurtosis(),
    "filter": lambda e: e.filter(e > 2).sum(),
    "drop_nulls": lambda e: e.drop_nulls().first(),
    "sort_by": lambda e: e.sort_by("b").first(),
    "sort": lambda e: e.sort(descending=True, nulls_last=True).first(),
    "unique": lambda e: e.unique().count(),
    "min_by": lambda e: e.min_by("b"),
    "max_by": lambda e: e.max_by("b"),
    "nested": lambda e: ((e - e.mean()) ** 2).sum() / (e.count() - 1),
    "of a window": lambda e: e.cum_sum().max(),
    "of shifted": lambda e: (e - e.shift(1)).sum(),
    "mixed": lambda e: e.max() - e.min() + 1,
}


@pytest.mark.parametrize("name", AGGREGATES)
@pytest.mark.parametrize("column", ["a", "b"])
def test_aggregates(name, column):
    make = AGGREGATES[name]
    same(lambda m, f: f.select(make(m.col(column))))
    same(lambda m, f: f.group_by("g").agg(make(m.col(column))), in_order=False)
    if name not in ("filter", "drop_nulls", "sort_by", "sort", "unique", "nested", "of a window"):
        same(lambda m, f: f.select("a", x=make(m.col(column)).over("g")))


GATHERED = {
    "implode": lambda e: e.implode(),
    "head": lambda e: e.head(3),
    "tail": lambda e: e.tail(3),
    "slice": lambda e: e.slice(2, 3),
    "slice from the end": lambda e: e.slice(-4, 2),
    "reverse": lambda e: e.reverse(),
    "gather_every": lambda e: e.gather_every(3, 1),
    "gather": lambda e: e.gather([1, 5, -1]),
    "top_k": lambda e: e.top_k(3),
    "bottom_k": lambda e: e.drop_nulls().bottom_k(3),
    "arg_sort": lambda e: e.drop_nulls().arg_sort(),
    "arg_true": lambda e: (e > 0).arg_true(),
    "unique_counts": lambda e: e.drop_nulls().unique_counts(),
    "unique": lambda e: (
        e.drop_nulls().unique(maintain_order=True)
        if isinstance(e, polars.Expr)
        else e.drop_nulls().unique()
    ),
    "sort": lambda e: e.drop_nulls().sort(descending=True),
}


@pytest.mark.parametrize("name", GATHERED)
def test_values_that_are_gathered(name):
    make = GATHERED[name]
    same(lambda m, f: f.select(make(m.col("a"))))
    if name not in ("top_k", "bottom_k", "unique", "arg_sort", "unique_counts"):
        same(lambda m, f: f.group_by("g").agg(make(m.col("a"))), in_order=False)


def named(names):
    return {name: (lambda e, name=name: getattr(e, name)()) for name in names.split()}


WINDOWS = named(
    "cum_sum cum_min cum_max cum_count forward_fill backward_fill is_duplicated is_unique "
    "is_first_distinct is_last_distinct rle_id diff shift rank"
) | {
    "cum_sum back": lambda e: e.cum_sum(reverse=True),
    "shift back": lambda e: e.shift(-2, fill_value=7),
    "forward_fill limited": lambda e: e.forward_fill(1),
    "rank min": lambda e: e.rank("min", descending=True),
    "rank max": lambda e: e.rank("max"),
    "rank dense": lambda e: e.rank("dense"),
    "rank ordinal": lambda e: e.rank("ordinal"),
    "pct_change": lambda e: e.replace({0: 1}).pct_change(),
    "peak_max": lambda e: e.fill_null(0).peak_max(),
    "fill_null": lambda e: e.fill_null(strategy="backward"),
    "twice": lambda e: e.cum_sum().shift(1).diff(),
    "rolling_sum": lambda e: e.rolling_sum(3, min_samples=2),
    "rolling_mean": lambda e: e.rolling_mean(4, min_samples=1, center=True),
    "rolling_min": lambda e: e.rolling_min(3),
    "rolling_max": lambda e: e.rolling_max(3),
    "rolling_std": lambda e: e.rolling_std(4, min_samples=2),
    "rolling_median": lambda e: e.rolling_median(3, min_samples=2),
}


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("column", ["a", "b"])
def test_windows(name, column):
    make = WINDOWS[name]
    same(lambda m, f: f.select(make(m.col(column))))
    if name != "peak_max":
        same(lambda m, f: f.with_columns(make(m.col(column)).over("g")))


ROWS = {
    "arithmetic": lambda m, a: [
        (a + 1) * 2 - a,
        (-a).alias("n"),
        (3 - a).alias("r"),
        (a * a).alias("p"),
    ],
    "division": lambda m, a: [
        a / 4,
        (1 / (a * a + 1)).alias("r"),
        (a // 3).alias("f"),
        (a // -2).alias("g"),
    ],
    "remainder": lambda m, a: [
        a % 3,
        (-7 % (a * a + 1)).alias("r"),
        (m.col("b") % -3.0).alias("f"),
    ],
    "floor division": lambda m, a: [m.col("b") // 2.0, (7 // (a * a + 1)).alias("x")],
    "comparison": lambda m, a: [
        a == 1,
        (a != 1).alias("n"),
        (a < m.col("b")).alias("l"),
        (2 >= a).alias("g"),
    ],
    "missing": lambda m, a: [
        a.eq_missing(None),
        a.ne_missing(1).alias("n"),
        a.is_null().alias("i"),
    ],
    "logic": lambda m, a: [
        (a > 0) & (a < 5) | a.is_null(),
        (~(a > 0)).alias("n"),
        ((a > 0) ^ (a > 3)).alias("x"),
    ],
    "is_in": lambda m, a: [a.is_in([1, 2, 3]), (~m.col("s").is_in(["ab"])).alias("s")],
    "is_between": lambda m, a: [
        a.is_between(0, 5, closed=c).alias(c) for c in ("both", "left", "right", "none")
    ],
    "fill_null": lambda m, a: [
        a.fill_null(0),
        m.col("s").fill_null("?"),
        a.fill_null(m.col("h")).alias("x"),
    ],
    "when": lambda m, a: [
        m.when(a > 5).then(m.lit("x")).when(a > 0).then("g").otherwise("s").alias("w")
    ],
    "when without otherwise": lambda m, a: [m.when(a > 5).then(a)],
    "replace": lambda m, a: [a.replace({1: 100, 2: None}), a.replace([3], [4]).alias("x")],
    "clip": lambda m, a: [a.clip(-2, 2), a.clip(lower_bound=1).alias("x")],
    "rounding": lambda m, a: [
        m.col("b").floor(),
        m.col("b").ceil().alias("c"),
        m.col("b").round(2).alias("r"),
    ],
    "functions": lambda m, a: [
        a.abs(),
        a.sign().alias("s"),
        m.col("b").sqrt().alias("q"),
        a.exp().alias("e"),
    ],
    "logarithms": lambda m, a: [
        (m.col("b") + 1).log(),
        (m.col("b") + 1).log(2).alias("2"),
        (m.col("b") + 1).log10().alias("10"),
    ],
    "trigonometry": lambda m, a: [
        a.sin(),
        a.cos().alias("c"),
        a.arctan().alias("t"),
        a.degrees().alias("d"),
    ],
    "casts": lambda m, a: [
        a.cast(m.Float64),
        a.cast(m.String).alias("s"),
        m.col("s").cast(m.Int64, strict=False).alias("i"),
    ],
    "coalesce": lambda m, a: [m.coalesce("a", "h", m.lit(0))],
    "horizontal": lambda m, a: [
        m.min_horizontal("a", "h"),
        m.max_horizontal("a", "b").alias("x"),
        m.sum_horizontal("a", "b").alias("s"),
        m.mean_horizontal("a", "b").alias("m"),
    ],
    "any and all": lambda m, a: [
        m.any_horizontal(a > 0, m.col("b") > 5),
        m.all_horizontal(a > 0, m.col("b") > 5).alias("x"),
    ],
    "concat_str": lambda m, a: [
        m.concat_str("g", "s", "a", separator="-"),
        m.concat_str("g", "s", separator="+", ignore_nulls=True).alias("x"),
    ],
    "format": lambda m, a: [m.format("<{}> {}", "g", "a")],
    "struct": lambda m, a: [m.struct("a", "g").alias("q"), m.struct("a", x="b").struct.field("x")],
    "concat_list": lambda m, a: [m.concat_list("a", "h")],
    "repeat_by": lambda m, a: [a.repeat_by(2)],
    "dates": lambda m, a: [
        m.date(2024, m.lit(2), 3),
        m.datetime(2024, 1, 2, 3, 4, 5).alias("t"),
        m.duration(days=1, hours=2).alias("u"),
    ],
    "from_epoch": lambda m, a: [
        m.from_epoch(a + 1_700_000_000),
        m.from_epoch(a, "d").alias("d"),
        m.from_epoch(a, "ms").alias("ms"),
    ],
    "int_ranges": lambda m, a: [m.int_ranges(m.col("h").fill_null(0), 5)],
    "reduce": lambda m, a: [
        m.reduce(lambda x, y: x + y, ["a", "h"]),
        m.fold(1, lambda x, y: x * y, ["a", "h"]).alias("f"),
    ],
    "several": lambda m, a: [
        m.col("a", "b") * 2,
        m.col("^[gh]$").name.suffix("_x"),
        m.exclude("l", "a", "b", "g", "h"),
    ],
    "broadcast": lambda m, a: [a - a.mean(), m.col("b").sum(), m.lit(1).alias("o")],
    "peers": lambda m, a: [
        a.rank().over("g"),
        m.col("b").shift(1).over("h"),
        a.cum_sum().alias("c"),
        a.first().over("g").alias("f"),
    ],
    "over with order": lambda m, a: [
        m.col("b").cum_sum().over("g", order_by="t"),
        a.sum().over("g", order_by="t"),
    ],
    "rolling by": lambda m, a: [
        m.col("b").rolling_sum_by("t", "30d"),
        m.col("b").rolling_max_by("t", "10d").alias("x"),
    ],
    "corr": lambda m, a: [m.corr("a", "b"), m.cov("a", "b").alias("c")],
    "only literals": lambda m, a: [m.lit(1), m.lit("it's").alias("s")],
    "value_counts": lambda m, a: (
        [m.col("g").value_counts(sort=True).struct.field("count").sum()]
        if m is polars
        else [m.len().alias("count")]
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_expressions(name):
    same(lambda m, f: f.select(ROWS[name](m, m.col("a"))))


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


FRAMES = {
    "filter by a mean": lambda m, f: f.filter(m.col("b") > m.col("b").mean().over("g")),
    "filter by a window": lambda m, f: f.filter(m.col("b").cum_count() % 2 == 0),
    "filter by two windows": lambda m, f: f.filter(
        m.col("b").cum_count().over("g") > 1, m.col("a").cum_count() > 2
    ),
    "filter by equality": lambda m, f: f.filter(g="x"),
    "remove": lambda m, f: f.remove(m.col("a") > 0),
    "sort": lambda m, f: f.sort("g", "a", descending=[True, False], maintain_order=True),
    "sort nulls last": lambda m, f: f.sort("a", "b", nulls_last=True, maintain_order=True),
    "sort by expression": lambda m, f: f.sort(m.col("b") * -1, maintain_order=True).select(
        "a", "b"
    ),
    "sort by window": lambda m, f: f.sort(m.col("b").sum().over("g"), "b", maintain_order=True),
    "sort and replace the key": lambda m, f: f.sort("b").select(b=-m.col("b")),
    "sort, filter, window": lambda m, f: (
        f.sort("b").filter(m.col("a") > 0).with_columns(z=m.col("a").cum_sum()).head(5)
    ),
    "sort, window": lambda m, f: f.sort("b", maintain_order=True).with_columns(
        z=m.col("a").cum_sum().over("g"), f=m.col("a").first().over("g")
    ),
    "window, filter, sort": lambda m, f: (
        f.with_columns(r=m.col("b").rank("ordinal").over("g"))
        .filter(m.col("r") <= 2)
        .sort("g", "r")
    ),
    "replaced by windows": lambda m, f: f.with_columns(
        m.col("a").cum_sum(), m.col("b").rank().over("g")
    ),
    "unique by first": lambda m, f: f.unique(["g", "h"], keep="first", maintain_order=True),
    "unique by last": lambda m, f: f.unique(["g", "h"], keep="last", maintain_order=True),
    "unique by none": lambda m, f: f.select("g", "a").unique(keep="none", maintain_order=True),
    "unique rows in order": lambda m, f: f.select("g", "h").unique(maintain_order=True),
    "head": lambda m, f: f.head(3),
    "all but the last": lambda m, f: f.head(-3),
    "tail": lambda m, f: f.tail(3),
    "slice": lambda m, f: f.slice(5, 2),
    "slice from the end": lambda m, f: f.slice(-5, 2),
    "limit twice": lambda m, f: f.head(9).slice(4).head(3),
    "reverse": lambda m, f: f.reverse(),
    "gather_every": lambda m, f: f.gather_every(3, 1),
    "top_k": lambda m, f: f.select("b").top_k(3, by="b"),
    "with_row_index": lambda m, f: f.with_row_index("i", 5),
    "explode": lambda m, f: f.explode("l"),
    "explode side by side": lambda m, f: f.with_columns(
        m=m.col("l").list.eval(m.element() + 1)
    ).explode("l", "m"),
    "fill_null": lambda m, f: f.fill_null(0),
    "fill_null forward": lambda m, f: f.select("a", "b", "s").fill_null(strategy="forward"),
    "fill_null by means": lambda m, f: f.select("b").fill_null(strategy="mean"),
    "drop_nulls": lambda m, f: f.drop_nulls(),
    "drop_nulls of columns": lambda m, f: f.drop_nulls(["a", "b"]),
    "null_count": lambda m, f: f.null_count(),
    "count": lambda m, f: f.count(),
    "min": lambda m, f: f.select("a", "b", "s", "t").min(),
    "rename": lambda m, f: f.rename({"a": "z"}).rename(str.upper),
    "drop": lambda m, f: f.drop("a", "l"),
    "cast": lambda m, f: f.cast({"a": m.Float64}),
    "shift": lambda m, f: f.select("a", "s").shift(2),
    "interpolate": lambda m, f: f.select("b").interpolate(),
    "clear": lambda m, f: f.clear(),
    "pivot": lambda m, f: f.pivot("h", index="g", values="b", aggregate_function="sum"),
    "pivot of two": lambda m, f: f.pivot(
        "g", index="h", values=["a", "b"], aggregate_function="max"
    ),
    "unnest": lambda m, f: f.select("s", m.struct("a", "b").alias("q")).unnest("q"),
    "to_dummies": lambda m, f: f.select("g").to_dummies(),
    "transpose": lambda m, f: f.select("a", "b").head(2).transpose(include_header=True),
    "group in order": lambda m, f: f.group_by("g", maintain_order=True).agg(
        m.len(), m.all().exclude("l").first()
    ),
    "group by expression": lambda m, f: f.group_by(
        (m.col("a") % 2).alias("p"), maintain_order=True
    ).agg(m.len(), m.col("b").mean()),
    "group sorted": lambda m, f: (
        f.sort("b", maintain_order=True)
        .group_by("g", maintain_order=True)
        .agg(m.col("a").first(), m.col("s").last())
    ),
    "group, then with_columns": lambda m, f: (
        f.group_by("g")
        .agg(m.col("b").sum())
        .with_columns(s=m.col("b") / m.col("b").sum())
        .sort("g")
    ),
    "vstack": lambda m, f: f.vstack(f),
    "concat by name": lambda m, f: m.concat(
        [f.select("a", "g"), f.select("g", "b")], how="diagonal"
    ),
    "concat side by side": lambda m, f: m.concat([f.select("a"), f.select("g")], how="horizontal"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_frames(name):
    same(FRAMES[name])


UNORDERED = {
    "unique": lambda m, f: f.select("g", "h").unique(),
    "unpivot": lambda m, f: f.unpivot(["a", "b"], index="g"),
    "having": lambda m, f: f.group_by("g").having(m.len() > 20).agg(m.col("a").max()),
    "head of groups": lambda m, f: f.group_by("g").head(2),
    "tail of groups": lambda m, f: f.group_by("g").tail(2),
    "lists of groups": lambda m, f: f.group_by("g").agg("a", m.col("b").sort()),
    "by months": lambda m, f: (
        f.sort("t").group_by_dynamic("t", every="1mo").agg(m.len(), m.col("b").sum())
    ),
    "join_where": lambda m, f: f.join_where(
        RIGHTS[m], m.col("a") < m.col("v"), m.col("g") == m.col("g_right")
    ),
    "full join of keys": lambda m, f: f.join(RIGHTS[m], on="g", how="full", coalesce=True),
    "cross join": lambda m, f: f.join(RIGHTS[m], how="cross"),
    "join with itself": lambda m, f: f.join(f.group_by("g").agg(x=m.col("a").max()), on="g"),
    "join of expressions": lambda m, f: f.join(
        RIGHTS[m], left_on=m.col("a").abs(), right_on=m.col("v") + 1
    ).select("a", "v"),
    "asof": lambda m, f: f.sort("t").join_asof(QUOTED[m], on="t", tolerance="30h"),
    "asof forward": lambda m, f: f.sort("t").join_asof(QUOTED[m], on="t", strategy="forward"),
    "asof by": lambda m, f: f.sort("t").join_asof(QUOTED[m], on="t", by="g"),
    "update": lambda m, f: (
        f.select("a", "b")
        .with_row_index()
        .update(f.select(m.col("a") * 2).with_row_index(), on="index")
    ),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", UNORDERED)
def test_frames_in_any_order(name):
    same(UNORDERED[name], in_order=False)


@pytest.mark.parametrize("how", ["inner", "left", "right", "full", "semi", "anti"])
def test_joins(how):
    same(lambda m, f: f.join(RIGHTS[m], on="g", how=how), in_order=False)
    same(lambda m, f: f.join(RIGHTS[m], on=["g", "h"], how=how), in_order=False)
    same(
        lambda m, f: f.join(RIGHTS[m], left_on="h", right_on="v", how=how, nulls_equal=True),
        in_order=False,
    )


# Steps of which random chains are made. What comes after a step without an order must not want one.
CHAIN = [
    lambda m, f: f.filter(m.col("a") > -5),
    lambda m, f: f.filter(m.col("b") >= m.col("b").mean()),
    lambda m, f: f.with_columns(a=m.col("a") * 2 - 1, c=m.col("b") + m.col("a")),
    lambda m, f: f.with_columns(c=m.col("b").cum_sum(), d=m.col("a").sum().over("g")),
    lambda m, f: f.with_columns(d=m.col("b").shift(1).over("g"), b=m.col("b").fill_null(0)),
    lambda m, f: f.with_columns(e=m.when(m.col("a") > 0).then(m.col("b")).otherwise(m.lit(0.0))),
    lambda m, f: f.sort("b", "a", "t", maintain_order=True),
    lambda m, f: f.sort("g", descending=True, maintain_order=True),
    lambda m, f: f.head(40),
    lambda m, f: f.tail(30),
    lambda m, f: f.slice(3, 50),
    lambda m, f: f.reverse(),
    lambda m, f: f.unique(["g", "a"], keep="first", maintain_order=True),
    lambda m, f: f.select("g", "h", "a", "b", "s", "t", z=m.col("a").rank("ordinal")),
    lambda m, f: f.drop_nulls(["h"]),
    lambda m, f: f.with_row_index("i").drop("i"),
    lambda m, f: f.vstack(f).with_columns(h=m.col("h").fill_null(9)),
]


@pytest.mark.parametrize("seed", range(60))
def test_random_chains(seed):
    rng = random.Random(seed)
    steps = [rng.choice(CHAIN) for _ in range(rng.randrange(2, 9))]

    def chain(m, f):
        f = f.drop("l")
        for step in steps:
            f = step(m, f)
        return f

    same(chain)


def test_order_of_many_rows():
    columns = random_columns(random.Random(1), 1000)
    theirs = polars.concat([polars.DataFrame(columns)] * 150).with_row_index("i").drop("l")
    ours = lakebolt.DataFrame(theirs)

    def steps(m, f):
        f = f.filter(m.col("a") > -8).with_columns(n=m.col("a").cum_sum().over("g"))
        f = f.sort("a", maintain_order=True).with_columns(r=m.col("i").rank("ordinal").over("h"))
        return f.filter(m.col("r") % 50 == 0).select("i", "g", "n", "r", x=m.col("n").shift(1))

    assert_same(steps, ours, theirs)

    def groups(m, f):
        grouped = f.sort("b", maintain_order=True).group_by("g", "h", maintain_order=True)
        return grouped.agg(m.col("i").first(), l=m.col("i").last(), n=m.col("i").head(3))

    assert_same(groups, ours, theirs)
