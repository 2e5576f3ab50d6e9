// Deep and long SQL parses or gives a clear error; nothing overflows the stack.

#include <gtest/gtest.h>

#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt::sql {
namespace {

constexpr int kMany = 10000;

std::string Repeat(const std::string& text, int times) {
  std::string out;
  out.reserve(text.size() * static_cast<size_t>(times));
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

/// Expects kTooComplex with a position inside the text.
void ExpectTooComplex(const std::string& sql) {
  try {
    ParseStatements(sql);
    ADD_FAILURE() << "parsed: " << sql.substr(0, 40);
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), ErrorCode::kTooComplex) << error.what();
    EXPECT_TRUE(error.range().IsValid());
    EXPECT_LT(error.range().begin, sql.size());
  }
}

TEST(DeepSql, RedundantParenthesesAreFree) {
  const std::string open = Repeat("(", kMany);
  const std::string close = Repeat(")", kMany);
  EXPECT_EQ(ToSql(*ParseExpression(open + "1" + close)), "1");
  EXPECT_EQ(ToSql(*ParseExpression(open + "SELECT 1" + close)), "(SELECT 1)");
  EXPECT_EQ(ToSql(*ParseQuery(open + "SELECT 1" + close)), "SELECT 1");
  EXPECT_EQ(ToSql(*ParseQuery("FROM " + open + "t" + close)), "SELECT * FROM t");
  EXPECT_EQ(ToSql(*ParseExpression("a IN " + open + "SELECT 1" + close)), "a IN (SELECT 1)");
  EXPECT_EQ(ToSql(*ParseExpression(open + "1, 2" + close)), "(1, 2)");
}

TEST(DeepSql, DeepNestingIsAnError) {
  ExpectTooComplex("SELECT " + Repeat("(", kMany));
  ExpectTooComplex("SELECT " + Repeat("(1+", kMany) + "1" + Repeat(")", kMany));
  ExpectTooComplex("SELECT " + Repeat("(", kMany) + "1" + Repeat("+1)", kMany));
  ExpectTooComplex("SELECT " + Repeat("NOT ", kMany) + "true");
  ExpectTooComplex("SELECT " + Repeat("- ", kMany) + "1");
  ExpectTooComplex("SELECT " + Repeat("~ ", kMany) + "1");
  ExpectTooComplex("SELECT " + Repeat("f(", kMany) + "1" + Repeat(")", kMany));
  ExpectTooComplex("SELECT " + Repeat("[", kMany) + "1" + Repeat("]", kMany));
  ExpectTooComplex("SELECT " + Repeat("{'a': ", kMany) + "1" + Repeat("}", kMany));
  ExpectTooComplex("SELECT " + Repeat("CASE WHEN true THEN ", kMany) + "1" + Repeat(" END", kMany));
  ExpectTooComplex("SELECT " + Repeat("CAST(", kMany) + "1" + Repeat(" AS int)", kMany));
  ExpectTooComplex("SELECT 1 FROM t WHERE " + Repeat("a = (SELECT ", kMany) + "1" +
                   Repeat(")", kMany));
  ExpectTooComplex(Repeat("SELECT * FROM (", kMany) + "SELECT 1" + Repeat(")", kMany));
  ExpectTooComplex(Repeat("WITH a AS (", kMany) + "SELECT 1" + Repeat(") FROM a", kMany));
  ExpectTooComplex("SELECT " + Repeat("EXISTS (SELECT ", kMany) + "1" + Repeat(")", kMany));
  ExpectTooComplex("SELECT * FROM a" + Repeat(" JOIN (b", kMany) + Repeat(") ON true", kMany));
  ExpectTooComplex("SELECT * FROM a" + Repeat(" JOIN b", kMany) + Repeat(" ON true", kMany));
  ExpectTooComplex("SELECT 1 " + Repeat("UNION (SELECT 1 ", kMany) + Repeat(")", kMany));
  ExpectTooComplex("SELECT CAST(1 AS " + Repeat("STRUCT(a ", kMany) + "INT" + Repeat(")", kMany) +
                   ")");
  ExpectTooComplex("SELECT CAST(1 AS int" + Repeat("[]", kMany) + ")");
  ExpectTooComplex("SELECT 1 FROM t GROUP BY " + Repeat("GROUPING SETS (", kMany) + "a" +
                   Repeat(")", kMany));
  ExpectTooComplex(Repeat("EXPLAIN ", kMany) + "SELECT 1");
  ExpectTooComplex("SELECT " + Repeat("f(x -> ", kMany) + "1" + Repeat(")", kMany));
}

TEST(DeepSql, PostfixChainsAreBounded) {
  ExpectTooComplex("SELECT a" + Repeat("[1]", kMany));
  ExpectTooComplex("SELECT a" + Repeat("::int", kMany));
  ExpectTooComplex("SELECT a" + Repeat(" IS NULL", kMany));
  ExpectTooComplex("SELECT (a)" + Repeat(".b", kMany));
  ExpectTooComplex("SELECT f(a)" + Repeat(".g()", kMany));
  ExpectTooComplex("SELECT a" + Repeat(" IS NULL + 1", kMany));
  ExpectTooComplex("SELECT a" + Repeat(" COLLATE c", kMany));
  ExpectTooComplex("SELECT a" + Repeat(" LIKE b", kMany));
  EXPECT_EQ(ParseExpression("a" + Repeat("::int", 400))->height, 401U);
}

TEST(DeepSql, LeftDeepChainsAreFree) {
  for (const char* op : {" + 1", " AND b", " OR b", " || b", " AND b = 1 OR c + 1 > 2"}) {
    const std::string sql = "a" + Repeat(op, kMany);
    const ExpressionPtr chain = ParseExpression(sql);
    EXPECT_LT(chain->height, 10U) << op;
    EXPECT_EQ(ToSql(*chain), sql);
    EXPECT_GT(DefaultColumnName(*chain).size(), sql.size());
  }
  const ExpressionPtr chain = ParseExpression("a" + Repeat(" AND b", kMany));
  EXPECT_EQ(ChainOperands(As<BinaryExpression>(*chain)).size(), kMany + 1U);
  EXPECT_EQ(LeftChain(As<BinaryExpression>(*chain)).size(), size_t{kMany});
}

TEST(DeepSql, LongQueriesAreFree) {
  for (const std::string& sql :
       {"SELECT 1" + Repeat(" UNION ALL SELECT 1", kMany),
        "SELECT 1" + Repeat(" INTERSECT SELECT 1", kMany), "SELECT * FROM a" + Repeat(", b", kMany),
        "SELECT * FROM a" + Repeat(" JOIN b ON x = y", kMany),
        "VALUES (1)" + Repeat(", (1)", kMany), "SELECT a" + Repeat(", a", kMany) + " FROM t",
        "SELECT a IN (1" + Repeat(", 1", kMany) + ")"}) {
    const std::unique_ptr<Query> query = ParseQuery(sql);
    EXPECT_EQ(ToSql(*query), sql);
  }
}

TEST(DeepSql, TenMegabytesParse) {
  constexpr int kTerms = 250000;
  const ExpressionPtr sum = ParseExpression("1" + Repeat(" + 1", kTerms));
  EXPECT_EQ(sum->range.end, 4U * kTerms + 1);
  EXPECT_EQ(ParseStatements(Repeat("SELECT 1 FROM t WHERE a = 'x';\n", 100000)).size(), 100000U);
  const std::string text = Repeat("x", 10 << 20);
  EXPECT_EQ(As<LiteralExpression>(*ParseExpression("'" + text + "'")).text, text);
  EXPECT_EQ(ParseStatements("/*" + text + "*/").size(), 0U);
}

TEST(DeepSql, RealNestingIsAllowed) {
  constexpr int kLevels = 80;
  EXPECT_NO_THROW(
      ParseStatements(Repeat("SELECT * FROM (", kLevels) + "SELECT 1" + Repeat(")", kLevels)));
  EXPECT_NO_THROW(ParseExpression(Repeat("f(", 3 * kLevels) + "1" + Repeat(")", 3 * kLevels)));
}

}  // namespace
}  // namespace lakebolt::sql
