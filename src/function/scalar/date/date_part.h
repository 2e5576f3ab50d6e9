#pragma once

#include <optional>
#include <string_view>

#include "function/scalar_function.h"
#include "types/physical.h"

namespace lakebolt {

/// Names what can be asked of a date or time, or cut off it.
enum class DatePart : uint8_t {
  kMillennium,
  kCentury,
  kDecade,
  kYear,
  kIsoYear,
  kQuarter,
  kMonth,
  kWeek,
  kYearWeek,
  kDay,
  kDayOfWeek,
  kIsoDayOfWeek,
  kDayOfYear,
  kEra,
  kHour,
  kMinute,
  kSecond,
  kMillisecond,
  kMicrosecond,
  kNanosecond,
  kEpoch,
  kJulian,
  kTimezone,
  kTimezoneHour,
  kTimezoneMinute,
};

/// Reads a part's name, such as "year", "years" or "dow", in any case.
std::optional<DatePart> ParseDatePart(std::string_view name);

/// Reads a part's name; throws kInvalidArgument with near names.
DatePart RequireDatePart(std::string_view name);

/// Holds an instant as a day and the nanoseconds of that day.
struct DayAndTime {
  int32_t days;
  int64_t nanos;
};

/// Splits ticks since 1970.
DayAndTime SplitTimestamp(int64_t ticks, int64_t ticks_per_second);

/// Tells whether a part is an hour or smaller.
bool IsTimePart(DatePart part);

/// Computes a part other than kEpoch and what follows it. Seconds and smaller parts count from the
/// minute: microseconds of 7.5 s are 7,500,000.
int64_t PartOf(DatePart part, DayAndTime at);

/// Computes a part of an interval: months up to 11, hours without bound.
int64_t PartOfInterval(DatePart part, Interval span);

/// Returns the type of a part: DOUBLE for those with fractions, else BIGINT.
LogicalType DatePartType(DatePart part);

/// Makes the kernel of one part for a type; nothing where the type has no such part.
std::optional<ScalarKernel> DatePartKernel(DatePart part, const LogicalType& type);

/// Returns the Monday of the ISO week that `days` is in.
int32_t MondayOf(int32_t days);

}  // namespace lakebolt
