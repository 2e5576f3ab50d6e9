"""Runs methods of frames as PySpark writes them; what they give is what PySpark documents."""

from __future__ import annotations

import os
import subprocess
import sys

import lakebolt as lb
import pytest
from lakebolt.spark import SparkSession
from lakebolt.spark import functions as F

TRIPS = lb.from_dict(
    {"city": ["Oslo", "Rome", "Lima"], "km": [4.5, 12.0, 8.5], "fare": [11.0, 28.5, None]}
)
PLACES = lb.from_dict({"city": ["Oslo", "Rome", "Bonn"], "country": ["Norway", "Italy", "Germany"]})


def test_with_columns_by_a_mapping():
    made = TRIPS.withColumns({"a": F.col("km") + 1, "b": F.lit(2)})
    assert made.row(0) == ("Oslo", 4.5, 11.0, 5.5, 2)
    assert TRIPS.withColumns(F.lit(2).alias("b"), c=lb.lit(3)).columns[-2:] == ["b", "c"]


@pytest.mark.parametrize("method", ["unpivot", "melt"])
def test_unpivot_by_place(method):
    made = getattr(TRIPS, method)(["city"], ["km", "fare"], "var", "val")
    assert made.columns == ["city", "var", "val"]
    assert sorted(made.rows())[:2] == [("Lima", "fare", None), ("Lima", "km", 8.5)]
    assert getattr(TRIPS, method)("city", None, "var", "val").height == 6
    assert TRIPS.unpivot(["km"], index="city").rows()[0] == ("Oslo", "km", 4.5)


def test_union_by_name_with_missing_columns():
    made = TRIPS.unionByName(PLACES, allowMissingColumns=True)
    assert made.columns == ["city", "km", "fare", "country"]
    assert made.rows()[-1] == ("Bonn", None, None, "Germany")
    with pytest.raises(lb.ProgrammingError, match="different columns"):
        TRIPS.unionByName(PLACES)


def test_sample():
    numbers = lb.range(10_000)
    for made in [
        numbers.sample(0.5, 3), numbers.sample(0.5, seed=3), numbers.sample(False, 0.5, 3),
    ]:  # fmt: skip
        assert 4_500 < made.height < 5_500
        assert made.rows() == numbers.sample(0.5, 3).rows()
    exact = numbers.sample(fraction=0.5, seed=3)  # Polars', too, which draws just so many
    assert exact.height == 5_000 and exact.rows() == numbers.sample(fraction=0.5, seed=3).rows()
    assert numbers.sample(7).height == 7
    parts = numbers.withColumn("odd", F.col("range") % 2)
    kept = parts.sampleBy("odd", {0: 0.2, 1: 1.0}, seed=1)
    assert kept.rows() == parts.sampleBy("odd", {0: 0.2, 1: 1.0}, seed=1).rows()
    counts = dict(kept.groupBy("odd").count().rows())
    assert counts[1] == 5_000 and 800 < counts[0] < 1_200


def test_statistics():
    assert TRIPS.approxQuantile("km", [0.5], 0.01) == [8.5]
    assert TRIPS.approxQuantile(["km", "fare"], [0.0, 1.0], 0.0) == [[4.5, 12.0], [11.0, 28.5]]
    assert TRIPS.describe("km").columns == ["statistic", "km"]
    assert TRIPS.describe(["km", "fare"]).columns == ["statistic", "km", "fare"]
    assert TRIPS.describe([0.5]).height == 7


def test_show(capsys):
    TRIPS.select("city").show(2, truncate=3)
    assert "│ Osl" in capsys.readouterr().out
    TRIPS.show(1, vertical=True)
    assert "-RECORD 0" in capsys.readouterr().out
    TRIPS.select(F.lit("a long text").alias("x"), "km").show(1, truncate=6, vertical=True)
    assert " x  | a l...\n" in capsys.readouterr().out
    TRIPS.show(truncate=False)


def test_columns_are_attributes():
    assert TRIPS.select(TRIPS.km * 2).rows() == [(9.0,), (24.0,), (17.0,)]
    assert TRIPS.filter(TRIPS.city == "Rome").select(TRIPS["km"]).item() == 12.0
    assert TRIPS.filter(TRIPS.km > 5).groupBy(TRIPS.city).agg(F.max(TRIPS.km)).height == 2
    assert "km" in dir(TRIPS) and not hasattr(TRIPS, "miles")
    with pytest.raises(AttributeError, match="did you mean select"):
        TRIPS.selec  # noqa: B018


def test_join_on_columns_of_frames():
    both = TRIPS.join(PLACES, TRIPS.city == PLACES.city)
    assert both.columns == ["city", "km", "fare", "city_right", "country"]
    assert both.drop(PLACES.city).columns == ["city", "km", "fare", "country"]
    left = TRIPS.join(PLACES, TRIPS.city == PLACES.city, "left")
    shown = left.select(TRIPS.city, PLACES.city, "country").sort("city").rows()
    assert shown[0] == ("Lima", None, None)
    assert left.filter(PLACES.city.isNull()).select(TRIPS.city).rows() == [("Lima",)]
    far = TRIPS.join(PLACES, (TRIPS["city"] == PLACES["city"]) & (TRIPS.km > 5))
    assert far.select(PLACES.country).rows() == [("Italy",)]
    two = TRIPS.join(PLACES, [TRIPS.city == PLACES.city, TRIPS.km > 5])
    assert two.height == 1
    assert TRIPS.join(PLACES, TRIPS.city == PLACES.city, "left_anti").rows() == [("Lima", 8.5, None)]
    on_name = TRIPS.join(PLACES, "city").select(TRIPS.city, PLACES.country, PLACES.city.alias("c"))
    assert sorted(on_name.rows()) == [("Oslo", "Norway", "Oslo"), ("Rome", "Italy", "Rome")]


def test_join_with_what_the_frame_was_made_into():
    more = TRIPS.filter(TRIPS.km > 5).withColumn("twice", TRIPS.km * 2)
    both = TRIPS.join(more, TRIPS.city == more.city)
    assert sorted(both.select(TRIPS.city, more.twice).rows()) == [("Lima", 17.0), ("Rome", 24.0)]


def test_join_by_alias():
    both = TRIPS.alias("a").join(PLACES.alias("b"), F.col("a.city") == F.col("b.city"))
    shown = both.select("a.city", F.col("b.country"), F.upper("b.city").alias("big"))
    assert sorted(shown.rows()) == [("Oslo", "Norway", "OSLO"), ("Rome", "Italy", "ROME")]
    assert both.select("a.*", "b.country").columns == ["city", "km", "fare", "country"]
    itself = TRIPS.alias("x").join(TRIPS.alias("y"), F.col("x.km") < F.col("y.km"))
    pairs = itself.select(F.col("x.city").alias("near"), F.col("y.city").alias("far"))
    assert sorted(pairs.rows()) == [("Lima", "Rome"), ("Oslo", "Lima"), ("Oslo", "Rome")]
    with pytest.raises(lb.ProgrammingError, match="a.town"):
        both.select("a.town")


def test_fields_of_structs_by_dots():
    frame = TRIPS.select(F.struct("city", "km").alias("s"), F.lit(1).alias("one.two"))
    assert frame.select("s.city", "s.km", "one.two").row(0) == ("Oslo", 4.5, 1)
    assert frame.select("s.city").columns == ["city"]


def test_outer_join_on_a_name_has_it_once():
    both = TRIPS.join(PLACES, on="city", how="outer")
    assert both.columns == ["city", "km", "fare", "country"]
    assert sorted(both.select("city").rows()) == [("Bonn",), ("Lima",), ("Oslo",), ("Rome",)]
    assert TRIPS.join(PLACES, "city", "full").columns[3] == "city_right"  # as in Polars
    assert sorted(both.select(PLACES.city.alias("c")).rows(), key=str)[0] == ("Bonn",)


def test_overwriting_a_table_by_its_own_rows():
    spark = SparkSession.builder.getOrCreate().newSession()
    spark.createDataFrame([(1, "x"), (2, "y")], ["a", "b"]).write.saveAsTable("kept")
    spark.table("kept").where("a = 2").write.insertInto("kept", overwrite=True)
    assert spark.table("kept").collect() == [(2, "y")]
    with pytest.raises(lb.Error):
        spark.createDataFrame([("no number", "z")], ["a", "b"]).write.insertInto("kept", overwrite=True)
    assert spark.table("kept").collect() == [(2, "y")]
    spark.sql("DROP TABLE kept")  # other tests list the tables of the process


def test_odd_and_other_spellings_of_names():
    spark = SparkSession.builder.getOrCreate()
    lists = spark.createDataFrame([(1, [1, 2])], ['a"b', "l"]).withColumn("e", F.explode("l"))
    assert [row.e for row in lists.collect()] == [1, 2]
    holes = spark.createDataFrame([(1.0,), (None,)], ["a"])
    assert holes.dropna(subset=["A"]).count() == 1
    assert holes.fillna({"A": 0.0}).collect() == [(1.0,), (0.0,)]
    assert holes.sortWithinPartitions("a").persist("MEMORY_ONLY").collect() == [(None,), (1.0,)]


def test_moments_in_pandas_in_both_halves_of_the_year():
    script = """
import datetime, lakebolt.spark
spark = lakebolt.spark.SparkSession.builder.getOrCreate()
moments = [datetime.datetime(2024, 7, 1, 12), datetime.datetime(2024, 1, 1, 12)]
frame = spark.createDataFrame([(moment,) for moment in moments], ["t"])
assert list(frame.toPandas()["t"].dt.to_pydatetime()) == moments == [row.t for row in frame.collect()]
"""
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "TZ": "Europe/Oslo"})
