#include "types/calendar.h"

#include <algorithm>
#include <limits>

#include "types/civil_days.h"

namespace lakebolt {

namespace {

/// Computes days since 1970-01-01 in 64 bits (Hinnant's days_from_civil: years start in March, so
/// that the leap day comes last; 400 years are an era of 146,097 days).
int64_t WideDaysFromCivil(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  const int64_t era = FloorDiv(year, 400);
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  constexpr int64_t kDaysToUnixEpoch = 719468;
  return era * 146097 + day_of_era - kDaysToUnixEpoch;
}

bool IsLeapYear(int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t MonthLength(int64_t year, int64_t month) {
  constexpr int8_t kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kLengths[month - 1];
}

/// Converts any day in 64 bits (Hinnant's civil_from_days).
CivilDate FarCivilFromDays(int32_t days) {
  const int64_t shifted = static_cast<int64_t>(days) + 719468;
  const int64_t era = FloorDiv(shifted, 146097);
  const auto day_of_era = static_cast<uint32_t>(shifted - era * 146097);
  const uint32_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const uint32_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const uint32_t shifted_month = (5 * day_of_year + 2) / 153;
  const uint32_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const uint32_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const int64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  return {static_cast<int32_t>(year), static_cast<int32_t>(month), static_cast<int32_t>(day)};
}

bool FitsDate(int64_t days) {
  return days >= std::numeric_limits<int32_t>::min() && days <= std::numeric_limits<int32_t>::max();
}

}  // namespace

CivilDate CivilFromDays(int32_t days) {
  return IsNearDay(days) ? CivilFromNearDays(days) : FarCivilFromDays(days);
}

int32_t DaysFromCivil(CivilDate date) {
  return static_cast<int32_t>(WideDaysFromCivil(date.year, date.month, date.day));
}

bool IsValidDate(int64_t year, int64_t month, int64_t day) {
  constexpr int64_t kYearBound = 6'000'000;
  if (month < 1 || month > 12 || day < 1 || year < -kYearBound || year > kYearBound) return false;
  return day <= MonthLength(year, month) && FitsDate(WideDaysFromCivil(year, month, day));
}

int32_t DaysInMonth(int32_t year, int32_t month) {
  return MonthLength(year, month);
}

std::optional<int32_t> AddMonths(int32_t days, int64_t months) {
  constexpr int64_t kMonthBound = 1'000'000'000;
  if (months == 0) return days;
  if (months < -kMonthBound || months > kMonthBound) return std::nullopt;
  const CivilDate date = CivilFromDays(days);
  const int64_t total = static_cast<int64_t>(date.year) * 12 + (date.month - 1) + months;
  const int64_t year = FloorDiv(total, 12);
  const int64_t month = FloorMod(total, 12) + 1;
  const int64_t day = std::min<int64_t>(date.day, MonthLength(year, month));
  const int64_t result = WideDaysFromCivil(year, month, day);
  if (!FitsDate(result)) return std::nullopt;
  return static_cast<int32_t>(result);
}

int64_t TicksPerSecond(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kSecond: return 1;
    case TimeUnit::kMilli: return 1'000;
    case TimeUnit::kMicro: return 1'000'000;
    case TimeUnit::kNano: return 1'000'000'000;
  }
  return 1;
}

}  // namespace lakebolt
