"""Tests what frames are made of mixed Python values, and intervals on their way out and back."""

from __future__ import annotations

import datetime as dt

import lakebolt as lb
import numpy as np
import pandas as pd
import polars as pl
import pytest


def test_times_beside_dates_are_kept():
    day, moment = dt.date(2024, 1, 1), dt.datetime(2024, 1, 1, 5)
    expected = [(None,), (dt.datetime(2024, 1, 1),), (moment,)]
    assert lb.from_dict({"a": [None, day, moment]}).rows() == expected
    assert lb.from_records([(None,), (day,), (moment,)]).rows() == expected
    assert lb.from_dicts([{"a": None}, {"a": day}, {"a": moment}]).rows() == expected
    assert lb.from_dict({"a": [day, None]}).types == ["DATE"]


@pytest.mark.parametrize(
    "columns", [{"a": [1, "x"]}, {"a": [2**63, 2**64]}, {"a": [1], "b": [1, 2]}]
)
def test_columns_that_are_none(columns):
    with pytest.raises(lb.DataError, match='"a"'):
        lb.from_dict(columns)


def test_intervals_are_durations_outside():
    spans = pl.DataFrame({"d": [dt.timedelta(days=1, hours=2), None, dt.timedelta(seconds=-3)]})
    frame = lb.from_polars(spans)
    assert frame.types == ["INTERVAL"]
    assert frame.pl().equals(spans)
    assert frame.slice(1).pl().equals(spans.slice(1))
    assert frame.to_pandas()["d"].dtype == np.dtype("timedelta64[us]")
    assert frame.filter(lb.lit(False)).pl().schema == spans.schema


def test_objects_of_python_are_refused():
    objects = pl.DataFrame({"o": [object()]})
    with pytest.raises(lb.InterfaceError, match='"o" holds objects'):
        lb.from_polars(objects).rows()


def test_signatures_of_pyspark():
    frame = lb.from_dict({"city": ["a", "b"], "km": [1.0, 2.0]})
    other = lb.from_dict({"city": ["b", "c"], "x": [1, 2]})
    joined = frame.join(other, on="city", how="outer").sort("city")
    assert joined.rows() == [("a", 1.0, None), ("b", 2.0, 1), ("c", None, 2)]
    assert "city_right" in frame.join(other, on="city", how="full").columns
    assert frame.withColumns({"a": lb.col("km") + 1, "b": lb.lit(2)}).row(1) == ("b", 2.0, 3.0, 2)
    assert frame.unionByName(other, allowMissingColumns=True).columns == ["city", "km", "x"]
    assert frame.describe("km").columns == ["statistic", "km"]
    assert frame.describe([0.5]).height == 7
    assert frame.approxQuantile("km", [0.5], 0.01) == [1.5]
    assert frame.sampleBy("city", {"a": 1.0}, seed=1).rows() == [("a", 1.0)]
    assert lb.range(10_000).sample(0.5, seed=3).height == pytest.approx(5000, abs=400)


def test_names_of_pysparks_functions_say_what_there_is():
    with pytest.raises(AttributeError, match=r"call_function\('upper', …\)"):
        lb.upper  # noqa: B018
    with pytest.raises(AttributeError, match="lag is a method of expressions"):
        lb.lag  # noqa: B018
    assert not hasattr(lb, "no_such_name")


def test_columns_as_attributes():
    frame = lb.from_dict({"km": [1, 2], "sum": [3, 4], "_x": [5, 6]})
    assert frame.select(frame.km * 2).rows() == [(2,), (4,)]
    assert callable(frame.sum) and not hasattr(frame, "_x") and not hasattr(frame, "KM")
    with pytest.raises(AttributeError, match="no method or column 'miles'"):
        frame.miles  # noqa: B018


def test_names_that_differ_in_case_are_told():
    with pytest.warns(UserWarning, match='"A" is called "A_1" here'):
        frame = lb.from_polars(pl.DataFrame({"a": [1], "A": [2]}))
    assert frame.rows() == [(1, 2)]


def test_pandas_columns_of_mixed_values():
    mixed = pd.DataFrame({"o": [1, "a", None]})
    with pytest.raises(lb.DataError, match="column o"):
        lb.from_pandas(mixed)
    with pytest.raises(lb.DataError, match="column o"):
        lb.sql("FROM mixed").rows()


def test_names_for_completion():
    assert "sql" in dir(lb) and not {"Any", "annotations", "tensors"} & set(dir(lb))
