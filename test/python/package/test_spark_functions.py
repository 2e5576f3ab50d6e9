"""Compares `lakebolt.spark.functions` with the same calls in the SQL of Spark's dialect."""

from __future__ import annotations

import datetime as dt

import lakebolt as lb
import pytest
from lakebolt.spark import Window
from lakebolt.spark import functions as F

ROWS = [
    ("Oslo", "2024-01-01 08:10:00", 4.5, 11.0, [3, 1]),
    ("Rome", "2024-01-01 09:30:00", 12.0, 28.5, [2]),
    ("Oslo", "2024-01-02 07:45:00", 3.0, 9.0, []),
    ("Lima", "2024-01-02 12:00:00", 8.5, None, None),
]
NAMES = ["city", "start", "km", "fare", "l"]

# Call: the same in Spark's SQL.
CALLS = {
    'F.upper("city")': "upper(city)",
    'F.lower(F.col("city"))': "lower(city)",
    'F.length("city")': "length(city)",
    'F.initcap(F.lower("city"))': "initcap(lower(city))",
    'F.concat("city", F.lit("-"), "km")': "concat(city, '-', km)",
    'F.concat_ws("-", "city", "fare")': "concat_ws('-', city, fare)",
    'F.split("start", "[-: ]")': "split(start, '[-: ]')",
    'F.split("start", "-", 2)': "split(start, '-', 2)",
    'F.regexp_replace("city", "[aeiou](.)", "<$1>")': "regexp_replace(city, '[aeiou](.)', '<$1>')",
    'F.regexp_extract("start", r"(\\d+)-(\\d+)", 2)': r"regexp_extract(start, r'(\d+)-(\d+)', 2)",
    'F.substring("city", 2, 2)': "substring(city, 2, 2)",
    'F.substring_index("start", "-", 2)': "substring_index(start, '-', 2)",
    'F.lpad("km", 6, "0")': "lpad(km, 6, '0')",
    'F.translate("city", "O", "0")': "translate(city, 'O', '0')",
    'F.instr("city", "o")': "instr(city, 'o')",
    'F.locate("o", "city")': "locate('o', city)",
    'F.format_string("%s: %.1f", "city", "km")': "format_string('%s: %.1f', city, km)",
    'F.format_number("km", 2)': "format_number(km, 2)",
    'F.trim(F.lit("  a "))': "trim('  a ')",
    'F.to_date("start")': "to_date(start)",
    'F.to_date(F.lit("05.01.2024"), "dd.MM.yyyy")': "to_date('05.01.2024', 'dd.MM.yyyy')",
    'F.to_timestamp("start")': "cast(to_timestamp(start) AS timestamp_ntz)",
    'F.year("start")': "year(start)",
    'F.month("start")': "month(start)",
    'F.dayofweek("start")': "dayofweek(start)",
    'F.hour("start")': "hour(start)",
    'F.date_format("start", "dd.MM.yyyy")': "date_format(start, 'dd.MM.yyyy')",
    'F.date_add("start", 3)': "date_add(start, 3)",
    'F.add_months("start", 1)': "add_months(start, 1)",
    'F.datediff("start", F.lit("2023-12-30"))': "datediff(start, '2023-12-30')",
    'F.months_between("start", F.lit("2023-12-30"))': "months_between(start, '2023-12-30')",
    'F.last_day("start")': "last_day(start)",
    'F.next_day("start", "Mon")': "next_day(start, 'Mon')",
    'F.trunc("start", "month")': "trunc(start, 'month')",
    'F.unix_timestamp("start")': "unix_timestamp(start)",
    'F.from_unixtime(F.lit(0), "yyyy")': "from_unixtime(0, 'yyyy')",
    'F.round("km")': "round(km)",
    'F.round(F.col("km") / 7, 2)': "round(km / 7, 2)",
    'F.bround("km")': "bround(km)",
    'F.abs(-F.col("km"))': "abs(-km)",
    'F.sqrt("km")': "sqrt(km)",
    'F.pow("km", 2)': "pow(km, 2)",
    'F.log(2.0, "km")': "log(2.0, km)",
    'F.log("km")': "ln(km)",
    'F.ceil("km")': "ceil(km)",
    'F.pmod(F.lit(-7), 3)': "pmod(-7, 3)",
    'F.greatest("km", "fare")': "greatest(km, fare)",
    'F.coalesce("fare", F.lit(0.0))': "coalesce(fare, 0.0)",
    'F.nvl("fare", "km")': "nvl(fare, km)",
    'F.isnull("fare")': "isnull(fare)",
    'F.when(F.col("km") > 5, "far").otherwise("near")': "if(km > 5, 'far', 'near')",
    'F.when(F.col("km") > 5, 1)': "if(km > 5, 1, NULL)",
    'F.hash("city")': "hash(city)",
    'F.md5("city")': "md5(city)",
    'F.size("l")': "size(l)",
    'F.array("km", "fare")': "array(km, fare)",
    'F.array_contains("l", 3)': "array_contains(l, 3)",
    'F.sort_array("l", False)': "sort_array(l, false)",
    'F.array_join(F.split("city", ""), "-")': "array_join(split(city, ''), '-')",
    'F.element_at(F.array("km", "fare"), -1)': "element_at(array(km, fare), -1)",
    'F.try_element_at("l", F.lit(-1))': "try_element_at(l, -1)",
    'F.slice("l", 1, 1)': "slice(l, 1, 1)",
    'F.sequence(F.lit(1), F.lit(4))': "sequence(1, 4)",
    'F.transform("l", lambda x, i: x * 10 + i)': "transform(l, (x, i) -> x * 10 + i)",
    'F.filter("l", lambda x: x > 1)': "filter(l, x -> x > 1)",
    'F.exists("l", lambda x: x > 2)': "exists(l, x -> x > 2)",
    'F.aggregate("l", F.lit(0), lambda a, x: a + x)': "aggregate(l, 0, (a, x) -> a + x)",
    'F.transform("l", lambda x: F.transform(F.array(x), lambda y: x + y))': (
        "transform(l, x -> transform(array(x), y -> x + y))"
    ),
    'F.create_map("city", "km")': "map(city, km)",
    'F.map_keys(F.create_map("city", "km"))': "map_keys(map(city, km))",
    'F.to_json(F.struct("city", "km"))': "to_json(struct(city, km))",
    'F.get_json_object(F.lit(\'{"a": {"b": 3}}\'), "$.a.b")': (
        "get_json_object('{\"a\": {\"b\": 3}}', '$.a.b')"
    ),
}
AGGREGATES = {
    'F.count("*")': "count(*)",
    'F.count(F.lit(1))': "count(1)",
    'F.count("fare")': "count(fare)",
    'F.countDistinct("city")': "count(DISTINCT city)",
    'F.count_distinct("city", "fare")': "count(DISTINCT if(fare IS NULL, NULL, (city, fare)))",
    'F.approx_count_distinct("city")': "approx_count_distinct(city)",
    'F.sum("km")': "sum(km)",
    'F.avg("km")': "avg(km)",
    'F.min("city")': "min(city)",
    'F.max(F.length("city"))': "max(length(city))",
    'F.stddev("km")': "stddev(km)",
    'F.stddev_pop("km")': "stddev_pop(km)",
    'F.variance("km")': "variance(km)",
    'F.skewness("km")': "skewness(km)",
    'F.kurtosis("km")': "kurtosis(km)",
    'F.median("km")': "median(km)",
    'F.percentile_approx("km", 0.5)': "percentile_approx(km, 0.5)",
    'F.percentile_approx("km", [0.25, 0.5], 100)': "percentile_approx(km, array(0.25, 0.5), 100)",
    'F.max_by("city", "km")': "max_by(city, km)",
    'F.min_by("city", "km")': "min_by(city, km)",
    'F.corr("km", "fare")': "corr(km, fare)",
    'F.sort_array(F.collect_list("fare"))': "sort_array(collect_list(fare))",
    'F.sort_array(F.collect_set("city"))': "sort_array(collect_set(city))",
    'F.sum(F.when(F.col("km") > 5, 1).otherwise(0))': "sum(if(km > 5, 1, 0))",
    'F.count(F.when(F.col("km") > 5, True))': "count(if(km > 5, true, NULL))",
    'F.count_if(F.col("km") > 5)': "count_if(km > 5)",
    'F.sum_distinct("km")': "sum(DISTINCT km)",
    'F.bool_and(F.col("km") > 2)': "bool_and(km > 2)",
    'F.round(F.sum("km") / F.count("*"), 1)': "round(sum(km) / count(*), 1)",
}


@pytest.fixture(scope="module")
def connection():
    return lb.connect({"dialect": "spark"})


@pytest.fixture(scope="module")
def frame(connection):
    made = connection.from_records(ROWS, {"city": str, "start": str, "km": float, "fare": float,
                                          "l": "INTEGER[]"})  # fmt: skip
    made.createOrReplaceTempView("trips")
    return made


def call_of(text):
    return eval(text, {"F": F})  # the table's own texts


@pytest.mark.parametrize("call", CALLS)
def test_functions(connection, frame, call):
    theirs = connection.sql(f"SELECT km, {CALLS[call]} FROM trips").rows()
    assert frame.select("km", call_of(call).alias("x")).rows() == theirs


@pytest.mark.parametrize("call", AGGREGATES)
def test_aggregates(connection, frame, call):
    theirs = connection.sql(f"SELECT {AGGREGATES[call]} FROM trips").rows()
    assert frame.select(call_of(call).alias("x")).rows() == theirs


def test_all_functions_are_there():
    """Each function of a line is known to the engine under Spark's name."""
    missing = []
    connection = lb.connect()
    for name in F.__all__:
        made = getattr(F, name)
        if not getattr(made, "__module__", "").endswith("spark.declare"):
            continue
        needed = [p for p in made.__signature__.parameters.values() if p.default is p.empty]
        try:
            expression = made(*[lb.lit(None)] * len(needed))
            connection.execute(f"SELECT {expression.to_sql()}")
        except lb.Error as error:
            if "there is no function" in str(error):
                missing.append(name)
    assert missing == []


def test_columns_are_called_as_in_spark(frame):
    shown = frame.groupBy("city").agg(F.count("*"), F.sum("km"), F.max(F.upper("city")))
    assert shown.columns == ["city", "count(1)", "sum(km)", "max(upper(city))"]
    plain = frame.select("city", F.upper("city"), F.lpad("city", 5, "*"), F.round("km", 1))
    assert plain.columns == ["city", "upper(city)", "lpad(city, 5, *)", "round(km, 1)"]
    assert shown.filter(F.col("sum(km)") > 10).select("city").rows() == [("Rome",)]


def test_windows(frame):
    window = Window.partitionBy("city").orderBy("start")
    shown = frame.select(
        "city", "km",
        F.lag("km").over(window).alias("lag"),
        F.lead("km", 1, 0.0).over(window).alias("lead"),
        F.row_number().over(window).alias("row"),
        F.sum("km").over(window).alias("sum"),
        F.first("km").over(window).alias("first"),
    ).sort("city", "km")  # fmt: skip
    assert shown.rows() == [
        ("Lima", 8.5, None, 0.0, 1, 8.5, 8.5),
        ("Oslo", 3.0, 4.5, 0.0, 2, 7.5, 4.5),
        ("Oslo", 4.5, None, 3.0, 1, 4.5, 4.5),
        ("Rome", 12.0, None, 0.0, 1, 12.0, 12.0),
    ]


def test_explode(frame):
    assert frame.select("city", F.explode("l")).rows() == [("Oslo", 3), ("Oslo", 1), ("Rome", 2)]
    outer = frame.select("km", F.explode_outer("l").alias("x")).sort("km", "x").rows()
    assert outer == [(3.0, None), (4.5, 1), (4.5, 3), (8.5, None), (12.0, 2)]


def test_times_are_without_zone(frame):
    (first,) = frame.select(F.to_timestamp("start")).row(0)
    assert first == dt.datetime(2024, 1, 1, 8, 10)


def test_udf_of_several_columns(frame):
    both = F.udf(lambda city, km: f"{city} {km:g}", "string")
    assert frame.select(both("city", "km").alias("x")).row(0) == ("Oslo 4.5",)


@pytest.mark.parametrize("name", ["upper", "to_date"])
def test_the_module_says_where_functions_are(name):
    with pytest.raises(AttributeError, match=f"lakebolt.spark.functions.{name}"):
        getattr(lb, name)


def test_misspelt_functions():
    with pytest.raises(AttributeError, match="did you mean upper"):
        F.uper  # noqa: B018
    with pytest.raises(TypeError, match="lpad"):
        F.lpad("city")
    with pytest.raises(AttributeError, match="did you mean read_parquet"):
        lb.read_parquett  # noqa: B018
