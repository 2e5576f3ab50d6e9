"""What the optimizer expects of Parquet files: numbers of distinct values, and of rows of keys."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lakebolt

ROWS = 120_000
SCALES = {"": 1, "K": 1e3, "M": 1e6}


def plan_of(sql: str) -> str:
    """Returns the plan of a query."""
    with lakebolt.connect() as connection:
        return "\n".join(str(row[-1]) for row in connection.execute(f"EXPLAIN {sql}").fetchall())


def estimated_groups(path: Path, column: str) -> float:
    """Returns how many groups a GROUP BY is expected to give."""
    plan = plan_of(f"SELECT {column} FROM '{path}' GROUP BY {column}")
    found = re.search(r"GROUP BY\s+~([0-9.]+)([KM]?) rows", plan)
    assert found, plan
    return float(found[1]) * SCALES[found[2]]


def columns() -> dict[str, np.ndarray]:
    """Makes columns whose dictionaries tell little by their sizes."""
    random = np.random.default_rng(5)
    skewed = (random.random(ROWS) ** 4 * 1e6).astype(np.int64) * 7919
    hot = np.where(random.random(ROWS) < 0.5, random.integers(0, 100, ROWS), np.arange(ROWS) + 100)
    return {
        "even": random.integers(0, 9000, ROWS) * 7919,
        "skewed": skewed,
        "hot": hot * 7919,
        "text": np.array([f"value {v:09}" for v in skewed]),
        "few": np.array([f"value {v}" for v in random.integers(0, 5, ROWS)]),
        "runs": np.array([f"run {v:09}" for v in np.arange(ROWS) // 6]),
    }


@pytest.mark.parametrize("dictionary", [True, False])
@pytest.mark.parametrize("group_rows", [8_000, ROWS])
def test_distinct_values(tmp_path: Path, dictionary: bool, group_rows: int) -> None:
    """Distinct values are found about right, with and without dictionaries, whatever the skew."""
    made = columns()
    table = pa.table(made)
    nulls = pa.array(made["text"], mask=np.arange(ROWS) % 3 == 0)
    table = table.append_column("nulls", nulls)
    path = tmp_path / "t.parquet"
    pq.write_table(table, path, row_group_size=group_rows, use_dictionary=dictionary)
    for name in table.column_names:
        truth = len(table[name].unique())
        estimate = estimated_groups(path, name)
        assert truth / 3 <= estimate <= truth * 3, (name, truth, estimate)


def test_frequent_keys_are_joined_last(tmp_path: Path) -> None:
    """Of two filters that leave one key each, that of the rarer key is applied first."""
    random = np.random.default_rng(5)
    often = np.where(random.random(ROWS) < 0.6, 7, random.integers(0, 1000, ROWS))
    rows = {"a": often, "b": often[::-1].copy(), "v": np.arange(ROWS)}
    pq.write_table(pa.table(rows), tmp_path / "facts.parquet")
    names = [f"name {i}" for i in range(1000)]
    for name in ("a", "b"):
        listed = pa.table({"id": np.arange(1000), "name": names})
        pq.write_table(listed, tmp_path / f"{name}.parquet")
    for first, last in (("a", "b"), ("b", "a")):
        plan = plan_of(
            f"SELECT sum(v) FROM '{tmp_path}/facts.parquet' f "
            f"JOIN '{tmp_path}/a.parquet' a ON f.a = a.id "
            f"JOIN '{tmp_path}/b.parquet' b ON f.b = b.id "
            f"WHERE {first}.name = 'name 3' AND {last}.name = 'name 7'"
        )
        scans = re.findall(r"SCAN[^\n]*\n[^\n]*?(\w+)\n", plan)
        # The deeper join reads the facts and, right behind them, what it joins first.
        assert scans.index(first) == scans.index("f") + 1, plan
        assert scans.index(last) in (0, 2), plan


def test_keys_that_go_with_a_filter_drop_nothing(tmp_path: Path) -> None:
    """How many rows have some keys is asked of those that the table's own filter leaves."""
    row = np.arange(ROWS)
    tags = np.where((row % 8 == 3) & (row % 16 < 8), "dark", "light")
    facts = pa.table({"kind": row % 8, "place": row // 8 % 5, "tag": tags, "v": row})
    pq.write_table(facts, tmp_path / "facts.parquet")
    for name, count in (("kind", 8), ("place", 5)):
        listed = pa.table({"id": np.arange(count), "name": [f"name {i}" for i in range(count)]})
        pq.write_table(listed, tmp_path / f"{name}.parquet")
    plan = plan_of(
        f"SELECT sum(v) FROM '{tmp_path}/facts.parquet' f "
        f"JOIN '{tmp_path}/kind.parquet' k ON f.kind = k.id "
        f"JOIN '{tmp_path}/place.parquet' p ON f.place = p.id "
        f"WHERE tag = 'dark' AND k.name = 'name 3' AND p.name = 'name 3'"
    )
    scans = re.findall(r"SCAN[^\n]*\n[^\n]*?(\w+)\n", plan)
    # All dark rows are of kind 3: the place is joined first, right behind the facts.
    assert scans.index("p") == scans.index("f") + 1, plan
