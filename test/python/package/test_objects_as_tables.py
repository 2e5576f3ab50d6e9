"""Reads objects of Python as tables, and says why others are none."""

from __future__ import annotations

import copy
import datetime as dt
import decimal
import pickle
from pathlib import Path
from typing import Any

import lakebolt as lb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (5, "of type int, which is no table$"),
        ([{"a": 1}], r"of type list, .*from_dicts\(value\) makes one"),
        ({"a": [1]}, r"of type dict, .*from_dict\(value\) makes one"),
        (pl.Series([1]), r'of type Series, .*from_dict\({"value": value}\) makes one'),
        (pd.Series([1]), "of type Series"),
        (pa.array([1]), "of type Int64Array"),
        (pa.chunked_array([[1]]), "of type ChunkedArray"),
    ],
)
def test_variables_that_are_no_tables(value: Any, advice: str) -> None:
    """Says of what type a variable is, and what makes a table of it."""
    with pytest.raises(lb.ProgrammingError, match=f'the variable "value" is {advice}') as caught:
        lb.sql("FROM value")
    assert caught.value.hint is not None
    with pytest.raises(lb.ProgrammingError, match=f'the variable "value" is {advice}'):
        lb.connect().execute("FROM value")
    if not isinstance(value, (int, list, dict)):
        assert lb.from_dict({"value": value}).rows() == [(1,)]


def test_misspelt_variables() -> None:
    """Says which variable may be meant."""
    people = pd.DataFrame({"a": [1]})
    for run in (lb.sql, lb.connect().execute):
        with pytest.raises(lb.ProgrammingError, match='did you mean the variable "people"'):
            run("FROM peopel")
    assert len(people) == 1


def test_scanners() -> None:
    """Reads what a scanner of a dataset chooses."""
    scanner = ds.dataset(pa.table({"a": [1, 2], "b": [3, 4]})).scanner(columns=["b"])
    frame = lb.sql("FROM scanner")
    assert frame.rows() == frame.rows() == [(3,), (4,)]
    assert lb.connect().execute("FROM scanner").fetchall() == [(3,), (4,)]


def test_readers_are_read_once() -> None:
    """Raises where a reader has no rows any more."""
    reader = pa.table({"a": [1]}).to_reader()
    assert lb.sql("FROM reader a, reader b").rows() == [(1, 1)]
    with pytest.raises(lb.InterfaceError, match="read to its end before"):
        lb.sql("FROM reader")
    connection = lb.connect()
    reader = pa.table({"a": [1]}).to_reader()
    assert connection.execute("FROM reader").fetchall() == [(1,)]
    with pytest.raises(lb.InterfaceError, match="read to its end before"):
        connection.execute("FROM reader")


def test_arrays_that_arrow_refuses() -> None:
    """Raises an error of ours."""
    for array in (np.array(["a", None, 1], dtype=object), np.array([1], dtype=">i4")):
        with pytest.raises(lb.DataError, match="the arrays cannot be read"):
            lb.from_numpy(array)


@pytest.mark.parametrize("width", [pa.int16(), pa.int32(), pa.int64()])
def test_runs(width: pa.DataType) -> None:
    """Reads run-end-encoded columns, slices of them too, beside others and in lists."""
    ends = pa.array([0, 2, 5, 6, 9], width)[1:]
    values = pa.array(["?", "a text of more than twelve bytes", None, "b", ""])[1:]
    runs = pa.RunEndEncodedArray.from_arrays(ends, values)
    expected = [values[0].as_py()] * 2 + [None] * 3 + ["b"] + [""] * 3
    table = pa.table({"r": runs, "i": range(9)})
    for first in range(9):
        for length in (1, 3, 9):
            part = table.slice(first, length)
            assert [row[0] for row in lb.from_arrow(part).rows()] == expected[first : first + length]
    counted = lb.from_arrow(table).group_by("r").agg(lb.len()).sort("r", nulls_last=True)
    assert counted.rows() == [("", 3), (values[0].as_py(), 2), ("b", 1), (None, 3)]
    lists = pa.ListArray.from_arrays(pa.array([0, 4, 9]), runs)
    assert lb.from_arrow(pa.table({"l": lists})).rows() == [(expected[:4],), (expected[4:],)]


def test_days_in_milliseconds() -> None:
    """Reads date64 as DATE."""
    days = [dt.date(1970, 1, 1), dt.date(1969, 12, 31), None, dt.date(2024, 2, 29)]
    frame = lb.from_arrow(pa.table({"d": pa.array(days, pa.date64())}))
    assert frame.schema == {"d": lb.Date}
    assert [row[0] for row in frame.rows()] == days


def test_files_that_change(tmp_path: Path) -> None:
    """Raises where a file has other columns than the frame over it was made with."""
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    frame = lb.read_csv(str(path))
    assert frame.rows() == [(1,)]
    path.write_text("a,b\n1,2\n")
    with pytest.raises(lb.ProgrammingError, match=r"has changed: .*\['a'\].* \['a', 'b'\] now"):
        frame.rows()
    assert frame.select("a").rows() == [(1,)]


def test_copies_and_pickles() -> None:
    """Copies a frame as itself, and pickles its rows with their types."""
    frame = lb.from_dict({"a": [1, None], "t": [dt.datetime(2024, 1, 1), None]}).with_columns(
        z=lb.col("t").dt.replace_time_zone("Europe/Oslo")
    )
    assert copy.copy(frame) is copy.deepcopy(frame) is frame
    again = pickle.loads(pickle.dumps(frame.filter(lb.col("a") == 1)))
    assert again.rows() == frame.head(1).rows()
    assert again.schema == frame.schema


def test_errors_between_batches() -> None:
    """Raises the engine's own error while batches are taken."""
    frame = lb.sql("SELECT CASE WHEN range = 3000000 THEN error('boom') END AS x FROM range(4000000)")
    with pytest.raises(lb.ProgrammingError, match="boom"):
        list(frame.iter_batches())


def test_functions_called_like_those_of_sql() -> None:
    """Raises only where the name is called, and says where."""

    @lb.udf
    def add(a: int, b: int) -> int:
        return a + b

    assert lb.sql("SELECT 'add' AS address, 1 AS add").rows() == [("add", 1)]
    with pytest.raises(lb.ProgrammingError, match='"add" is a variable of yours') as caught:
        lb.sql("SELECT\n  add(1, 2)")
    assert "LINE 2:   add(1, 2)\n          ^^^\nHINT: " in str(caught.value)
    assert caught.value.position == 9
    assert add(1, 2) == 3


def test_defaults_of_parameters() -> None:
    """Lets arguments out that have a default, in SQL, expressions and workers."""

    @lb.udf
    def plus(a: int, b: int = 5) -> int:
        return a + b

    assert lb.sql("SELECT plus(1), plus(1, 2)").rows() == [(6, 3)]
    assert lb.range(2).select(plus(lb.col("range"))).rows() == [(5,), (6,)]
    for wrong in ("plus()", "plus(1, 2, 3)"):
        with pytest.raises(lb.ProgrammingError, match="no overload of plus"):
            lb.sql(f"SELECT {wrong}")
    connection = lb.connect()
    connection.create_function("both", lambda a, b=1: a + b, [int, int], int)
    assert connection.sql("SELECT both(1), both(1, 2)").rows() == [(2, 3)]
    connection.create_function("one", lambda a, b=1: a + b, [int], int)
    with pytest.raises(lb.ProgrammingError, match="no overload of one"):
        connection.sql("SELECT one(1, 2)")


def test_decimals_keep_their_digits() -> None:
    """Gives a parameter of decimals what it gets, and other numbers as decimals."""

    @lb.udf
    def shown(a: decimal.Decimal) -> str:
        return str(a)

    assert lb.sql("SELECT shown(1.50::DECIMAL(10, 2)), shown(2.5)").rows() == [("1.50", "2.5")]
    assert lb.sql("SELECT shown(1)::DECIMAL(9, 3)").item() == decimal.Decimal("1.000")


def test_hints_name_no_operators() -> None:
    """Takes no operator for a misspelt function."""
    with pytest.raises(lb.ProgrammingError) as caught:
        lb.sql("SELECT f(1)")
    assert "%" not in str(caught.value.hint)
