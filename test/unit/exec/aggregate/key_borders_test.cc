// Borders of keys: which values parts share, and parts that are not as they were said to be.

#include "exec/aggregate/key_borders.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace lakebolt {
namespace {

using Borders = std::vector<int64_t>;

Vector Numbers(const std::vector<int64_t>& values) {
  Vector out(TypeId::kInt64, static_cast<uint32_t>(values.size()));
  std::copy(values.begin(), values.end(), out.mutable_values<int64_t>());
  return out;
}

TEST(KeyBorders, AreWhereRangesTouch) {
  EXPECT_EQ(KeyBorders::Find({}), Borders{});
  EXPECT_EQ(KeyBorders::Find({{1, 5}, {6, 9}}), Borders{});
  EXPECT_EQ(KeyBorders::Find({{5, 9}, {1, 5}, {10, 10}}), Borders{5});
  EXPECT_EQ(KeyBorders::Find({{5, 5}, {1, 5}, {5, 5}, {5, 7}, {7, 8}}), (Borders{5, 7}));
  EXPECT_EQ(KeyBorders::Find({{1, 6}, {5, 9}}), std::nullopt);
  EXPECT_EQ(KeyBorders::Find({{1, 9}, {3, 4}}), std::nullopt);
}

TEST(KeyBorders, FindTheirRows) {
  const KeyBorders borders({5, 9});
  KeyBorders::Range seen = KeyBorders::kNothing;
  std::vector<uint32_t> rows;
  EXPECT_EQ(borders.FindRows(Numbers({7, 6, 8}), seen, rows), KeyBorders::Range(6, 8));
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(seen, KeyBorders::Range(6, 8));
  EXPECT_EQ(borders.FindRows(Numbers({5, 4, 9, 5}), seen, rows), KeyBorders::Range(4, 9));
  EXPECT_EQ(rows, (std::vector<uint32_t>{0, 2, 3}));
  EXPECT_EQ(seen, KeyBorders::Range(4, 8));
}

TEST(KeyBorders, RefuseWhatOverlaps) {
  KeyBorders borders({5});
  borders.NotePart({6, 8});
  borders.NotePart({1, 4});
  borders.NotePart(KeyBorders::kNothing);
  EXPECT_THROW(borders.NotePart({8, 9}), UserError);
  EXPECT_THROW(borders.NotePart({0, 1}), UserError);
  EXPECT_THROW(borders.NotePart({2, 3}), UserError);
}

}  // namespace
}  // namespace lakebolt
