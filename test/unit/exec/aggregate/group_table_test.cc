// Group tables: keys come as vectors and packed, in turn.

#include "exec/aggregate/group_table.h"

#include <gtest/gtest.h>

#include <numeric>

namespace lakebolt {
namespace {

Vector Numbers(uint32_t count, int64_t first) {
  Vector out(TypeId::kInt64, count);
  std::iota(out.mutable_values<int64_t>(), out.mutable_values<int64_t>() + count, first);
  return out;
}

TEST(GroupTable, TakesVectorsAfterMorePackedKeys) {
  const auto layout = std::make_shared<KeyLayout>(
      std::vector<LogicalType>{LogicalType(TypeId::kInt64), LogicalType(TypeId::kInt64)});
  GroupTable table(layout);
  constexpr uint32_t kFew = 8;
  constexpr uint32_t kMany = 5000;
  const std::vector<Vector> few = {Numbers(kFew, 0), Numbers(kFew, 0)};
  const std::vector<Vector> many = {Numbers(kMany, 0), Numbers(kMany, 0)};
  std::vector<uint32_t> groups(kMany);
  table.FindOrAdd(few, RowSet::Dense(kFew), groups.data());
  std::vector<uint64_t> packed(size_t{kMany} * layout->words());
  layout->Encode(many, RowSet::Dense(kMany), packed.data());
  table.FindOrAddPacked({packed.data(), layout->words()}, kMany, groups.data());
  EXPECT_EQ(table.size(), kMany);
  table.FindOrAdd(many, RowSet::Dense(kMany), groups.data());
  EXPECT_EQ(table.size(), kMany);
  for (uint32_t i = 0; i < kMany; ++i) EXPECT_EQ(groups[i], i);
}

}  // namespace
}  // namespace lakebolt
