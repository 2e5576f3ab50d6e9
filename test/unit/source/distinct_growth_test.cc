#include "source/distinct_growth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <unordered_map>

#include "source/hash_sample.h"

namespace lakebolt {
namespace {

/// Is a column of numbers, made by `next` for each row.
template <typename Next>
std::vector<int64_t> MakeColumn(size_t rows, Next&& next) {
  std::vector<int64_t> column(rows);
  for (size_t i = 0; i < rows; ++i) column[i] = next(i);
  return column;
}

double TrueDistinct(std::vector<int64_t> column) {
  std::sort(column.begin(), column.end());
  return static_cast<double>(std::unique(column.begin(), column.end()) - column.begin());
}

/// Draws single rows evenly and extrapolates.
double FromRows(const std::vector<int64_t>& column, size_t sample) {
  std::unordered_map<int64_t, uint64_t> seen;
  const size_t step = column.size() / sample;
  size_t taken = 0;
  for (size_t i = 0; i < column.size(); i += step, ++taken) ++seen[column[i]];
  std::vector<uint64_t> counts;
  for (const auto& [value, count] : seen) {
    if (counts.size() < count) counts.resize(count);
    ++counts[count - 1];
  }
  return ExtrapolateDistinct(counts, static_cast<double>(taken),
                             static_cast<double>(column.size()));
}

/// Compares four parts of many and extrapolates.
double FromParts(const std::vector<int64_t>& column, size_t parts) {
  std::unordered_map<int64_t, std::vector<bool>> seen;
  const size_t rows = column.size() / parts;
  for (size_t s = 0; s < 4; ++s) {
    const size_t begin = s * (parts - 1) / 3 * rows;
    for (size_t i = begin; i < begin + rows; ++i) {
      auto& in = seen[column[i]];
      in.resize(4);
      in[s] = true;
    }
  }
  std::vector<uint64_t> counts(4);
  for (const auto& [value, in] : seen) ++counts[std::count(in.begin(), in.end(), true) - 1];
  return ExtrapolateDistinct(counts, 4, static_cast<double>(parts));
}

void ExpectWithin(double factor, double estimate, double truth) {
  EXPECT_GT(estimate, truth / factor) << "of " << truth;
  EXPECT_LT(estimate, truth * factor) << "of " << truth;
}

constexpr size_t kRows = 1 << 20;

TEST(DistinctGrowth, FindsDomainsOfEvenFrequency) {
  for (const uint64_t domain : {10, 1000, 20'000, 300'000}) {
    std::mt19937_64 random(domain);
    const auto column =
        MakeColumn(kRows, [&](size_t) { return static_cast<int64_t>(random() % domain); });
    const double truth = TrueDistinct(column);
    ExpectWithin(1.3, FromRows(column, 16'000), truth);
    ExpectWithin(1.1, FromParts(column, 40), truth);
  }
}

TEST(DistinctGrowth, FollowsSkew) {
  for (const double exponent : {1.0, 2.0, 4.0}) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> share(0, 1);
    const auto column = MakeColumn(kRows, [&](size_t) {
      return static_cast<int64_t>(std::pow(share(random), exponent) * 1e6);
    });
    const double truth = TrueDistinct(column);
    ExpectWithin(3, FromRows(column, 16'000), truth);
    ExpectWithin(1.6, FromParts(column, 40), truth);
  }
}

TEST(DistinctGrowth, BelievesInRareValuesBesideFrequentOnes) {
  std::mt19937_64 random(7);
  const auto column = MakeColumn(kRows, [&](size_t i) {
    return random() % 2 == 0 ? static_cast<int64_t>(random() % 100) : static_cast<int64_t>(i);
  });
  const double truth = TrueDistinct(column);
  ExpectWithin(2, FromRows(column, 16'000), truth);
  ExpectWithin(1.3, FromParts(column, 40), truth);
}

TEST(DistinctGrowth, AddsUpPartsThatShareNothing) {
  EXPECT_DOUBLE_EQ(ExtrapolateDistinct({400}, 4, 40), 4000);
  const auto sorted = MakeColumn(kRows, [](size_t i) { return static_cast<int64_t>(i / 7); });
  ExpectWithin(1.01, FromParts(sorted, 40), TrueDistinct(sorted));
}

TEST(DistinctGrowth, EstimatesNothingWhereAllIsKnown) {
  EXPECT_DOUBLE_EQ(ExtrapolateDistinct({3, 2, 1}, 4, 4), 6);
  EXPECT_DOUBLE_EQ(ExtrapolateDistinct({0, 0, 0, 5}, 4, 1000), 5);
  EXPECT_DOUBLE_EQ(ExtrapolateDistinct({}, 4, 1000), 0);
  EXPECT_DOUBLE_EQ(ExtrapolateDistinct({1}, 1, 1), 1);
}

TEST(HashSample, CountsValuesByPart) {
  HashSample sample;
  Vector values(LogicalType(TypeId::kInt64), 4);
  for (int64_t i = 0; i < 4; ++i) values.mutable_values<int64_t>()[i] = i / 2;
  values.SetNull(3);
  EXPECT_EQ(sample.Add(values, RowSet::Dense(4)), 3);
  sample.EndPart();
  EXPECT_EQ(sample.Add(values, RowSet::Dense(2)), 2);
  sample.EndPart();
  EXPECT_EQ(sample.TakeCounts(), (std::vector<uint64_t>{1, 1}));  // 1 in one part, 0 in both
  EXPECT_TRUE(sample.TakeCounts().empty());
}

}  // namespace
}  // namespace lakebolt
