"""Makes the TPC-H tables as Parquet files, once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

TABLES = ("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem")


def default_folder(scale: str) -> Path:
    """Returns where the tables of scale factor `scale` are kept between runs."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return cache / "lakebolt" / "tpch" / f"sf{scale}"


def make(scale: str, folder: Path) -> None:
    """Runs tpchgen-cli into `folder`, unless all the tables are there already."""
    if all((folder / f"{table}.parquet").exists() for table in TABLES):
        return
    beside = Path(sys.executable).with_name("tpchgen-cli")
    program = str(beside) if beside.exists() else shutil.which("tpchgen-cli")
    if not program:
        raise SystemExit("tpchgen-cli is missing: pip install tpchgen-cli")
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    print(f"making TPC-H at scale factor {scale} in {folder}", file=sys.stderr)
    subprocess.run(
        [program, "parquet", "-s", scale, "--output-dir", str(partial)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


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
