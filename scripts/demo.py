"""Runs the 22 TPC-H queries over Parquet files and checks each answer.

    scripts/demo.py SCALE FOLDER

The tables are made in FOLDER if they are not there. The expected answers come from DuckDB over the
same files; they are computed once and kept in FOLDER/answers. Exits 1 when an answer is wrong or a
query fails.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

from harness import answers  # noqa: E402
from tpch import data  # noqa: E402


def expected_answer(folder: Path, name: str, sql: str) -> pa.Table:
    """Returns DuckDB's answer to a query, from FOLDER/answers if it is there."""
    cached = folder / "answers" / f"{name}.parquet"
    if not cached.exists():
        import duckdb

        connection = duckdb.connect()
        for table, path in data.files(folder).items():
            connection.execute(f"CREATE VIEW {table} AS FROM '{path}'")
        cached.parent.mkdir(exist_ok=True)
        partial = cached.with_suffix(".partial")
        pq.write_table(connection.sql(sql).to_arrow_table(), partial)
        partial.rename(cached)
    return pq.read_table(cached)


def main(scale: str, folder: Path) -> int:
    """Prints time, rows and verdict of each query; returns the exit status."""
    import lakebolt

    data.SUITE.made(scale, folder)
    connection = lakebolt.connect()
    for table, path in data.files(folder).items():
        connection.execute(f"CREATE VIEW {table} AS FROM '{path}'")

    queries = data.queries()
    right, total = 0, 0.0
    print(f"{'query':<6}{'time':>10}{'rows':>8}  answer")
    for name, sql in queries.items():
        started = time.perf_counter()
        try:
            answer = connection.execute(sql).to_arrow_table()
        except lakebolt.Error as error:
            print(f"{name:<6}{'':>18}  failed: {error}", flush=True)
            continue
        elapsed = time.perf_counter() - started
        total += elapsed
        problem = answers.difference_in_order(answer, expected_answer(folder, name, sql))
        right += not problem
        verdict = f"WRONG: {problem}" if problem else "right"
        print(f"{name:<6}{elapsed * 1e3:>7.0f} ms{answer.num_rows:>8}  {verdict}", flush=True)
    print(f"{right} of {len(queries)} right, {total:.2f} s in all")

    command = "build/release/bin/lakebolt"
    print("\nTry next:")
    print(f"  {command} \"FROM '{folder}/orders.parquet' LIMIT 5\"")
    print(f"  {command} -c \"EXPLAIN ANALYZE SELECT count(*) FROM '{folder}/lineitem.parquet'\"")
    print("  .venv/bin/pip install .   # then, in Python: import lakebolt")
    return 0 if right == len(queries) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
