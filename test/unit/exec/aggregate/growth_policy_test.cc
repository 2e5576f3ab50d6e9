// When a worker's table of groups stops growing.

#include "exec/aggregate/growth_policy.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lakebolt {
namespace {

constexpr uint32_t kGroupBytes = 64;
using Verdict = GrowthPolicy::Verdict;

/// Feeds rows of `all` equally frequent groups until the policy stops or the rows end; returns the
/// rows seen.
double RowsUntilStop(GrowthPolicy& policy, double all, double rows) {
  for (double n = 4096; n <= rows; n += 4096) {
    const auto groups = static_cast<uint32_t>(-all * std::expm1(-n / all));
    if (policy.Judge({static_cast<uint64_t>(n), groups}) != Verdict::kGrow) return n;
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

/// Feeds rows that come in runs of four, of `all` equally frequent groups, until the policy says
/// something else than to grow or the rows end.
Verdict VerdictOnRuns(GrowthPolicy& policy, double all, double rows, bool is_hashed = true) {
  for (double n = 4096; n <= rows; n += 4096) {
    const auto groups = static_cast<uint32_t>(-all * std::expm1(-n / 4 / all));
    const GrowthPolicy::Table table{
        .rows = static_cast<uint64_t>(n), .groups = groups, .is_hashed = is_hashed};
    const Verdict verdict = policy.Judge(table);
    if (verdict != Verdict::kGrow) return verdict;
  }
  return Verdict::kGrow;
}

TEST(GrowthPolicy, RestartsWhereOnlyRunsAreAbsorbed) {
  constexpr double kRows = 6e6;
  GrowthPolicy runs(kRows, kGroupBytes, false);
  EXPECT_EQ(VerdictOnRuns(runs, 1e12, kRows), Verdict::kRestart);
  runs.Restart(1 << 18);
  EXPECT_EQ(VerdictOnRuns(runs, 1e12, kRows), Verdict::kRestart);
  // A larger table would absorb as much again, but not three times.
  GrowthPolicy some(kRows, kGroupBytes, false);
  EXPECT_EQ(VerdictOnRuns(some, 7.5e5, kRows), Verdict::kRestart);
  GrowthPolicy ordered(kRows, kGroupBytes, false);
  EXPECT_EQ(VerdictOnRuns(ordered, 1e12, kRows, false), Verdict::kGrow);
}

TEST(GrowthPolicy, GrowsWhereGroupsOfRunsComeBack) {
  GrowthPolicy policy(2e7, kGroupBytes, false);
  EXPECT_EQ(VerdictOnRuns(policy, 3e5, 2e7), Verdict::kGrow);
}

TEST(GrowthPolicy, GivesDictionariesOfTheirOwnValuesTables) {
  const auto stops_at = [](auto&& groups_of) {
    GrowthPolicy policy(1e7, kGroupBytes, false);
    for (uint64_t rows = 4096; rows < 10'000'000; rows += 4096) {
      const GrowthPolicy::Table table{.rows = rows, .groups = groups_of(rows), .is_coded = true};
      if (policy.Judge(table) == Verdict::kStop) return rows;
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
