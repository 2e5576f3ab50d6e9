// Parse, format, parse, format: both texts must be equal, and equal to what is expected.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt::sql {
namespace {

std::string FormatExpression(const std::string& sql) {
  return ToSql(*ParseExpression(sql));
}
std::string FormatQuery(const std::string& sql) {
  return ToSql(*ParseQuery(sql));
}

struct Pair {
  const char* sql;
  const char* formatted;  // null: the same as `sql`
};

void PrintTo(const Pair& pair, std::ostream* out) {
  *out << pair.sql;
}

class ExpressionRoundTrip : public testing::TestWithParam<Pair> {};

TEST_P(ExpressionRoundTrip, IsStable) {
  const Pair& pair = GetParam();
  const std::string first = FormatExpression(pair.sql);
  EXPECT_EQ(first, pair.formatted ? pair.formatted : pair.sql);
  EXPECT_EQ(FormatExpression(first), first);
}

INSTANTIATE_TEST_SUITE_P(
    Precedence, ExpressionRoundTrip,
    testing::Values(
        Pair{"1 + 2 * 3", nullptr}, Pair{"(1 + 2) * 3", nullptr}, Pair{"1 - 2 - 3", nullptr},
        Pair{"1 - (2 - 3)", nullptr}, Pair{"((1 - 2)) - 3", "1 - 2 - 3"},
        Pair{"2 ^ 3 ^ 2", nullptr}, Pair{"2 ^ (3 ^ 2)", nullptr}, Pair{"-2 ^ 2", nullptr},
        Pair{"-(2 ^ 2)", nullptr}, Pair{"2 ** 3", "2 ^ 3"}, Pair{"a OR b AND c", nullptr},
        Pair{"(a OR b) AND c", nullptr}, Pair{"NOT a = b", nullptr}, Pair{"(NOT a) = b", nullptr},
        Pair{"NOT (a AND b)", nullptr}, Pair{"a = (NOT b)", nullptr},
        Pair{"a = NOT b AND c", "a = (NOT b) AND c"}, Pair{"NOT NOT a", nullptr},
        Pair{"- - a", "- -a"}, Pair{"a - -b", nullptr}, Pair{"a - - -1", "a - - -1"},
        Pair{"~ ~a", "~(~a)"}, Pair{"~(a + b)", "~a + b"}, Pair{"(~a) + b", nullptr},
        Pair{"a || b + c", nullptr}, Pair{"(a || b) + c", nullptr}, Pair{"(a < b) = c", nullptr},
        Pair{"a IS NULL = b", "(a IS NULL) = b"}, Pair{"a = b IS NULL", nullptr},
        Pair{"a = (b IS NULL)", nullptr}, Pair{"a IS NOT DISTINCT FROM b", nullptr},
        Pair{"a IS DISTINCT FROM b + 1", nullptr}, Pair{"a BETWEEN 1 AND 2 AND b", nullptr},
        Pair{"a NOT BETWEEN 1 + 1 AND 2 OR b", nullptr}, Pair{"a BETWEEN (b AND c) AND d", nullptr},
        Pair{"a BETWEEN SYMMETRIC 2 AND 1", nullptr}, Pair{"a IN (1, 2,)", "a IN (1, 2)"},
        Pair{"a NOT IN (1)", nullptr}, Pair{"a IN b", nullptr}, Pair{"a IN [1, 2]", nullptr},
        Pair{"(a, b) IN ((1, 2), (3, 4))", nullptr}, Pair{"a LIKE b || c", nullptr},
        Pair{"a LIKE ANY ('x', b || c)", nullptr}, Pair{"a !~ SOME (b)", "a !~ ANY (b)"},
        Pair{"a NOT ILIKE ALL (['x'])", nullptr}, Pair{"(1 AS a, b AS c)", "{'a': 1, 'c': b}"},
        Pair{"a NOT LIKE b ESCAPE '!'", nullptr}, Pair{"a ILIKE 'x' AND b", nullptr},
        Pair{"a SIMILAR TO 'x'", nullptr}, Pair{"a ~~ 'x'", "a LIKE 'x'"},
        Pair{"a !~~* 'x'", "a NOT ILIKE 'x'"}, Pair{"a ~ 'x' || 'y'", nullptr},
        Pair{"a ~ ('x' || 'y')", nullptr}, Pair{"a !~* 'x'", nullptr}, Pair{"a GLOB 'x*'", nullptr},
        Pair{"a::int + 1", "CAST(a AS INTEGER) + 1"}, Pair{"-a::int", "-CAST(a AS INTEGER)"},
        Pair{"a.b::text[]", "CAST(a.b AS VARCHAR[])"}, Pair{"(-a)[1]", nullptr},
        Pair{"a[1][2:3]", nullptr}, Pair{"a[:2]", nullptr}, Pair{"a[1:]", nullptr},
        Pair{"a[1:-:2]", nullptr}, Pair{"a[::2]", "a[:-:2]"}, Pair{"a[1:2:3]", nullptr},
        Pair{"(a).b", nullptr}, Pair{"(a).b.c", nullptr}, Pair{"f(a).b", nullptr},
        Pair{"a AT TIME ZONE 'UTC' AT TIME ZONE 'CET'", nullptr},
        Pair{"a COLLATE nocase = b", nullptr}, Pair{"a = ANY (SELECT 1)", nullptr},
        Pair{"a <> SOME (SELECT 1)", "a <> ANY (SELECT 1)"}, Pair{"a >= ALL ([1, 2])", nullptr},
        Pair{"a IS NOT UNKNOWN", nullptr}, Pair{"a IS TRUE OR b IS NOT FALSE", nullptr},
        Pair{"a ISNULL AND b NOTNULL", "a IS NULL AND b IS NOT NULL"},
        Pair{"a NOT NULL", "a IS NOT NULL"}, Pair{"a != b", "a <> b"}, Pair{"a == b", "a = b"},
        Pair{"a // b % c", nullptr}, Pair{"a & b | c << 2 >> 1", nullptr},
        Pair{"a -> 'x' ->> 'y' = 'z'", nullptr}, Pair{"a @> b AND c && d", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Primaries, ExpressionRoundTrip,
    testing::Values(
        Pair{"'it''s'", nullptr}, Pair{"E'a\\nb\\'c\\u00e9'", "'a\nb''cé'"},
        Pair{"$$a'b$$", "'a''b'"}, Pair{"$x$ $$ $x$", "' $$ '"}, Pair{"'a'\n  'b'", "'ab'"},
        Pair{"1_000.5e+1_0", "1000.5e+10"}, Pair{".5", nullptr}, Pair{"1.", nullptr},
        Pair{"0x1F", "31"}, Pair{"0b101", "5"}, Pair{"0o17", "15"},
        Pair{"0xFFFFFFFFFFFFFFFFFF", "4722366482869645213695"}, Pair{"x'aB01'", "x'AB01'"},
        Pair{"NULL", nullptr}, Pair{"TRUE", "true"}, Pair{"date '1998-12-01'", "DATE '1998-12-01'"},
        Pair{"timestamp with time zone '2020-01-01'", "TIMESTAMP WITH TIME ZONE '2020-01-01'"},
        Pair{"decimal(10, 2) '1.5'", "DECIMAL(10,2) '1.5'"},
        Pair{"double precision '1'", "DOUBLE '1'"}, Pair{"INTERVAL '3' MONTH", nullptr},
        Pair{"interval '1 year 2 days'", "INTERVAL '1 year 2 days'"},
        Pair{"interval 3 days", "INTERVAL 3 DAY"}, Pair{"INTERVAL (a + 1) HOUR", nullptr},
        Pair{"interval '90' day (3)", "INTERVAL '90' DAY"},
        Pair{"INTERVAL '1-2' YEAR TO MONTH", nullptr}, Pair{"interval x day", "INTERVAL (x) DAY"},
        Pair{"CASE WHEN a THEN 1 ELSE 2 END", nullptr},
        Pair{"CASE a + 1 WHEN 1 THEN 'x' WHEN 2 THEN 'y' END", nullptr},
        Pair{"cast(a as decimal(15,2))", "CAST(a AS DECIMAL(15,2))"},
        Pair{"TRY_CAST(a AS BIGINT)", nullptr}, Pair{"count(*)", nullptr},
        Pair{"count(DISTINCT a)", nullptr}, Pair{"sum(ALL a)", "sum(a)"},
        Pair{"string_agg(a, ',' ORDER BY b DESC NULLS LAST)", nullptr},
        Pair{"sum(a) FILTER (WHERE a > 1)", nullptr},
        Pair{"percentile_cont(0.5) WITHIN GROUP (ORDER BY a)", nullptr},
        Pair{"first(a IGNORE NULLS)", "first(a) IGNORE NULLS"},
        Pair{"first(a) ignore nulls over w", "first(a) IGNORE NULLS OVER w"},
        Pair{"row_number() OVER ()", nullptr},
        Pair{"sum(a) OVER (PARTITION BY b, c ORDER BY d DESC ROWS BETWEEN 1 PRECEDING AND CURRENT "
             "ROW EXCLUDE TIES)",
             nullptr},
        Pair{"sum(a) over (w rows unbounded preceding)",
             "sum(a) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"},
        Pair{"f(a := 1, b => 2)", "f(a := 1, b := 2)"},
        Pair{"list_transform(l, x -> x + 1)", "list_transform(l, lambda x: x + 1)"},
        Pair{"list_reduce(l, (x, y) -> x + y)", "list_reduce(l, lambda x, y: x + y)"},
        Pair{"f(l, lambda x: x > 1)", nullptr}, Pair{"f(j -> 'a')", "f((j -> 'a'))"},
        Pair{"f((j -> k))", nullptr}, Pair{"extract(YEAR from d)", "date_part('year', d)"},
        Pair{"substring(s from 2 for 3)", "substring(s, 2, 3)"},
        Pair{"substring(s for 3)", "substring(s, 1, 3)"}, Pair{"substring(s, 2)", nullptr},
        Pair{"position('a' in s)", "position(s, 'a')"}, Pair{"trim(s)", nullptr},
        Pair{"trim(both 'x' from s)", "trim(s, 'x')"}, Pair{"trim(leading from s)", "ltrim(s)"},
        Pair{"trim(trailing 'x' from s)", "rtrim(s, 'x')"},
        Pair{"trim('x' from s)", "trim(s, 'x')"},
        Pair{"overlay(a placing b from 1 for 2)", "overlay(a, b, 1, 2)"},
        Pair{"left(s, 2) || right(s, 1)", nullptr}, Pair{"\"trim\"(a ORDER BY b)", nullptr},
        Pair{"[1, 2, [3]]", nullptr}, Pair{"ARRAY[1, 2]", "[1, 2]"}, Pair{"[]", nullptr},
        Pair{"ARRAY(SELECT 1)", nullptr}, Pair{"{'a': 1, b: {'c': 2}}", "{'a': 1, 'b': {'c': 2}}"},
        Pair{"map {'k': 1}", "MAP {'k': 1}"}, Pair{"ROW(1)", nullptr}, Pair{"row(1, 2)", "(1, 2)"},
        Pair{"$1 + $2", nullptr}, Pair{"? + ?", "$1 + $2"}, Pair{"$name", nullptr},
        Pair{"#1", nullptr}, Pair{"(SELECT max(a) FROM t)", nullptr},
        Pair{"EXISTS (SELECT 1)", nullptr}, Pair{"NOT EXISTS (SELECT 1)", nullptr},
        Pair{"a IN (SELECT b FROM t)", nullptr}, Pair{"current_date", "current_date()"},
        Pair{"\"Weird \"\"name\"\"\".\"select\"", nullptr}, Pair{"`a b`", "\"a b\""},
        Pair{"a.b.c.d", nullptr}, Pair{"grüße", nullptr}, Pair{"t.*", nullptr},
        Pair{"COLUMNS('a.*')", nullptr},
        Pair{"COLUMNS(c -> c LIKE 'a%')", "COLUMNS(lambda c: c LIKE 'a%')"},
        Pair{"COLUMNS(* EXCLUDE (a))", nullptr}, Pair{"'abc'.upper()", "upper('abc')"},
        Pair{"((((1))))", "1"}, Pair{"(((SELECT 1)))", "(SELECT 1)"},
        Pair{"((SELECT 1) + 1)", "(SELECT 1) + 1"},
        Pair{"((SELECT 1) UNION (SELECT 2))", "(SELECT 1 UNION SELECT 2)"}));

INSTANTIATE_TEST_SUITE_P(
    Types, ExpressionRoundTrip,
    testing::Values(
        Pair{"CAST(a AS TIMESTAMP_NS)", nullptr},
        Pair{"CAST(a AS timestamp(3))", "CAST(a AS TIMESTAMP_MS)"},
        Pair{"CAST(a AS timestamptz)", "CAST(a AS TIMESTAMP WITH TIME ZONE)"},
        Pair{"CAST(a AS timestamp without time zone)", "CAST(a AS TIMESTAMP)"},
        Pair{"CAST(a AS double precision)", "CAST(a AS DOUBLE)"},
        Pair{"CAST(a AS character varying(10))", "CAST(a AS VARCHAR(10))"},
        Pair{"CAST(a AS int4)", "CAST(a AS INTEGER)"},
        Pair{"CAST(a AS numeric)", "CAST(a AS DECIMAL)"}, Pair{"CAST(a AS INTEGER[][3])", nullptr},
        Pair{"CAST(a AS int array)", "CAST(a AS INTEGER[])"},
        Pair{"CAST(a AS STRUCT(a INTEGER, \"b c\" VARCHAR[]))", nullptr},
        Pair{"CAST(a AS MAP(VARCHAR, INTEGER))", nullptr},
        Pair{"CAST(a AS array<map<string,array<int>>>)", "CAST(a AS MAP(VARCHAR, INTEGER[])[])"},
        Pair{"CAST(a AS struct<x: int, y: string>)", "CAST(a AS STRUCT(x INTEGER, y VARCHAR))"},
        Pair{"CAST(a AS float(53))", "CAST(a AS DOUBLE)"}, Pair{"CAST(a AS mood)", nullptr},
        Pair{"CAST(a AS s.mood)", nullptr}, Pair{"CAST(a AS ENUM('x', 'it''s'))", nullptr}));

class QueryRoundTrip : public testing::TestWithParam<Pair> {};

TEST_P(QueryRoundTrip, IsStable) {
  const Pair& pair = GetParam();
  const std::string first = FormatQuery(pair.sql);
  EXPECT_EQ(first, pair.formatted ? pair.formatted : pair.sql);
  EXPECT_EQ(FormatQuery(first), first);
}

INSTANTIATE_TEST_SUITE_P(
    Queries, QueryRoundTrip,
    testing::Values(
        Pair{"SELECT 1", nullptr}, Pair{"SELECT 1;", "SELECT 1"},
        Pair{"select a b, c as d, e: f, from t", "SELECT a AS b, c AS d, f AS e FROM t"},
        Pair{"FROM t", "SELECT * FROM t"},
        Pair{"from t select a where b", "SELECT a FROM t WHERE b"},
        Pair{"FROM t WHERE b LIMIT 3", "SELECT * FROM t WHERE b LIMIT 3"},
        Pair{"FROM 'dir/*.parquet' SELECT a", "SELECT a FROM 'dir/*.parquet'"},
        Pair{"SELECT * FROM \"x.parquet\"", nullptr}, Pair{"TABLE t", "SELECT * FROM t"},
        Pair{"SELECT * EXCLUDE a FROM t", "SELECT * EXCLUDE (a) FROM t"},
        Pair{"SELECT t.* EXCLUDE (a, b) REPLACE (c + 1 AS c) RENAME (d AS e) FROM t", nullptr},
        Pair{"SELECT * EXCEPT (a) FROM t", "SELECT * EXCLUDE (a) FROM t"},
        Pair{"SELECT * EXCEPT (SELECT 1)", "SELECT * EXCEPT SELECT 1"},
        Pair{"SELECT DISTINCT a FROM t", nullptr},
        Pair{"SELECT DISTINCT ON (a, b) c FROM t", nullptr},
        Pair{"SELECT a AS 'x y' FROM t", "SELECT a AS \"x y\" FROM t"},
        Pair{"SELECT a AS \"select\", b AS \"order\" FROM t", nullptr},
        Pair{"SELECT a, count(*) FROM t GROUP BY ALL ORDER BY ALL DESC NULLS LAST", nullptr},
        Pair{"SELECT a FROM t GROUP BY a, (b), (), ROLLUP (c, (d, e)), CUBE (f), "
             "GROUPING SETS ((a, b), (), c)",
             "SELECT a FROM t GROUP BY a, b, (), ROLLUP (c, (d, e)), CUBE (f), GROUPING SETS "
             "((a, b), (), c)"},
        Pair{"SELECT a FROM t GROUP BY a, HAVING b ORDER BY a, b DESC NULLS FIRST LIMIT 1 OFFSET 2",
             "SELECT a FROM t GROUP BY a HAVING b ORDER BY a, b DESC NULLS FIRST LIMIT 1 OFFSET 2"},
        Pair{"SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b), v AS (w ORDER BY c) "
             "QUALIFY row_number() OVER w = 1",
             nullptr},
        Pair{"SELECT a FROM t OFFSET 2 ROWS FETCH FIRST 5 ROWS ONLY",
             "SELECT a FROM t LIMIT 5 OFFSET 2"},
        Pair{"VALUES (1, 'a'), (2, 'b'),", "VALUES (1, 'a'), (2, 'b')"},
        Pair{"SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3", nullptr},
        Pair{"SELECT 1 UNION SELECT 2 INTERSECT SELECT 3", nullptr},
        Pair{"(SELECT 1 UNION SELECT 2) INTERSECT ALL SELECT 3", nullptr},
        Pair{"SELECT 1 EXCEPT (SELECT 2 EXCEPT SELECT 3)", nullptr},
        Pair{"SELECT 1 UNION ALL BY NAME SELECT 2", nullptr},
        Pair{"(SELECT 1 LIMIT 1) UNION ALL (SELECT 2 ORDER BY 1) LIMIT 3", nullptr},
        Pair{"((SELECT 1 LIMIT 1))", "SELECT 1 LIMIT 1"},
        Pair{"WITH a AS (SELECT 1), b(x, y) AS MATERIALIZED (FROM a) FROM b",
             "WITH a AS (SELECT 1), b(x, y) AS MATERIALIZED (SELECT * FROM a) SELECT * FROM b"},
        Pair{"WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 2 FROM r) SELECT * FROM r", nullptr},
        Pair{"SELECT a year, b date, c AS interval FROM t",
             "SELECT a AS year, b AS date, c AS \"interval\" FROM t"},
        Pair{"SELECT name, value, key, data, first, last, type FROM t", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    Tables, QueryRoundTrip,
    testing::Values(Pair{"SELECT * FROM a, b AS x, c AS y(p, q)", nullptr},
                    Pair{"SELECT * FROM a x JOIN b ON x.i = b.i LEFT OUTER JOIN c USING (i, j)",
                         "SELECT * FROM a AS x JOIN b ON x.i = b.i LEFT JOIN c USING (i, j)"},
                    Pair{"SELECT * FROM a NATURAL JOIN b CROSS JOIN c", nullptr},
                    Pair{"SELECT * FROM a FULL JOIN b ON true RIGHT JOIN c ON true", nullptr},
                    Pair{"SELECT * FROM a SEMI JOIN b USING (i) ANTI JOIN c ON true", nullptr},
                    Pair{"SELECT * FROM a LEFT SEMI JOIN b ON true",
                         "SELECT * FROM a SEMI JOIN b ON true"},
                    Pair{"SELECT * FROM a ASOF LEFT JOIN b ON a.t >= b.t", nullptr},
                    Pair{"SELECT * FROM a POSITIONAL JOIN b", nullptr},
                    Pair{"SELECT * FROM a JOIN (b JOIN c ON true) ON true", nullptr},
                    Pair{"SELECT * FROM a JOIN b JOIN c ON 1 ON 2",
                         "SELECT * FROM a JOIN (b JOIN c ON 1) ON 2"},
                    Pair{"SELECT * FROM ((a JOIN b ON true))", "SELECT * FROM a JOIN b ON true"},
                    Pair{"SELECT * FROM (SELECT 1) AS t(x)", nullptr},
                    Pair{"SELECT * FROM (VALUES (1, 2), (3, 4)) t(x, y)",
                         "SELECT * FROM (VALUES (1, 2), (3, 4)) AS t(x, y)"},
                    Pair{"SELECT * FROM t, LATERAL (SELECT t.a) AS u", nullptr},
                    Pair{"SELECT * FROM t, LATERAL unnest(t.l) AS u(x)", nullptr},
                    Pair{"SELECT * FROM read_parquet(['a', 'b'], union_by_name = true)",
                         "SELECT * FROM read_parquet(['a', 'b'], union_by_name := true)"},
                    Pair{"SELECT * FROM range(10) WITH ORDINALITY AS r(i, n)", nullptr},
                    Pair{"FROM x: tbl, y: (SELECT 1)", "SELECT * FROM tbl AS x, (SELECT 1) AS y"},
                    Pair{"SELECT * FROM c.s.t", nullptr},
                    Pair{"SELECT * FROM (a CROSS JOIN b) AS j",
                         "SELECT * FROM (SELECT * FROM a CROSS JOIN b) AS j"},
                    Pair{"SELECT * FROM a, b JOIN c ON true", nullptr}));

class TpchRoundTrip : public testing::TestWithParam<int> {};

TEST_P(TpchRoundTrip, IsStable) {
  std::ostringstream name;
  name << "q" << (GetParam() < 10 ? "0" : "") << GetParam() << ".sql";
  const std::filesystem::path root =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path();
  const std::filesystem::path path = root / "bench" / "tpch" / "queries" / name.str();
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  const std::vector<StatementPtr> statements = ParseStatements(text.str());
  ASSERT_EQ(statements.size(), 1U);
  const std::string first = ToSql(*As<QueryStatement>(*statements[0]).query);
  EXPECT_EQ(FormatQuery(first), first);
}

INSTANTIATE_TEST_SUITE_P(Tpch, TpchRoundTrip, testing::Range(1, 23));

}  // namespace
}  // namespace lakebolt::sql
