"""Lists queries of windows, sorts, ordered aggregates and recursion over tables made once."""

from __future__ import annotations

from .case import Case

ROWS = 1_000_000

TABLES = [
    f"CREATE TABLE facts AS SELECT i AS id, (i * 7919) % {ROWS} AS mixed, (i * 31) % 1000 AS g, "
    "(i * 7919) % 100003 AS wide, ((i * 104729) % 65537)::DOUBLE / 7 AS x, "
    "'text number ' || (i * 7919) % 5000 AS s, DATE '2020-01-01' + ((i * 13) % 900)::INTEGER AS d "
    f"FROM range({ROWS}) r(i)",
    "CREATE TABLE edges AS SELECT i AS a, i + 1 AS b FROM range(100000) r(i)",
]


def _sum(item: str, rest: str = "") -> str:
    """Makes a query whose one row depends on all values of an item."""
    return f"SELECT count(*), sum(y) FROM (SELECT {item} AS y FROM facts{rest}) q"


CASES = [
    Case("row_number", [], _sum("row_number() OVER ()")),
    Case("row_number of partitions", [], _sum("row_number() OVER (PARTITION BY g ORDER BY mixed)")),
    Case("row_number of text", [], _sum("row_number() OVER (PARTITION BY s ORDER BY mixed)")),
    Case("rank of all", [], _sum("rank() OVER (ORDER BY wide)")),
    Case("first of each", [],
         "SELECT sum(id) FROM (SELECT id FROM facts QUALIFY "
         "row_number() OVER (PARTITION BY wide ORDER BY mixed) = 1) q"),
    Case("lag and lead", [], _sum(
        "lag(id) OVER w + lead(id, 2) OVER w", " WINDOW w AS (PARTITION BY g ORDER BY mixed)")),
    Case("running sum", [], _sum("sum(x) OVER (PARTITION BY g ORDER BY mixed)")),
    Case("sliding sum", [], _sum(
        "sum(id) OVER (ORDER BY mixed ROWS BETWEEN 100 PRECEDING AND 100 FOLLOWING)")),
    Case("sliding average", [], _sum(
        "avg(x) OVER (ORDER BY mixed ROWS BETWEEN 20 PRECEDING AND CURRENT ROW)")),
    Case("sliding maximum", [], _sum(
        "max(x) OVER (PARTITION BY g ORDER BY mixed ROWS BETWEEN 50 PRECEDING AND 50 FOLLOWING)")),
    Case("sliding range", [], _sum(
        "sum(id) OVER (PARTITION BY g ORDER BY d RANGE BETWEEN INTERVAL 7 DAY PRECEDING "
        "AND CURRENT ROW)")),
    Case("sliding distinct", [], _sum(
        "count(DISTINCT g) OVER (ORDER BY mixed ROWS BETWEEN 100 PRECEDING AND CURRENT ROW)")),
    Case("sliding median", [], _sum(
        "median(wide) OVER (ORDER BY mixed ROWS BETWEEN 50 PRECEDING AND 50 FOLLOWING)")),
    Case("share of partition", [], _sum("x / sum(x) OVER (PARTITION BY g)")),
    Case("first and last", [], _sum(
        "first_value(id) OVER w - last_value(id) OVER w",
        " WINDOW w AS (PARTITION BY g ORDER BY mixed ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING)")),
    Case("ntile", [], _sum("ntile(100) OVER (ORDER BY mixed)")),
    Case("sort integers", [], "SELECT mixed FROM facts ORDER BY mixed OFFSET 999990"),
    Case("sort wide rows", [], "SELECT * FROM facts ORDER BY wide, mixed OFFSET 999990"),
    Case("sort text", [], "SELECT s, id FROM facts ORDER BY s DESC, id OFFSET 999990"),
    Case("top 100", [], "SELECT * FROM facts ORDER BY x DESC, mixed LIMIT 100"),
    Case("median by group", [], "SELECT g, median(x) FROM facts GROUP BY g"),
    Case("median by many", [], "SELECT sum(m) FROM (SELECT median(x) AS m FROM facts GROUP BY wide) q"),
    Case("quantiles", [], "SELECT g, quantile_cont(x, [0.1, 0.5, 0.9]) FROM facts GROUP BY g"),
    Case("list by group", [], "SELECT sum(len(l)) FROM (SELECT list(id) AS l FROM facts GROUP BY g) q"),
    Case("list by many", [],
         "SELECT sum(len(l)) FROM (SELECT list(id) AS l FROM facts GROUP BY wide) q"),
    Case("list in order", [],
         "SELECT sum(l[1]) FROM (SELECT list(id ORDER BY mixed) AS l FROM facts GROUP BY g) q"),
    Case("string_agg", [],
         "SELECT sum(length(t)) FROM (SELECT string_agg(s, ',') AS t FROM facts GROUP BY g) q"),
    Case("string_agg in order", [],
         "SELECT sum(length(t)) FROM (SELECT string_agg(s, ',' ORDER BY mixed) AS t FROM facts "
         "GROUP BY g) q"),
    Case("count distinct", [], "SELECT count(DISTINCT wide), count(DISTINCT s) FROM facts"),
    Case("count distinct by group", [],
         "SELECT sum(n) FROM (SELECT count(DISTINCT wide) AS n FROM facts GROUP BY g) q"),
    Case("mode and arg_max", [], "SELECT g, mode(wide % 10), arg_max(id, x) FROM facts GROUP BY g"),
    Case("distinct rows", [], "SELECT count(*) FROM (SELECT DISTINCT g, s FROM facts) q"),
    Case("distinct on", [],
         "SELECT sum(id) FROM (SELECT DISTINCT ON (wide) id FROM facts ORDER BY wide, mixed) q"),
    Case("histogram", [], "SELECT cardinality(histogram(wide)) FROM facts"),
    Case("recursive numbers", [],
         "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
         "SELECT count(*), sum(i) FROM n"),
    Case("recursive path", [],
         "WITH RECURSIVE p(a, n) AS (SELECT 0::BIGINT, 0 UNION SELECT b, n + 1 FROM p JOIN edges USING (a) "
         "WHERE n < 300) SELECT count(*), max(n) FROM p"),
    Case("pivot", [], "SELECT count(*) FROM (PIVOT facts ON g % 20 USING sum(x) GROUP BY wide) q"),
    Case("unpivot", [], "SELECT sum(v) FROM (UNPIVOT facts ON id, mixed, g, wide INTO NAME n VALUE v) q"),
    Case("rollup", [],
         "SELECT count(*), sum(n) FROM (SELECT g, wide % 50, count(*) AS n FROM facts "
         "GROUP BY ROLLUP (g, wide % 50)) q"),
    Case("unnest", [], "SELECT sum(v) FROM (SELECT unnest([id, g, wide]) AS v FROM facts) q"),
    Case("asof join", [],
         "SELECT count(*), sum(f.id) FROM facts e ASOF JOIN facts f ON e.g = f.g AND e.mixed > f.mixed "
         "WHERE e.id < 100000"),
]  # fmt: skip
