#include "format/partition_buffer.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>

namespace lakebolt {
namespace {

Vector Numbers(const std::vector<int64_t>& values) {
  Vector out = Vector::Flat(TypeId::kInt64, static_cast<uint32_t>(values.size()),
                            Buffer::Allocate(values.size() * sizeof(int64_t)), nullptr);
  std::copy(values.begin(), values.end(), out.mutable_values<int64_t>());
  return out;
}

TEST(PartitionBuffer, GivesEachPartitionItsRowsInOrder) {
  std::mt19937 random(3);
  PartitionBuffer buffer({TypeId::kInt64});
  std::map<uint32_t, std::vector<int64_t>> given;
  std::map<uint32_t, std::vector<int64_t>> wanted;
  const auto take = [&](uint32_t partition, const Chunk& rows) {
    const auto* values = rows.column(0).values<int64_t>();
    given[partition].insert(given[partition].end(), values, values + rows.size());
  };
  int64_t next = 0;
  for (int chunk = 0; chunk < 50; ++chunk) {
    std::vector<uint32_t> partitions(random() % 100 + 1);
    std::vector<int64_t> values(partitions.size());
    std::iota(values.begin(), values.end(), next);
    next += static_cast<int64_t>(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      // Every other row is of one partition.
      partitions[i] = random() % 2 == 0 ? 7 : static_cast<uint32_t>(random() % 40);
      wanted[partitions[i]].push_back(values[i]);
    }
    buffer.Add({Numbers(values)}, partitions);
    EXPECT_GT(buffer.HeldBytes(), 0);
    if (chunk % 10 != 9) continue;
    const uint64_t left = buffer.rows() / 2;
    buffer.Drain(left, take);
    EXPECT_LE(buffer.rows(), left);
    EXPECT_EQ(given[7], wanted[7]);  // the largest
  }
  buffer.Drain(0, take);
  EXPECT_EQ(buffer.rows(), 0U);
  EXPECT_EQ(buffer.HeldBytes(), 0);
  EXPECT_EQ(given, wanted);
}

}  // namespace
}  // namespace lakebolt
