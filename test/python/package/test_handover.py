"""Hands rows over to Polars, pandas and PyArrow."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import lakebolt as lb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

LONG = "a text that is longer than a view"
TEXTS = ["", "a", "abcdefghijkl", "abcdefghijklm", "é" * 7, LONG]


def texts(count: int) -> list[tuple[str | None, bytes | None]]:
    """Makes rows of short and long texts, bytes and NULLs."""
    chance = random.Random(11)
    return [
        (
            None if chance.random() < 0.1 else chance.choice(TEXTS) + "x" * chance.randrange(20),
            None if chance.random() < 0.1 else chance.randbytes(chance.randrange(30)),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("chunk_size", [1, 3, 2048])
def test_texts_to_polars(chunk_size: int) -> None:
    """Gives texts and blobs as views: flat, constant, filtered, in lists and structs."""
    connection = lb.connect()
    connection.execute(f"SET chunk_size = {chunk_size}")
    rows = texts(100 if chunk_size == 1 else 6000)
    frame = connection.from_records(rows, ["s", "b"])
    assert frame.pl().rows() == rows
    assert frame.pl(rechunk=True).n_chunks() == 1
    kept = frame.filter(lb.col("s").str.len_chars() > 12).pl()
    assert kept.rows() == [row for row in rows if row[0] is not None and len(row[0]) > 12]
    nested = frame.select(l=lb.call_function("list_value", "s", lb.lit(TEXTS[-1])),
                          t=lb.struct("s"), c=lb.lit(TEXTS[-1])).pl()  # fmt: skip
    assert nested.rows() == [([s, TEXTS[-1]], {"s": s}, TEXTS[-1]) for s, _ in rows]


def test_dictionaries_to_polars(tmp_path: Path) -> None:
    """Gives rows that share texts, from a file's dictionaries, whole and in part."""
    rows = [None if i % 7 == 0 else TEXTS[i % 6] + str(i % 5) for i in range(200_000)]
    path = tmp_path / "t.parquet"
    pl.DataFrame({"s": rows}).write_parquet(path, row_group_size=70_000)
    frame = lb.read_parquet(str(path))
    assert frame.pl()["s"].to_list() == rows
    assert frame.slice(69_990, 30).pl()["s"].to_list() == rows[69_990:70_020]
    assert frame.filter(lb.col("s") == TEXTS[5] + "1").pl()["s"].to_list() == [
        row for row in rows if row == TEXTS[5] + "1"
    ]


def test_polars_copies_no_text() -> None:
    """Gives Polars one array for each that a worker made, put together by nobody."""
    frame = lb.range(400_000).select(s=lb.concat_str(lb.lit(LONG), lb.col("range")))
    arrays = frame.pl()
    assert arrays.n_chunks() > 1
    assert arrays["s"][399_999] == LONG + "399999"


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("1::HUGEINT", pl.Int128, 1),
        ("340282366920938463463374607431768211455::UHUGEINT", pl.UInt128, 2**128 - 1),
        ("1.5::DECIMAL(38, 2)", pl.Decimal(38, 2), Decimal("1.50")),
        ("INTERVAL 36 HOUR", pl.Duration("us"), pd.Timedelta(hours=36).to_pytimedelta()),
    ],
)
def test_types_of_polars(value: str, kind: object, expected: object) -> None:
    """Gives Polars' own types where Arrow has others."""
    made = lb.sql(f"SELECT {value} AS x UNION ALL SELECT NULL").pl()
    assert made.schema["x"] == kind
    assert made["x"].to_list() == [expected, None]


@pytest.mark.parametrize(
    "value", ["INTERVAL 1 MONTH", "[INTERVAL 1 DAY]", "union_value(a := 1)", "1::DECIMAL(60, 2)"]
)
def test_types_that_polars_lacks(value: str) -> None:
    """Refuses them by name."""
    with pytest.raises(lb.NotSupportedError, match='Polars has no type for the column "x" of'):
        lb.sql(f"SELECT {value} AS x").pl()


def test_error_on_the_way_to_polars() -> None:
    """Raises the engine's own error, not Polars' account of it."""
    frame = lb.sql("SELECT CASE WHEN range = 3000000 THEN error('boom') END AS x FROM range(4000000)")
    with pytest.raises(lb.ProgrammingError, match="boom"):
        frame.pl()


def test_lazy_polars() -> None:
    """Gives a LazyFrame that asks for the columns and rows that it needs."""
    frame = lb.range(100_000).with_columns(t=lb.col("range").cast(lb.String))
    lazy = frame.pl(lazy=True)
    assert lazy.collect_schema() == {"range": pl.Int64, "t": pl.String}
    assert lazy.filter(pl.col("range") > 99_997).select("t").collect().rows() == [("99998",), ("99999",)]
    assert lazy.head(2).collect().rows() == [(0, "0"), (1, "1")]
    assert lazy.select(pl.len()).collect().item() == 100_000
    assert lb.connect().execute("SELECT 1 AS a").pl(lazy=True).collect().rows() == [(1,)]


def test_arrow_backed_pandas() -> None:
    """Gives pandas columns of Arrow's types, in pandas' words and in PyArrow's."""
    frame = lb.from_dict({"a": [1, None], "s": ["x", None]})
    made = frame.to_pandas(dtype_backend="pyarrow")
    assert made.dtypes.tolist() == [pd.ArrowDtype(pa.int64()), pd.ArrowDtype(pa.string())]
    assert made["a"].isna().tolist() == [False, True]
    assert frame.df(types_mapper=pd.ArrowDtype).equals(made)
    assert frame.df(types_mapper={pa.int64(): pd.Int64Dtype()}.get)["a"].dtype == pd.Int64Dtype()
    with pytest.raises(lb.InterfaceError, match="dtype_backend"):
        frame.to_pandas(dtype_backend="arrow")  # type: ignore[call-overload]


@pytest.mark.parametrize("size", [1, 2047, 30_000, 1_000_000])
def test_batches_of_a_size(size: int) -> None:
    """Gives batches of so many rows, the last of fewer, by iterator and by reader."""
    rows = 50 if size == 1 else 100_000
    frame = lb.range(rows)
    full = [size] * (rows // size) + ([rows % size] if rows % size else [])
    batches = list(frame.iter_batches(size))
    assert [batch.num_rows for batch in batches] == full
    assert pa.Table.from_batches(batches)["range"].to_pylist() == list(range(rows))
    assert [batch.num_rows for batch in frame.to_arrow_reader(size)] == full
    with pytest.raises(lb.InterfaceError, match="at least one row"):
        list(frame.iter_batches(0))


def test_views_on_request() -> None:
    """Gives views to a consumer that asks for them by the schema that it requests."""
    frame = lb.sql("SELECT 'a text that is longer than a view' AS s, ['b'] AS l, NULL::VARCHAR AS n")
    view = pa.string_view()
    wanted = pa.schema([("s", view), ("l", pa.list_(view)), ("n", view)])
    table = pa.RecordBatchReader.from_stream(frame, schema=wanted).read_all()
    table.validate(full=True)
    assert table.schema.types == wanted.types
    assert table.to_pylist() == frame.rows(named=True)
    assert frame.to_arrow().schema.field("s").type == pa.string()
