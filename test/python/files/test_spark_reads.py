"""Has Spark read the Parquet files that COPY writes. Left out where PySpark is not installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import arrow_values
import engine
import pyarrow as pa
import pytest

pyspark = pytest.importorskip("pyspark")

COLUMNS = {
    "flag": "i % 2 = 0",
    "tiny": "(i % 128)::TINYINT",
    "small": "i::SMALLINT",
    "number": "i::INTEGER",
    "big": "i::BIGINT * 4000000000",
    "single": "i::FLOAT / 8",
    "double": "i::DOUBLE / 7",
    "price": "(i / 8)::DECIMAL(12, 2)",
    "huge": "(i / 8)::DECIMAL(38, 4)",
    "day": "DATE '2020-01-01' + i::INTEGER",
    "moment": "make_timestamp(i * 1000000)",
    "instant": "make_timestamp(i * 1000000)::TIMESTAMPTZ",
    "text": "'text ' || i",
    "bytes": "('x' || i)::BLOB",
    "list": "[i, NULL, i + 1]",
    "record": "{'a': i, 'b': {'c': [i]}}",
    "entries": "MAP {'k': i, 'l': NULL}",
    "none": "NULL::INTEGER",
}


@pytest.fixture(scope="module")
def spark() -> Any:
    """Starts Spark in this process."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize("options", [
    "COMPRESSION snappy",
    "COMPRESSION zstd, PARQUET_VERSION 'v2', ROW_GROUP_SIZE 1000",
    "COMPRESSION gzip, DICTIONARY false, PAGE_SIZE_BYTES 1024",
    "COMPRESSION lz4_raw, WRITE_BLOOM_FILTER true",
])  # fmt: skip
def test_types(spark: Any, tmp_path: Path, options: str) -> None:
    """Compares columns of all types that Spark knows, a third of their rows NULL."""
    lake = engine.connect(("SET threads = 2", "SET TimeZone = 'UTC'"))
    cells = ", ".join(f"CASE WHEN i % 3 > 0 THEN {e} END AS \"{n}\"" for n, e in COLUMNS.items())
    rows = f"SELECT i AS row, {cells} FROM range(5000) r(i)"
    path = tmp_path / "rows.parquet"
    lake.run(f"COPY ({rows}) TO '{path}' (FORMAT parquet, {options})")
    expected = lake.arrow(f"SELECT * FROM ({rows}) ORDER BY row")
    frame = spark.read.parquet(str(path))
    assert frame.where("number > 4990").count() == lake.rows(f"SELECT count(*) FROM '{path}' WHERE number > 4990")[0][0]
    found = frame.orderBy("row").toArrow()
    assert found.column_names == expected.column_names
    assert arrow_values.difference(found.cast(expected.schema), expected) == ""


def test_partitions(spark: Any, tmp_path: Path) -> None:
    """Reads a table in folders of keys."""
    lake = engine.connect()
    lake.run(f"COPY (SELECT i, i % 3 AS k FROM range(100) r(i)) TO '{tmp_path}/t' "
             "(FORMAT parquet, PARTITION_BY (k))")  # fmt: skip
    found = spark.read.parquet(f"{tmp_path}/t").groupBy("k").sum("i").orderBy("k").collect()
    assert [tuple(row) for row in found] == [(0, 1683), (1, 1617), (2, 1650)]
