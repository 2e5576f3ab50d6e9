"""Options of Spark's readers and writers, and names and texts with quotes in what the session writes."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from lakebolt import errors
from lakebolt.spark import SparkSession
from lakebolt.spark.functions import col


@pytest.fixture
def spark() -> Any:
    """Makes a session."""
    return SparkSession.builder.getOrCreate()


def test_patterns_of_dates(spark: Any, tmp_path: Path) -> None:
    """Writes and reads dates and times by the patterns that were said, which are Java's."""
    day, moment = datetime.date(2024, 1, 2), datetime.datetime(2024, 1, 2, 3, 4)
    frame = spark.createDataFrame([(day, moment, "x")], ["d", "t", "s"])
    said = {"dateFormat": "dd.MM.yyyy", "timestampFormat": "yyyy/MM/dd HH:mm"}
    schema = "d DATE, t TIMESTAMP, s STRING"
    for kind in ("csv", "json"):
        path = str(tmp_path / kind)
        frame.write.options(**said).format(kind).save(path)
        (file,) = (tmp_path / kind).glob(f"*.{kind}")
        assert "02.01.2024" in file.read_text()
        assert "2024/01/02 03:04" in file.read_text()
        made = spark.read.options(**said).schema(schema).format(kind).load(path)
        assert made.collect() == [(day, moment, "x")]


def test_options_that_do_not_exist(spark: Any, tmp_path: Path) -> None:
    """Refuses what would be overlooked, and takes what Spark overlooks at another format."""
    frame = spark.createDataFrame([(1,)], ["a"])
    for refused in ({"maxRecordsPerFile": 3}, {"partitionOverwriteMode": "dynamic"}):
        with pytest.raises(errors.NotSupportedError, match="is not supported where parquet"):
            frame.write.options(**refused).parquet(str(tmp_path / "refused"))
    assert not (tmp_path / "refused").exists()
    path = str(tmp_path / "rows")
    frame.write.option("header", True).parquet(path)
    assert spark.read.option("inferSchema", True).parquet(path).count() == 1
    with pytest.raises(errors.NotSupportedError, match="'samplingrato' is not supported"):
        spark.read.csv(path, samplingRato=0.5)
    with pytest.raises(errors.NotSupportedError, match="need a schema"):
        spark.read.csv(path, inferSchema=True, dateFormat="dd.MM.yyyy")
    with pytest.raises(errors.InterfaceError, match="'mode' must be one of"):
        spark.read.csv(path, mode="odd")


def test_dropped_rows(spark: Any, tmp_path: Path) -> None:
    """Leaves malformed rows out where the mode says so."""
    file = tmp_path / "bad.csv"
    file.write_text("a,b\n1,2\nx,3\n")
    reader = spark.read.options(header=True, mode="DROPMALFORMED").schema("a INT, b INT")
    assert reader.csv(str(file)).collect() == [(1, 2)]


def test_path_as_an_option(spark: Any, tmp_path: Path) -> None:
    """Takes the path from the options, and picks files of a folder by their names."""
    path = str(tmp_path / "rows")
    spark.createDataFrame([(1,)], ["a"]).write.option("path", path).save()
    (tmp_path / "rows" / "other.bin").write_text("no Parquet")
    read = spark.read.option("path", path).option("pathGlobFilter", "part*.parquet")
    assert read.load().collect() == [(1,)]


def test_names_and_texts_with_quotes(spark: Any) -> None:
    """Keeps quotes and backslashes of names and texts apart."""
    frame = spark.createDataFrame([('say "hi"', 1), ("a\\d'x", 2)], ['a"b', "n"])
    assert frame.describe().collect()[3][1] == "a\\d'x"
    assert frame.crosstab('a"b', "n").columns == ['a"b_n', "1", "2"]
    for text, number in (('say "hi"', 1), ("a\\d'x", 2)):
        query = "SELECT n FROM {df} WHERE {c} = {x}"
        assert spark.sql(query, df=frame, c=col('a"b'), x=text).collect() == [(number,)]
        found = spark.sql("SELECT n FROM {df} WHERE {c}", df=frame, c=col('a"b') == text)
        assert found.collect() == [(number,)]


def test_global_views_in_texts(spark: Any) -> None:
    """Leaves texts and comments alone that look like a view of all sessions."""
    spark.range(1).createOrReplaceGlobalTempView("seen")
    query = (
        "SELECT 'global_temp.seen' a, \"global_temp.seen\" b FROM `global_temp`.Seen "
        "-- global_temp.seen"
    )
    assert spark.sql(query).collect() == [("global_temp.seen", "global_temp.seen")]


def test_corr_by_rank(spark: Any) -> None:
    """Refuses a method of correlation that is not there."""
    with pytest.raises(errors.NotSupportedError, match="not 'spearman'"):
        spark.range(3).corr("id", "id", "spearman")
    assert spark.range(3).corr("id", "id", "pearson") == pytest.approx(1)


def test_names_in_backticks(spark: Any) -> None:
    """Takes backticks off names that methods are given, as PySpark does."""
    frame = spark.createDataFrame([(1, 2)], ["a.b", "c"])
    assert frame.select("`a.b`").columns == ["a.b"]
    assert frame.select(frame["`a.b`"]).columns == ["a.b"]
    assert frame.groupBy("`a.b`").count().columns == ["a.b", "count"]
    assert frame.orderBy("`a.b`").collect() == [(1, 2)]
    assert frame.filter("`a.b` = 1").count() == 1
    assert frame.select("`c`").columns == ["c"]
    assert frame.groupBy("`c`").agg({"`a.b`": "sum"}).columns == ["c", "sum(a.b)"]
