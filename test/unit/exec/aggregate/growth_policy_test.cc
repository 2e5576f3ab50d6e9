// When a worker's table of groups stops growing.

#include "exec/aggregate/growth_policy.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lakebolt {
namespace {

constexpr uint32_t kGroupBytes = 64;

/// Feeds rows of `all` equally frequent groups until the policy stops or the rows end; returns the
/// rows seen.
double RowsUntilStop(GrowthPolicy& policy, double all, double rows) {
  for (double n = 4096; n <= rows; n += 4096) {
    const auto groups = static_cast<uint32_t>(-all * std::expm1(-n / all));
    if (!policy.ShouldGrow(static_cast<uint64_t>(n), groups, 0)) return n;
  }
  return rows;
}

TEST(GrowthPolicy, EstimatesGroups) {
  for (const double all : {5e4, 1e6, 2e7}) {
    const double n = 1e5;
    const auto groups = static_cast<uint32_t>(-all * std::expm1(-n / all));
    EXPECT_NEAR(GrowthPolicy::EstimateGroups(100'000, groups) / all, 1, 0.2);
  }
}

TEST(GrowthPolicy, StopsWhereGroupsHardlyComeBack) {
  GrowthPolicy policy(1e7, kGroupBytes, false);
  EXPECT_LT(RowsUntilStop(policy, 1e7, 1e7), 1e5);
}

TEST(GrowthPolicy, GrowsWhereGroupsComeBack) {
  GrowthPolicy few(1e7, kGroupBytes, false);
  EXPECT_EQ(RowsUntilStop(few, 50'000, 1e7), 1e7);
  GrowthPolicy many(1e8, kGroupBytes, false);
  EXPECT_EQ(RowsUntilStop(many, 1e6, 1e8), 1e8);
}

TEST(GrowthPolicy, GrowsWithRuns) {
  GrowthPolicy policy(6e6, kGroupBytes, false);
  for (uint32_t groups = 1024; groups < 1'500'000; groups += 1024) {
    ASSERT_TRUE(policy.ShouldGrow(uint64_t{groups} * 4, groups, 0));
  }
}

TEST(GrowthPolicy, GivesDictionariesOfTheirOwnValuesTables) {
  const auto stops_at = [](auto&& groups_of) {
    GrowthPolicy policy(1e7, kGroupBytes, false);
    for (uint64_t rows = 4096; rows < 10'000'000; rows += 4096) {
      if (!policy.ShouldGrow(rows, groups_of(rows), 0, true)) return rows;
    }
    return uint64_t{0};
  };
  // Of runs, of which each dictionary has others, then of values that all of them have.
  EXPECT_GT(stops_at([](uint64_t rows) { return static_cast<uint32_t>(rows / 4); }), 0);
  constexpr double kValues = 300'000;
  EXPECT_EQ(stops_at([](uint64_t rows) {
              const double share = static_cast<double>(rows) / kValues;
              return static_cast<uint32_t>(-kValues * std::expm1(-share));
            }),
            0);
  EXPECT_TRUE(GrowthPolicy::PaysForDictionary(400'000, 90'000));
  EXPECT_FALSE(GrowthPolicy::PaysForDictionary(100'000, 90'000));
}

TEST(GrowthPolicy, StopsLookingUpInVain) {
  GrowthPolicy policy(1e7, kGroupBytes, false);
  EXPECT_TRUE(policy.ShouldLookUp());
  policy.NoteLookup(1 << 16, 1 << 15);
  EXPECT_TRUE(policy.ShouldLookUp());
  policy.NoteLookup(1 << 16, 10);
  EXPECT_FALSE(policy.ShouldLookUp());
}

}  // namespace
}  // namespace lakebolt
