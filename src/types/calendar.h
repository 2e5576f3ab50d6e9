#pragma once

#include <cstdint>
#include <optional>

#include "types/logical_type.h"

namespace lakebolt {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kMicrosPerDay = kSecondsPerDay * kMicrosPerSecond;
constexpr int64_t kNanosPerSecond = 1'000'000'000;

/// Holds a date of the proleptic Gregorian calendar; month and day count from 1.
struct CivilDate {
  int32_t year;
  int32_t month;
  int32_t day;
};

/// Converts days since 1970-01-01 (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
CivilDate CivilFromDays(int32_t days);
/// Converts a date that exists; see IsValidDate.
int32_t DaysFromCivil(CivilDate date);
bool IsValidDate(int64_t year, int64_t month, int64_t day);
int32_t DaysInMonth(int32_t year, int32_t month);

/// Adds months, keeping the day or taking the month's last; nothing when out of range.
std::optional<int32_t> AddMonths(int32_t days, int64_t months);

/// Returns the ticks of one second of `unit`: 1, 1'000, 1'000'000 or 1'000'000'000.
int64_t TicksPerSecond(TimeUnit unit);

// The largest number and its negative stand for infinity, in dates and in timestamps of any unit.

constexpr int32_t kInfiniteDate = INT32_MAX;
constexpr int64_t kInfiniteTimestamp = INT64_MAX;

inline bool IsFiniteDate(int32_t days) {
  return days != kInfiniteDate && days != -kInfiniteDate;
}
inline bool IsFiniteTimestamp(int64_t ticks) {
  return ticks != kInfiniteTimestamp && ticks != -kInfiniteTimestamp;
}

/// Divides rounding towards minus infinity.
inline int64_t FloorDiv(int64_t a, int64_t b) {
  return a / b - ((a % b != 0) && ((a < 0) != (b < 0)));
}
inline int64_t FloorMod(int64_t a, int64_t b) {
  return a - FloorDiv(a, b) * b;
}

}  // namespace lakebolt
