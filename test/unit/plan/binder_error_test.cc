// What does not bind: the kind of error, its words and its place.

#include "binder_fixture.h"

namespace lakebolt {
namespace {

TEST_F(BinderTest, UnknownNames) {
  ExpectError("SELECT aa FROM t", ErrorCode::kUnknownColumn, "did you mean \"a\"", "aa");
  ExpectError("SELECT t.x FROM t", ErrorCode::kUnknownColumn, "table \"t\" has no column \"x\"",
              "t.x");
  ExpectError("SELECT zz.a FROM t", ErrorCode::kUnknownTable, "no table \"zz\" in FROM", "zz.a");
  ExpectError("SELECT * FROM ordrs", ErrorCode::kUnknownTable, "did you mean \"orders\"", "ordrs");
  ExpectError("SELECT zz.* FROM t", ErrorCode::kUnknownTable, "no table \"zz\"", "zz.*");
  ExpectError("SELECT summ(a) FROM t", ErrorCode::kUnknownFunction, "did you mean \"sum\"", "summ");
  ExpectError("SELECT x", ErrorCode::kUnknownColumn, "there is no FROM", "x");
  ExpectError("SELECT st.h FROM types", ErrorCode::kUnknownColumn, "no field \"h\"", "st.h");
  ExpectError("SELECT * EXCLUDE (zz) FROM t", ErrorCode::kUnknownColumn, "EXCLUDE", "zz");
  ExpectError("SELECT y + 1 AS x, a AS y FROM t", ErrorCode::kUnknownColumn, "before its own item",
              "y");
  ExpectError("SELECT * FROM nosuch(1)", ErrorCode::kUnknownFunction, "table function",
              "nosuch(1)");
}

TEST_F(BinderTest, AmbiguousNames) {
  ExpectError("SELECT a FROM t, u", ErrorCode::kAmbiguousName, "write t.a or u.a", "a");
  ExpectError("SELECT t.a FROM t, t", ErrorCode::kAmbiguousName, "two tables \"t\"", "t.a");
  ExpectError("SELECT * FROM (t JOIN u ON true) JOIN u AS v USING (a)", ErrorCode::kAmbiguousName,
              "left side", "a");
  ExpectError("WITH x AS (SELECT 1), x AS (SELECT 2) SELECT 3", ErrorCode::kDuplicateName,
              "two CTEs", "x");
}

TEST_F(BinderTest, GroupingErrors) {
  ExpectError("SELECT a, sum(b) FROM t", ErrorCode::kInvalidQuery, "any_value(a)", "a");
  ExpectError("SELECT a + b FROM t GROUP BY a", ErrorCode::kInvalidQuery,
              "column \"b\" must appear in the GROUP BY clause or be used in an aggregate function",
              "b");
  ExpectError("SELECT a, (SELECT max(c) FROM u WHERE u.a = t.b) FROM t GROUP BY a",
              ErrorCode::kInvalidQuery, "column \"b\" must appear", "t.b");
  ExpectError("SELECT sum(a) FROM t ORDER BY b", ErrorCode::kInvalidQuery, "must appear", "b");
  ExpectError("SELECT sum(sum(a)) FROM t", ErrorCode::kInvalidQuery, "cannot be nested",
              "sum(sum(a))");
  ExpectError("SELECT a FROM t WHERE sum(a) > 1", ErrorCode::kInvalidQuery, "not allowed in WHERE",
              "sum(a)");
  ExpectError("SELECT sum(a) AS n FROM t WHERE n > 1", ErrorCode::kInvalidQuery, "is an aggregate",
              "n");
  ExpectError("SELECT count(*) FROM t GROUP BY sum(a)", ErrorCode::kInvalidQuery,
              "not allowed in GROUP BY", "sum(a)");
  ExpectError("SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u HAVING sum(t.a) > 1)",
              ErrorCode::kInvalidQuery, "not allowed in WHERE", "sum(t.a)");
  ExpectError("SELECT a FROM t GROUP BY 2", ErrorCode::kInvalidQuery, "no place", "2");
}

TEST_F(BinderTest, TypeErrors) {
  ExpectError("SELECT * FROM types WHERE d = flag", ErrorCode::kTypeMismatch, "cannot compare",
              "d = flag");
  ExpectError("SELECT * FROM t WHERE s", ErrorCode::kTypeMismatch, "WHERE must be BOOLEAN", "s");
  ExpectError("SELECT d + d FROM types", ErrorCode::kTypeMismatch, "no overload", "d + d");
  ExpectError("SELECT DATE '1998-02-30'", ErrorCode::kInvalidCast, "1998-02-30",
              "DATE '1998-02-30'");
  ExpectError("SELECT CAST(1 AS nosuch)", ErrorCode::kTypeMismatch, "nosuch", "nosuch");
  ExpectError("SELECT a FROM t UNION SELECT a, c FROM u", ErrorCode::kInvalidQuery, "1 and 2",
              "SELECT a FROM t UNION SELECT a, c FROM u");
  ExpectError("VALUES (1), (2, 3)", ErrorCode::kInvalidQuery, "1 and 2", "2");
  ExpectError("SELECT (SELECT a, b FROM t)", ErrorCode::kInvalidQuery, "2 columns, not 1",
              "(SELECT a, b FROM t)");
}

TEST_F(BinderTest, OrderAndLimitErrors) {
  ExpectError("SELECT a FROM t ORDER BY 5", ErrorCode::kInvalidQuery, "1 to 1", "5");
  ExpectError("SELECT a FROM t ORDER BY 'a'", ErrorCode::kInvalidQuery, "no effect", "'a'");
  ExpectError("SELECT DISTINCT a FROM t ORDER BY b", ErrorCode::kInvalidQuery, "DISTINCT", "b");
  ExpectError("SELECT a FROM t LIMIT -1", ErrorCode::kOutOfRange, "negative", "-1");
  ExpectError("SELECT 1 UNION SELECT 2 ORDER BY zz", ErrorCode::kUnknownColumn, "zz", "zz");
}

TEST_F(BinderTest, TooDeep) {
  std::string sum = "SELECT 1";
  for (int i = 0; i < 10'000; ++i) sum += " + 1";
  try {
    Bind(sum);
    ADD_FAILURE();
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kTooComplex);
  }
  std::string filter = "SELECT * FROM t WHERE a = 0";
  for (int i = 0; i < 10'000; ++i) filter += " OR a = " + std::to_string(i) + " AND b = 1";
  Bind(filter);
  std::string doubling = "SELECT a AS x0";
  for (int i = 0; i < 60; ++i) {
    const std::string last = "x" + std::to_string(i);
    doubling += ", " + last + " + " + last + " AS x" + std::to_string(i + 1);
  }
  EXPECT_THROW(Bind(doubling + " FROM t"), UserError);
}

}  // namespace
}  // namespace lakebolt
