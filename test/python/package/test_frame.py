"""Tests what Polars cannot answer for: laziness, SQL, names, errors, ways in and out."""

from __future__ import annotations

import functools
import operator
import runpy
from pathlib import Path

import lakebolt as lb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pytest
from lakebolt import selectors as cs

FRAME = lb.DataFrame({"g": ["x", "x", "y"], "a": [1, 2, 5], "b": [1.5, None, 2.5]})


def test_nothing_runs_before_rows_are_asked_for():
    frame = lb.sql("SELECT error('ran') AS e").with_columns(x=1)
    assert frame.columns == ["e", "x"]
    assert [str(kind) for kind in frame.dtypes][1] == "INTEGER"
    with pytest.raises(lb.Error, match="ran"):
        frame.rows()


def test_queries_are_checked_at_once():
    with pytest.raises(lb.ProgrammingError, match="LINE 1: SELECT nope"):
        lb.sql("SELECT nope FROM range(3)")
    with pytest.raises(lb.ProgrammingError):
        lb.sql("SELECT")


def test_frames_are_tables_of_sql_and_stay_lazy():
    small = FRAME.filter(lb.col("a") < 5)  # noqa: F841 - found by SQL
    joined = lb.sql("SELECT s.g, count(*) AS n FROM small s JOIN FRAME f USING (g) GROUP BY ALL")
    assert "WHERE" in joined.to_sql() and '"small" AS' in joined.to_sql()
    assert joined.rows() == [("x", 4)]
    with_of_its_own = lb.sql("WITH t AS (SELECT a + 1 AS a FROM small) SELECT sum(a) FROM t")
    assert with_of_its_own.item() == 5
    assert lb.execute("SELECT count(*) FROM small").fetchall() == [(2,)]


def test_statements_read_frames():
    connection = lb.connect()
    rows = connection.range(5).filter(lb.col("range") > 2)  # noqa: F841 - found by SQL
    connection.sql("CREATE TABLE t AS SELECT * FROM rows")
    connection.execute("INSERT INTO t SELECT range + 10 FROM rows")
    assert connection.table("t").sort("range").rows() == [(3,), (4,), (13,), (14,)]
    made = connection.table("t").filter(lb.col("range") > 10).create_table("u")
    assert made.height == 2


def test_a_frame_sees_what_a_table_has_become():
    connection = lb.connect()
    connection.execute("CREATE TABLE t (a INTEGER)")
    frame = connection.table("t")
    kept = frame.cache()
    assert (frame.height, kept.height) == (0, 0)
    connection.execute("INSERT INTO t VALUES (1)")
    assert (frame.height, kept.height) == (1, 0)
    assert frame.collect().rows() == [(1,)]


def test_parameters_stay_apart():
    one = lb.sql("SELECT ? AS v, ? AS w -- a comment", [1, "it's"])
    two = lb.sql("SELECT $v AS v, $1 AS w;".replace("$1", "$w"), {"v": 2, "w": "?"})
    both = one.vstack(two).filter(lb.col("v") > 0)
    assert both.rows() == [(1, "it's"), (2, "?")]


def test_views_of_frames():
    connection = lb.connect()
    connection.range(3).to_view("three")
    assert connection.sql("FROM Three").rows() == [(0,), (1,), (2,)]
    assert connection.execute("SELECT count(*) FROM three").fetchall() == [(3,)]
    connection.unregister("three")
    with pytest.raises(lb.ProgrammingError):
        connection.sql("FROM three")


def test_sql_over_a_frame():
    assert FRAME.sql("SELECT g, sum(a) AS a FROM self GROUP BY g").sort("g").rows() == [
        ("x", 3),
        ("y", 5),
    ]
    assert FRAME.filter("a > 1 OR g = 'y'").filter("b IS NOT NULL").rows() == [("y", 5, 2.5)]
    assert FRAME.select_expr("a * 2 AS d", "upper(g)").columns[0] == "d"
    assert FRAME.select(lb.expr("a + 1 AS c"), lb.expr("g")).columns == ["c", "g"]


ODD = ['a"b', "select", "ä b", "x'y", "", "a.b", "{}", "#1", "__row"]


def test_odd_names():
    names = [name for name in ODD if name]
    frame = lb.DataFrame({name: [i, i + 1] for i, name in enumerate(names)})
    assert frame.columns == names
    for name in names:
        assert frame.select(lb.col(name) + 1).columns == [name]
    assert frame.filter(*[lb.col(name) >= 0 for name in names]).sort(*names).rows()[0][0] == 0
    renamed = frame.rename({name: name + "; --" for name in names}).with_columns(z=lb.lit(1))
    assert renamed.columns[:2] == [names[0] + "; --", names[1] + "; --"]
    assert renamed.height == 2


@pytest.mark.parametrize(
    "value",
    [0, -1, 2**40, -(2**63), 10**30, 1.5, -0.1, 1e300, 1e-7, float("inf"), "it's", "a\\b", "", "\n",
     "{}", "${x}", "?", True, None, b"\x00\xff'", [1, None], ["x'"], {"a": 1, "b c": "{}"}],
)  # fmt: skip
def test_literals(value):
    assert lb.range(1).select(lb.lit(value)).item() == value
    if value is not None and not isinstance(value, dict):
        assert lb.range(1).filter(lb.lit(value) == value).height == 1


def test_long_chains():
    frame = lb.DataFrame({"a": [1, 2]})
    for i in range(1000):
        frame = frame.with_columns((lb.col("a") + 1).alias("a"))
    assert frame.rows() == [(1001,), (1002,)]
    wide = lb.DataFrame({"a": [1]}).with_columns(*[lb.lit(i).alias(f"c{i}") for i in range(1000)])
    total = functools.reduce(operator.add, [lb.col(f"c{i}") for i in range(1000)])
    assert wide.select(total).item() == 499500


def test_steps_share_a_select():
    text = FRAME.filter(lb.col("a") > 1).filter(g="x").select("a").sort("a").limit(3).to_sql()
    assert text.count("SELECT") == 1
    text = FRAME.with_columns(c=lb.col("a") + 1).with_columns(d=lb.col("a") + 2).to_sql()
    assert text.count("SELECT") == 1
    unread = FRAME.sort("a").group_by("g").agg(lb.len()).to_sql()
    assert "ORDER BY" not in unread


def test_a_shared_step_is_written_once():
    grouped = FRAME.group_by("g").agg(lb.col("a").sum())
    both = grouped.join(grouped, on="g")
    assert both.to_sql().count("GROUP BY") == 1
    assert both.sort("g").rows() == [("x", 3, 3), ("y", 5, 5)]


def test_errors_name_the_nearest_columns():
    with pytest.raises(lb.ProgrammingError, match='no column "aa"') as caught:
        FRAME.select("aa")
    assert caught.value.sqlstate == "42703"
    assert '"a"' in str(caught.value.hint)
    for step in (
        lambda: FRAME.filter(lb.col("zz") > 1),
        lambda: FRAME.sort("zz"),
        lambda: FRAME.group_by("zz"),
        lambda: FRAME.join(FRAME, on="zz"),
        lambda: FRAME.drop("zz"),
        lambda: FRAME["zz"],
    ):
        with pytest.raises(lb.ProgrammingError):
            step()
    with pytest.raises(lb.ProgrammingError, match="two columns"):
        FRAME.select("a", lb.col("b").alias("A"))


def test_errors_say_what_is_expected():
    with pytest.raises(TypeError, match="&"):
        bool(lb.col("a") > 1)
    with pytest.raises(TypeError, match="is_empty"):
        bool(FRAME)
    for step in (
        lambda: FRAME.filter(3),
        lambda: FRAME.limit("x"),
        lambda: FRAME.limit(-1),
        lambda: FRAME.join(3, on="a"),
        lambda: FRAME.join(FRAME, on="a", how="sideways"),
        lambda: FRAME.select(),
        lambda: FRAME.select(object()),
        lambda: FRAME.cast({"a": object()}),
        lambda: lb.DataFrame(3),
        lambda: lb.col("t").dt.truncate("1 day"),
        lambda: lb.col("a").rank("best"),
        lambda: FRAME.join(lb.connect().range(1), on="a"),
    ):
        with pytest.raises(lb.InterfaceError):
            step()


def test_schema():
    assert FRAME.schema == {"g": lb.String, "a": lb.Int64, "b": lb.Float64}
    assert FRAME.select(cs.numeric()).columns == ["a", "b"]
    assert FRAME.select(cs.by_dtype(str) | cs.by_name("b")).columns == ["g", "b"]
    assert FRAME.select(~cs.string()).columns == ["a", "b"]
    assert FRAME.select(lb.col(lb.Int64, lb.Float64) * 2).columns == ["a", "b"]
    assert "g" in FRAME and "z" not in FRAME
    for kind in (int, lb.Int64, "BIGINT", pl.Int64, pa.int64()):
        assert FRAME.cast({"b": kind}).dtypes[2] == lb.Int64


@pytest.mark.parametrize(
    "data",
    [
        {"a": [1, 2], "s": ["x", None]},
        [{"a": 1, "s": "x"}, {"a": 2}],
        pa.table({"a": [1, 2], "s": ["x", None]}),
        pa.table({"a": [1, 2], "s": ["x", None]}).to_reader(),
        pa.dataset.dataset(pa.table({"a": [1, 2], "s": ["x", None]})),
        pl.DataFrame({"a": [1, 2], "s": ["x", None]}),
        pl.LazyFrame({"a": [1, 2], "s": ["x", None]}),
        pd.DataFrame({"a": [1, 2], "s": ["x", None]}),
        lb.DataFrame({"a": [1, 2], "s": ["x", None]}),
    ],
    ids=["dict", "dicts", "table", "reader", "dataset", "polars", "lazy", "pandas", "frame"],
)
def test_ways_in(data):
    frame = lb.DataFrame(data)
    for _ in range(2):  # a reader, too, can be read again
        assert frame.sort("a").rows() == [(1, "x"), (2, None)]


def test_numpy_both_ways():
    grid = np.arange(6).reshape(3, 2)
    frame = lb.from_numpy(grid, ["a", "b"])
    assert (frame.to_numpy() == grid).all()
    assert lb.sql("SELECT sum(column1) FROM grid").item() == 9
    records = np.array([(1, 2.5)], dtype=[("i", "i4"), ("f", "f8")])
    assert lb.DataFrame(records).to_dicts() == [{"i": 1, "f": 2.5}]


def test_ways_out():
    rows = [("x", 1, 1.5), ("x", 2, None), ("y", 5, 2.5)]
    assert FRAME.rows() == FRAME.fetchall() == list(FRAME.iter_rows()) == list(FRAME) == rows
    assert FRAME.to_dicts()[2] == FRAME.row(2, named=True) == {"g": "y", "a": 5, "b": 2.5}
    assert FRAME.to_dict()["a"] == FRAME.get_column("a") == [1, 2, 5]
    assert FRAME.to_arrow().num_rows == len(FRAME) == FRAME.shape[0] == 3
    assert FRAME.to_pandas()["a"].tolist() == FRAME.to_polars()["a"].to_list() == [1, 2, 5]
    assert pa.table(FRAME).num_rows == pl.DataFrame(FRAME).height == 3
    assert sum(batch.num_rows for batch in FRAME.iter_batches()) == 3
    assert FRAME.select(lb.col("a").sum()).to_pandas()["a"].dtype == "int64"
    assert FRAME[1:].rows() == rows[1:] and FRAME[["a"]].columns == ["a"]


def test_files(tmp_path):
    FRAME.write_parquet(tmp_path / "f.parquet", compression="zstd")
    FRAME.write_csv(tmp_path / "f.csv", separator=";")
    FRAME.write_ndjson(tmp_path / "f.jsonl")
    FRAME.write_json(tmp_path / "f.json")
    FRAME.write_ipc(tmp_path / "f.arrows")
    assert lb.read_parquet(tmp_path / "f.parquet").equals(FRAME)
    assert lb.read_csv(tmp_path / "f.csv", separator=";").equals(FRAME)
    assert lb.read_ndjson(tmp_path / "f.jsonl").equals(FRAME)
    assert lb.read_json(tmp_path / "f.json").equals(FRAME)
    assert lb.read_ipc(tmp_path / "f.arrows").equals(FRAME)
    assert lb.read_parquet([tmp_path / "f.parquet"] * 2).height == 6


def test_pyspark_habits():
    frame = (
        FRAME.withColumn("c", lb.col("a") + 1)
        .withColumnRenamed("b", "d")
        .where(lb.col("a").isNotNull())
        .orderBy(lb.col("a").desc())
        .limit(2)
    )
    assert frame.collect().rows() == [("y", 5, 2.5, 6), ("x", 2, None, 3)]
    counted = FRAME.groupBy("g").agg({"a": "sum", "*": "count"}).orderBy("g")
    assert counted.rows() == [("x", 3, 2), ("y", 5, 1)]
    window = lb.Window.partitionBy("g").orderBy(lb.col("a").desc())
    ranked = FRAME.select("a", r=lb.row_number().over(window)).filter(lb.col("r") == 1)
    assert sorted(ranked.rows()) == [(2, 1), (5, 1)]
    assert FRAME.na.fill(0.0).rows()[1] == ("x", 2, 0.0)
    assert FRAME.dropna().count().rows() == [(2, 2, 2)]
    assert FRAME.rollup("g").agg(lb.col("a").sum()).height == 3


def test_sets_of_rows():
    one, two = lb.values(1, 2, 2, 3), lb.values(2, 3, 4)
    assert sorted(one.intersect(two).rows()) == [(2,), (3,)]
    assert one.except_(two).rows() == [(1,)]
    assert sorted(one.except_all(two).rows()) == [(1,), (2,)]
    assert one.union(two).height == 7
    assert one.union(two).unique().height == 4


def test_samples():
    frame = lb.range(10_000)
    assert frame.sample(7, seed=1).rows() == frame.sample(7, seed=1).rows()
    assert 500 < frame.sample(fraction=0.1).height < 1500
    parts = frame.random_split([1, 3])
    assert sum(part.height for part in parts) == 10_000
    assert 2000 < parts[0].height < 3000


def test_summaries():
    described = FRAME.describe().to_dict()
    assert described["statistic"][:3] == ["count", "null_count", "mean"]
    assert described["a"][0] == 3.0 and described["b"][1] == 1.0 and described["g"][4] == "x"
    assert FRAME.corr("a", "a") == pytest.approx(1.0)
    assert FRAME.corr().columns == ["a", "b"]
    assert FRAME.crosstab("g", "a").sort("g_a").rows() == [("x", 1, 1, 0), ("y", 0, 0, 1)]
    assert "GROUP" in FRAME.group_by("g").len().explain().upper()


def test_pivot_asks_for_values_once():
    frame = lb.DataFrame({"g": [1, 1, 2], "k": ["b", "a", "b"], "v": [1, 2, 3]})
    assert frame.pivot("k", index="g", values="v").columns == ["g", "b", "a"]
    assert frame.pivot("k", ["a"], index="g", values="v").columns == ["g", "a"]
    both = frame.group_by("g").pivot("k").agg(lb.col("v").sum(), lb.len()).sort("g")
    assert both.columns == ["g", "a_v", "a_len", "b_v", "b_len"]


def test_frames_do_not_mind_the_dialect():
    connection = lb.connect()
    connection.execute("SET dialect = 'spark'")
    frame = connection.from_dict({"a": [5, 7], "s": ["x\\n", "it's"]})
    steps = frame.filter(lb.col("s") != "it's").with_columns(h=lb.col("a") / 2, t=lb.lit("\\n"))
    assert steps.rows() == [(5, "x\\n", 2.5, "\\n")]
    of_spark = connection.sql("SELECT \"a\" AS x, 7 DIV 2 AS y, r'\\d' AS z").with_columns(
        w=lb.lit(1)
    )
    assert of_spark.rows() == of_spark.rows() == [("a", 3, "\\d", 1)]
    assert connection.sql("SELECT a + 1 AS b FROM frame").sort("b").rows() == [(6,), (8,)]
    assert connection.execute("SELECT current_setting('dialect')").fetchone() == ("spark",)


def test_notebooks():
    html = lb.DataFrame({"a<b": [1, None], "s": ["<i>", "x"]})._repr_html_()
    assert "<th>a&lt;b</th>" in html and "&lt;i&gt;" in html and "NULL" in html
    assert "more than 20 rows" in lb.range(100)._repr_html_()

    class Shell:
        """Stands for IPython's."""

        def __init__(self):
            self.user_ns = {"rows": pa.table({"a": [1, 2]})}
            self.magics = {}

        def register_magic_function(self, function, kind, name):
            self.magics[name] = function

    shell = Shell()
    lb.load_ipython_extension(shell)
    assert shell.magics["sql"]("SELECT sum(a) FROM rows").item() == 3
    assert shell.magics["sql"]("big", "SELECT * FROM rows WHERE a > 1") is None
    assert shell.user_ns["big"].rows() == [(2,)]
    assert shell.magics["sql"]("FROM big").rows() == [(2,)]


def test_duckdb_habits():
    frame = FRAME.project("a * 2 AS d, g").filter("d > 2").order("d DESC")
    assert frame.fetchall() == [(10, "y"), (4, "x")]
    assert FRAME.aggregate("g, sum(a) AS a", "g").order("g").fetchone() == ("x", 3)
    assert FRAME.aggregate("max(a)").fetchall() == [(5,)]
    assert FRAME.fetchnumpy()["a"].tolist() == [1, 2, 5]
    wide = lb.sql("SELECT 5::HUGEINT AS a, 170141183460469231731687303715884105727 AS b")
    assert wide.df().dtypes.astype(str).tolist() == ["int64", "float64"]
    assert wide.pl().dtypes == [pl.Int128, pl.Int128]


def test_what_is_no_query_can_be_gone_on_with():
    connection = lb.connect()
    connection.execute("CREATE TABLE t AS SELECT 1 AS a, 'x' AS k")
    assert connection.sql("SHOW TABLES").select("name").rows() == [("t",)]
    assert connection.sql("DESCRIBE t").filter(lb.col("column_name") == "k").height == 1
    assert connection.sql("PIVOT t ON k USING sum(a)").columns == ["x"]
    assert connection.sql("VALUES (1), (2);").height == 2
    assert (
        connection.sql("(SELECT 1 AS a) UNION ALL FROM range(1)").filter(lb.col("a") > 0).height
        == 1
    )
    assert connection.sql("FROM t -- all of it").with_columns(b=lb.col("a") + 1).rows() == [
        (1, "x", 2)
    ]


def test_the_example_runs(capsys):
    example = Path(__file__).resolve().parents[3] / "examples" / "python" / "frames.py"
    runpy.run_path(str(example), run_name="__main__")
    assert "Norway" in capsys.readouterr().out
