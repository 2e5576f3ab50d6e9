"""Compares expressions over rows, groups and windows with Polars, one by one."""

from __future__ import annotations

import polars
import pytest
from frame_peers import named, same

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
    "rle": lambda e: (e // 3).rle(),
    "rle of nothing": lambda e: e.filter(e > 10**9).rle(),
}


@pytest.mark.parametrize("name", GATHERED)
def test_values_that_are_gathered(name):
    make = GATHERED[name]
    same(lambda m, f: f.select(make(m.col("a"))))
    if name not in ("top_k", "bottom_k", "unique", "arg_sort", "unique_counts"):
        same(lambda m, f: f.group_by("g").agg(make(m.col("a"))), in_order=False)


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
