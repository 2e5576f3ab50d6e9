"""Compares what the parameters of frames' methods and of functions do with Polars."""

from __future__ import annotations

import datetime
import io
import random
import sqlite3

import lakebolt
import polars
import pytest
from frame_oracle import assert_same

DAY = datetime.datetime(2024, 1, 1)
LEFT = {"k": [1, 2, 3, 3, None], "x": [10, None, 30, 31, 5], "y": [1, 2, 3, 4, 5]}
RIGHT = {"k": [2, 3, 4, None], "x": [200, None, 400, 7]}
LEFTS = {m: m.DataFrame(LEFT) for m in (lakebolt, polars)}
RIGHTS = {m: m.DataFrame(RIGHT) for m in (lakebolt, polars)}


def same(steps, in_order=True):
    assert_same(steps, LEFTS[lakebolt], LEFTS[polars], in_order=in_order)


@pytest.mark.parametrize("include_nulls", [False, True])
@pytest.mark.parametrize("how", ["left", "inner", "full"])
def test_update(how, include_nulls):
    settings = {"how": how, "include_nulls": include_nulls}
    same(lambda m, f: f.update(RIGHTS[m], on="k", **settings), how == "left")
    same(
        lambda m, f: f.update(
            RIGHTS[m].rename({"k": "kk"}), left_on="k", right_on="kk", **settings
        ),
        how == "left",
    )
    if how == "left":
        same(lambda m, f: f.update(RIGHTS[m], include_nulls=include_nulls))


@pytest.mark.parametrize("order", ["left", "right", "left_right", "right_left"])
@pytest.mark.parametrize("how", ["inner", "left", "right", "full"])
def test_order_of_joins(how, order):
    same(lambda m, f: f.join(RIGHTS[m], on="k", how=how, maintain_order="left_right"), False)
    if how in ("inner", "left") and order.startswith("left"):
        same(lambda m, f: f.join(RIGHTS[m], on="k", how=how, maintain_order=order))
    if how in ("inner", "right") and order.startswith("right"):
        same(lambda m, f: f.join(RIGHTS[m], on="k", how=how, maintain_order=order))


def test_validated_joins():
    ours, right = LEFTS[lakebolt], RIGHTS[lakebolt]
    for validate in ("m:1", "m:m"):
        same(lambda m, f: f.join(RIGHTS[m], on="k", validate=validate), False)
    for validate in ("1:1", "1:m"):
        with pytest.raises(lakebolt.Error, match="join keys repeat"):
            ours.join(right, on="k", validate=validate).rows()
    with pytest.raises(lakebolt.InterfaceError, match="validate must be"):
        ours.join(right, on="k", validate="one")


@pytest.mark.parametrize("seed", range(5))
def test_nearest_rows(seed):
    rng = random.Random(seed)
    frames = {}
    times = sorted(rng.randrange(60) for _ in range(20))
    others = sorted(set(rng.randrange(60) for _ in range(12)))
    for m in (lakebolt, polars):
        left = m.DataFrame({"t": times, "g": [i % 2 for i in range(20)], "a": list(range(20))})
        right = m.DataFrame(
            {"t": others, "g": [i % 2 for i in range(len(others))], "a": list(range(len(others)))}
        )
        frames[m] = (left, right)
    for settings in ({}, {"tolerance": 3}, {"by": "g"}, {"coalesce": False}):
        assert_same(
            lambda m, f: f.join_asof(
                frames[m][1], on="t", strategy="nearest",
                **({"check_sortedness": False} if m is polars else {}), **settings,
            ).sort("a"),
            frames[lakebolt][0],
            frames[polars][0],
        )  # fmt: skip


METHODS = {
    "transpose": lambda m, f: f.transpose(column_names=["p", "q", "r", "s", "t"]),
    "transpose by a column": lambda m, f: (
        f.select(n=m.col("y").cast(m.String), x="x").transpose(column_names="n")
    ),
    "to_dummies": lambda m, f: f.select("x").to_dummies("x", drop_first=True),
    "to_dummies without NULL": lambda m, f: f.select("x").to_dummies("x", drop_nulls=True),
    "describe": lambda m, f: f.describe(percentiles=[0.3, 0.5], interpolation="nearest"),
    "fill_null": lambda m, f: f.fill_null(strategy="forward", limit=1),
    "sum_horizontal": lambda m, f: f.select(s=m.sum_horizontal("x", "y", ignore_nulls=False)),
    "mean_horizontal": lambda m, f: f.select(s=m.mean_horizontal("x", "y", ignore_nulls=False)),
    "map_columns": lambda m, f: f.map_columns(["x", "y"], lambda s: s + 1),
    "map_rows": lambda m, f: f.drop_nulls().map_rows(lambda row: (row[0], row[1] * 2)),
    "map_rows to values": lambda m, f: f.map_rows(lambda row: row[2] * 2),
    "cum_fold": lambda m, f: f.select(m.cum_fold(m.lit(1), lambda a, b: a + b, ["x", "y"])),
    "cum_reduce": lambda m, f: f.select(m.cum_reduce(lambda a, b: a + b, ["x", "y"])),
    "merge_sorted": lambda m, f: m.merge_sorted(
        [f.select("y"), RIGHTS[m].select(y="k").sort("y", nulls_last=True).drop_nulls()], "y"
    ),
    "union": lambda m, f: m.union([f, f]),
    "select": lambda m, f: m.select(m.lit(1), b=m.lit("x")),
    "linear_space": lambda m, f: m.select(m.linear_space(0, 10, 5)),
    "linear_space of days": lambda m, f: m.select(
        m.linear_space(DAY, DAY + datetime.timedelta(days=3), 4, closed="left")
    ),
    "time_range": lambda m, f: m.select(m.time_range(interval="6h")),
    "time_range, open": lambda m, f: m.select(
        m.time_range(datetime.time(1), datetime.time(4), "1h", closed="none")
    ),
    "json_normalize": lambda m, f: m.json_normalize(
        [{"a": 1, "b": {"c": 2, "d": {"e": 3}}}, {"a": 4}]
    ),
    "json_normalize to a level": lambda m, f: m.json_normalize(
        [{"a": 1, "b": {"c": 2, "d": {"e": 3}}}, {"a": 4}], max_level=1, separator="_"
    ),
    "first of groups": lambda m, f: f.group_by("k").first(ignore_nulls=True).sort("k"),
    "columns": lambda m, f: m.DataFrame([[1, 2], [3, 4]], schema=["a", "b"], orient="col"),
    "rows": lambda m, f: m.DataFrame([[1, 2], [3, 4]], schema=["a", "b"], orient="row"),
    "types": lambda m, f: m.DataFrame({"a": [1, 2], "b": [3, 4]}, schema_overrides={"a": m.Float64}),
    "records": lambda m, f: m.from_records(
        [(1, 2), (3, 4)], schema=["a", "b"], orient="row", schema_overrides={"b": m.Float64}
    ),
    "no common type": lambda m, f: m.DataFrame({"a": [1, "x", None]}, strict=False),
} | {
    f"linear_space {closed}": lambda m, f, closed=closed: m.select(
        m.linear_space(0, 1, 4, closed=closed)
    )
    for closed in ("left", "right", "both", "none")
} | {
    f"date_range {closed}": lambda m, f, closed=closed: m.select(
        m.datetime_range(DAY, DAY + datetime.timedelta(days=3), "1d", closed=closed)
    )
    for closed in ("left", "right", "both", "none")
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_method(name):
    same(METHODS[name], "merge" not in name)


@pytest.mark.parametrize("how", ["full", "left", "inner"])
def test_aligned_frames(how):
    for i in range(2):
        same(
            lambda m, f: m.align_frames(f.unique("k"), RIGHTS[m], on="k", how=how)[i].select(
                "k", *(["x"] if i else [])
            )
        )


def test_upsampling_groups():
    days = [DAY + datetime.timedelta(days=i) for i in (0, 2, 0, 1, 4)]
    columns = {"t": days, "g": ["b", "b", "a", "a", "a"], "v": [1, 2, 3, 4, 5]}
    assert_same(
        lambda m, f: f.upsample("t", every="1d", group_by="g", maintain_order=True),
        lakebolt.DataFrame(columns),
        polars.DataFrame(columns),
    )


def test_rows_and_partitions():
    ours, theirs = LEFTS[lakebolt], LEFTS[polars]
    for named in (False, True):
        assert ours.row(by_predicate=lakebolt.col("y") == 2, named=named) == theirs.row(
            by_predicate=polars.col("y") == 2, named=named
        )
    for condition, text in ((lakebolt.col("y") > 2, "more than one"), (lakebolt.col("y") > 9, "no row")):
        with pytest.raises(lakebolt.InterfaceError, match=text):
            ours.row(by_predicate=condition)
    found = [frame.rows() for frame in ours.partition_by("k", include_key=False)]
    assert found == [frame.rows() for frame in theirs.partition_by("k", include_key=False)]


def test_samples_of_rows():
    frame = lakebolt.range(100)
    assert frame.sample(fraction=0.375).height == 37
    assert frame.sample(fraction=0.5, seed=1).rows() == frame.sample(fraction=0.5, seed=1).rows()
    again = [row[0] for row in frame.sample(300, with_replacement=True, seed=1).rows()]
    assert len(again) == 300 and len(set(again)) < 100 and set(again) <= set(range(100))
    mixed = [row[0] for row in frame.sample(fraction=1.0, shuffle=True, seed=2).rows()]
    assert mixed != sorted(mixed) and sorted(mixed) == list(range(100))
    assert 20 < frame.sample(False, 0.5, 3).height < 80  # PySpark's, which draws each row


def test_frames_of_other_things(capsys):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t AS SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, NULL")
    for source in (connection, connection.cursor()):
        assert lakebolt.read_database("SELECT * FROM t", source).rows() == [(1, "x"), (2, None)]
    buffer = io.BytesIO()
    three = polars.DataFrame({"a": [1, 2, 3]})
    three.write_ipc_stream(buffer)
    buffer.seek(0)
    assert lakebolt.read_ipc_stream(buffer).rows() == three.rows()
    one, two = lakebolt.collect_all([lakebolt.range(2), lakebolt.range(1)])
    assert (one.height, two.height) == (2, 1)
    nans = lakebolt.DataFrame({"a": [1.0, float("nan")]}, nan_to_null=True)
    assert nans.rows() == [(1.0,), (None,)]
    loose = lakebolt.DataFrame({"a": ["1", "x"]}, schema={"a": int}, strict=False)
    assert loose.rows() == [(1,), (None,)]
    lakebolt.range(1).inspect("see {}")
    assert capsys.readouterr().out.startswith("see ")


def test_ranges_by_months():
    day, moment = datetime.date(2024, 1, 31), datetime.datetime(2024, 1, 31, 5)
    ends = datetime.date(2026, 7, 31), datetime.datetime(2026, 7, 31)
    for interval in ("1mo", "2mo", "1q", "1y", "1mo1d", "1d", "36h"):
        for closed in ("both", "left", "right", "none"):
            same(lambda m, f: m.select(m.datetime_range(moment, ends[1], interval, closed=closed)))
            if interval not in ("36h",):
                same(lambda m, f: m.select(m.date_range(day, ends[0], interval, closed=closed)))
    leap = datetime.date(2020, 2, 29)
    same(lambda m, f: m.select(m.date_range(leap, ends[0], "1y")))
    same(lambda m, f: m.select(m.date_range(ends[0], leap, "1mo")))
    start = datetime.date(2024, 11, 30)
    same(lambda m, f: m.select(m.date_ranges(m.lit(start), m.lit(ends[0]), "1q")))


def test_linear_spaces_of_few():
    for closed in ("both", "left", "right", "none"):
        for count in range(4):
            same(lambda m, f: m.select(m.linear_space(0, 1, count, closed=closed)))


PAIRS = {"a": [1.0, 2, 4, 3, None, 7, 9], "b": [2.0, 1, 5, 3, 4, 6, None]}


@pytest.mark.parametrize("needed", [None, 1, 2, 3])
@pytest.mark.parametrize("size", [2, 3])
def test_rolling_pairs(size, needed):
    if needed is not None and needed > size:
        frame = lakebolt.DataFrame(PAIRS)
        with pytest.raises(lakebolt.InterfaceError, match="min_samples"):
            frame.select(lakebolt.rolling_corr("a", "b", window_size=size, min_samples=needed))
        return
    frames = lakebolt.DataFrame(PAIRS), polars.DataFrame(PAIRS)
    settings = {"window_size": size, "min_samples": needed}
    assert_same(lambda m, f: f.select(m.rolling_corr("a", "b", **settings)), *frames)
    for ddof in (0, 1):
        assert_same(lambda m, f: f.select(m.rolling_cov("a", "b", ddof=ddof, **settings)), *frames)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_odd_breaks():
    values = {"a": [1.0, 2.5, None, float("nan"), 7, -1]}
    frames = lakebolt.DataFrame(values), polars.DataFrame(values)
    for breaks in ([2, 5], [5, 2], [], [0.000000123456789, 1234567.125], [1e-20, 1e20], [-0.5]):
        assert_same(lambda m, f: f.select(m.col("a").cut(breaks).cast(m.String)), *frames)
        assert_same(lambda m, f: f.select(m.col("a").cut(breaks, include_breaks=True)), *frames)
    assert_same(lambda m, f: f.select(m.col("a").drop_nans().qcut([0.75, 0.25])), *frames)
    for breaks in ([2, 2], [2, float("nan")], [2, float("inf")]):
        with pytest.raises(lakebolt.InterfaceError, match="breaks must"):
            lakebolt.col("a").cut(breaks)


@pytest.mark.parametrize("values", [[1e-9, 2e-9, 5e-9], [1e300, -1e300], [0.1, 0.1], [1.0, 2.0, 2500.5]])
def test_histograms_of_odd_numbers(values):
    data = {"a": values}
    frames = lakebolt.DataFrame(data, strict=False), polars.DataFrame(data, strict=False)
    for count in (1, 3):
        assert_same(
            lambda m, f: f.select(
                m.col("a").hist(bin_count=count, include_category=True, include_breakpoint=True)
            ),
            *frames,
        )
    edges = sorted(set(values))
    if len(edges) > 1:
        assert_same(lambda m, f: f.select(m.col("a").hist(edges, include_category=True)), *frames)


TEXTS = {
    "s": ["hello", "ab", None, "héé"],
    "o": [1, -2, 0, 1],
    "n": [2, 1, 1, None],
    "l": [[1, 2, 3], [4], None, [5, 6]],
    "t": [datetime.date(2024, 1, 31)] * 4,
    "by": ["1mo", "2d", "-1y", None],
    "k": ["x", "y", "x", "y"],
    "st": [{"a": 1, "b c": {"d": 2}}] * 4,
}


def both(steps, in_order=True):
    assert_same(steps, lakebolt.DataFrame(TEXTS), polars.DataFrame(TEXTS), in_order=in_order)


def test_parts_by_expressions():
    for offset in (None, 0, 1, -1, -3, 30, -30):
        for size in (None, 0, 1, 2, 28):
            if offset is None:
                both(lambda m, f: f.select(m.col("s").str.slice(m.col("o"), size)))
                both(lambda m, f: f.select(m.col("l").list.slice(m.col("o"), size)))
                continue
            both(lambda m, f: f.select(m.col("s").str.slice(offset, size)))
            both(lambda m, f: f.select(m.col("l").list.slice(offset, size)))
            both(lambda m, f: f.select(m.col("s").str.slice(offset, m.col("n"))))
            both(lambda m, f: f.select(m.col("l").list.slice(offset, m.col("n"))))
    both(lambda m, f: f.select(m.col("s").str.slice("o", "n")))
    both(lambda m, f: f.select(m.col("s").str.slice(m.col("o"), m.col("n"))))
    both(lambda m, f: f.select(m.col("l").list.slice(m.col("o"), m.col("n"))))
    both(lambda m, f: f.select(m.col("s").str.head(m.col("n")), m.col("s").str.tail("n").alias("q")))
    both(lambda m, f: f.select(m.col("l").list.head(m.col("n")), m.col("l").list.tail("n").alias("q")))
    for size in (0, 1, 30):
        both(lambda m, f: f.select(m.col("l").list.tail(size)))
    both(lambda m, f: f.select(m.col("l").list.shift(m.col("n"))))
    both(lambda m, f: f.select(m.col("l").list.get(m.col("o"), null_on_oob=True)))


def test_gathered_elements():
    for places in ([0, -1], [0, 2], [1], [-3]):
        both(lambda m, f: f.select(m.col("l").list.gather(places, null_on_oob=True)))
    both(lambda m, f: f.select(m.col("l").list.gather([0, -1], null_on_oob=False)))
    with pytest.raises(lakebolt.Error, match="out of bounds"):
        lakebolt.DataFrame(TEXTS).select(lakebolt.col("l").list.gather([1], null_on_oob=False)).rows()


def test_shifts_by_expressions():
    both(lambda m, f: f.select(m.col("s").shift(m.col("o").max())))
    both(lambda m, f: f.select(m.col("s").shift(m.col("o").min())))
    both(lambda m, f: f.select(m.col("s").shift(m.lit(1) + 1, fill_value=m.col("s").first())))


def test_periods_by_expressions():
    both(lambda m, f: f.select(m.col("t").dt.offset_by(m.col("by"))))
    moment = datetime.datetime(2024, 1, 31, 12)
    periods = ["1h30m", "-2d12h", "1y2mo3w", "5ms7us", "90s", "1q", "0d", "2m", None, "1mo1m"]
    periods += ["1d2d", "1m2m3s", "5ms2mo"]
    frames = [m.DataFrame({"t": [moment] * len(periods), "by": periods}) for m in (lakebolt, polars)]
    assert_same(lambda m, f: f.select(m.col("t").dt.offset_by(m.col("by"))), *frames)
    with pytest.raises(lakebolt.Error, match="a period is written"):
        frames[0].select(lakebolt.col("t").dt.offset_by(lakebolt.lit("1 day"))).rows()


def test_joins_on_expressions():
    def joined(m, f):
        other = f.select("k", m.col("o").alias("p"))
        return f.select("k", "o").join(other, on=m.col("k").str.to_uppercase())

    both(joined, False)
    ours = lakebolt.DataFrame(TEXTS).select("k", "o")
    assert ours.join(ours.rename({"k": "j", "o": "p"}), on=lakebolt.col("k") == lakebolt.col("j")).height == 8


def test_pivots_of_several_columns():
    def pivoted(m, f, **settings):
        rows = f.select("k", "o", "n", g=m.lit(1))
        return rows.pivot(["k", "o"], index="g", aggregate_function="max", **settings)

    both(lambda m, f: pivoted(m, f, values="n"))
    both(lambda m, f: pivoted(m, f, values=["n", "n"][:1], sort_columns=True))
    both(lambda m, f: f.select("k", "o", "n", g=m.lit(1)).pivot("k", index="g", values=["o", "n"], aggregate_function="max", separator="|"))


def test_several_fields():
    both(lambda m, f: f.select(m.col("st").struct.field("*")))
    both(lambda m, f: f.select(m.col("st").struct.field("a", "b c")))
    both(lambda m, f: f.select(m.col("st").struct.field(["a", "b c"]).is_null(), "k"))
    both(lambda m, f: f.select(m.col("st").struct.field("^b.*$")))
    both(lambda m, f: f.select(m.col("st").struct.unnest().name.prefix("x_")))


def test_printed_days():
    formats = ("%e", "%k:%M", "%l %p", "%H:%M:%S%.3f", "%S%.6f", "%e.%-m.%Y", "%%3f %S%.3f")
    for text in formats:
        both(lambda m, f: f.select(m.col("t").cast(m.Datetime).dt.strftime(text)))
    dates = lakebolt.sql("SELECT strptime(' 3 May 2024', '%e %b %Y'), strptime('7:05', '%k:%M')")
    assert dates.row(0)[0] == datetime.datetime(2024, 5, 3)


def test_options_of_csv():
    text = "a;b\n# x\n1;2,5\n3;\n"
    settings = {"separator": ";", "comment_prefix": "#", "decimal_comma": True}
    names = {"new_columns": ["x", "y"], "row_index_name": "i", "row_index_offset": 5}
    same(lambda m, f: m.read_csv(io.StringIO(text), **settings, **names))
    same(lambda m, f: m.read_csv(b"a,b\n1,2\n", schema={"a": m.Int8, "b": m.String}))
    same(lambda m, f: m.read_csv(b"a,b\n1,2\n", infer_schema=False, encoding="utf8"))
    same(lambda m, f: m.read_csv(b"a\n2024-01-01\n", try_parse_dates=True))
    same(lambda m, f: m.read_csv(b"a\n2024-01-01\n", try_parse_dates=False))
    frames = {m: m.DataFrame({"a": [1.5, None], "t": ["x", "y"]}) for m in (lakebolt, polars)}
    for options in ({"float_precision": 3}, {"include_bom": True}, {"null_value": "NA"}):
        assert frames[lakebolt].write_csv(**options) == frames[polars].write_csv(**options)
    for style in ("always", "non_numeric", "necessary"):
        written = [frame.head(1).write_csv(quote_style=style, include_header=False) for frame in frames.values()]
        assert written[0] == written[1]


def test_hands_over():
    frame = lakebolt.DataFrame({"a": [1, 2]})
    assert frame.to_dict(as_series=True)["a"].equals(polars.Series("a", [1, 2]))
    assert frame.to_dict(as_series=False) == {"a": [1, 2]}
    assert frame.glimpse(return_type=None) is None
    assert frame.glimpse(return_type="self").rows() == frame.rows()
