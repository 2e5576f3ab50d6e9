"""Makes the TPC-DS tables as Parquet files, and the text of the queries, once.

The generator is the one inside the DuckDB 0.10.3 wheel: later wheels download theirs. That wheel is
installed into a folder of its own, beside the DuckDB that answers are compared with.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

GENERATOR = "duckdb==0.10.3"
QUERY_COUNT = 99
MAKE_TABLES = """
import sys
sys.path.insert(0, sys.argv[1])
import duckdb
folder, scale = sys.argv[2], sys.argv[3]
connection = duckdb.connect()
connection.execute(f"CALL dsdgen(sf = {scale})")
for (table,) in connection.execute("SHOW TABLES").fetchall():
    connection.execute(f"COPY {table} TO '{folder}/{table}.parquet' (FORMAT parquet)")
for number, text in connection.execute("SELECT query_nr, query FROM tpcds_queries()").fetchall():
    with open(f"{folder}/q{number:02d}.sql", "w") as file:
        file.write(text)
"""


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "lakebolt"


def default_folder(scale: str) -> Path:
    """Returns where the tables of scale factor `scale` are kept between runs."""
    return _cache() / "tpcds" / f"sf{scale}"


def make(scale: str, folder: Path) -> None:
    """Generates tables and queries into `folder`, unless they are there already."""
    if folder.is_dir():
        return
    generator = _cache() / "tpcds" / "generator"
    if not generator.is_dir():
        print(f"installing {GENERATOR}, which holds the TPC-DS generator", file=sys.stderr)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", f"{generator}.partial", GENERATOR], check=True)
        Path(f"{generator}.partial").rename(generator)
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    print(f"making TPC-DS at scale factor {scale} in {folder}", file=sys.stderr)
    command = [sys.executable, "-c", MAKE_TABLES, str(generator), str(partial), scale]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    partial.rename(folder)


def files(folder: Path) -> dict[str, str]:
    """Returns the file of each table in `folder`."""
    return {path.stem: str(path) for path in sorted(folder.glob("*.parquet"))}


def queries(folder: Path) -> dict[str, str]:
    """Returns the text of the 99 queries by name, `q01` to `q99`.

    The alias AT of query 90 is put in quotes: the word is reserved since DuckDB 2.
    """
    texts = {path.stem: path.read_text() for path in sorted(folder.glob("q*.sql"))}
    texts["q90"] = texts["q90"].replace(") AT,", ') "at",')
    return texts
