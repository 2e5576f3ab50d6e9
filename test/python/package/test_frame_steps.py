"""Compares the steps of frames with Polars, one by one and in random chains."""

from __future__ import annotations

import random

import lakebolt
import polars
import pytest
from frame_oracle import assert_same, random_columns
from frame_peers import QUOTED, RIGHTS, same

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
