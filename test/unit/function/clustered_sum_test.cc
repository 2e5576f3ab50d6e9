// Sums of clustered groups beside a loop over rows.

#include "function/aggregate/clustered_sum.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "function/aggregate/widening_sums.h"

namespace lakebolt {
namespace {

TEST(ClusteredSum, TellsStepsFromJumps) {
  std::mt19937 random(12);
  for (int round = 0; round < 2000; ++round) {
    const uint32_t count = random() % 200;
    std::vector<uint32_t> groups(count);
    uint32_t group = random() % 3;
    for (uint32_t& each : groups) each = group += random() % 2;
    EXPECT_TRUE(AreClustered(groups.data(), count));
    if (count < 2) continue;
    const uint32_t at = 1 + random() % (count - 1);
    groups[at] = random() % 2 == 0 ? groups[at - 1] + 2 : groups[at - 1] - 1;
    EXPECT_FALSE(AreClustered(groups.data(), count));
  }
}

TEST(ClusteredSum, TellsRuns) {
  std::vector<uint32_t> groups(1000);
  for (uint32_t i = 0; i < groups.size(); ++i) groups[i] = i / 100 % 3;
  EXPECT_TRUE(ComeInRuns(groups.data(), 1000));
  EXPECT_TRUE(ComeInRuns(groups.data(), 1));
  EXPECT_TRUE(ComeInRuns(groups.data(), 0));
  for (uint32_t i = 0; i < groups.size(); ++i) groups[i] = i % 2;
  EXPECT_FALSE(ComeInRuns(groups.data(), 1000));
  for (uint32_t i = 0; i < groups.size(); ++i) groups[i] = i < 64 ? 0 : i % 2;
  EXPECT_FALSE(ComeInRuns(groups.data(), 1000));
}

// Codes are summed in registers where words are few and small.
TEST(ClusteredSum, AddsCodesAsRowByRow) {
  std::mt19937_64 random(14);
  for (int round = 0; round < 400; ++round) {
    const auto size = static_cast<uint32_t>(random() % 3000);
    const auto distinct = static_cast<uint32_t>(1 + random() % 70);
    const auto words = std::make_shared<Vector>(TypeId::kInt64, distinct);
    const int64_t limit = int64_t{1} << (round % 3 == 0 ? 21 : 60);  // exclusive, or too large
    for (uint32_t k = 0; k < distinct; ++k) {
      const auto any = static_cast<int64_t>(random());
      words->mutable_values<int64_t>()[k] =
          round % 2 == 0 ? any % limit : (limit - 1) * (any < 0 ? 1 : -1);
    }
    const BufferPtr codes = Buffer::Allocate(size * sizeof(uint32_t));
    for (uint32_t row = 0; row < size; ++row) {
      codes->as<uint32_t>()[row] = static_cast<uint32_t>(random() % distinct);
    }
    const Vector values = Vector::Dictionary(words, codes, size);
    std::vector<uint32_t> groups(size);
    uint32_t group = 3;
    for (uint32_t& each : groups) each = group += random() % (1 + round % 7) == 0 ? 1 : 0;
    std::vector<CountedSum<int64_t>> sums(group + 1, {5, 1});
    std::vector<CountedSum<int64_t>> expected = sums;
    for (uint32_t i = 0; i < size; ++i) {
      auto& sum = expected[groups[i]].sum;  // large ones wrap
      sum = static_cast<int64_t>(
          static_cast<uint64_t>(sum) +
          static_cast<uint64_t>(words->values<int64_t>()[codes->as<uint32_t>()[i]]));
      ++expected[groups[i]].count;
    }
    const auto add = [&](uint32_t g, int64_t sum, uint32_t its_rows) {
      sums[g].sum =
          static_cast<int64_t>(static_cast<uint64_t>(sums[g].sum) + static_cast<uint64_t>(sum));
      sums[g].count += its_rows;
    };
    ASSERT_TRUE((SumClustered<int64_t, true>(values, RowSet::Dense(size), groups.data(), add)));
    for (uint32_t g = 0; g <= group; ++g) {
      ASSERT_EQ(sums[g].sum, expected[g].sum);
      ASSERT_EQ(sums[g].count, expected[g].count);
    }
  }
}

TEST(ClusteredSum, AddsAsRowByRow) {
  std::mt19937_64 random(13);
  for (int round = 0; round < 200; ++round) {
    const auto size = static_cast<uint32_t>(random() % 3000);
    Vector values(TypeId::kInt64, size);
    std::vector<uint32_t> picked;
    picked.reserve(size + 1);
    for (uint32_t row = 0; row < size; ++row) {
      values.mutable_values<int64_t>()[row] = static_cast<int64_t>(random()) >> 20;
      if (random() % 4 > 0) picked.push_back(row);
    }
    const auto count = static_cast<uint32_t>(picked.size());
    const RowSet rows = round % 2 == 0 ? RowSet::Dense(size) : RowSet{picked.data(), count, size};
    std::vector<uint32_t> groups(rows.count);
    uint32_t group = 7;
    for (uint32_t& each : groups) each = group += random() % (1 + round % 5) == 0 ? 1 : 0;
    std::vector<CountedSum<int64_t>> sums(group + 1, {1000, 0});
    std::vector<CountedSum<int64_t>> expected = sums;
    for (uint32_t i = 0; i < rows.count; ++i) {
      expected[groups[i]].sum += values.values<int64_t>()[rows[i]];
      ++expected[groups[i]].count;
    }
    const auto add_to = [&](uint32_t g, int64_t sum, uint32_t its_rows) {
      sums[g].sum += sum;
      sums[g].count += its_rows;
    };
    ASSERT_TRUE((SumClustered<int64_t, true>(values, rows, groups.data(), add_to)));
    for (uint32_t g = 0; g <= group; ++g) {
      ASSERT_EQ(sums[g].sum, expected[g].sum);
      ASSERT_EQ(sums[g].count, expected[g].count);
    }
    std::vector<int64_t> by_run(group + 1, 1000);
    uint32_t counted = 0;
    const auto add = [&](uint32_t g, int64_t sum, uint32_t rows_of_run) {
      by_run[g] += sum;
      counted += rows_of_run;
    };
    ASSERT_TRUE(SumRuns<int64_t>(values, rows, groups.data(), add));
    ASSERT_EQ(counted, rows.count);
    for (uint32_t g = 0; g <= group; ++g) ASSERT_EQ(by_run[g], expected[g].sum);
    if (size == 0) continue;
    values.SetNull(0);
    EXPECT_FALSE((SumClustered<int64_t, true>(values, rows, groups.data(), add_to)));
  }
}

}  // namespace
}  // namespace lakebolt
