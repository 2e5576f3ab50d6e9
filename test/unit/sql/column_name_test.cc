// Names of output columns without an alias.

#include <gtest/gtest.h>

#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt::sql {
namespace {

std::string NameOf(const std::string& sql) {
  return DefaultColumnName(*ParseExpression(sql));
}

TEST(DefaultColumnName, FollowsDuckDb) {
  const std::pair<const char*, const char*> cases[] = {
      {"a", "a"},
      {"t.a", "a"},
      {"\"A b\"", "A b"},
      {"count(*)", "count_star()"},
      {"COUNT()", "count_star()"},
      {"SUM(x)", "sum(x)"},
      {"count(DISTINCT a)", "count(DISTINCT a)"},
      {"a+b", "(a + b)"},
      {"a + b + 1", "((a + b) + 1)"},
      {"a + b * 2", "(a + (b * 2))"},
      {"t.a + 1", "(t.a + 1)"},
      {"-1", "-1"},
      {"- a", "(-(a))"},
      {"NOT a", "(NOT a)"},
      {"a AND b OR a", "((a AND b) OR a)"},
      {"a <> b", "(a != b)"},
      {"x::int", "CAST(x AS INTEGER)"},
      {"CAST(a AS decimal(10, 2))", "CAST(a AS DECIMAL(10,2))"},
      {"CASE WHEN a > 1 THEN 1 ELSE 2 END", "CASE  WHEN ((a > 1)) THEN (1) ELSE 2 END"},
      {"CASE a WHEN 1 THEN 2 END", "CASE  WHEN ((a = 1)) THEN (2) ELSE NULL END"},
      {"a IS NOT NULL", "(a IS NOT NULL)"},
      {"a BETWEEN 1 AND 2", "(a BETWEEN 1 AND 2)"},
      {"a NOT IN (1, 2)", "(NOT (a IN (1, 2)))"},
      {"a LIKE 'x'", "(a ~~ 'x')"},
      {"a NOT ILIKE 'x'", "(a !~~* 'x')"},
      {"a LIKE 'x' ESCAPE '!'", "like_escape(a, 'x', '!')"},
      {"sum(a) FILTER (WHERE a > 1)", "sum(a) FILTER (WHERE (a > 1))"},
      {"sum(a) OVER (PARTITION BY b ORDER BY a)", "sum(a) OVER (PARTITION BY b ORDER BY a)"},
      {"extract(year FROM d)", "date_part('year', d)"},
      {"(SELECT max(a) FROM t)", "(SELECT max(a) FROM t)"},
      {"[1, 2]", "list_value(1, 2)"},
      {"{'a': 1}", "struct_pack(a := 1)"},
      {"l[1]", "l[1]"},
      {"coalesce(a, 1)", "COALESCE(a, 1)"},
      {"DATE '1992-01-01'", "CAST('1992-01-01' AS DATE)"},
      {"ts AT TIME ZONE 'UTC'", "timezone('UTC', ts)"},
      {"EXISTS (SELECT 1)", "EXISTS(SELECT 1)"},
      {"'it''s'", "'it''s'"},
      {"NULL", "NULL"},
      {"true", "true"},
      {"100.00 * sum(a) / sum(b)", "((100.00 * sum(a)) / sum(b))"},
  };
  for (const auto& [sql, name] : cases) EXPECT_EQ(NameOf(sql), name);
}

}  // namespace
}  // namespace lakebolt::sql
