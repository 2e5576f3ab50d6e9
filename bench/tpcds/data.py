"""Makes the TPC-DS tables as Parquet files, and the text of the queries, once.

The generator is the one inside the DuckDB 0.10.3 wheel: later wheels download theirs. That wheel is
installed into a folder of its own, beside the DuckDB that answers are compared with.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from harness.suite import Suite, cache

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


def _generator() -> Path:
    """Returns the folder of the wheel with the generator, which is installed if it is not there."""
    generator = cache() / "tpcds" / "generator"
    if not generator.is_dir():
        print(f"installing {GENERATOR}, which holds the TPC-DS generator", file=sys.stderr)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--target", f"{generator}.partial", GENERATOR], check=True)
        Path(f"{generator}.partial").rename(generator)
    return generator


def make(scale: str, folder: Path) -> None:
    """Generates tables and queries into `folder`."""
    command = [sys.executable, "-c", MAKE_TABLES, str(_generator()), str(folder), scale]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


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


SUITE = Suite(
    name="tpcds",
    title="TPC-DS",
    size_option="scale",
    size="1",
    prefix="sf",
    make=make,
    files=files,
    queries=queries,
)
