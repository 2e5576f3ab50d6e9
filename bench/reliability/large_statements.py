"""Statements each of which meets much data in another place: in an operator, a file format, a table or Python.

Names in braces are files over the same rows; {out} is a folder for what is written.
"""

from __future__ import annotations

ROWS = """
SELECT i AS id, hash(i) % 1000003 AS k, (i % 60)::INTEGER AS g, i % 7 AS few,
       md5(i::VARCHAR) || ' ' || i AS s, hash(i)::DOUBLE / 1e9 AS d,
       DATE '2020-01-01' + (i % 2000)::INTEGER AS day
FROM range({rows}) r(i)
"""

FILES = {
    "parquet": "FORMAT PARQUET",
    "csv": "FORMAT CSV",
    "csv.gz": "FORMAT CSV, COMPRESSION GZIP",
    "jsonl": "FORMAT JSON",
    "arrow": "FORMAT ARROW",
    "arrows": "FORMAT ARROWS",
}

READS = {
    "scan of Parquet": "SELECT max(s), sum(d), count(k) FROM '{parquet}'",
    "scan of CSV": "SELECT max(s), sum(d), count(k) FROM '{csv}'",
    "scan of gzipped CSV": "SELECT max(s), sum(d), count(k) FROM '{csv.gz}'",
    "scan of JSON": "SELECT max(s), sum(d), count(k) FROM '{jsonl}'",
    "scan of an Arrow file": "SELECT max(s), sum(d), count(k) FROM '{arrow}'",
    "scan of an Arrow stream": "SELECT max(s), sum(d), count(k) FROM '{arrows}'",
    "whole file": "SELECT length(content) FROM read_text('{csv}')",
    "rejects": "SELECT max(s) FROM read_csv('{csv}', types = {{'s': 'INTEGER'}}, "
    "store_rejects = true); SELECT count(*) FROM reject_errors",
    "SUMMARIZE": "SUMMARIZE SELECT * FROM '{parquet}'",
}

OPERATORS = {
    "sort": "SELECT * FROM '{parquet}' ORDER BY s",
    "sort by number": "SELECT * FROM '{parquet}' ORDER BY k, d",
    "top N": "SELECT * FROM '{parquet}' ORDER BY s LIMIT 500000",
    "OFFSET": "SELECT * FROM '{parquet}' ORDER BY s LIMIT 10 OFFSET 1000000",
    "group-by": "SELECT s, count(*), sum(d) FROM '{parquet}' GROUP BY s",
    "DISTINCT": "SELECT DISTINCT k, s FROM '{parquet}'",
    "DISTINCT ON": "SELECT DISTINCT ON (k) * FROM '{parquet}' ORDER BY k, s",
    "count DISTINCT": "SELECT count(DISTINCT s), count(DISTINCT k) FROM '{parquet}'",
    "count DISTINCT by group": "SELECT g, count(DISTINCT s) FROM '{parquet}' GROUP BY g",
    "ROLLUP": "SELECT g, k, count(*) FROM '{parquet}' GROUP BY ROLLUP (g, k)",
    "GROUPING SETS": "SELECT s, k, count(*) FROM '{parquet}' GROUP BY GROUPING SETS ((s), (k), ())",
    "median": "SELECT median(d), quantile_cont(d, [0.1, 0.9]), mode(k) FROM '{parquet}'",
    "median by group": "SELECT g, median(d), mode(k) FROM '{parquet}' GROUP BY g",
    "list": "SELECT length(list(s)) FROM '{parquet}'",
    "list by group": "SELECT g, length(list(s)) FROM '{parquet}' GROUP BY g",
    "list in order": "SELECT g, length(list(s ORDER BY d)) FROM '{parquet}' GROUP BY g",
    "list of structs": "SELECT k % 1000, list({{'a': s, 'b': d}}) FROM '{parquet}' GROUP BY ALL",
    "string_agg": "SELECT length(string_agg(s, ',')) FROM '{parquet}'",
    "string_agg by group": "SELECT k, string_agg(s, ',') FROM '{parquet}' GROUP BY k",
    "histogram": "SELECT cardinality(histogram(k)) FROM '{parquet}'",
    "map of rows": "SELECT length(map_from_entries(list((id, s)))::VARCHAR) FROM '{parquet}'",
    "arg_max n": "SELECT g, length(max_by(s, d, 20000)) FROM '{parquet}' GROUP BY g",
    "approx_count_distinct": "SELECT k, approx_count_distinct(s) FROM '{parquet}' GROUP BY k",
    "json_group_array": "SELECT length(json_group_array(s)::VARCHAR) FROM '{parquet}'",
    "join": "SELECT count(*), max(a.s || b.s) FROM '{parquet}' a JOIN '{parquet}' b ON a.s = b.s",
    "join of few keys": "SELECT count(*) FROM '{parquet}' a JOIN (FROM '{parquet}' WHERE id < 20000) b "
    "ON a.g = b.g",
    "left join": "SELECT * FROM '{parquet}' a LEFT JOIN '{parquet}' b ON a.k = b.id AND b.s > a.s",
    "full join": "SELECT * FROM '{parquet}' a FULL JOIN '{parquet}' b ON a.k = b.id",
    "semi join": "SELECT count(*) FROM '{parquet}' WHERE s IN (SELECT s || '' FROM '{parquet}')",
    "anti join": "SELECT count(*) FROM '{parquet}' WHERE k NOT IN (SELECT id FROM '{parquet}')",
    "ASOF join": "SELECT count(*), max(b.s) FROM '{parquet}' a ASOF JOIN '{parquet}' b "
    "ON a.g = b.g AND a.d >= b.d",
    "range join": "SELECT count(*) FROM '{parquet}' a JOIN (SELECT i AS lo, i + 1 AS hi, s FROM "
    "(SELECT d AS i, s FROM '{parquet}')) b ON a.d > b.lo AND a.d < b.hi AND a.id < 1000",
    "cross join": "SELECT count(*), max(a.s || b.s) FROM '{parquet}' a, "
    "(FROM '{parquet}' WHERE id < 3) b",
    "positional join": "SELECT max(a.s || b.s) FROM '{parquet}' a POSITIONAL JOIN '{parquet}' b",
    "INTERSECT": "SELECT s, d FROM '{parquet}' INTERSECT SELECT s, d FROM '{parquet}'",
    "EXCEPT ALL": "SELECT s, k FROM '{parquet}' EXCEPT ALL SELECT s, g FROM '{parquet}'",
    "UNION": "SELECT s FROM '{parquet}' UNION SELECT s || 'x' FROM '{parquet}'",
    "row_number": "SELECT *, row_number() OVER (PARTITION BY g ORDER BY s) AS n FROM '{parquet}'",
    "running sum": "SELECT *, sum(d) OVER (ORDER BY s) AS n FROM '{parquet}'",
    "sliding max": "SELECT s, max(s) OVER (ORDER BY id ROWS 100 PRECEDING) AS n FROM '{parquet}'",
    "whole partitions": "SELECT *, sum(d) OVER (PARTITION BY k) AS n FROM '{parquet}'",
    "one partition": "SELECT *, avg(d) OVER () AS n FROM '{parquet}'",
    "lead": "SELECT s, lead(s, 1000) OVER (ORDER BY d) AS n FROM '{parquet}'",
    "nth_value": "SELECT s, nth_value(s, 5) OVER (ORDER BY d) AS n FROM '{parquet}'",
    "window of lists": "SELECT id, length(list(s) OVER (PARTITION BY g)) AS n FROM '{parquet}'",
    "QUALIFY": "SELECT * FROM '{parquet}' QUALIFY row_number() OVER (PARTITION BY k ORDER BY d) = 1",
    "CTE": "WITH c AS MATERIALIZED (SELECT * FROM '{parquet}') "
    "SELECT count(*), max(a.s) FROM (FROM c WHERE g = 1 UNION ALL FROM c WHERE g > 50) a",
    "recursive CTE": "WITH RECURSIVE t(n, s) AS (SELECT id, s FROM '{parquet}' WHERE id < 200000 "
    "UNION SELECT n + 200000, s FROM t WHERE n < 1800000) SELECT count(*) FROM t",
    "sample": "SELECT * FROM '{parquet}' USING SAMPLE 500000 ROWS",
    "LIMIT of a percentage": "SELECT * FROM '{parquet}' LIMIT 50 %",
    "PIVOT": "PIVOT (SELECT k % 100000 AS k, g, d FROM '{parquet}') ON g USING sum(d)",
    "UNPIVOT": "SELECT count(*), max(value) FROM (UNPIVOT (SELECT id, s, md5(s) AS t FROM '{parquet}') "
    "ON s, t)",
    "UNNEST": "SELECT max(u) FROM (SELECT unnest(string_split(repeat(s, 20), ' ')) AS u "
    "FROM '{parquet}')",
    "UNNEST of one list": "SELECT max(u) FROM (SELECT unnest(l) AS u FROM "
    "(SELECT list(s) AS l FROM '{parquet}'))",
    "fold": "SELECT list_reduce(l, lambda a, b: a || b)[1] FROM "
    "(SELECT g, list(s) AS l FROM '{parquet}' WHERE id < 60000 GROUP BY g)",
    "lambdas": "SELECT sum(length(list_filter(list_transform(l, lambda x: x || x), "
    "lambda x: x > '5'))) FROM (SELECT k % 5000, list(s) AS l FROM '{parquet}' GROUP BY ALL)",
    "list_distinct": "SELECT length(list_distinct(l)), length(list_sort(l)) FROM "
    "(SELECT list(k) AS l FROM '{parquet}')",
    "scalar subqueries": "SELECT max((SELECT max(b.s) FROM '{parquet}' b WHERE b.id = a.k)) "
    "FROM '{parquet}' a",
    "lateral": "SELECT count(*) FROM '{parquet}' a, LATERAL (SELECT unnest(range(a.g)) AS u) b",
    "generated rows": "SELECT i, i::VARCHAR FROM range(20000000) r(i) ORDER BY hash(i)",
    "regular expressions": "SELECT max(length(regexp_extract_all(repeat(s, 50), '[0-9]')::VARCHAR)) "
    "FROM '{parquet}'",
    "long text": "SELECT length(repeat('abc', 100000000))",
    "long literal list": "SELECT length(range(100000000))",
    "long texts in one": "SELECT length(repeat('x', 200000000) || repeat('y', 200000000))",
    "long list of a lambda": "SELECT list_transform(range(10000000), lambda x: x * 2)",
    "a long text again and again": "SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(1000)",
    "rows of a long text": "SELECT repeat('x', 1000000) AS s FROM range(1000)",
    "rows of a long list": "SELECT range(1000000) AS l FROM range(100)",
}

WRITES = {
    "COPY to Parquet": "COPY (FROM '{parquet}') TO '{out}/a.parquet'",
    "COPY to Parquet of one group": "COPY (FROM '{parquet}') TO '{out}/a.parquet' "
    "(ROW_GROUP_SIZE 100000000)",
    "COPY to Parquet by partition": "COPY (FROM '{parquet}') TO '{out}/parts' (FORMAT PARQUET, "
    "PARTITION_BY (g))",
    "COPY to Parquet per thread": "COPY (FROM '{parquet}') TO '{out}/parts' (FORMAT PARQUET, "
    "PER_THREAD_OUTPUT true)",
    "COPY of lists to Parquet": "COPY (SELECT k % 50000 AS k, list(s) AS l FROM '{parquet}' "
    "GROUP BY ALL) TO '{out}/a.parquet'",
    "COPY to CSV": "COPY (FROM '{parquet}') TO '{out}/a.csv'",
    "COPY to CSV by partition": "COPY (FROM '{parquet}') TO '{out}/parts' (FORMAT CSV, "
    "PARTITION_BY (g))",
    "COPY to JSON": "COPY (FROM '{parquet}') TO '{out}/a.json'",
    "COPY to an Arrow file": "COPY (FROM '{parquet}') TO '{out}/a.arrow'",
    "COPY to Arrow by partition": "COPY (FROM '{parquet}') TO '{out}/parts' (FORMAT ARROW, "
    "PARTITION_BY (g))",
    "CREATE TABLE": "CREATE TABLE t AS FROM '{parquet}'",
    "CREATE TEMP TABLE": "CREATE TEMP TABLE t AS FROM '{parquet}'",
    "INSERT": "CREATE TABLE t AS FROM '{parquet}' LIMIT 0; INSERT INTO t FROM '{parquet}'",
    "UPDATE": "CREATE TABLE t AS SELECT id, g FROM '{parquet}' WHERE id < 1000000; "
    "UPDATE t SET id = id + 1; UPDATE t SET g = g + 1; UPDATE t SET id = id + 1",
    "DELETE": "CREATE TABLE t AS SELECT id, g FROM '{parquet}' WHERE id < 1000000; "
    "DELETE FROM t WHERE g > 3",
    "MERGE": "CREATE TABLE t AS SELECT id, k FROM '{parquet}' WHERE id < 500000; "
    "MERGE INTO t USING (SELECT id, s, k FROM '{parquet}') u ON t.id = u.id "
    "WHEN MATCHED THEN UPDATE SET k = u.k WHEN NOT MATCHED THEN INSERT VALUES (u.id, u.k)",
    "RETURNING": "CREATE TABLE t AS SELECT id FROM '{parquet}' LIMIT 0; "
    "INSERT INTO t SELECT id FROM '{parquet}' WHERE id < 1000000 RETURNING *",
    "transaction": "CREATE TABLE t(a BIGINT, b VARCHAR); BEGIN; "
    "INSERT INTO t SELECT id, s FROM '{parquet}'; ROLLBACK",
    "index": "CREATE TABLE t(a BIGINT PRIMARY KEY); INSERT INTO t SELECT id FROM '{parquet}'",
    "foreign key check": "CREATE TABLE t(a VARCHAR UNIQUE); INSERT INTO t SELECT s FROM '{parquet}' "
    "WHERE id < 1000000",
}

STATEMENTS = READS | OPERATORS | WRITES
