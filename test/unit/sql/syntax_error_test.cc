// Wrong SQL: the error's code, text, position and hint.

#include <gtest/gtest.h>

#include "sql/parser.h"

namespace lakebolt::sql {
namespace {

struct Wrong {
  const char* sql;
  const char* message;
  const char* at;    ///< the text under the caret
  const char* hint;  ///< a part of the hint
  ErrorCode code = ErrorCode::kSyntax;
};

void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << wrong.sql;
}

class SyntaxError : public testing::TestWithParam<Wrong> {};

TEST_P(SyntaxError, SaysWhatAndWhere) {
  const Wrong& wrong = GetParam();
  const std::string sql = wrong.sql;
  try {
    ParseStatements(sql);
    FAIL() << "parsed";
  } catch (const UserError& error) {
    EXPECT_EQ(error.code(), wrong.code);
    EXPECT_STREQ(error.what(), wrong.message);
    ASSERT_TRUE(error.range().IsValid());
    ASSERT_LE(error.range().end, sql.size());
    EXPECT_EQ(sql.substr(error.range().begin, error.range().end - error.range().begin), wrong.at);
    EXPECT_NE(error.hint().find(wrong.hint), std::string::npos) << error.hint();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Misspelt, SyntaxError,
    testing::Values(Wrong{"SELECT * FORM t", "syntax error at or near \"FORM\"", "FORM",
                          "did you mean \"FROM\"?"},
                    Wrong{"SELECT a FORM t", "syntax error at or near \"FORM\"", "FORM",
                          "did you mean \"FROM\"?"},
                    Wrong{"SELCT 1", "syntax error at or near \"SELCT\"", "SELCT",
                          "did you mean \"SELECT\"?"},
                    Wrong{"SELECT a FROM t WHRE a = 1", "syntax error at or near \"WHRE\"", "WHRE",
                          "did you mean \"WHERE\"?"},
                    Wrong{"SELECT a FROM t GROPU BY a", "syntax error at or near \"GROPU\"",
                          "GROPU", "did you mean \"GROUP\"?"},
                    Wrong{"SELECT a FROM t ORDRE BY a", "syntax error at or near \"ORDRE\"",
                          "ORDRE", "did you mean \"ORDER\"?"},
                    Wrong{"SELECT a FROM t LIMT 3", "syntax error at or near \"LIMT\"", "LIMT",
                          "did you mean \"LIMIT\"?"},
                    Wrong{"SELECT a FROM t WHERE a = 1 ADN b = 2",
                          "syntax error at or near \"ADN\"", "ADN", "did you mean \"AND\"?"},
                    Wrong{"SELECT CASE a WEHN 1 THEN 2 END", "syntax error at or near \"WEHN\"",
                          "WEHN", "did you mean \"WHEN\"?"},
                    Wrong{"CREATE TABEL t AS SELECT 1", "syntax error at or near \"TABEL\"",
                          "TABEL", "did you mean \"TABLE\"?"},
                    Wrong{"SELECT * FROM a JION b ON true", "syntax error at or near \"JION\"",
                          "JION", "did you mean \"JOIN\"?"}));

INSTANTIATE_TEST_SUITE_P(
    Structure, SyntaxError,
    testing::Values(
        Wrong{"SELECT", "syntax error at end of input", "T", "expected a select list"},
        Wrong{"SELECT FROM t", "syntax error at or near \"FROM\"", "FROM", "a select list"},
        Wrong{"SELECT a FROM", "syntax error at end of input", "M", "expected a table name"},
        Wrong{"SELECT (1 + 2", "syntax error at end of input", "2",
              "the \"(\" at byte 8, line 1, is never closed"},
        Wrong{"SELECT 1 + ", "syntax error at end of input", "+", "expected an expression"},
        Wrong{"SELECT 1)", "syntax error at or near \")\"", ")", "expected"},
        Wrong{"SELECT a, order FROM t", "syntax error at or near \"FROM\"", "FROM", "BY"},
        Wrong{"SELECT a, group FROM t", "syntax error at or near \"FROM\"", "FROM", "BY"},
        Wrong{"SELECT a + select FROM t", "syntax error at or near \"select\"", "select",
              "SELECT is a reserved word, in double quotes it can be a name"},
        Wrong{"SELECT * FROM a JOIN b", "syntax error at end of input", "b", "ON or USING"},
        Wrong{"SELECT * FROM a JOIN b WHERE a.x = b.x", "syntax error at or near \"WHERE\"",
              "WHERE", "CROSS JOIN"},
        Wrong{"SELECT 1 < 2 < 3", "syntax error at or near \"<\"", "<", "write a < b AND b < c"},
        Wrong{"SELECT a FROM t LIMIT 1, 2", "syntax error at or near \",\"", ",",
              "LIMIT b OFFSET a"},
        Wrong{"SELECT sum(SELECT 1)", "syntax error at or near \"SELECT\"", "SELECT",
              "parentheses of its own"},
        Wrong{"SELECT a FROM (SELECT 1", "syntax error at end of input", "1", "is never closed"},
        Wrong{"SELECT 'x' 'y'", "syntax error at or near \"'y'\"", "'y'", "expected"},
        Wrong{"SELECT f(a,)", "syntax error at or near \")\"", ")", "expected an expression"},
        Wrong{"SELECT CAST(a AS ARRAY<int>>)", "syntax error at or near \">>\"", ">>", "\">\""},
        Wrong{"SELECT ? + $1", "? and $1 cannot be mixed in one statement", "$1", ""},
        Wrong{"SELECT #0", "column positions start at #1", "#0", ""},
        Wrong{"CREATE OR REPLACE TABLE IF NOT EXISTS t AS SELECT 1",
              "OR REPLACE and IF NOT EXISTS exclude each other", "TABLE IF NOT EXISTS t", ""},
        Wrong{"foo", "syntax error at or near \"foo\"", "foo", "expected a statement"}));

INSTANTIATE_TEST_SUITE_P(
    Lexical, SyntaxError,
    testing::Values(
        Wrong{"SELECT 'abc", "unterminated quoted string at or near \"'abc\"", "'", "close it"},
        Wrong{"SELECT \"abc", "unterminated quoted name at or near \"\"abc\"", "\"", "close it"},
        Wrong{"SELECT 1 /* x", "unterminated /* comment", "/*", "nest"},
        Wrong{"SELECT $$abc", "unterminated dollar-quoted string at or near \"$$abc\"", "$$", "$$"},
        Wrong{"SELECT 12abc", "trailing junk after the number in \"12abc\"", "12abc", "space"},
        Wrong{"CREATE TABLE \"\" (a INT)", "only columns may have an empty name", "\"\"", ""},
        Wrong{"SELECT E'\\xZZ'", "invalid escape in a string", "\\x", "backslash"},
        Wrong{"SELECT x'1'", "a blob is written x'…' with pairs of hexadecimal digits", "x'1'", ""},
        Wrong{"SELECT “a”", "syntax error at or near \"“a”\"", "“", "typographic quote"},
        Wrong{"SELECT a \\ b", "syntax error at or near \"\\\"", "\\", "starts no token"}));

INSTANTIATE_TEST_SUITE_P(
    Unsupported, SyntaxError,
    testing::Values(Wrong{"SELECT a INTO b FROM t", "SELECT … INTO is not supported", "INTO",
                          "CREATE TABLE name AS", ErrorCode::kNotSupported},
                    Wrong{"SELECT 1 FOR UPDATE", "row locking with FOR is not supported", "FOR", "",
                          ErrorCode::kNotSupported},
                    Wrong{"SELECT b'01'", "bit strings (b'…') are not supported", "b'", "",
                          ErrorCode::kNotSupported}));

TEST(SyntaxErrorText, InvalidUtf8) {
  try {
    ParseStatements("SELECT '\xff'");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.range().begin, 8U);
  }
}

TEST(SyntaxErrorText, RendersWithCaret) {
  const std::string sql = "SELECT a\nFORM t";
  try {
    ParseStatements(sql);
    FAIL();
  } catch (const UserError& error) {
    EXPECT_EQ(error.Render(sql),
              "Error [42601] syntax error: syntax error at or near \"FORM\"\n"
              "LINE 2: FORM t\n"
              "        ^^^^\n"
              "HINT: did you mean \"FROM\"?");
  }
}

TEST(SyntaxErrorText, EveryPrefixOfAQueryIsHandled) {
  const std::string sql =
      "WITH a AS (SELECT x'ab', E'\\u00e9', $$q$$, \"c d\", 1e5 FROM t JOIN u USING (i)) SELECT "
      "CASE WHEN a IN (1, 2) THEN {'a': [1]} END, sum(b) OVER (ORDER BY c ROWS BETWEEN 1 PRECEDING "
      "AND CURRENT ROW), CAST(d AS STRUCT(e INT, f MAP(INT, INT))) /* c */ FROM a GROUP BY ALL "
      "HAVING f(x -> x + 1) BETWEEN 1 AND 2 ORDER BY 1 DESC NULLS LAST LIMIT 3 OFFSET 1";
  EXPECT_NO_THROW(ParseStatements(sql));
  for (size_t length = 0; length < sql.size(); ++length) {
    try {
      ParseStatements(sql.substr(0, length));
    } catch (const UserError& error) {
      EXPECT_TRUE(error.range().IsValid());
      EXPECT_LE(error.range().end, length) << sql.substr(0, length);
    }
  }
}

}  // namespace
}  // namespace lakebolt::sql
