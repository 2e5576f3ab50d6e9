"""Makes three tables of as many rows each, in which one key has a tenth of the rows.

`facts` has two keys, `a` and `b`; in each, a tenth of the rows have the value 0 and the others any.
`as_` and `bs` have each key once, with a text and a number.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from harness.suite import Suite, parquet_files

ONE_IN = 10
"""One in so many rows has the common key."""

QUERIES = {
    "s1": "SELECT count(*), sum(f.v), sum(x.w), sum(y.w) FROM facts f JOIN as_ x ON f.a = x.a "
    "JOIN bs y ON f.b = y.b",
    "s2": "SELECT count(*), sum(f.v), max(x.text), max(y.text) FROM facts f JOIN as_ x ON f.a = x.a "
    "JOIN bs y ON f.b = y.b",
    "s3": "SELECT count(*), sum(f.v), max(f.text), max(x.text) FROM as_ x LEFT JOIN facts f "
    "ON x.a = f.a LEFT JOIN bs y ON f.b = y.b AND f.v > y.w",
}
"""Joins of all three: narrow rows, rows with texts, and with the skewed table on the right."""


def _keys(random: np.random.Generator, rows: int) -> np.ndarray:
    keys = random.integers(0, rows, rows)
    keys[random.random(rows) < 1 / ONE_IN] = 0
    return keys


def _texts(values: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise("row number", pa.array(values).cast(pa.string()), " ")


def make(rows: str, folder: Path) -> None:
    """Writes the three tables into `folder`; `rows` may be a number such as 10000000 or 1e7."""
    random = np.random.default_rng(7)
    count = int(float(rows))
    facts = {
        "a": _keys(random, count),
        "b": _keys(random, count),
        "v": random.integers(0, 1000, count),
        "text": _texts(random.integers(0, count, count)),
    }
    pq.write_table(pa.table(facts), folder / "facts.parquet")
    for name, key in (("as_", "a"), ("bs", "b")):
        keys = random.permutation(count)
        columns = {
            key: keys,
            "w": random.integers(0, 1000, count),
            "text": _texts(keys),
        }
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")


SUITE = Suite(
    name="skew",
    title="Three joined tables, one key with a tenth of the rows",
    size_option="rows",
    size="10000000",
    prefix="rows",
    make=make,
    files=parquet_files,
    queries=lambda folder: QUERIES,
)
