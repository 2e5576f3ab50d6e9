"""Lists statements that change tables, each with what makes its table and what shows its effect."""

from __future__ import annotations

from .case import Case

ROWS = 1_000_000
PLAIN = "CREATE OR REPLACE TABLE t (id BIGINT, v BIGINT, s VARCHAR)"
KEYED = "CREATE OR REPLACE TABLE t (id BIGINT PRIMARY KEY, v BIGINT, s VARCHAR)"
FILL = f"INSERT INTO t SELECT i, i % 1000, 'text ' || i % 500 FROM range({ROWS}) r(i)"
MIXED = f"INSERT INTO t SELECT i * 7919 % {ROWS}, i % 1000, 'text ' || i % 500 FROM range({ROWS}) r(i)"
SOURCE = "CREATE OR REPLACE TABLE s AS SELECT i * 20 AS id, -i AS v FROM range(100000) r(i)"
SUM = "SELECT count(*), sum(id), sum(v), min(s) FROM t"


def _singles(count: int) -> str:
    return ";".join(f"INSERT INTO t VALUES ({i}, {i % 7}, 'text {i}')" for i in range(count))


CASES = [
    Case("insert", [PLAIN], FILL, SUM),
    Case("insert with key", [KEYED], FILL, SUM),
    Case("insert with key, mixed", [KEYED], MIXED, SUM),
    Case("insert with two keys", [KEYED, "CREATE UNIQUE INDEX i ON t (v, id)"], FILL, SUM),
    Case("insert with text key",
         ["CREATE OR REPLACE TABLE t (s VARCHAR PRIMARY KEY, id BIGINT, v BIGINT)"],
         f"INSERT INTO t SELECT 'the key ' || i, i, i FROM range({ROWS}) r(i)", SUM),
    Case("insert with checks",
         ["CREATE OR REPLACE TABLE t (id BIGINT NOT NULL CHECK (id >= 0), v BIGINT NOT NULL CHECK "
          "(v < id + 1000), s VARCHAR DEFAULT 'x' CHECK (length(s) < 100))"], FILL, SUM),
    Case("create as", [], f"CREATE OR REPLACE TABLE t AS SELECT i AS id, i % 9 AS v, 'x' || i AS s "
         f"FROM range({ROWS}) r(i)", SUM),
    Case("single inserts", [PLAIN], _singles(10_000), SUM),
    Case("single inserts with key", [KEYED], _singles(10_000), SUM),
    Case("single inserts in a transaction", [KEYED], f"BEGIN;{_singles(10_000)};COMMIT", SUM),
    Case("upsert all", [KEYED, FILL],
         f"INSERT INTO t SELECT i, -i, 'new' FROM range({ROWS}) r(i) "
         "ON CONFLICT (id) DO UPDATE SET v = excluded.v", SUM),
    Case("upsert half", [KEYED, FILL],
         f"INSERT INTO t SELECT i, -i, 'new' FROM range({ROWS // 2}, {ROWS // 2 * 3}) r(i) "
         "ON CONFLICT (id) DO UPDATE SET v = excluded.v, s = excluded.s", SUM),
    Case("conflict do nothing", [KEYED, FILL],
         f"INSERT INTO t SELECT i, -i, 'new' FROM range({ROWS // 2}, {ROWS // 2 * 3}) r(i) "
         "ON CONFLICT DO NOTHING", SUM),
    Case("update all", [PLAIN, FILL], "UPDATE t SET v = v + 1", SUM),
    Case("update text", [PLAIN, FILL], "UPDATE t SET s = s || 'x' WHERE v < 500", SUM),
    Case("update some with key", [KEYED, FILL], "UPDATE t SET v = 0 WHERE id % 10 = 3", SUM),
    Case("update key", [KEYED, FILL], "UPDATE t SET id = id + 10000000", SUM),
    Case("update from", [PLAIN, FILL, SOURCE], "UPDATE t SET v = s.v FROM s WHERE t.id = s.id", SUM),
    Case("delete half", [PLAIN, FILL], "DELETE FROM t WHERE id % 2 = 0", SUM),
    Case("delete with key", [KEYED, FILL], "DELETE FROM t WHERE id % 2 = 0", SUM),
    Case("delete using", [PLAIN, FILL, SOURCE], "DELETE FROM t USING s WHERE t.id = s.id", SUM),
    Case("delete all", [PLAIN, FILL], "DELETE FROM t", SUM),
    Case("merge", [PLAIN, FILL, SOURCE],
         "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.id < 1000000 THEN UPDATE SET v = s.v "
         "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, s.v)", SUM),
    Case("insert returning", [PLAIN], f"{FILL} RETURNING id", SUM),
    Case("point updates", [KEYED, FILL],
         ";".join(f"UPDATE t SET v = {i} WHERE id = {i * 97}" for i in range(300)), SUM),
    Case("point deletes", [KEYED, FILL],
         ";".join(f"DELETE FROM t WHERE id = {i * 97}" for i in range(300)), SUM),
    Case("add column", [PLAIN, FILL], "ALTER TABLE t ADD COLUMN w INTEGER DEFAULT 5", SUM),
    Case("change type", [PLAIN, FILL], "ALTER TABLE t ALTER COLUMN v TYPE VARCHAR",
         "SELECT count(*), sum(id), min(v) FROM t"),
    Case("create index", [PLAIN, FILL], "CREATE UNIQUE INDEX i ON t (id)", SUM),
]  # fmt: skip
