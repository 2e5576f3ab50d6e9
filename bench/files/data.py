"""Makes the files that are read: lineitem as CSV, JSON lines, Arrow IPC and Parquet, once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

JSON_SHARE = 0.36
"""Names take room: of so many of the rows, JSON lines are as large as the CSV file of all."""


def make(scale: str, folder: Path) -> dict[str, Path]:
    """Makes what is missing in `folder`; returns the files by format."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "csv": folder / "lineitem.csv",
        "parquet": folder / "lineitem.parquet",
        "arrow": folder / "lineitem.arrow",
        "jsonl": folder / "lineitem.jsonl",
    }
    for kind in ("csv", "parquet"):
        if not made[kind].exists():
            generate(kind, scale, folder)
    if not made["arrow"].exists():
        write_arrow(made["csv"], made["arrow"])
    if not made["jsonl"].exists():
        write_json(made["csv"], made["jsonl"])
    return made


def generate(kind: str, scale: str, folder: Path) -> None:
    """Runs tpchgen-cli into `folder`."""
    beside = Path(sys.executable).with_name("tpchgen-cli")
    program = str(beside) if beside.exists() else shutil.which("tpchgen-cli")
    if not program:
        raise SystemExit("tpchgen-cli is missing: pip install tpchgen-cli")
    command = [program, kind, "-s", scale, "-T", "lineitem", "--output-dir", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def write_arrow(text: Path, out: Path) -> None:
    """Writes the rows of a CSV file as an Arrow IPC file without compression."""
    import pyarrow as pa
    from pyarrow import csv

    writing = out.with_suffix(".writing")
    with csv.open_csv(str(text)) as reader, pa.OSFile(str(writing), "wb") as file:
        with pa.ipc.new_file(file, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
    writing.rename(out)


def write_json(text: Path, out: Path) -> None:
    """Writes the first rows of a CSV file as JSON lines."""
    import duckdb

    writing = out.with_suffix(".writing")
    rows = duckdb.sql(f"SELECT count(*) FROM read_csv('{text}')").fetchall()[0][0]
    duckdb.sql(
        f"COPY (FROM read_csv('{text}') LIMIT {int(rows * JSON_SHARE)}) TO '{writing}' (FORMAT json)"
    )
    writing.rename(out)
