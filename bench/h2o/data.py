"""Makes the tables of H2O's db-benchmark, and gives its queries.

`x` is G1_1e7_1e2_0_0: 100 groups in its small keys, rows / 100 in its large ones. The joins' left
side is `j`, with right sides of rows / 1e6, rows / 1e3 and as many rows; nine in ten keys have a
partner.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from harness.suite import Suite, parquet_files

GROUPS = 100

GROUP_BY = [
    "SELECT id1, sum(v1) AS v1 FROM x GROUP BY id1",
    "SELECT id1, id2, sum(v1) AS v1 FROM x GROUP BY id1, id2",
    "SELECT id3, sum(v1) AS v1, avg(v3) AS v3 FROM x GROUP BY id3",
    "SELECT id4, avg(v1) AS v1, avg(v2) AS v2, avg(v3) AS v3 FROM x GROUP BY id4",
    "SELECT id6, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3 FROM x GROUP BY id6",
    "SELECT id4, id5, median(v3) AS median_v3, stddev(v3) AS sd_v3 FROM x GROUP BY id4, id5",
    "SELECT id3, max(v1) - min(v2) AS range_v1_v2 FROM x GROUP BY id3",
    "SELECT id6, v3 AS largest2_v3 FROM (SELECT id6, v3, row_number() OVER (PARTITION BY id6 "
    "ORDER BY v3 DESC) AS order_v3 FROM x WHERE v3 IS NOT NULL) sub_query WHERE order_v3 <= 2",
    "SELECT id2, id4, pow(corr(v1, v2), 2) AS r2 FROM x GROUP BY id2, id4",
    "SELECT id1, id2, id3, id4, id5, id6, sum(v3) AS v3, count(*) AS count FROM x "
    "GROUP BY id1, id2, id3, id4, id5, id6",
]

JOIN = [
    "SELECT j.*, small.id4 AS small_id4, v2 FROM j JOIN small ON j.id1 = small.id1",
    "SELECT j.*, medium.id1 AS medium_id1, medium.id4 AS medium_id4, medium.id5 AS medium_id5, v2 "
    "FROM j JOIN medium ON j.id2 = medium.id2",
    "SELECT j.*, medium.id1 AS medium_id1, medium.id4 AS medium_id4, medium.id5 AS medium_id5, v2 "
    "FROM j LEFT JOIN medium ON j.id2 = medium.id2",
    "SELECT j.*, medium.id1 AS medium_id1, medium.id2 AS medium_id2, medium.id4 AS medium_id4, v2 "
    "FROM j JOIN medium ON j.id5 = medium.id5",
    "SELECT j.*, big.id1 AS big_id1, big.id2 AS big_id2, big.id4 AS big_id4, big.id5 AS big_id5, "
    "big.id6 AS big_id6, v2 FROM j JOIN big ON j.id3 = big.id3",
]

TOTALS = [f"SELECT count(*), sum(v1), sum(v2) FROM ({sql}) AS joined" for sql in JOIN]
"""The joins with only the sums that db-benchmark checks: what the join costs without its rows."""


def _labels(values: np.ndarray, digits: int) -> pa.Array:
    """Returns id007 for 7, with so many digits."""
    text = pa.array(values).cast(pa.string())
    return pc.binary_join_element_wise("id", pc.utf8_lpad(text, digits, "0"), "")


def _group_by(random: np.random.Generator, rows: int, folder: Path) -> None:
    many = max(rows // GROUPS, 1)
    columns = {
        "id1": _labels(random.integers(1, GROUPS + 1, rows), 3),
        "id2": _labels(random.integers(1, GROUPS + 1, rows), 3),
        "id3": _labels(random.integers(1, many + 1, rows), 10),
        "id4": random.integers(1, GROUPS + 1, rows).astype(np.int32),
        "id5": random.integers(1, GROUPS + 1, rows).astype(np.int32),
        "id6": random.integers(1, many + 1, rows).astype(np.int32),
        "v1": random.integers(1, 6, rows).astype(np.int32),
        "v2": random.integers(1, 16, rows).astype(np.int32),
        "v3": np.round(random.random(rows) * 100, 6),
    }
    pq.write_table(pa.table(columns), folder / "x.parquet")


def _keys(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the keys of the left and the right side: `count` each, nine in ten in both."""
    count = max(count, 1)
    keys = random.permutation(count + count // 10) + 1
    shared = count - count // 10
    left, right = keys[:count], np.concatenate([keys[:shared], keys[count:]])
    return left.astype(np.int32), right.astype(np.int32)


def _joins(random: np.random.Generator, rows: int, folder: Path) -> None:
    sizes = [max(rows // 1_000_000, 10), max(rows // 1_000, 10), rows]
    sides = [_keys(random, size) for size in sizes]

    def filled(keys: np.ndarray, count: int) -> np.ndarray:
        """Returns every key once, then any of them, in random order."""
        more = keys[random.integers(0, len(keys), max(count - len(keys), 0))]
        return random.permutation(np.concatenate([keys[:count], more]))

    def table(side: int, count: int, columns: int, value: str) -> pa.Table:
        ids = [filled(sides[i][side], count) for i in range(columns)]
        made: dict[str, np.ndarray | pa.Array] = {f"id{i + 1}": v for i, v in enumerate(ids)}
        for i, v in enumerate(ids):
            label = pa.array(v).cast(pa.string())
            made[f"id{i + 4}"] = pc.binary_join_element_wise("id", label, "")
        made[value] = np.round(random.random(count) * 100, 6)
        return pa.table(made)

    pq.write_table(table(0, rows, 3, "v1"), folder / "j.parquet")
    for columns, name in enumerate(("small", "medium", "big"), 1):
        pq.write_table(table(1, sizes[columns - 1], columns, "v2"), folder / f"{name}.parquet")


def make(rows: str, folder: Path) -> None:
    """Writes the five tables into `folder`; `rows` may be a number such as 10000000 or 1e7."""
    random = np.random.default_rng(108)
    count = int(float(rows))
    _group_by(random, count, folder)
    _joins(random, count, folder)


def queries(folder: Path) -> dict[str, str]:
    """Returns the queries: group-bys g1 to g10, joins j1 to j5, and t1 to t5, their totals."""
    named = {f"g{i + 1}": sql for i, sql in enumerate(GROUP_BY)}
    named |= {f"j{i + 1}": sql for i, sql in enumerate(JOIN)}
    return named | {f"t{i + 1}": sql for i, sql in enumerate(TOTALS)}


def for_chdb(query: str, sql: str) -> str:
    """Writes a query with ClickHouse's names: its stddev and median are others."""
    return sql.replace("stddev(", "stddevSamp(").replace("median(", "quantileExactInclusive(0.5)(")


SUITE = Suite(
    name="h2o",
    title="H2O db-benchmark",
    size_option="rows",
    size="10000000",
    prefix="rows",
    make=make,
    files=parquet_files,
    queries=queries,
    dialects={"chdb": for_chdb},
)
