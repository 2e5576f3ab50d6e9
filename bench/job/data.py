"""Writes the film tables and gives the queries: one of each of the benchmark's 33 families."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from harness.suite import Suite, parquet_files

from .tables import Films


def make(scale: str, folder: Path) -> None:
    """Writes all tables into `folder`."""
    for name, columns in Films(float(scale)).tables():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")


def queries(folder: Path) -> dict[str, str]:
    """Returns the queries by name, `q01` to `q33`."""
    text = Path(__file__).with_name("queries.sql").read_text()
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return {f"q{i:02d}": part for i, part in enumerate(parts, 1)}


SUITE = Suite(
    name="job",
    title="JOB-like",
    size_option="scale",
    size="1",
    prefix="sf",
    make=make,
    files=parquet_files,
    queries=queries,
)
