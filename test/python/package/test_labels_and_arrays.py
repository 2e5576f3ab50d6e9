"""Exchanges texts of given labels, lists of one length, NULL columns and columns without a name."""

from __future__ import annotations

import lakebolt as lb
import numpy
import pandas
import polars
import pyarrow
import pytest

LABELS = ["b", "a", "z"]
CATEGORIES = pandas.DataFrame({"c": pandas.Categorical(["a", "b", None, "a"], categories=LABELS)})
ENUMS = polars.DataFrame({"c": ["a", "b", None, "a"]}, schema={"c": polars.Enum(LABELS)})
ARRAYS = polars.DataFrame(
    {"a": [[1, 2], None, [3, 4]], "n": [[[1], [2]], [[3], None], None]},
    schema={"a": polars.Array(polars.Int32, 2), "n": polars.Array(polars.Array(polars.Int8, 1), 2)},
)


@pytest.mark.parametrize("given", [CATEGORIES, ENUMS, ENUMS.lazy()])
def test_labels(given):
    frame = lb.DataFrame(given)
    assert frame.dtypes == [lb.Enum(LABELS)]
    assert frame.sort("c").rows() == [(None,), ("b",), ("a",), ("a",)]
    assert frame.to_polars().equals(ENUMS)
    assert frame.to_polars().schema == ENUMS.schema
    assert frame.to_pandas().equals(CATEGORIES)
    assert lb.DataFrame(frame.to_arrow()).dtypes == frame.dtypes
    assert lb.sql("SELECT DISTINCT typeof(c) FROM given").item() == "ENUM('b', 'a', 'z')"
    c = lb.col("c")
    assert frame.filter(c.is_in(["a", "none"]) | (c == "none")).rows() == [("a",), ("a",)]
    assert frame.fill_null("b").rows() == [("a",), ("b",), ("b",), ("a",)]
    assert frame.select(c.fill_null("none")).rows() == [("a",), ("b",), ("none",), ("a",)]
    assert frame.select(c.str.to_uppercase() + "!").rows() == [("A!",), ("B!",), (None,), ("A!",)]
    nested = frame.select(lb.struct("c").alias("s"), lb.concat_list("c").alias("l")).to_polars()
    assert nested.schema["s"] == polars.Struct({"c": polars.Enum(LABELS)})
    assert nested.schema["l"] == polars.List(polars.Enum(LABELS))


def test_labels_in_pieces():
    table = pyarrow.concat_tables([CATEGORIES_TABLE, CATEGORIES_TABLE.slice(1, 2), CATEGORIES_TABLE])
    assert lb.DataFrame(table).dtypes == [lb.Enum(LABELS)]
    assert lb.DataFrame(table).to_polars()["c"].to_list() == table["c"].to_pylist()
    other = CATEGORIES_TABLE.set_column(0, FIELD, pyarrow.array(["z", "q", "a"]).dictionary_encode())
    with pytest.raises(lb.Error, match="does not list"):
        lb.DataFrame(other).rows()


FIELD = pyarrow.field(
    "c", pyarrow.dictionary(pyarrow.int32(), pyarrow.string()), metadata={"_PL_ENUM_VALUES2": "1;b1;a1;z"}
)
CATEGORIES_TABLE = pyarrow.table(
    [pyarrow.array(["a", None, "b"]).dictionary_encode()], schema=pyarrow.schema([FIELD])
)


def test_labels_that_are_none():
    for text in ("", "1", "1;", "9;b", "x;b", "-1;b", "1;b2;a", "99999999999;b"):
        field = FIELD.with_metadata({"_PL_ENUM_VALUES2": text})
        table = CATEGORIES_TABLE.cast(pyarrow.schema([field]))
        assert lb.DataFrame(table).dtypes == [lb.String]
    field = FIELD.with_metadata({"_PL_ENUM_VALUES2": "1;b1;b"})
    with pytest.raises(lb.Error, match="more than once"):
        lb.DataFrame(CATEGORIES_TABLE.cast(pyarrow.schema([field]))).rows()


def test_other_categories():
    texts = [f"v{i}" for i in range(20_000)]
    many = pandas.DataFrame({"c": pandas.Categorical(texts)})
    assert lb.DataFrame(many).dtypes == [lb.String]
    assert lb.DataFrame(many).to_pandas()["c"].tolist() == texts
    numbers = pandas.DataFrame({"c": pandas.Categorical([1, 2, 1])})
    assert lb.DataFrame(numbers).dtypes == [lb.Int64]
    free = polars.DataFrame({"c": ["x", "y"]}, schema={"c": polars.Categorical})
    assert lb.DataFrame(free).rows() == [("x",), ("y",)]
    odd = pandas.DataFrame({"c": pandas.Categorical(["", "é;1", "'q'"])})
    assert lb.DataFrame(odd).to_pandas().equals(odd)


def test_casts():
    frame = lb.DataFrame({"t": ["x", "y"], "l": [[1, 2], [3, 4]]})
    kinds = {"t": polars.Enum(["y", "x"]), "l": polars.Array(polars.Int64, 2)}
    assert frame.cast(kinds).to_polars().schema == polars.Schema(kinds)
    assert lb.Array(lb.Int8, (2, 3)) == "TINYINT[3][2]"
    ours = frame.cast({"t": lb.Enum(["y", "x"]), "l": lb.Array(lb.Int64, 2)})
    assert ours.to_polars().schema == polars.Schema(kinds)


def test_arrays():
    frame = lb.DataFrame(ARRAYS)
    assert frame.dtypes == ["INTEGER[2]", "TINYINT[1][2]"]
    assert frame.to_polars().equals(ARRAYS)
    assert frame.to_polars().schema == ARRAYS.schema
    assert frame.filter(lb.col("a").is_null()).to_polars().equals(ARRAYS[1:2])
    nothing = frame.filter(lb.lit(False)).to_polars()
    assert nothing.schema == ARRAYS.schema and nothing.height == 0
    frame.to_arrow().validate(full=True)
    nested = frame.select(lb.struct("a").alias("s"), lb.col("a").implode()).to_polars()
    assert nested.schema["s"] == polars.Struct({"a": ARRAYS.schema["a"]})
    assert nested["a"][0].to_list() == [[1, 2], None, [3, 4]]
    sums = frame.select(lb.col("a").arr.sum().alias("s"), lb.col("a").arr.to_list().alias("l"))
    assert sums.to_polars().to_dict(as_series=False) == {"s": [3, None, 7], "l": [[1, 2], None, [3, 4]]}
    assert frame.explode("a").select("a").rows() == [(1,), (2,), (None,), (3,), (4,)]


def test_arrays_of_others():
    values = numpy.arange(6.0).reshape(3, 2)
    frame = lb.DataFrame({"v": values})
    assert frame.dtypes == ["DOUBLE[2]"]
    assert frame.to_polars()["v"].to_numpy().tolist() == values.tolist()
    array = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(["a", "b", None, "d"]), 2)
    table = pyarrow.table({"v": array})
    assert lb.DataFrame(table).to_arrow().equals(table)
    assert lb.DataFrame(table.slice(1)).to_arrow()["v"].to_pylist() == [[None, "d"]]
    empty = pyarrow.table({"v": pyarrow.array([[], None], pyarrow.list_(pyarrow.int8(), 0))})
    assert lb.DataFrame(empty).rows() == [([],), (None,)]


def test_null_columns():
    given = polars.DataFrame({"n": [None, None], "x": [1, 2]})
    frame = lb.DataFrame(given)
    assert frame.to_polars().equals(given)
    assert frame.to_polars().schema == given.schema
    more = lb.concat([frame, lb.DataFrame({"n": ["a"], "x": [3]})], how="vertical_relaxed")
    assert more.rows() == [(None, 1), (None, 2), ("a", 3)]


def test_columns_without_a_name():
    given = polars.DataFrame({"": [1, 2], "x": [3, 4]})
    frame = lb.DataFrame(given)
    assert frame.select("", (lb.col("x") + lb.col("")).alias("s")).rows() == [(1, 4), (2, 6)]
    assert frame.sort("", descending=True).to_polars().equals(given.reverse())
    assert frame.group_by("").len().sort("").columns == ["", "len"]
    assert frame.rename({"": "id"}).columns == ["id", "x"]
    assert frame.join(frame.rename({"x": "y"}), on="").sort("").rows() == [(1, 3, 3), (2, 4, 4)]
    assert lb.sql('SELECT a."" + 1 AS "" FROM given a WHERE "" = 2').rows() == [(3,)]
