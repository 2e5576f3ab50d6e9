"""Runs the 22 TPC-H queries over a folder of Parquet files and checks each answer.

The expected answers come from DuckDB over the same files; they are computed once and kept in
the folder answers/ beside the files. Exits 1 when an answer is wrong or a query fails.
"""

import decimal
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLES = "customer lineitem nation orders part partsupp region supplier".split()
# DuckDB averages decimals in floating point; sums and counts are compared exactly.
RELATIVE_ERROR = 1e-9


def oracle_answer(data, name, sql):
    """Returns DuckDB's rows for a query, from the cache if it has them."""
    import pyarrow.parquet

    cached = data / "answers" / f"{name}.parquet"
    if not cached.exists():
        import duckdb

        connection = duckdb.connect()
        for table in TABLES:
            path = str(data / f"{table}.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW {table} AS FROM '{path}'")
        cached.parent.mkdir(exist_ok=True)
        partial = cached.with_suffix(".partial")
        pyarrow.parquet.write_table(connection.execute(sql).to_arrow_table(), partial)
        partial.rename(cached)
    return rows_of(pyarrow.parquet.read_table(cached))


def rows_of(table):
    return list(zip(*(column.to_pylist() for column in table.columns)))


def same_value(left, right):
    if isinstance(left, float) or isinstance(right, float):
        if left is None or right is None:
            return left is right
        left, right = float(left), float(right)
        return abs(left - right) <= RELATIVE_ERROR * max(abs(left), abs(right))
    if isinstance(left, decimal.Decimal) and isinstance(right, str):
        return False
    return left == right


def same_rows(left, right):
    """Compares two answers row by row, in order."""
    return len(left) == len(right) and all(
        len(a) == len(b) and all(map(same_value, a, b)) for a, b in zip(left, right)
    )


def main():
    import lakebolt

    data = pathlib.Path(sys.argv[1])
    connection = lakebolt.connect()
    for table in TABLES:
        path = str(data / f"{table}.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW {table} AS FROM '{path}'")

    queries = sorted((ROOT / "bench" / "tpch" / "queries").glob("q*.sql"))
    print(f"{'query':<6}{'time':>10}{'rows':>8}  answer")
    right, total = 0, 0.0
    for path in queries:
        name, sql = path.stem, path.read_text(encoding="utf-8")
        started = time.perf_counter()
        try:
            answer = connection.execute(sql).to_arrow_table()
        except lakebolt.Error as error:
            print(f"{name:<6}{'':>10}{'':>8}  failed: {error}", flush=True)
            continue
        elapsed = time.perf_counter() - started
        total += elapsed
        correct = same_rows(rows_of(answer), oracle_answer(data, name, sql))
        right += correct
        verdict = "right" if correct else "WRONG"
        print(f"{name:<6}{elapsed * 1e3:>7.0f} ms{answer.num_rows:>8}  {verdict}", flush=True)
    print(f"{right} of {len(queries)} right, {total:.2f} s in all")

    command = "build/release/bin/lakebolt"
    print("\nTry next:")
    print(f"  {command} \"FROM '{data}/orders.parquet' LIMIT 5\"")
    print(f"  {command} -c \"EXPLAIN ANALYZE SELECT count(*) FROM '{data}/lineitem.parquet'\"")
    print("  .venv/bin/pip install .   # then, in Python: import lakebolt; lakebolt.sql(\"SELECT 1\")")
    return 0 if right == len(queries) else 1


if __name__ == "__main__":
    sys.exit(main())
