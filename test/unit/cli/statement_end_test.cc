#include <gtest/gtest.h>

#include "cli/shell.h"

namespace lakebolt {
namespace {

TEST(IsComplete, NeedsASemicolonAtTheEnd) {
  EXPECT_FALSE(IsComplete(""));
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

}  // namespace
}  // namespace lakebolt
