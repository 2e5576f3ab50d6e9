#include "format/parquet/row_ranges.h"

#include <gtest/gtest.h>

namespace lakebolt::parquet_format {
namespace {

TEST(RowRanges, JoinsWhatTouches) {
  RowRanges rows;
  rows.Append(0, 10);
  rows.Append(10, 20);
  rows.Append(20, 20);
  rows.Append(30, 31);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0], (RowRange{0, 20}));
  EXPECT_EQ(rows.Count(), 21);
}

TEST(RowRanges, Intersects) {
  RowRanges rows(0, 100);
  RowRanges other;
  other.Append(10, 20);
  other.Append(90, 200);
  rows.Intersect(other);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0], (RowRange{10, 20}));
  EXPECT_EQ(rows[1], (RowRange{90, 100}));
  rows.Intersect(RowRanges(20, 90));
  EXPECT_TRUE(rows.empty());
}

TEST(RowRanges, ClosesGaps) {
  RowRanges rows;
  rows.Append(0, 1);
  rows.Append(3, 4);
  rows.Append(10, 11);
  rows.CloseGaps(3);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0], (RowRange{0, 4}));
  EXPECT_EQ(rows[1], (RowRange{10, 11}));
}

TEST(RowRanges, TellsWhatOverlaps) {
  RowRanges rows;
  rows.Append(10, 20);
  rows.Append(30, 40);
  EXPECT_FALSE(rows.Overlaps(0, 10));
  EXPECT_TRUE(rows.Overlaps(0, 11));
  EXPECT_FALSE(rows.Overlaps(20, 30));
  EXPECT_TRUE(rows.Overlaps(19, 30));
  EXPECT_TRUE(rows.Overlaps(15, 16));
  EXPECT_FALSE(rows.Overlaps(40, 50));
}

}  // namespace
}  // namespace lakebolt::parquet_format
