"""Checks names of columns and fields that steps' own names, or templates of SQL, could be mixed up with."""

from __future__ import annotations

import datetime
import sqlite3

import lakebolt
import polars
import pytest
from frame_oracle import assert_same

MARKED = {
    "t": [1, 5], "#w": [1, 2], "#i": [3, 4], "#e": [5, 6], "#x": [1, 1], "#first": [7, 8],
    "#row": [9, 10], "#window": [1, 2], "#found": [1, 1], "##row": [3, 3],
}  # fmt: skip
BRACES = [{"a{b}": 1, "{}": 2, "}": 3}]


def same(steps, data=None, in_order=True):
    columns = MARKED if data is None else data
    assert_same(steps, lakebolt.DataFrame(columns), polars.DataFrame(columns), in_order=in_order)


def test_names_of_lambdas():
    lists = {**MARKED, "l": [[5, 6], [5, 5]]}
    same(lambda m, f: f.select(m.linear_spaces("#i", "#e", 3)))
    day = datetime.date(2024, 1, 1)

    def dates(m, f):
        end = m.lit(day) + m.duration(days=m.col("#e"))
        return f.select(m.date_ranges(m.lit(day), end, closed="none").alias("d"))

    same(dates)
    same(lambda m, f: f.select(m.col("l").list.eval(m.element().rank() + 1), "#e", "#i"), lists)
    same(lambda m, f: f.select(m.col("l").list.eval(m.element() > 5).alias("#e")), lists)
    same(lambda m, f: f.select(m.col("#e").value_counts(sort=True).alias("x")), lists, False)
    ours = lakebolt.DataFrame(lists)
    each = lakebolt.col("l").list.eval(lakebolt.element() + lakebolt.col("#e") - lakebolt.col("#i"))
    assert ours.select(each).rows() == [([7, 8],), ([7, 7],)]
    field = lakebolt.struct(lakebolt.col("#e").alias("#i")).alias("s")
    kept = lakebolt.col("l").list.filter(lakebolt.element() == lakebolt.col("#e")).alias("l")
    assert ours.select(field, kept).rows() == [({"#i": 5}, [5]), ({"#i": 6}, [])]
    text = {"s": ["a-b", "c"], "#e": ["-", "-"]}
    same(lambda m, f: f.select(m.col("s").str.split(m.col("#e"))), text)


@pytest.mark.parametrize("label", ["left", "datapoint"])
@pytest.mark.parametrize("period", ["2i", "3i"])
@pytest.mark.parametrize("index", ["t", "#w"])
def test_names_of_windows(index, period, label):
    def grouped(m, f):
        windows = f.with_columns(m.col(index).set_sorted()).group_by_dynamic(
            index, every="2i", period=period, label=label
        )
        return windows.agg(m.col("#window").sum(), m.col("#first").max(), m.col("##row").sum())

    same(grouped)


def test_names_of_steps():
    same(lambda m, f: f.update(f.select(m.col("#row") + 1, m.col("#found") + 1)))
    same(lambda m, f: f.update(f.select("#row", m.col("#found") + 1), on="#row", how="full"), in_order=False)
    same(lambda m, f: f.merge_sorted(f, "#row", maintain_order=True))
    same(lambda m, f: f.select("#row", "t").transpose(include_header=True))
    same(lambda m, f: f.select("t", m.col("#w").alias("#left")).join(
        f.select("t", m.col("#w").alias("#right")), on="t", maintain_order="left"))  # fmt: skip
    same(lambda m, f: f.select(m.col("t").set_sorted(), m.col("#w").alias("#at")).join_asof(
        f.select(m.col("t").set_sorted(), m.col("#i").alias("#near"), m.col("#i").alias("#before")),
        on="t", strategy="nearest"))  # fmt: skip
    same(lambda m, f: f.select("#row", m.col("t").alias("#mark")).sample(2, seed=1, shuffle=True), in_order=False)
    same(lambda m, f: f.clear(2), {"range": [1]})
    same(lambda m, f: f[[1, 0]], {" at": [1, 2], "#place": [3, 4]})
    pieces = {"piece": [1, 2, 3, 4], "place": [5, 6, 7, 8]}
    same(lambda m, f: f.unstack(step=2), pieces)
    days = [datetime.datetime(2024, 1, 1), datetime.datetime(2024, 1, 3)]
    same(lambda m, f: f.upsample("d", every="1d"), {"d": days, "#row": [1, 2]})
    ours = lakebolt.DataFrame({"#rows": [1, 1, 2]})
    schema = {"n": int}
    counted = ours.group_by("#rows").applyInArrow(lambda table: [(len(table),)], schema)
    assert sorted(counted.rows()) == [(1,), (2,)]


def test_braces_in_names():
    data = {"s": BRACES}
    same(lambda m, f: f.select(m.col("s").struct.rename_fields(["{x}", "y}", "{}"])), data)
    same(lambda m, f: f.select(m.col("s").struct.with_fields((m.field("}") + 1).alias("{}"))), data)
    same(lambda m, f: f.select(m.struct(m.col("s").alias("{q}"), m.lit(1).alias("{}"))), data)
    same(lambda m, f: f.select(m.col("s").struct.field("a{b}")), data)
    same(lambda m, f: f.select(m.col("a{}").value_counts(name="{n}").alias("v")), {"a{}": [1, 1]})
    same(lambda m, f: f.select(m.col("a").list.to_struct(fields=["{}", "{{"])), {"a": [[1, 2]]})
    same(lambda m, f: f.select(m.col("a").str.split_exact("{}", 1)), {"a": ["x{}y"]})
    same(lambda m, f: f.select(m.col("a").str.splitn("}", 2)), {"a": ["x}y}z"]})
    same(lambda m, f: f.select(m.struct(c="a")), {"a": [1]})


def test_repeated_names_of_a_database():
    with pytest.raises(lakebolt.Error, match="two columns are called"):
        lakebolt.read_database("SELECT 1 AS a, 2 AS a", sqlite3.connect(":memory:"))
