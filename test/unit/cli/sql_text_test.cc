#include "cli/shell/sql_text.h"
#include "cli/shell/sql_highlighter.h"

#include <gtest/gtest.h>

namespace lakebolt {
namespace {

TEST(IsComplete, NeedsASemicolonAtTheEnd) {
  EXPECT_FALSE(IsComplete(""));
  EXPECT_TRUE(IsBetweenStatements(""));
  EXPECT_TRUE(IsBetweenStatements(" -- a remark"));
  EXPECT_TRUE(IsBetweenStatements("SELECT 1; /* a remark */"));
  EXPECT_FALSE(IsBetweenStatements("/* a remark"));
  EXPECT_FALSE(IsBetweenStatements("SELECT 1 -- a remark"));
  EXPECT_FALSE(IsComplete("SELECT 1"));
  EXPECT_TRUE(IsComplete("SELECT 1;"));
  EXPECT_TRUE(IsComplete("SELECT 1;  \n"));
  EXPECT_FALSE(IsComplete("SELECT 1; SELECT 2"));
}

TEST(IsComplete, SkipsStringsNamesAndComments) {
  EXPECT_FALSE(IsComplete("SELECT ';"));
  EXPECT_FALSE(IsComplete("SELECT ';'"));
  EXPECT_TRUE(IsComplete("SELECT 'it''s; fine';"));
  EXPECT_FALSE(IsComplete("SELECT \"a;"));
  EXPECT_FALSE(IsComplete("SELECT 1 -- ;"));
  EXPECT_TRUE(IsComplete("SELECT 1; -- done"));
  EXPECT_TRUE(IsComplete("SELECT 1; /* done */"));
  EXPECT_FALSE(IsComplete("SELECT 1 /* ;"));
  EXPECT_FALSE(IsComplete("SELECT $$ ; "));
}

TEST(IsComplete, LetsMistakesRun) {
  EXPECT_FALSE(IsComplete("SELECT \x01"));
  EXPECT_TRUE(IsComplete("SELECT \x01 ;"));
  EXPECT_TRUE(IsComplete("SELECT 1abc;"));
}

/// Draws the styles of a text: a letter a byte, a dot where there is none.
std::string Styles(std::string_view sql, size_t cursor = 0) {
  std::string drawn(sql.size(), '.');
  for (const StyledSpan& span : HighlightSql(sql, cursor)) {
    const char letter = span.style == TextStyle::kKeyword    ? 'k'
                        : span.style == TextStyle::kFunction ? 'f'
                        : span.style == TextStyle::kString   ? 's'
                        : span.style == TextStyle::kNumber   ? 'n'
                        : span.style == TextStyle::kComment  ? 'c'
                        : span.style == TextStyle::kMatch    ? 'm'
                        : span.style == TextStyle::kError    ? 'e'
                                                             : '?';
    for (size_t i = span.begin; i < span.end; ++i) drawn[i] = letter;
  }
  return drawn;
}

TEST(HighlightSql, ColoursTokens) {
  EXPECT_EQ(Styles("SELECT abs(a) FROM 'x' -- y", 99), "kkkkkk.fff....kkkk.sss.cccc");
  EXPECT_EQ(Styles("explain analyze select 1.5e3", 99), "kkkkkkk.kkkkkkk.kkkkkk.nnnnn");
  EXPECT_EQ(Styles("SELECT name, t.first", 99), "kkkkkk..............");
}

TEST(HighlightSql, ColoursWhatIsNotFinished) {
  EXPECT_EQ(Styles("SELECT 'ab c", 99), "kkkkkk.sssss");
  EXPECT_EQ(Styles("SELECT /* a", 99), "kkkkkk.cccc");
  EXPECT_EQ(Styles("SELECT 1a b", 99), "kkkkkk.eeee");
}

TEST(HighlightSql, MarksPartners) {
  EXPECT_EQ(Styles("((1))", 0), "m.n.m");
  EXPECT_EQ(Styles("((1))", 4), ".mnm.");
  EXPECT_EQ(Styles("(1))", 0), "mnme");
}

}  // namespace
}  // namespace lakebolt
