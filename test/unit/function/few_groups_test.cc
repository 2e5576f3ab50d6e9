// Sums and counts of few groups beside a loop over rows, for flat and dictionary columns, all rows
// and picked ones.

#include "function/aggregate/few_groups.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "function/aggregate/batch_sum.h"

namespace lakebolt {
namespace {

constexpr uint32_t kDictionarySizes[] = {0, 1, 7, 16, 17, 50, 64, 65, 1000};  // 0: a flat column

/// Is a batch of rows with the group of each.
struct Batch {
  Vector values;
  std::vector<uint32_t> picked;
  std::vector<uint32_t> groups;
  RowSet rows;

  Batch(std::mt19937_64& random, uint32_t size, uint32_t distinct, uint32_t group_count,
        uint32_t keep, int shift) {
    const auto words = [&](uint32_t count) {
      Vector out(TypeId::kInt64, count);
      for (uint32_t i = 0; i < count; ++i) {
        out.mutable_values<int64_t>()[i] = static_cast<int64_t>(random()) >> shift;
      }
      return out;
    };
    if (distinct == 0) {
      values = words(size);
    } else {
      const BufferPtr codes = Buffer::Allocate(size * sizeof(uint32_t));
      for (uint32_t i = 0; i < size; ++i) {
        codes->as<uint32_t>()[i] = static_cast<uint32_t>(random() % distinct);
      }
      values = Vector::Dictionary(std::make_shared<Vector>(words(distinct)), codes, size);
    }
    for (uint32_t i = 0; i < size; ++i) {
      if (random() % 100 < keep) picked.push_back(i);
    }
    const auto count = static_cast<uint32_t>(picked.size());
    rows = keep == 100 ? RowSet::Dense(size) : RowSet{picked.data(), count, size};
    for (uint32_t i = 0; i < count; ++i) groups.push_back(random() % group_count);
  }
};

TEST(FewGroups, SumsAsRowByRow) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 3000; ++round) {
    const uint32_t size = random() % 200;
    const uint32_t group_count = 1 + random() % 10;
    const uint32_t keep = std::array{100U, 98U, 90U, 30U, 2U}[random() % 5];
    const int shift = static_cast<int>(random() % 64);
    const Batch batch(random, size, kDictionarySizes[random() % std::size(kDictionarySizes)],
                      group_count, keep, shift);
    std::vector<int64_t> expected(group_count);
    uint64_t bits = 0;
    for (uint32_t i = 0; i < batch.rows.count; ++i) {
      const int64_t value = VectorReader<int64_t>(batch.values)[batch.rows[i]];
      bits |= MagnitudeBits(value);
      expected[batch.groups[i]] = static_cast<int64_t>(
          static_cast<uint64_t>(expected[batch.groups[i]]) + static_cast<uint64_t>(value));
    }
    BatchSums sums;
    const bool fits =
        SumBatch<int64_t>(batch.values, batch.rows, batch.groups.data(), group_count, sums);
    ASSERT_EQ(fits, SumFits(bits, batch.rows.count));
    ASSERT_EQ(sums.bits, bits);
    for (uint32_t g = 0; fits && g < group_count; ++g) ASSERT_EQ(sums.Of(g), expected[g]);
  }
}

TEST(FewGroups, CountsAsRowByRow) {
  std::mt19937_64 random(8);
  for (uint32_t count = 0; count < 400; ++count) {
    const uint32_t group_count = 1 + count % 10;
    std::vector<uint32_t> groups(count);
    std::vector<int64_t> expected(group_count);
    for (uint32_t& group : groups) ++expected[group = random() % group_count];
    BatchSums counts;
    CountBatch(RowSet::Dense(count), groups.data(), group_count, counts);
    for (uint32_t g = 0; g < group_count; ++g) ASSERT_EQ(counts.Of(g), expected[g]);
  }
}

}  // namespace
}  // namespace lakebolt
