// What binds, to which names, types and plans.

#include <filesystem>
#include <fstream>
#include <sstream>

#include "binder_fixture.h"

namespace lakebolt {
namespace {

TEST_F(BinderTest, TpchBinds) {
  const std::filesystem::path folder =
      std::filesystem::path(__FILE__).parent_path() / "../../../bench/tpch/queries";
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".sql") continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    const auto statements = sql::ParseStatements(text.str());
    ASSERT_EQ(statements.size(), 1U) << entry.path();
    const sql::Query& query = *sql::As<sql::QueryStatement>(*statements[0]).query;
    SCOPED_TRACE(entry.path());
    const BoundQuery bound = Binder(Context()).BindQuery(query);
    VerifyPlan(*bound.plan, "binder");
    ++count;
  }
  EXPECT_EQ(count, 22);
}

TEST_F(BinderTest, NamesOfColumns) {
  EXPECT_EQ(Names("SELECT a, t.b AS x, A + 1, count(*) FROM t GROUP BY ALL"),
            "a,x,(A + 1),count_star()");
  EXPECT_EQ(Names("FROM t"), "a,b,s");
  EXPECT_EQ(Names("SELECT * EXCLUDE (b) FROM t"), "a,s");
  EXPECT_EQ(Names("SELECT * REPLACE (1 AS a) RENAME (b AS z) FROM t"), "a,z,s");
  EXPECT_EQ(Names("SELECT u.*, t.a FROM t, u"), "a,c,a");
  EXPECT_EQ(Names("SELECT COLUMNS('a|s') FROM t"), "a,s");
  EXPECT_EQ(Names("SELECT max(COLUMNS(* EXCLUDE s)) FROM t"), "a,b");
  EXPECT_EQ(Names("SELECT * FROM (SELECT 1 a, 2 a)"), "a,a_1");
  EXPECT_EQ(Names("SELECT * FROM t x(p, q)"), "p,q,s");
  EXPECT_EQ(Names("VALUES (1, 'a'), (2, 'b')"), "col0,col1");
  EXPECT_EQ(Names("SELECT st.* FROM types"), "f,g");
  EXPECT_EQ(Names("SELECT A, \"S\" FROM t"), "a,s");
  EXPECT_EQ(Names("SELECT types.st.f FROM types"), "f");
}

TEST_F(BinderTest, LiteralTypes) {
  EXPECT_EQ(TypeOf("1"), "INTEGER");
  EXPECT_EQ(TypeOf("-2147483648"), "INTEGER");
  EXPECT_EQ(TypeOf("3000000000"), "BIGINT");
  EXPECT_EQ(TypeOf("-9223372036854775808"), "BIGINT");
  EXPECT_EQ(TypeOf("9223372036854775808"), "HUGEINT");
  EXPECT_EQ(TypeOf("0.05"), "DECIMAL(3,2)");
  EXPECT_EQ(TypeOf(".5"), "DECIMAL(1,1)");
  EXPECT_EQ(TypeOf("007.50"), "DECIMAL(5,2)");
  EXPECT_EQ(TypeOf("1e3"), "DOUBLE");
  EXPECT_EQ(TypeOf("DATE '1998-12-01'"), "DATE");
  EXPECT_EQ(TypeOf("INTERVAL 3 MONTH"), "INTERVAL");
  EXPECT_EQ(TypeOf("INTERVAL '1.5' HOUR"), "INTERVAL");
}

TEST_F(BinderTest, LiteralsAdapt) {
  EXPECT_EQ(TypeOf("i8 + 1"), "TINYINT");
  EXPECT_EQ(TypeOf("i8 + 300"), "INTEGER");
  EXPECT_EQ(TypeOf("u64 - 6"), "UBIGINT");
  EXPECT_EQ(TypeOf("f32 * 0.5"), "FLOAT");
  EXPECT_EQ(TypeOf("coalesce(i8, 1)"), "TINYINT");
  EXPECT_EQ(TypeOf("CASE WHEN flag THEN d ELSE '2020-01-02' END"), "DATE");
  EXPECT_EQ(TypeOf("CASE WHEN flag THEN 1 ELSE 2.5 END"), "DECIMAL(11,1)");
  EXPECT_EQ(TypeOf("nullif(i32, 0)"), "INTEGER");
  EXPECT_EQ(TypeOf("d - '2019-12-31'"), "BIGINT");
  // No column is cast: the literal takes the column's type.
  for (const char* filter :
       {"d < '1995-01-01'", "dec = 5", "dec BETWEEN 0.05 AND 7", "i64 = 1", "i8 IN (1, 2, 3)",
        "d <= DATE '1998-12-01' - INTERVAL 90 DAY", "ts > DATE '1998-12-01'", "u64 > 1.0"}) {
    const std::string plan = Explain(std::string("SELECT 1 FROM types WHERE ") + filter);
    EXPECT_EQ(plan.find("CAST"), std::string::npos) << plan;
  }
}

TEST_F(BinderTest, Aliases) {
  EXPECT_EQ(Names("SELECT a + 1 AS x, x * 2 AS y FROM t WHERE x > 1 AND y > 2"), "x,y");
  Bind("SELECT a + b AS k, count(*) AS n FROM t GROUP BY k HAVING n > 1 ORDER BY n, k");
  Bind("SELECT sum(a) AS a FROM t HAVING sum(a) > 1 ORDER BY sum(a)");
  Bind("SELECT a % 2 AS odd, sum(b) FROM t GROUP BY 1 ORDER BY 2 DESC, odd");
}

TEST_F(BinderTest, Joins) {
  EXPECT_EQ(Names("SELECT * FROM t JOIN u USING (a)"), "a,b,s,c");
  EXPECT_EQ(Names("SELECT * FROM t NATURAL JOIN u"), "a,b,s,c");
  EXPECT_EQ(Names("SELECT u.* FROM t JOIN u USING (a)"), "a,c");
  EXPECT_EQ(Names("SELECT a, t.a, u.a FROM t FULL JOIN u USING (a)"), "a,a,a");
  EXPECT_EQ(Names("SELECT * FROM t SEMI JOIN u USING (a)"), "a,b,s");
  EXPECT_EQ(Names("SELECT * FROM t JOIN u USING (a) JOIN u AS v USING (a)"), "a,b,s,c,c");
  EXPECT_EQ(Names("SELECT * FROM t, LATERAL (SELECT t.a + u.c AS x FROM u WHERE u.a = t.a)"),
            "a,b,s,x");
  EXPECT_EQ(Names("SELECT * FROM t, LATERAL (VALUES (t.a), (t.b)) v(x)"), "a,b,s,x");
  EXPECT_EQ(Names("SELECT j.* FROM (t JOIN u USING (a)) AS j"), "a,b,s,c");
  const std::string plan = Explain("SELECT a FROM t FULL JOIN u USING (a)");
  EXPECT_NE(plan.find("COALESCE"), std::string::npos) << plan;
}

TEST_F(BinderTest, Subqueries) {
  Bind("SELECT (SELECT max(c) FROM u WHERE u.a = t.a) FROM t");
  Bind(
      "SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a AND u.c > "
      "(SELECT avg(c) FROM u AS v WHERE v.a = t.b))");
  Bind("SELECT * FROM t WHERE a IN (SELECT c FROM u) OR a NOT IN (SELECT a FROM u)");
  Bind("SELECT * FROM t WHERE (a, b) IN (SELECT a, a FROM u)");
  Bind("SELECT * FROM t WHERE a > ALL (SELECT c FROM u) AND a = ANY (SELECT a FROM u)");
  Bind("SELECT * FROM t JOIN u ON t.a = (SELECT max(a) FROM u AS v WHERE v.c = u.c)");
  // The inner sum belongs to the outer query: its argument is the outer one's.
  const std::string plan = Explain("SELECT (SELECT sum(t.a) FROM u LIMIT 1) FROM t");
  EXPECT_EQ(plan.find("AGGREGATE"), plan.rfind("AGGREGATE")) << plan;
  Bind("SELECT a, (SELECT count(*) FROM u WHERE u.a = t.a) FROM t GROUP BY a");
  Bind("SELECT a + 1, (SELECT max(c) FROM u WHERE u.a = t.a + 1) FROM t GROUP BY a + 1");
  // An expression used twice: its subquery is copied.
  Bind("SELECT (SELECT max(c) FROM u) BETWEEN a AND b, nullif((SELECT 1), 2) FROM t");
  Bind("SELECT (SELECT max(c) FROM u WHERE u.a = t.a) AS m, m + 1, m + m FROM t WHERE m > 1");
  Bind("SELECT (WITH x AS (SELECT 1 AS i) SELECT x.i FROM x, x AS y LIMIT 1) AS m, m + 1 FROM t");
  Bind("SELECT a, max((SELECT c FROM u WHERE u.a = t.b)) FROM t GROUP BY CUBE (a, b)");
  Bind("SELECT a FROM t GROUP BY a HAVING EXISTS (SELECT 1 FROM u WHERE u.a = max(t.b))");
}

TEST_F(BinderTest, CommonTableExpressions) {
  EXPECT_EQ(Names("WITH x(p) AS (SELECT a, b FROM t), y AS (FROM x) SELECT * FROM x, y"),
            "p,b,p,b");
  EXPECT_EQ(Explain("WITH x AS (SELECT 1) SELECT 2").find("CTE"), std::string::npos);
  EXPECT_EQ(Names("WITH x AS NOT MATERIALIZED (SELECT a FROM t) FROM x, x AS y"), "a,a");
  Bind("SELECT (WITH x AS (SELECT t.a AS q) SELECT q FROM x) FROM t");
  Bind("WITH x AS (SELECT 1 AS a) SELECT * FROM (WITH x AS (SELECT 2 AS b) SELECT b FROM x), x");
}

TEST_F(BinderTest, SetOperations) {
  EXPECT_EQ(Names("SELECT a FROM t UNION ALL SELECT c FROM u ORDER BY a + 1 LIMIT 3"), "a");
  EXPECT_EQ(Bind("SELECT a FROM t UNION ALL SELECT c FROM u").types[0].ToString(), "BIGINT");
  EXPECT_EQ(Names("SELECT 1 AS a UNION ALL BY NAME SELECT 2 AS b"), "a,b");
  EXPECT_EQ(Bind("VALUES (DATE '2020-01-01'), ('2020-01-02')").types[0].ToString(), "DATE");
  std::string chain = "SELECT 0 AS x";
  for (int i = 0; i < 2000; ++i) chain += " UNION ALL SELECT " + std::to_string(i);
  EXPECT_EQ(Bind(chain).plan->children().size(), 2001U);
  Bind("SELECT a, a FROM t EXCEPT SELECT c, c FROM u");
  Bind("(SELECT a FROM t ORDER BY b LIMIT 1) UNION (SELECT a FROM u) INTERSECT SELECT 3");
}

TEST_F(BinderTest, Grouping) {
  Bind("SELECT a, b, sum(a) FROM t GROUP BY ALL");
  Bind("SELECT a, b, sum(b), grouping(a, b) FROM t GROUP BY ROLLUP (a, b) HAVING sum(b) > 1");
  Bind("SELECT a + 1, count(*) FROM t GROUP BY GROUPING SETS ((a + 1), ()) ORDER BY 1");
  Bind("SELECT a, s, max(b) FILTER (WHERE b > 0) FROM t GROUP BY CUBE (a, s)");
}

TEST_F(BinderTest, DistinctAndOrder) {
  Bind("SELECT DISTINCT a, b FROM t ORDER BY b, a");
  Bind("SELECT DISTINCT ON (a) b FROM t ORDER BY a, s DESC");
  const std::string plan = Explain("SELECT a FROM t ORDER BY s NULLS FIRST LIMIT 2 OFFSET 1");
  EXPECT_NE(plan.find("LIMIT"), std::string::npos) << plan;
  EXPECT_EQ(Names("SELECT a FROM t ORDER BY ALL DESC"), "a");
}

TEST_F(BinderTest, ViewsAndReplacements) {
  AddView("v", "SELECT a AS x, b FROM t", {"y"});
  EXPECT_EQ(Names("SELECT * FROM v"), "y,b");
  EXPECT_EQ(Names("SELECT sum(y) FROM v WHERE b > 1"), "sum(y)");
  AddView("broken", "SELECT nosuch FROM t", {});
  ExpectError("SELECT * FROM broken", ErrorCode::kUnknownColumn, "in the view \"broken\"",
              "broken");
  AddView("loop", "SELECT * FROM loop", {});
  ExpectError("SELECT * FROM loop", ErrorCode::kInvalidQuery, "refers to itself", "loop");
}

TEST_F(BinderTest, Parameters) {
  parameters_ = {Value::Int32(5), Value::Varchar("1995-01-01")};
  Bind("SELECT * FROM types WHERE i64 = ? AND d < ?");
  Bind("SELECT * FROM types LIMIT $1");
  ExpectError("SELECT $3", ErrorCode::kInvalidArgument, "parameter 3", "$3");
}

TEST_F(BinderTest, DescribeAndSummarize) {
  const Binder binder(Context());
  const BoundQuery described = binder.BindDescribe(*sql::ParseQuery("FROM types"));
  VerifyPlan(*described.plan, "binder");
  EXPECT_EQ(described.names.size(), 6U);
  const BoundQuery summary = binder.BindSummarize(*sql::ParseQuery("FROM types"));
  VerifyPlan(*summary.plan, "binder");
  EXPECT_EQ(summary.names.size(), 12U);
}

TEST_F(BinderTest, WideTable) {
  Schema schema;
  for (int i = 0; i < 5000; ++i) schema.push_back({"c" + std::to_string(i), TypeId::kInt32});
  AddTable("wide", schema);
  EXPECT_EQ(Bind("SELECT * EXCLUDE (c7) FROM wide WHERE c4999 > 1 ORDER BY c1").names.size(),
            4999U);
  std::string sum = "SELECT ";
  for (int i = 0; i < 5000; ++i) sum += "sum(c" + std::to_string(i) + "), ";
  EXPECT_EQ(Bind(sum + "count(*) FROM wide").names.size(), 5001U);
}

}  // namespace
}  // namespace lakebolt
