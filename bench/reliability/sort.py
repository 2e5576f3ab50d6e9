#!/usr/bin/env python3
"""Sorts more CSV rows than fit memory, on Lakebolt and on DuckDB, each in a process of its own.

    bench/reliability/sort.py --gigabytes 20 --memory 2GB
    bench/reliability/sort.py --gigabytes 2 --memory 256MB --engines lakebolt

The rows are TPC-H's lineitem at scale factor 1 as a CSV file of about 0.75 GB, read as often as it
takes under different names (links, so that the disk needs room for one copy and for what is
spilled). All columns come out in order and are read batch by batch; their number and their order
are checked. Peaks are of the whole process, as the system counts them.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow as pa  # noqa: E402
from tpch.data import SUITE  # noqa: E402

KEYS = ["l_shipdate", "l_comment", "l_orderkey"]
QUERY = "SELECT * FROM read_csv('{files}') ORDER BY " + ", ".join(KEYS)


def prepare(folder: Path, gigabytes: float) -> tuple[str, int]:
    """Writes the CSV file unless it is there, and links to it; returns a glob and the copies."""
    import lakebolt

    text = folder / "lineitem.csv"
    if not text.exists():
        tables = SUITE.files(SUITE.made("1"))
        writing = folder / "writing.csv"
        lakebolt.connect().execute(
            f"COPY (SELECT * FROM '{tables['lineitem']}') TO '{writing}' (FORMAT csv, HEADER)"
        )
        writing.rename(text)
    copies = max(1, round(gigabytes * 1e9 / text.stat().st_size))
    links = folder / f"copies{copies}"
    links.mkdir(exist_ok=True)
    for copy in range(copies):
        link = links / f"lineitem{copy:04}.csv"
        if not link.exists():
            link.symlink_to(text)
    return f"{links}/*.csv", copies


def batches(
    engine: str, memory: str, threads: int, spill: Path, sql: str
) -> Iterator[pa.RecordBatch]:
    """Runs `sql` and gives its rows as they come."""
    connection = __import__(engine).connect()
    connection.execute(f"SET threads = {threads}")
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute(f"SET temp_directory = '{spill}'")
    if engine == "lakebolt":
        yield from connection.execute(sql).fetch_record_batch()
    else:
        yield from connection.sql(sql).to_arrow_reader(1 << 16)


def sort(engine: str, memory: str, threads: int, spill: Path, files: str) -> dict[str, object]:
    """Sorts in this process; returns seconds, rows, peak and whether the rows came in order."""
    start = time.perf_counter()
    rows = 0
    last: tuple[object, ...] | None = None
    ordered = True
    for batch in batches(engine, memory, threads, spill, QUERY.format(files=files)):
        if batch.num_rows == 0:
            continue
        rows += batch.num_rows
        keys = [batch.column(batch.schema.get_field_index(key)) for key in KEYS]
        for place in (0, batch.num_rows // 2, batch.num_rows - 1):
            row = tuple(key[place].as_py() for key in keys)
            ordered = ordered and (last is None or last <= row)
            last = row
    seconds = time.perf_counter() - start
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return {
        "seconds": round(seconds, 1),
        "rows": rows,
        "ordered": ordered,
        "peak MiB": int(peak.group(1)) // 1024 if peak else None,
    }


def main() -> int:
    """Reads the command line, and runs each engine in a process of its own."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--gigabytes", type=float, default=20, help="size of the CSV rows (20)")
    options.add_argument("--memory", default="2GB", help="memory limit (2GB)")
    options.add_argument("--threads", type=int, default=2, help="threads of each engine (2)")
    options.add_argument("--engines", default="lakebolt,duckdb", help="comma-separated")
    options.add_argument("--timeout", type=float, default=7200, help="seconds for one sort (7200)")
    options.add_argument("--folder", type=Path, help="where files are made and spilled")
    options.add_argument("--only", nargs=2, metavar=("ENGINE", "FILES"), help=argparse.SUPPRESS)
    given = options.parse_args()
    folder = given.folder or Path.home() / ".cache" / "lakebolt" / "sort"
    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    if given.only:
        engine, files = given.only
        print(json.dumps(sort(engine, given.memory, given.threads, spill, files)))
        return 0
    files, copies = prepare(folder, given.gigabytes)
    print(f"{copies} x {folder}/lineitem.csv, {given.memory}, {given.threads} threads", flush=True)
    command = [sys.executable, __file__, *sys.argv[1:], "--only"]
    for engine in given.engines.split(","):
        try:
            done = subprocess.run(
                [*command, engine, files], capture_output=True, text=True, timeout=given.timeout
            )
            result = done.stdout.strip() or done.stderr.strip().split("\n")[-1]
        except subprocess.TimeoutExpired:
            result = f"not done in {given.timeout:.0f} s"
        print(f"{engine}: {result}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
