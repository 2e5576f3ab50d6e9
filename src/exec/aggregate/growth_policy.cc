#include "exec/aggregate/growth_policy.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lakebolt {

namespace {

/// A table grows on where of so many rows only one opened a group lately: keys are skewed or come
/// in runs.
constexpr uint64_t kWorthwhileAbsorption = 3;
/// A table of so many bytes is nearly as fast as a small one: about what the second-level cache and
/// the next one's latency allow.
constexpr double kFastTableBytes = 6 << 20;
/// Larger ones pay where a group stands for so many rows of the worker ...
constexpr double kWorthwhileReduction = 6;
/// ... or fewer, where a row is dear to move.
constexpr double kReductionOfDearRows = 2;
/// Groups come as steadily as ever where twice as many raise their estimated number so much.
constexpr double kSteadyGrowth = 1.5;
/// A row found by its code costs less than a row that is moved, a group of its own more.
constexpr uint64_t kReductionOfDictionaries = 2;
/// Keys with so many bytes of strings are dear.
constexpr size_t kLongKeyBytes = 16;
/// Looking up pays where one row in so many has a group: not knowing which costs mispredictions.
constexpr uint64_t kWorthwhileHits = 2;
constexpr uint64_t kWorthwhileHitsOfDearRows = 8;
constexpr uint64_t kLookupSample = 1 << 15;

}  // namespace

double GrowthPolicy::EstimateGroups(uint64_t rows, uint32_t groups) {
  const auto n = static_cast<double>(rows);
  const auto share = static_cast<double>(groups) / n;
  // Finds x = n / D of (1 - exp(-x)) / x = share, which falls from 1 to 0, by bisection.
  double low = 1e-6;
  double high = 64;
  constexpr int kSteps = 40;
  for (int i = 0; i < kSteps; ++i) {
    const double x = std::sqrt(low * high);
    (-std::expm1(-x) / x > share ? low : high) = x;
  }
  return std::max(static_cast<double>(groups), n / low);
}

bool GrowthPolicy::ShouldGrow(uint64_t rows, uint32_t groups, size_t string_bytes, bool is_coded) {
  if (groups < next_check_) return true;
  next_check_ = groups * 2;
  const uint64_t new_rows = rows - last_rows_;
  const uint64_t new_groups = groups - last_groups_;
  last_rows_ = rows;
  last_groups_ = groups;
  if (!is_coded && new_rows >= new_groups * kWorthwhileAbsorption) return true;
  const double expected = std::max(expected_rows_ * share_, static_cast<double>(rows));
  const double estimate = EstimateGroups(rows, groups);
  const double estimate_before = std::exchange(last_estimate_, estimate);
  const double all_groups = std::min(estimate, expected);
  if (all_groups * group_bytes_ <= kFastTableBytes) return true;
  if (string_bytes > size_t{groups} * kLongKeyBytes) dear_rows_ = true;
  const double reduction = dear_rows_ ? kReductionOfDearRows : kWorthwhileReduction;
  if (expected < all_groups * reduction) return false;
  // Dictionaries of the same values give the same estimate again and again.
  const bool is_steady = estimate_before > 0 && estimate >= kSteadyGrowth * estimate_before;
  return !is_coded || !is_steady;
}

bool GrowthPolicy::PaysForDictionary(uint64_t rows, uint32_t groups) {
  return rows >= groups * kReductionOfDictionaries;
}

void GrowthPolicy::NoteLookup(uint32_t rows, uint32_t known) {
  looked_up_ += rows;
  known_ += known;
  if (looked_up_ < kLookupSample) return;
  const uint64_t hits = dear_rows_ ? kWorthwhileHitsOfDearRows : kWorthwhileHits;
  looks_up_ = known_ * hits >= looked_up_;
  looked_up_ = 0;
  known_ = 0;
}

}  // namespace lakebolt
