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
/// A table of so many bytes is small: more would leave the second-level cache for good.
constexpr double kSmallTableBytes = 3 << 20;
/// One that absorbs rows grows on where it will absorb so many times as many.
constexpr double kWorthwhileGain = 3;
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

GrowthPolicy::Verdict GrowthPolicy::Judge(const Table& table) {
  const auto [rows, groups, string_bytes, is_coded, is_hashed] = table;
  if (groups < next_check_) return Verdict::kGrow;
  next_check_ = groups * 2;
  const uint64_t new_rows = rows - last_rows_;
  const uint64_t new_groups = groups - last_groups_;
  if (!is_coded && new_rows >= new_groups * kWorthwhileAbsorption) {
    if (is_hashed && IsLocal(table, new_rows, new_groups)) return Verdict::kRestart;
    last_rows_ = rows;
    last_groups_ = groups;
    return Verdict::kGrow;
  }
  last_rows_ = rows;
  last_groups_ = groups;
  const double expected = std::max(expected_rows_ * share_, static_cast<double>(rows));
  const double estimate = EstimateGroups(rows, groups);
  const double estimate_before = std::exchange(last_estimate_, estimate);
  const double all_groups = std::min(estimate, expected);
  if (all_groups * group_bytes_ <= kFastTableBytes) return Verdict::kGrow;
  if (string_bytes > size_t{groups} * kLongKeyBytes) dear_rows_ = true;
  const double reduction = dear_rows_ ? kReductionOfDearRows : kWorthwhileReduction;
  if (expected < all_groups * reduction) return Verdict::kStop;
  // Dictionaries of the same values give the same estimate again and again.
  const bool is_steady = estimate_before > 0 && estimate >= kSteadyGrowth * estimate_before;
  return is_coded && is_steady ? Verdict::kStop : Verdict::kGrow;
}

/// Tells whether a table that absorbs rows would hardly absorb more of them if it grew: since it
/// was last looked at groups were opened nearly as often as before.
bool GrowthPolicy::IsLocal(const Table& table, uint64_t new_rows, uint64_t new_groups) const {
  const double bytes = static_cast<double>(table.groups) * group_bytes_;
  if (bytes <= kSmallTableBytes || last_groups_ == 0) return false;
  const double rate = static_cast<double>(new_groups) / static_cast<double>(new_rows);
  const double rate_before = static_cast<double>(last_groups_) / static_cast<double>(last_rows_);
  if (rate >= rate_before) return true;
  // Of D equally frequent groups, known ones are met in proportion to how many are known: half of
  // what a stretch adds, on average over it, and all that was known before.
  const double before = static_cast<double>(last_groups_) / 2;
  const double now = static_cast<double>(last_groups_) + static_cast<double>(new_groups) / 2;
  const double all_groups = (rate_before * now - rate * before) / (rate_before - rate);
  const double absorption = static_cast<double>(table.rows) / table.groups;
  return expected_rows_ * share_ < all_groups * absorption * kWorthwhileGain;
}

void GrowthPolicy::Restart(uint64_t rows) {
  expected_rows_ -= static_cast<double>(rows);
  next_check_ = kFirstCheck;
  last_rows_ = 0;
  last_groups_ = 0;
  last_estimate_ = 0;
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
