#!/usr/bin/env python3
"""Reads, writes and hands over large files on Lakebolt, DuckDB and Polars, in turns.

    bench/files/run.py                              # 1 GB of CSV: lineitem at scale factor 1.3
    bench/files/run.py --only read --scale 0.1
    bench/files/run.py --only write_zstd --runs 5

Reading takes the greatest value of each column, so that all of them are read; written and handed
over are the rows of the CSV file, loaded before. What was written is read back by PyArrow, DuckDB
and Polars.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow as pa  # noqa: E402
from files import data, peers  # noqa: E402
from harness import answers  # noqa: E402
from harness.worker import Outcome, Worker  # noqa: E402

CASES = [
    "read_csv",
    "read_jsonl",
    "read_arrow",
    "write_snappy",
    "write_zstd",
    "to_pyarrow",
    "to_polars",
    "to_pandas",
]


def parse(arguments: list[str]) -> argparse.Namespace:
    """Reads the command line."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--scale", default="1.3", help="TPC-H scale factor (1.3: 1 GB of CSV)")
    options.add_argument("--folder", type=Path, help="where files are made, and found")
    options.add_argument("--only", default="", help="part of the names of the cases to run")
    options.add_argument("--runs", type=int, default=3, help="rounds; the least time counts (3)")
    options.add_argument("--threads", type=int, default=2, help="threads of each engine (2)")
    options.add_argument("--engines", default="lakebolt,duckdb,polars", help="comma-separated")
    options.add_argument("--timeout", type=float, default=300, help="seconds for one run (300)")
    return options.parse_args(arguments)


def start(options: argparse.Namespace) -> dict[str, Worker]:
    """Starts one process an engine."""
    workers = {}
    for name in options.engines.split(","):
        settings = {"tables": {}, "threads": options.threads, "memory": ""}
        worker = Worker(peers.PEERS[name], settings)
        problem = worker.start()
        if problem:
            print(f"{name} is left out: {problem}", file=sys.stderr)
        else:
            workers[name] = worker
    return workers


def serves(engine: str, case: str) -> bool:
    """Tells whether an engine has an operation."""
    return hasattr(peers.PEERS[engine], case) or case in peers.CODEC_OF


def argument(case: str, engine: str, files: dict[str, Path], folder: Path) -> str:
    """Returns the text that an operation takes."""
    if case in peers.CODEC_OF:
        return str(folder / f"{engine}.{case}.parquet")
    return str(files[case.removeprefix("read_")]) if case.startswith("read_") else ""


def measure(
    case: str, workers: dict[str, Worker], files: dict[str, Path], options: argparse.Namespace
) -> dict[str, Outcome]:
    """Runs a case in rounds, one engine after the other; returns the least times."""
    best: dict[str, Outcome] = {}
    for _ in range(options.runs):
        for engine, worker in workers.items():
            if not serves(engine, case):
                continue
            text = argument(case, engine, files, options.folder)
            outcome = worker.run(case, text, True, options.timeout)
            if engine not in best or outcome.error or outcome.seconds < best[engine].seconds:
                best[engine] = outcome
    return best


def read_back(path: str) -> int:
    """Reads a Parquet file by three other readers; returns its rows."""
    import duckdb
    import polars
    import pyarrow.parquet as pq

    rows = {
        pq.read_table(path).num_rows,
        duckdb.sql(f"SELECT max(COLUMNS(*)), count(*) FROM '{path}'").fetchall()[0][-1],
        polars.read_parquet(path).height,
    }
    if len(rows) != 1:
        raise SystemExit(f"{path} has {rows} rows")
    return rows.pop()


def remark(case: str, best: dict[str, Outcome], options: argparse.Namespace) -> str:
    """Says what else is to be known of a case: sizes, wrong answers."""
    if case in peers.CODEC_OF:
        sizes = {e: o.answer["bytes"][0].as_py() for e, o in best.items() if not o.error}
        rows = read_back(argument(case, "lakebolt", {}, options.folder))
        shown = ", ".join(f"{e} {size / 1e6:.1f} MB" for e, size in sizes.items())
        return f"  {shown}; {rows} rows read back"
    ours, duckdb = best.get("lakebolt"), best.get("duckdb")
    if ours is None or duckdb is None or ours.error or duckdb.error:
        return ""
    wrong = answers.difference(unnamed(ours.answer), unnamed(duckdb.answer))
    return f"  WRONG: {wrong[:80]}" if wrong else ""


def unnamed(table: pa.Table) -> pa.Table:
    """Returns a table whose columns are named by their places."""
    return table.rename_columns([str(place) for place in range(table.num_columns)])


def main(arguments: list[str]) -> int:
    """Prints a line a case: seconds and CPU seconds of each engine, and our time over the best's."""
    options = parse(arguments)
    if options.folder is None:
        options.folder = Path.home() / ".cache" / "lakebolt" / "files" / f"sf{options.scale}"
    files = data.make(options.scale, options.folder)
    sizes = ", ".join(f"{kind} {path.stat().st_size / 1e6:.0f} MB" for kind, path in files.items())
    print(f"lineitem at scale factor {options.scale}: {sizes}; {options.threads} threads")
    workers = start(options)
    print(f"{'seconds (CPU seconds)':21s}" + "".join(f"{name:>20s}" for name in workers))
    loaded = False
    for case in CASES:
        if options.only not in case:
            continue
        if not case.startswith("read_") and not loaded:
            for worker in workers.values():
                worker.run("load", str(files["csv"]), False, options.timeout)
            loaded = True
        best = measure(case, workers, files, options)
        cells = "".join(f"{cell(best.get(engine)):>20s}" for engine in workers)
        peers_best = [o.seconds for e, o in best.items() if e != "lakebolt" and not o.error]
        ours = best["lakebolt"].seconds if "lakebolt" in best else 0.0
        ratio = f"{ours / min(peers_best):7.2f}" if peers_best and ours else ""
        print(f"{case:21s}{cells}{ratio}{remark(case, best, options)}", flush=True)
    for worker in workers.values():
        worker.stop()
    return 0


def cell(outcome: Outcome | None) -> str:
    """Returns how an engine did."""
    if outcome is None:
        return "-"
    if outcome.error:
        return outcome.error[:19]
    return f"{outcome.seconds:.2f} ({outcome.cpu:.2f})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
