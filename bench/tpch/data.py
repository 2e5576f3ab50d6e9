"""Makes the TPC-H tables as Parquet files, once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from harness.suite import Suite

TABLES = ("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem")


def make(scale: str, folder: Path) -> None:
    """Runs tpchgen-cli into `folder`."""
    beside = Path(sys.executable).with_name("tpchgen-cli")
    program = str(beside) if beside.exists() else shutil.which("tpchgen-cli")
    if not program:
        raise SystemExit("tpchgen-cli is missing: pip install tpchgen-cli")
    subprocess.run(
        [program, "parquet", "-s", scale, "--output-dir", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def files(folder: Path) -> dict[str, str]:
    """Returns the file of each table in `folder`; a table may also be a folder of files."""
    found = {}
    for table in TABLES:
        single = folder / f"{table}.parquet"
        many = folder / table
        if single.exists():
            found[table] = str(single)
        elif many.is_dir():
            found[table] = str(many / "*.parquet")
        else:
            raise SystemExit(f"there is no {single}; make the tables with --scale")
    return found


def queries() -> dict[str, str]:
    """Returns the text of the 22 queries by name, `q01` to `q22`."""
    folder = Path(__file__).with_name("queries")
    return {path.stem: path.read_text() for path in sorted(folder.glob("q*.sql"))}


SUITE = Suite(
    name="tpch",
    title="TPC-H",
    size_option="scale",
    size="1",
    prefix="sf",
    make=make,
    files=files,
    queries=lambda folder: queries(),
    polars="tpch.polars_queries",
)
