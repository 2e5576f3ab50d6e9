"""Reads and writes open files and bytes, and files with the options of Polars and pandas."""

from __future__ import annotations

import io

import lakebolt as lb
import polars as pl
import pytest

FRAME = lb.from_dict({"a": [1, 2, 3], "b": ["x", None, "z"]})
TEXT = "a,b\n1,x\n2,\n3,z\n"


def test_csv_of_open_files(tmp_path):
    assert lb.read_csv(io.StringIO(TEXT)).rows() == FRAME.rows()
    assert lb.read_csv(io.BytesIO(TEXT.encode())).rows() == FRAME.rows()
    assert lb.read_csv(TEXT.encode()).rows() == FRAME.rows()
    path = tmp_path / "a.csv"
    path.write_text(TEXT)
    with open(path) as file:
        frame = lb.read_csv(file)
    assert frame.rows() == frame.rows() == FRAME.rows()  # after the file was closed
    with open(path, "rb") as file:
        assert lb.connect().read_csv(file, columns=["a"]).rows() == [(1,), (2,), (3,)]


def test_csv_to_open_files():
    text, content = io.StringIO(), io.BytesIO()
    FRAME.write_csv(text)
    FRAME.write_csv(content)
    assert text.getvalue() == content.getvalue().decode() == FRAME.write_csv() == TEXT
    assert pl.read_csv(io.StringIO(FRAME.write_csv())).rows() == FRAME.rows()
    assert FRAME.write_csv(separator=";", include_header=False) == "1;x\n2;\n3;z\n"


@pytest.mark.parametrize("kind", ["parquet", "ipc"])
def test_binary_files(kind):
    file = io.BytesIO()
    getattr(FRAME, f"write_{kind}")(file)
    assert getattr(lb, f"read_{kind}")(io.BytesIO(file.getvalue())).rows() == FRAME.rows()
    chosen = getattr(lb, f"read_{kind}")(file.getvalue(), columns=["b"], n_rows=2)
    assert chosen.columns == ["b"] and chosen.height == 2


def test_json_texts():
    assert lb.read_json(io.StringIO(FRAME.write_json())).rows() == FRAME.rows()
    assert lb.read_ndjson(FRAME.write_ndjson().encode()).rows() == FRAME.rows()
    assert FRAME.write_ndjson().splitlines()[0] == '{"a":1,"b":"x"}'


def test_options_of_csv(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("n;k\n1;x\n2;y\n")
    peers = [
        {"separator": ";", "columns": ["k"]},
        {"separator": ";", "columns": [1]},
        {"separator": ";", "n_rows": 1},
        {"separator": ";", "new_columns": ["p", "q"]},
        {"separator": ";", "schema_overrides": {"n": pl.String}},
        {"separator": ";", "has_header": False, "skip_rows": 1},
    ]
    for options in peers:
        theirs = pl.read_csv(path, **options)
        ours = lb.read_csv(path, **options)
        assert ours.rows() == theirs.rows(), options
        if options.get("has_header", True):
            assert ours.columns == theirs.columns, options
    assert lb.read_csv(path, sep=";", skiprows=1, header=False).rows() == [(1, "x"), (2, "y")]
    assert lb.read_csv(path, columns={"p": "VARCHAR", "q": "VARCHAR"}).columns == ["p", "q"]
    with pytest.raises(lb.InterfaceError, match="said twice"):
        lb.read_csv(path, sep=";", separator=",")
    with pytest.raises(lb.Error, match="did you mean"):
        lb.read_csv(path, delimitr=";")


def test_statistics_of_parquet(tmp_path):
    FRAME.write_parquet(tmp_path / "a.parquet", statistics=True)
    with pytest.raises(lb.NotSupportedError, match="always"):
        FRAME.write_parquet(tmp_path / "a.parquet", statistics=False)


def test_frames_without_columns():
    assert repr(lb.sql("")) == lb.sql("")._repr_html_() == ""


def test_errors_in_notebooks():
    try:
        lb.sql("SELECT bogus")
    except lb.Error as error:
        lines = error._render_traceback_()
    assert any(__file__ in line for line in lines)
    assert not any("lakebolt/connection.py" in line for line in lines)
    assert "bogus" in lines[-2] or "bogus" in lines[-3]
