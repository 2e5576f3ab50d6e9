"""Queries that take long, one a place where a query can be when it is cancelled."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow
import pyarrow.parquet


@dataclass(frozen=True)
class SlowQuery:
    """Is a query, and what must be set to bring it to its place."""

    place: str
    sql: str
    settings: dict[str, str] = field(default_factory=dict)
    # How the rows are taken: "rows" (fetchall), "arrow" (to one table) or "none" (never read).
    reader: str = "rows"


SMALL = {"memory_limit": "16MB"}
BY_ROW = {"chunk_size": "1"}  # one large value at a time
# How large single values are: the number of elements of lists, and the eighteenth part of the bytes
# of texts.
LARGE = 20_000_000


def many_tables(count: int) -> str:
    """Joins so many tables that no order stands out."""
    tables = ", ".join(f"t AS t{i}" for i in range(count))
    conditions = " AND ".join(
        f"t{i}.a{(i * 7 + j) % 5} = t{j}.a{(i + j) % 5}" for i in range(count) for j in range(i)
    )
    return f"SELECT count(*) FROM {tables} WHERE {conditions}"


def queries(folder: Path, large: int = LARGE) -> list[SlowQuery]:
    """Returns the queries over the files of `folder`, which `prepare` made.

    With a smaller `large` single values are smaller, and there are more of them.
    """
    rows = f"range({2000 * LARGE // large}) r(i)"
    text = f"repeat('abcdefghij klmnop ', {large // 5} + (i % 3)::INTEGER)"
    long = f"(SELECT {text} AS s FROM {rows})"
    csv, plain, parquet = folder / "slow.csv.gz", folder / "slow.csv", folder / "slow.parquet"
    wide = "(SELECT i, hash(i) AS h, repeat('x' || i % 1000, 4) AS s FROM range(100000000) r(i))"
    return [
        SlowQuery("scan of Parquet", f"SELECT sum(x * y + length(s)) FROM '{parquet}', range(60)"),
        SlowQuery("scan of compressed CSV", f"SELECT count(*), max(column1) FROM '{csv}'"),
        SlowQuery("scan of CSV", f"SELECT count(*), max(column1) FROM '{plain}'"),
        SlowQuery("generated rows", "SELECT sum(i % 7) FROM range(100000000000) r(i)"),
        SlowQuery(
            "join: build side",
            f"SELECT count(*) FROM range(10) a(i) JOIN {wide} b ON hash(a.i) = b.h",
        ),
        SlowQuery(
            "join: exploding probe",
            "SELECT sum(a.i + b.i) FROM range(3000000) a(i) JOIN range(3000000) b(i)"
            " ON a.i % 3 = b.i % 3",
        ),
        SlowQuery("cross join", "SELECT sum(a.i * b.i) FROM range(5000000) a(i), range(5000000) b(i)"),
        SlowQuery(
            "nested-loop join",
            "SELECT count(*) FROM range(1000000) a(i) JOIN range(1000000) b(i)"
            " ON (a.i * b.i) % 1000003 = 5",
        ),
        SlowQuery(
            "range join",
            "SELECT count(*) FROM range(3000000) a(i) JOIN range(3000000) b(i)"
            " ON a.i < b.i + 100000 AND a.i > b.i",
        ),
        SlowQuery(
            "ASOF join",
            "SELECT sum(b.i) FROM range(30000000) a(i) ASOF JOIN range(30000000) b(i) ON a.i >= b.i",
        ),
        SlowQuery(
            "semi join",
            f"SELECT count(*) FROM range(40000000) a(i) WHERE hash(i) IN (SELECT h FROM {wide})",
        ),
        SlowQuery("group-by: many groups", f"SELECT h, count(*), min(s) FROM {wide} GROUP BY h"),
        SlowQuery("group-by: few groups", f"SELECT h % 100, count(*), max(s) FROM {wide} GROUP BY 1"),
        SlowQuery("group-by: spilled", f"SELECT h, count(*), min(s) FROM {wide} GROUP BY h", SMALL),
        SlowQuery("group-by: DISTINCT", f"SELECT count(DISTINCT h), count(DISTINCT s) FROM {wide}"),
        SlowQuery("group-by: lists", f"SELECT h % 10, list(s) FROM {wide} GROUP BY 1"),
        SlowQuery("group-by: median", f"SELECT h % 10, median(h) FROM {wide} GROUP BY 1"),
        SlowQuery("group-by: mode", f"SELECT mode(h), approx_count_distinct(s) FROM {wide}"),
        SlowQuery("string_agg", f"SELECT length(string_agg(s, ',')) FROM {wide}"),
        SlowQuery("string_agg in order", f"SELECT length(string_agg(s, ',' ORDER BY h)) FROM {wide}"),
        SlowQuery("sort", f"SELECT sum(i) FROM (SELECT * FROM {wide} ORDER BY h OFFSET 1)"),
        SlowQuery("sort of texts", f"SELECT sum(i) FROM (SELECT * FROM {wide} ORDER BY s OFFSET 1)"),
        SlowQuery("sort: spilled", f"SELECT i, s FROM {wide} ORDER BY h", SMALL),
        SlowQuery("top-N", f"SELECT i, s FROM {wide} ORDER BY h LIMIT 1000000"),
        SlowQuery(
            "window",
            f"SELECT max(r) FROM (SELECT row_number() OVER (PARTITION BY s ORDER BY h) AS r FROM {wide})",
        ),
        SlowQuery(
            "window: one partition",
            "SELECT max(m) FROM (SELECT median(i) OVER (ORDER BY hash(i) ROWS BETWEEN 5000 PRECEDING"
            " AND 5000 FOLLOWING) AS m FROM range(3000000) r(i))",
        ),
        SlowQuery(
            "window: one large partition",
            "SELECT max(r) FROM (SELECT rank() OVER (ORDER BY h) AS r, lag(i) OVER (ORDER BY h) AS g"
            " FROM (SELECT i, hash(i) AS h FROM range(20000000) r(i)))",
        ),
        SlowQuery(
            "window: segment tree",
            "SELECT max(m) FROM (SELECT max(hash(i)) OVER (ORDER BY i ROWS BETWEEN 5000 PRECEDING"
            " AND 50 FOLLOWING EXCLUDE CURRENT ROW) AS m FROM range(60000000) r(i))",
        ),
        SlowQuery(
            "window: spilled",
            f"SELECT max(r) FROM (SELECT sum(i) OVER (PARTITION BY h % 100000) AS r FROM {wide})",
            SMALL,
        ),
        SlowQuery("DISTINCT", f"SELECT DISTINCT h, s FROM {wide}", reader="arrow"),
        SlowQuery(
            "INTERSECT",
            "SELECT hash(i) FROM range(30000000) r(i) INTERSECT ALL"
            " SELECT hash(i + 5) FROM range(30000000) r(i)",
        ),
        SlowQuery(
            "EXCEPT",
            "SELECT hash(i) FROM range(30000000) r(i) EXCEPT SELECT hash(i + 5) FROM range(30000000) r(i)",
        ),
        SlowQuery(
            "recursive CTE",
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000000)"
            " SELECT max(n) FROM c",
        ),
        SlowQuery(
            "recursive CTE: growing",
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION SELECT n * 2 + x.i FROM c, range(2) x(i)"
            " WHERE n < 1e15) SELECT max(n) FROM c",
        ),
        SlowQuery(
            "shared subplan",
            f"WITH c AS MATERIALIZED (SELECT * FROM {wide}) SELECT count(*) FROM c JOIN c d USING (i)",
            SMALL,
        ),
        SlowQuery(
            "planning: subqueries",
            "SELECT "
            + ", ".join(f"(SELECT max(i) FROM range(10) r(i) WHERE i = x + {k})" for k in range(300))
            + " FROM range(10) t(x)",
        ),
        SlowQuery("regular expression", f"SELECT regexp_matches(s, '(a|b|c)+.*q.*z$') FROM {long}", BY_ROW),
        SlowQuery("regexp_replace", f"SELECT length(regexp_replace(s, '([a-z])([a-z])', '\\2\\1', 'g')) FROM {long}", BY_ROW),
        SlowQuery("regexp_extract_all", f"SELECT len(regexp_extract_all(s, '[a-z]')) FROM {long}", BY_ROW),
        SlowQuery("LIKE", f"SELECT s LIKE '%a%b%c%d%q%' FROM {long}", BY_ROW),
        SlowQuery("replace", f"SELECT length(replace(replace(s, 'a', 'bb'), 'b', 'ccc')) FROM {long}", BY_ROW),
        SlowQuery("upper", f"SELECT length(upper(reverse(s))) FROM {long}", BY_ROW),
        SlowQuery("string_split", f"SELECT len(string_split(s, ' ')) FROM {long}", BY_ROW),
        SlowQuery("levenshtein", f"SELECT levenshtein(repeat('abc', {large // 600}), repeat('bcd', {large // 600})) FROM {rows}", BY_ROW),
        SlowQuery("damerau_levenshtein", f"SELECT damerau_levenshtein(repeat('abc', 2000 + i % 3), repeat('bcd', 2000)) FROM {rows}", BY_ROW),
        SlowQuery("jaccard", f"SELECT jaro_similarity(repeat('abcdefgh', {large // 400} + i % 3), repeat('bcdefghi', {large // 400})) FROM {rows}", BY_ROW),
        SlowQuery("repeat", f"SELECT length(repeat('abc', {5 * large} + i % 3)) FROM {rows}", BY_ROW),
        SlowQuery("lpad", f"SELECT length(lpad('abc', {5 * large} + (i % 3)::INTEGER, 'xy')) FROM {rows}", BY_ROW),
        SlowQuery("md5, sha256", f"SELECT md5(s), sha256(s) FROM {long}", BY_ROW),
        SlowQuery("base64", f"SELECT length(base64(s::BLOB)), length(hex(s)) FROM {long}", BY_ROW),
        SlowQuery("list: range", "SELECT sum(len(range(100000 + i % 3))) FROM range(1000000) r(i)"),
        SlowQuery("list: sort", f"SELECT len(list_sort(list_transform(range({large} + i % 3), x -> hash(x)))) FROM {rows}", BY_ROW),
        SlowQuery("list: lambda", f"SELECT len(list_filter(range({5 * large} + i % 3), x -> hash(x) % 3 = 1)) FROM {rows}", BY_ROW),
        SlowQuery("list: reduce", f"SELECT list_reduce(range({large // 2} + i % 3), (a, b) -> (a + b) % 1000003) FROM {rows}", BY_ROW),
        SlowQuery("list: distinct", f"SELECT len(list_distinct(list_transform(range({large} + i % 3), x -> hash(x)))) FROM {rows}", BY_ROW),
        SlowQuery("list: intersect", f"SELECT len(list_intersect(range({large // 2} + i % 3), range(5, {large // 2} + i % 2))) FROM {rows}", BY_ROW),
        SlowQuery("list: unnest", "SELECT sum(x) FROM (SELECT unnest(range(100000 + i % 3)) AS x FROM range(1000000) r(i))"),
        SlowQuery("list: aggregate", f"SELECT list_aggregate(range({5 * large} + i % 3), 'median') FROM {rows}", BY_ROW),
        SlowQuery("list: median", f"SELECT list_aggregate(list_concat(range({2 * large} + i % 3), [NULL]), 'median') FROM {rows}", BY_ROW),
        SlowQuery("list: mad", f"SELECT list_aggregate(range({large} + i % 3), 'mad') FROM {rows}", BY_ROW),
        SlowQuery("list: of constants", f"SELECT len(list_zip(range({large}), range({large})))"),
        SlowQuery("list: contains", f"SELECT list_contains(range({5 * large} + i % 3), -1 - i) FROM {rows}", BY_ROW),
        SlowQuery("list: to text", f"SELECT length(range({large // 4} + i % 3)::VARCHAR) FROM {rows}", BY_ROW),
        SlowQuery("list: of text", f"SELECT len(range({large // 4} + i % 3)::VARCHAR::BIGINT[]) FROM {rows}", BY_ROW),
        SlowQuery("list: to times", f"SELECT len(list_transform(range({large // 4} + i % 3), x -> '2020-01-01 10:00:00.' || x)::TIMESTAMP[]) FROM {rows}", BY_ROW),
        SlowQuery("list: to VARIANT", f"SELECT (range({large // 2} + i % 3)::VARIANT::BIGINT[])[1] FROM {rows}", BY_ROW),
        SlowQuery("array: flatten", f"SELECT len(flatten([range({2 * large} + i % 3), range({2 * large} + i % 2)])) FROM {rows}", BY_ROW),
        SlowQuery("map", f"SELECT cardinality(map(range({large // 4} + i % 3), range({large // 4} + i % 3))) FROM {rows}", BY_ROW),
        SlowQuery(
            "JSON: parse",
            f"SELECT json_array_length(to_json(range({large // 4} + i % 3))) FROM {rows}",
            BY_ROW,
        ),
        SlowQuery(
            "JSON: extract",
            f"SELECT json_extract(j, '$[*].a') FROM (SELECT '[' || repeat('{{\"a\": [1, 2, 3]}},', {large // 5} + i % 3)"
            f" || '1]' AS j FROM {rows})",
            BY_ROW,
        ),
        SlowQuery("JSON: object", f"SELECT length(json_group_array(s)) FROM {wide}"),
        SlowQuery("cast: text to number", "SELECT count(i::VARCHAR::HUGEINT) FROM range(10000000000) r(i)"),
        SlowQuery("bignum", f"SELECT length(('1' || repeat('7', {large // 50} + i % 3))::BIGNUM::VARCHAR) FROM {rows}", BY_ROW),
        SlowQuery("factorial", "SELECT max(factorial((i % 33)::INTEGER)) FROM range(10000000000) r(i)"),
        SlowQuery("constant folding", f"SELECT sum(x) FROM (SELECT unnest(range({large // 10})) AS x), range(1000000)"),
        SlowQuery("sleep", "SELECT sleep_ms(100000)"),
        SlowQuery("correlated subquery", "SELECT sum((SELECT count(*) FROM range(100000) b(j) WHERE j % 1000 > a.i % 1000)) FROM range(1000000) a(i)"),
        SlowQuery("scalar subquery", "SELECT (SELECT sum(i % 7) FROM range(100000000000) r(i))"),
        SlowQuery("union of many", " UNION ALL ".join(["SELECT sum(i % 7) FROM range(1000000000) r(i)"] * 40)),
        SlowQuery("PIVOT", f"PIVOT (SELECT h % 50 AS k, s FROM {wide}) ON k USING count(*) GROUP BY s"),
        SlowQuery("sample", f"SELECT count(*) FROM {wide} USING SAMPLE 1000000 ROWS"),
        SlowQuery("join order", many_tables(20)),
        SlowQuery("text of many rows", "SELECT count(*) FROM (VALUES " + ", ".join(f"({i}, 'x{i}')" for i in range(300000)) + ")"),
        SlowQuery("text of a long select list", "SELECT " + ", ".join(["(1 * i)"] * 300000) + " FROM range(10) r(i)"),
        SlowQuery("text of a long IN", "SELECT count(*) FROM range(1000000000) r(i) WHERE i::VARCHAR IN (" + ", ".join(f"'{i}'" for i in range(300000)) + ")"),
        SlowQuery("COPY TO Parquet", f"COPY (SELECT * FROM {wide}) TO '{folder}/out.parquet'"),
        SlowQuery("COPY TO CSV", f"COPY (SELECT * FROM {wide}) TO '{folder}/out.csv'"),
        SlowQuery("COPY TO compressed JSON", f"COPY (SELECT * FROM {wide}) TO '{folder}/out.json.gz'"),
        SlowQuery("CREATE TABLE AS", f"CREATE TEMP TABLE made AS SELECT * FROM {wide}"),
        SlowQuery("INSERT", "INSERT INTO target SELECT i FROM range(10000000000) r(i)"),
        SlowQuery("UPDATE", "UPDATE many SET i = i + 1 WHERE (SELECT count(*) FROM range(1000000000) r(j) WHERE j % 7 > many.i) > 0"),
        SlowQuery("prepared statement", "EXECUTE slow(1000000000000)"),
        SlowQuery("EXPLAIN ANALYZE", f"EXPLAIN ANALYZE SELECT h, count(*) FROM {wide} GROUP BY h"),
        SlowQuery("rows to Python", f"SELECT * FROM {wide}"),
        SlowQuery("rows to Arrow", f"SELECT * FROM {wide}", reader="arrow"),
        SlowQuery("rows never read", f"SELECT * FROM {wide}", reader="none"),
    ]


def prepare(folder: Path, megabytes: int = 256) -> None:
    """Makes the files that the queries read."""
    line = b"".join(b"%d,text of row %d,%d\n" % (i, i * 7919 % 1000, i * 31) for i in range(40000))
    count = max(1, megabytes * (1 << 20) // len(line))
    with gzip.open(folder / "slow.csv.gz", "wb", compresslevel=1) as packed:
        for _ in range(count):
            packed.write(line)
    with open(folder / "slow.csv", "wb") as plain:
        for _ in range(count):
            plain.write(line)
    rows = 200_000 * max(1, megabytes // 8)
    numbers = pyarrow.array(range(rows))
    texts = pyarrow.array([f"text {i % 5000}" for i in range(rows)])
    table = pyarrow.table({"x": numbers, "y": numbers, "s": texts})
    pyarrow.parquet.write_table(table, folder / "slow.parquet")


# Run once in a session before the queries.
TABLES = """
    CREATE TABLE t AS SELECT i AS a0, i % 7 AS a1, i % 11 AS a2, i % 13 AS a3, i % 17 AS a4
        FROM range(100) r(i);
    CREATE TABLE target (i BIGINT);
    CREATE TABLE many AS SELECT i FROM range(1000000) r(i);
    PREPARE slow AS SELECT sum(i % 7) FROM range($1) r(i);
"""
