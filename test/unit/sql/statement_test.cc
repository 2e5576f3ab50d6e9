// Statements other than queries, and positions of nodes.

#include <gtest/gtest.h>

#include "sql/ast/write_statement.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt::sql {
namespace {

StatementPtr ParseOne(const std::string& sql) {
  std::vector<StatementPtr> statements = ParseStatements(sql);
  EXPECT_EQ(statements.size(), 1U);
  return std::move(statements.at(0));
}

template <typename Node>
const Node& Expect(const StatementPtr& statement, StatementKind kind) {
  EXPECT_EQ(statement->kind, kind);
  return As<Node>(*statement);
}

std::string Slice(const std::string& sql, SourceRange range) {
  return sql.substr(range.begin, range.end - range.begin);
}

TEST(Statement, SeveralInOneText) {
  const std::string sql = ";; SELECT 1 ; -- c\n FROM t;;";
  const std::vector<StatementPtr> statements = ParseStatements(sql);
  ASSERT_EQ(statements.size(), 2U);
  EXPECT_EQ(Slice(sql, statements[0]->range), "SELECT 1");
  EXPECT_EQ(Slice(sql, statements[1]->range), "FROM t");
  EXPECT_TRUE(ParseStatements("").empty());
  EXPECT_TRUE(ParseStatements(" /* a /* b */ c */ ; ").empty());
}

TEST(Statement, CreateTableAs) {
  const StatementPtr statement =
      ParseOne("CREATE OR REPLACE TEMP TABLE s.t (a, b) AS SELECT 1, 2 WITH NO DATA");
  const auto& create = Expect<CreateTableAsStatement>(statement, StatementKind::kCreateTableAs);
  EXPECT_TRUE(create.options.or_replace);
  EXPECT_TRUE(create.options.temporary);
  EXPECT_FALSE(create.with_data);
  EXPECT_EQ(JoinName(create.name), "s.t");
  EXPECT_EQ(create.column_names.size(), 2U);
  EXPECT_EQ(ToSql(*create.query), "SELECT 1, 2");
}

TEST(Statement, CreateTable) {
  const StatementPtr statement = ParseOne(
      "CREATE TABLE IF NOT EXISTS t (a int PRIMARY KEY, b decimal(3, 1) NOT NULL DEFAULT 1 + 1, "
      "c text CHECK (c <> ''), PRIMARY KEY (a, b))");
  const auto& create = Expect<CreateTableStatement>(statement, StatementKind::kCreateTable);
  EXPECT_TRUE(create.options.if_not_exists);
  ASSERT_EQ(create.columns.size(), 3U);
  EXPECT_EQ(ToSql(*create.columns[1].type), "DECIMAL(3,1)");
  EXPECT_EQ(ToSql(*create.columns[1].default_value), "1 + 1");
  ASSERT_EQ(create.constraints.size(), 4U);
  EXPECT_EQ(create.constraints[0].kind, ConstraintKind::kPrimaryKey);
  EXPECT_EQ(create.constraints[1].kind, ConstraintKind::kNotNull);
  EXPECT_EQ(ToSql(*create.constraints[2].check), "c <> ''");
  EXPECT_EQ(create.constraints[3].columns.size(), 2U);
}

TEST(Statement, CreateView) {
  const StatementPtr statement = ParseOne("CREATE VIEW v (x) AS  FROM  'a.parquet' ; ");
  const auto& create = Expect<CreateViewStatement>(statement, StatementKind::kCreateView);
  EXPECT_EQ(create.query_text, "FROM  'a.parquet'");
  EXPECT_EQ(create.column_names.at(0).text, "x");
}

TEST(Statement, Drop) {
  const StatementPtr statement = ParseOne("DROP VIEW IF EXISTS a.b, c CASCADE");
  const auto& drop = Expect<DropStatement>(statement, StatementKind::kDrop);
  EXPECT_EQ(drop.object, DropObject::kView);
  EXPECT_TRUE(drop.if_exists);
  EXPECT_TRUE(drop.cascade);
  EXPECT_EQ(drop.names.size(), 2U);
}

TEST(Statement, Explain) {
  const StatementPtr plain = ParseOne("EXPLAIN SELECT 1");
  EXPECT_FALSE(Expect<ExplainStatement>(plain, StatementKind::kExplain).analyze);
  const StatementPtr analyze = ParseOne("EXPLAIN ANALYZE FROM t");
  EXPECT_TRUE(Expect<ExplainStatement>(analyze, StatementKind::kExplain).analyze);
  const StatementPtr options = ParseOne("EXPLAIN (ANALYZE, FORMAT JSON) (SELECT 1)");
  const auto& explain = Expect<ExplainStatement>(options, StatementKind::kExplain);
  EXPECT_TRUE(explain.analyze);
  ASSERT_EQ(explain.options.size(), 1U);
  EXPECT_EQ(explain.options[0].value, "json");
  EXPECT_EQ(explain.statement->kind, StatementKind::kQuery);
}

TEST(Statement, DescribeAndSummarize) {
  for (const char* sql : {"DESCRIBE t", "DESCRIBE TABLE t", "DESC t", "DESCRIBE FROM t"}) {
    const StatementPtr statement = ParseOne(sql);
    const auto& describe = Expect<DescribeStatement>(statement, StatementKind::kDescribe);
    EXPECT_EQ(ToSql(*describe.query), "SELECT * FROM t");
  }
  EXPECT_EQ(Expect<DescribeStatement>(ParseOne("DESCRIBE"), StatementKind::kDescribe).query,
            nullptr);
  const StatementPtr statement = ParseOne("SUMMARIZE 'a.parquet'");
  EXPECT_EQ(ToSql(*Expect<SummarizeStatement>(statement, StatementKind::kSummarize).query),
            "SELECT * FROM 'a.parquet'");
}

TEST(Statement, Settings) {
  const std::pair<const char*, const char*> cases[] = {{"SET threads = 4", "4"},
                                                       {"SET memory_limit TO '1GB'", "'1GB'"},
                                                       {"SET x = on", "'on'"},
                                                       {"SET SESSION a.b = true", "true"},
                                                       {"PRAGMA threads = -1", "-1"},
                                                       {"SET TIME ZONE 'UTC'", "'UTC'"},
                                                       {"SET order = asc_word", "'asc_word'"}};
  for (const auto& [sql, value] : cases) {
    const StatementPtr statement = ParseOne(sql);
    EXPECT_EQ(ToSql(*Expect<SetStatement>(statement, StatementKind::kSet).value), value);
  }
  EXPECT_EQ(Expect<SetStatement>(ParseOne("SET x = DEFAULT"), StatementKind::kSet).value, nullptr);
  EXPECT_EQ(Expect<ResetStatement>(ParseOne("RESET x"), StatementKind::kReset).name.text, "x");
  EXPECT_EQ(Expect<ResetStatement>(ParseOne("RESET ALL"), StatementKind::kReset).name.text, "");
}

TEST(Statement, Show) {
  EXPECT_EQ(Expect<ShowStatement>(ParseOne("SHOW TABLES"), StatementKind::kShow).show,
            ShowKind::kTables);
  EXPECT_EQ(Expect<ShowStatement>(ParseOne("SHOW ALL TABLES"), StatementKind::kShow).show,
            ShowKind::kAllTables);
  EXPECT_EQ(Expect<ShowStatement>(ParseOne("SHOW ALL"), StatementKind::kShow).show,
            ShowKind::kSettings);
  EXPECT_EQ(Expect<ShowStatement>(ParseOne("SHOW threads"), StatementKind::kShow).name.text,
            "threads");
}

TEST(Statement, Copy) {
  const StatementPtr to = ParseOne(
      "COPY (SELECT 1) TO 'x.parquet' (FORMAT parquet, COMPRESSION 'zstd', PARTITION_BY (a, b), "
      "OVERWRITE, ROW_GROUP_SIZE 1000)");
  const auto& copy = Expect<CopyStatement>(to, StatementKind::kCopy);
  EXPECT_TRUE(copy.to);
  EXPECT_EQ(ToSql(*copy.path), "'x.parquet'");
  ASSERT_EQ(copy.options.size(), 5U);
  EXPECT_EQ(ToSql(*copy.options[0].values.at(0)), "'parquet'");
  EXPECT_EQ(copy.options[2].values.size(), 2U);
  EXPECT_TRUE(copy.options[3].values.empty());
  EXPECT_EQ(ToSql(*copy.options[4].values.at(0)), "1000");
  const StatementPtr columns = ParseOne("COPY t (a, b) TO 'x.csv'");
  EXPECT_EQ(ToSql(*Expect<CopyStatement>(columns, StatementKind::kCopy).query),
            "SELECT a, b FROM t");
  const StatementPtr from = ParseOne("COPY s.t FROM 'x.csv' WITH (HEADER true)");
  EXPECT_FALSE(Expect<CopyStatement>(from, StatementKind::kCopy).to);
}

TEST(Statement, InsertAndUse) {
  const StatementPtr insert = ParseOne("INSERT INTO t (a, b) VALUES (1, DEFAULT)");
  const auto& node = Expect<InsertStatement>(insert, StatementKind::kInsert);
  EXPECT_EQ(node.columns.size(), 2U);
  EXPECT_EQ(ToSql(*node.query), "VALUES (1, DEFAULT)");
  const StatementPtr by_name = ParseOne("INSERT INTO t BY NAME SELECT 1 AS a");
  EXPECT_TRUE(Expect<InsertStatement>(by_name, StatementKind::kInsert).by_name);
  EXPECT_EQ(JoinName(Expect<UseStatement>(ParseOne("USE a.b"), StatementKind::kUse).name), "a.b");
}

TEST(Statement, CountsParameters) {
  EXPECT_EQ(ParseOne("SELECT ?, ? WHERE a = ?")->parameter_count, 3U);
  EXPECT_EQ(ParseOne("SELECT $2, $1, $2")->parameter_count, 2U);
  EXPECT_EQ(ParseStatements("SELECT ?; SELECT $1")[1]->parameter_count, 1U);
}

TEST(Position, CoversTheNodesText) {
  const std::string sql = "SELECT  a + (b * f(c, 'x')) AS d FROM s.t  u JOIN v ON u.i = v.i";
  const std::unique_ptr<Query> query = ParseQuery(sql);
  EXPECT_EQ(Slice(sql, query->range), sql);
  const auto& select = As<Select>(*query->body);
  const Expression& sum = *select.items[0].expression;
  EXPECT_EQ(Slice(sql, sum.range), "a + (b * f(c, 'x'))");
  const Expression& product = *As<BinaryExpression>(sum).right;
  EXPECT_EQ(Slice(sql, product.range), "b * f(c, 'x')");
  EXPECT_EQ(Slice(sql, As<BinaryExpression>(product).operator_range), "*");
  EXPECT_EQ(Slice(sql, As<BinaryExpression>(product).right->range), "f(c, 'x')");
  EXPECT_EQ(Slice(sql, select.items[0].alias->range), "d");
  const auto& join = As<JoinRef>(*select.from);
  EXPECT_EQ(Slice(sql, join.range), "s.t  u JOIN v ON u.i = v.i");
  EXPECT_EQ(Slice(sql, join.left->range), "s.t  u");
  EXPECT_EQ(Slice(sql, join.condition->range), "u.i = v.i");
}

TEST(Names, KeywordsAreReservedOnlyWhereTheyMustBe) {
  for (const char* word :
       {"name",   "value",     "date",     "time",     "timestamp", "year",    "month",  "day",
        "first",  "last",      "key",      "data",     "type",      "values",  "row",    "rows",
        "range",  "index",     "position", "interval", "map",       "struct",  "array",  "list",
        "filter", "partition", "schema",   "show",     "describe",  "user",    "text",   "set",
        "view",   "columns",   "if",       "exists",   "cast",      "replace", "exclude"}) {
    const std::string sql = std::string("SELECT ") + word + ", t." + word + ", x AS " + word +
                            ", y " + word + " FROM t WHERE " + word + " > 1 ORDER BY " + word;
    EXPECT_NO_THROW(ParseQuery(sql)) << word;
  }
  for (const char* word : {"select", "from", "order", "case", "and", "left", "using"}) {
    EXPECT_NO_THROW(ParseQuery(std::string("SELECT 1 AS ") + word + ", t." + word + " FROM t"));
    EXPECT_THROW(ParseQuery(std::string("SELECT ") + word + " FROM t"), UserError) << word;
  }
}

TEST(Lambda, IsToldFromTheJsonArrow) {
  const auto argument_kind = [](const std::string& sql) {
    const ExpressionPtr call = ParseExpression(sql);
    return As<FunctionCallExpression>(*call).arguments.at(0).value->kind;
  };
  EXPECT_EQ(argument_kind("f(x -> x + 1)"), ExpressionKind::kLambda);
  EXPECT_EQ(argument_kind("f((x, y) -> x)"), ExpressionKind::kLambda);
  EXPECT_EQ(argument_kind("f(lambda x: 1)"), ExpressionKind::kLambda);
  EXPECT_EQ(argument_kind("f(x -> 'a' || x)"), ExpressionKind::kLambda);
  EXPECT_EQ(argument_kind("f(j -> 'a')"), ExpressionKind::kBinary);
  EXPECT_EQ(argument_kind("f(j -> 0 ->> 'b')"), ExpressionKind::kBinary);
  EXPECT_EQ(argument_kind("f(t.j -> k)"), ExpressionKind::kBinary);
}

TEST(QuoteIdentifier, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(QuoteIdentifier("abc_1"), "abc_1");
  EXPECT_EQ(QuoteIdentifier("größe"), "größe");
  EXPECT_EQ(QuoteIdentifier("a b"), "\"a b\"");
  EXPECT_EQ(QuoteIdentifier("1a"), "\"1a\"");
  EXPECT_EQ(QuoteIdentifier("Select"), "\"Select\"");
  EXPECT_EQ(QuoteIdentifier("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(QuoteIdentifier(""), "\"\"");
}

}  // namespace
}  // namespace lakebolt::sql
