#pragma once

#include <optional>
#include <string_view>

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

/// Computes a part other than kEpoch. Seconds and smaller parts count from the minute:
/// microseconds of 7.5 s are 7,500,000.
int64_t PartOf(DatePart part, DayAndTime at);

/// Computes a part of an interval: months up to 11, hours without bound.
int64_t PartOfInterval(DatePart part, Interval span);

/// Returns the Monday of the ISO week that `days` is in.
int32_t MondayOf(int32_t days);

}  // namespace lakebolt
