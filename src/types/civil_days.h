#pragma once

#include <cstdint>

#include "types/calendar.h"

namespace lakebolt {

// Calendar arithmetic that compilers vectorize: no branches, no divisions but by constants, for
// days within some thousand millennia of 1970. Neri and Schneider, "Euclidean affine functions and
// their application to calendar algorithms" (2022). The shift of 82 eras of 400 years makes numbers
// positive; years begin in March, so that the leap day comes last.

constexpr uint32_t kShiftedEras = 82;
constexpr uint32_t kDaysOfEra = 146097;
constexpr uint32_t kShiftedDays = 719468 + kDaysOfEra * kShiftedEras;
constexpr int32_t kFirstNearDay = -12'699'422;
constexpr int32_t kLastNearDay = 1'061'042'401;

inline bool IsNearDay(int32_t days) {
  return days >= kFirstNearDay && days <= kLastNearDay;
}

/// Converts days since 1970-01-01 that are near.
inline CivilDate CivilFromNearDays(int32_t days) {
  const uint32_t n1 = 4 * (static_cast<uint32_t>(days) + kShiftedDays) + 3;
  const uint32_t century = n1 / kDaysOfEra;
  const uint32_t n2 = 4 * (n1 % kDaysOfEra / 4) + 3;
  const uint64_t product = uint64_t{2939745} * n2;
  const auto year_of_century = static_cast<uint32_t>(product >> 32);
  const uint32_t day_of_year = static_cast<uint32_t>(product) / 2939745 / 4;
  const uint32_t n3 = 2141 * day_of_year + 197913;
  const uint32_t next_year = day_of_year >= 306 ? 1 : 0;  // January and February
  const uint32_t year = 100 * century + year_of_century + next_year;
  const uint32_t month = (n3 >> 16) - 12 * next_year;
  return {static_cast<int32_t>(year - 400 * kShiftedEras), static_cast<int32_t>(month),
          static_cast<int32_t>((n3 & 0xFFFF) / 2141 + 1)};
}

/// Converts the first day of a month of a near year.
inline int32_t NearDaysFromMonth(int32_t year, int32_t month) {
  const uint32_t early = month <= 2 ? 1 : 0;
  const uint32_t y = static_cast<uint32_t>(year) + 400 * kShiftedEras - early;
  const uint32_t m = static_cast<uint32_t>(month) + 12 * early;
  const uint32_t century = y / 100;
  const uint32_t days_of_years = 1461 * y / 4 - century + century / 4;
  const uint32_t days_of_months = (979 * m - 2919) / 32;
  return static_cast<int32_t>(days_of_years + days_of_months - kShiftedDays);
}

}  // namespace lakebolt
