"""Checks functions of as many columns as an expression stands for, and names beside patterns, by Polars."""

from __future__ import annotations

import lakebolt
import polars
import pytest
from frame_oracle import assert_same

DATA = {"k": ["x", "y"], "a": [1, None], "b": [3, 4], "c": [True, False], "d": [True, True]}

STEPS = {
    "sum": lambda m, f: f.select(m.sum_horizontal(m.col("a", "b")).alias("s")),
    "fields": lambda m, f: f.select(m.struct("a", "b").alias("s")).select(
        m.sum_horizontal(m.col("s").struct.field("*")).alias("all"),
        m.sum_horizontal(m.col("s").struct.field("a", "b")),
    ),
    "names": lambda m, f: f.select(
        m.sum_horizontal(m.col("a", "b")).abs(),
        m.sum_horizontal(m.all().exclude("k", "a", "c", "d")).name.suffix("_s"),
    ),
    "least": lambda m, f: f.select(
        m.max_horizontal("^[ab]$"), m.min_horizontal(m.col("a", "b")).alias("least")
    ),
    "all": lambda m, f: f.select(
        m.all_horizontal(m.selectors.boolean()), m.any_horizontal(m.col("c", "d")).alias("y")
    ),
    "filter": lambda m, f: f.filter(m.all_horizontal(m.col("a", "b") > 2)),
    "mean": lambda m, f: f.select(
        m.mean_horizontal(m.col("a", "b")),
        m.mean_horizontal(m.col("a", "b"), ignore_nulls=False).alias("with"),
        m.sum_horizontal(m.col("a", "b"), ignore_nulls=False).alias("sum"),
    ),
    "fold": lambda m, f: f.select(
        m.fold(m.lit(0), lambda x, y: x + y, m.col("a", "b")).alias("s"),
        m.reduce(lambda x, y: x * y, m.col("a", "b")),
        m.fold(m.lit(True), lambda x, y: x & y, m.col("a", "b") > 2),
    ),
    "cumulated": lambda m, f: f.select(
        m.cum_fold(m.lit(1), lambda x, y: x + y, m.col("a", "b")),
        m.cum_reduce(lambda x, y: x + y, m.col("a", "b")),
        m.cum_sum_horizontal(m.col("a", "b")),
    ),
    "list": lambda m, f: f.select(
        m.concat_list(m.all().exclude("k", "c", "d")).alias("l"), m.coalesce(m.col("a", "b"))
    ),
    "struct": lambda m, f: f.select(
        m.struct(m.all()),
        m.struct(m.col("a", "b"), z=m.col("k")).alias("s"),
        m.struct(m.all()).struct.field("b"),
    ),
    "text": lambda m, f: f.select(
        m.concat_str(m.all(), separator="-", ignore_nulls=True),
        m.concat_str(m.col("a", "b")).alias("q"),
    ),
    "aggregates": lambda m, f: f.select(
        m.sum_horizontal(m.col("a", "b").sum()), m.sum_horizontal(m.col("a", "b")).sum().alias("q")
    ),
    "groups": lambda m, f: f.group_by("k", maintain_order=True).agg(
        m.sum_horizontal(m.col("a", "b").max()),
        m.sum_horizontal(m.selectors.numeric()).sum().alias("q"),
    ),
    "nested": lambda m, f: f.select(
        m.max_horizontal(m.sum_horizontal(m.col("a", "b")), m.col("b")),
        m.sum_horizontal(m.col("a", "b")).sum().over("k").alias("o"),
    ),
    "outer": lambda m, f: f.with_columns(
        m.col("a", "b").fill_null(m.max_horizontal(m.col("a", "b")))
    ),
    "named": lambda m, f: f.select(x=m.sum_horizontal(m.selectors.numeric())),
    "sort": lambda m, f: f.sort(m.sum_horizontal(m.col("a", "b")), descending=True),
    "when": lambda m, f: f.select(
        m.when(m.any_horizontal(m.col("a", "b").is_null())).then(1).otherwise(2)
    ),
    "pattern": lambda m, f: f.select(m.col("k", "^[ab]$")),
    "pattern first": lambda m, f: f.select(m.col("^[ab]$", "k", "^b$")),
    "pattern of none": lambda m, f: f.select(m.col(["^zz$", "d"])),
    "patterns dropped": lambda m, f: f.drop("k", "^[ab]$"),
    "arg_sort_by": lambda m, f: f.select(m.arg_sort_by("d", "a")),
    "arg_sort_by directions": lambda m, f: f.select(
        m.arg_sort_by(["d", "a"], descending=[False, True], nulls_last=[True, True])
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_many_columns(name):
    assert_same(STEPS[name], lakebolt.DataFrame(DATA), polars.DataFrame(DATA))


def test_what_they_look_like():
    text = repr(lakebolt.sum_horizontal(lakebolt.col("a", "b"), "c").alias("s"))
    assert text == """sum_horizontal(col(['a', 'b']), "c") AS "s\""""


def test_no_column():
    chosen = lakebolt.sum_horizontal(lakebolt.selectors.float())
    with pytest.raises(lakebolt.InterfaceError, match="chooses no column"):
        lakebolt.DataFrame(DATA).select(chosen)
    with pytest.raises(lakebolt.ProgrammingError, match="no column \"q\""):
        lakebolt.DataFrame(DATA).select(lakebolt.col("q", "^a$"))
