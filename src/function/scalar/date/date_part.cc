// year(x), month(x) and so on.

#include "function/scalar/date/date_part.h"

#include <algorithm>

#include "function/scalar/date/calendar_loops.h"
#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/families.h"
#include "types/time_tz.h"

namespace lakebolt {

namespace {

bool IsZonePart(DatePart part) {
  return part == DatePart::kTimezone || part == DatePart::kTimezoneHour ||
         part == DatePart::kTimezoneMinute;
}

/// Tells parts that only days of a calendar have, and no interval.
bool IsCalendarPart(DatePart part) {
  switch (part) {
    case DatePart::kDayOfWeek:
    case DatePart::kIsoDayOfWeek:
    case DatePart::kDayOfYear:
    case DatePart::kWeek:
    case DatePart::kYearWeek:
    case DatePart::kIsoYear:
    case DatePart::kEra: return true;
    default: return false;
  }
}

int64_t PartOfOffset(DatePart part, int64_t offset) {
  switch (part) {
    case DatePart::kTimezoneHour: return offset / 3600;
    case DatePart::kTimezoneMinute: return offset % 3600 / 60;
    default: return offset;
  }
}

/// Makes a kernel that computes all rows in a loop where that can be done, else one by one.
template <typename Loop>
ScalarKernel WithLoop(Loop loop, ScalarKernel row_by_row) {
  return [loop, row_by_row = std::move(row_by_row)](std::span<const Vector> args, RowSet rows) {
    Vector out(TypeId::kInt64, rows.size);
    return loop(args[0], rows, out.mutable_values<int64_t>()) ? out : row_by_row(args, rows);
  };
}

/// Makes the function of one part with whole numbers for a type; nothing where the type has no
/// such part.
std::optional<ScalarKernel> RowByRowKernel(DatePart part, const LogicalType& type) {
  const int64_t per_second = TicksPerSecond(type.unit());
  const LogicalType result = TypeId::kInt64;
  const bool zone_part = IsZonePart(part);
  using Result = std::optional<int64_t>;
  switch (type.id()) {
    case TypeId::kDate:
      if (zone_part) return std::nullopt;
      return MakeKernel<int32_t>(result, [=](int32_t days) -> Result {
        if (!IsFiniteDate(days)) return std::nullopt;
        return PartOf(part, {days, 0});
      });
    case TypeId::kTimestamp:
      return MakeClockKernel<int64_t>(type, result, [=](ZoneClock& clock, int64_t ticks) -> Result {
        if (!IsFiniteTimestamp(ticks)) return std::nullopt;
        if (zone_part) return PartOfOffset(part, clock.Offset(ticks));
        return PartOf(part, SplitTimestamp(clock.ToLocal(ticks), per_second));
      });
    case TypeId::kTime:
      if (!IsTimePart(part) && !zone_part) return std::nullopt;
      return MakeKernel<int64_t>(result, [=](int64_t ticks) {
        return zone_part ? int64_t{0} : PartOf(part, {0, ticks * (kNanosPerSecond / per_second)});
      });
    case TypeId::kTimeTz:
      if (!IsTimePart(part) && !zone_part) return std::nullopt;
      return MakeKernel<int64_t>(result, [=](int64_t packed) {
        const TimeTz time = UnpackTimeTz(packed);
        if (zone_part) return PartOfOffset(part, time.offset);
        return PartOf(part, {0, time.micros * (kNanosPerSecond / kMicrosPerSecond)});
      });
    case TypeId::kInterval:
      if (zone_part || IsCalendarPart(part)) return std::nullopt;
      return MakeKernel<Interval>(result,
                                  [=](Interval span) { return PartOfInterval(part, span); });
    default: return std::nullopt;
  }
}

std::optional<ScalarKernel> WholePartKernel(DatePart part, const LogicalType& type) {
  auto row_by_row = RowByRowKernel(part, type);
  if (!row_by_row) return row_by_row;
  if (type.id() == TypeId::kDate) {
    return WithLoop([part](const Vector& dates, RowSet rows,
                           int64_t* out) { return PartsOfDates(part, dates, rows, out); },
                    *std::move(row_by_row));
  }
  if (type.id() == TypeId::kTimestamp) {
    return WithLoop(
        [part, type](const Vector& ticks, RowSet rows, int64_t* out) {
          return HasPlainClock(type) &&
                 PartsOfTicks(part, ticks, TicksPerSecond(type.unit()), rows, out);
        },
        *std::move(row_by_row));
  }
  return row_by_row;
}

double EpochOfInterval(Interval span) {
  // A year counts 365.25 days, a month 30.
  const double days = span.months / 12 * 365.25 + span.months % 12 * 30.0 + span.days;
  return days * static_cast<double>(kSecondsPerDay) + static_cast<double>(span.nanos) / 1e9;
}

/// Makes the seconds since 1970 of a type, with their fraction.
std::optional<ScalarKernel> EpochKernel(const LogicalType& type) {
  const LogicalType result = TypeId::kFloat64;
  const int64_t type_ticks = TicksPerSecond(type.unit());
  const auto per_second = static_cast<double>(type_ticks);
  using Result = std::optional<double>;
  switch (type.id()) {
    case TypeId::kDate:
      return MakeKernel<int32_t>(result, [](int32_t days) -> Result {
        if (!IsFiniteDate(days)) return std::nullopt;
        return static_cast<double>(days) * kSecondsPerDay;
      });
    case TypeId::kTime:
      return MakeKernel<int64_t>(result, [=](int64_t ticks) {
        // Of nanoseconds only whole microseconds count.
        const int64_t micros = ticks / std::max<int64_t>(1, type_ticks / kMicrosPerSecond);
        return static_cast<double>(micros) / std::min(per_second, 1e6);
      });
    case TypeId::kTimestamp:
      return MakeKernel<int64_t>(result, [=](int64_t ticks) -> Result {
        if (!IsFiniteTimestamp(ticks)) return std::nullopt;
        return static_cast<double>(ticks) / per_second;
      });
    case TypeId::kTimeTz:
      return MakeKernel<int64_t>(result, [](int64_t packed) {
        return static_cast<double>(UnpackTimeTz(packed).micros) / kMicrosPerSecond;
      });
    case TypeId::kInterval: return MakeKernel<Interval>(result, EpochOfInterval);
    default: return std::nullopt;
  }
}

/// Makes the Julian day, which begins at midnight here, as in PostgreSQL.
std::optional<ScalarKernel> JulianKernel(const LogicalType& type) {
  constexpr double kJulianOf1970 = 2440588;
  const LogicalType result = TypeId::kFloat64;
  const int64_t per_second = TicksPerSecond(type.unit());
  using Result = std::optional<double>;
  if (type.id() == TypeId::kDate) {
    return MakeKernel<int32_t>(result, [](int32_t days) -> Result {
      if (!IsFiniteDate(days)) return std::nullopt;
      return days + kJulianOf1970;
    });
  }
  if (type.id() != TypeId::kTimestamp) return std::nullopt;
  return MakeClockKernel<int64_t>(type, result, [=](ZoneClock& clock, int64_t ticks) -> Result {
    if (!IsFiniteTimestamp(ticks)) return std::nullopt;
    const DayAndTime at = SplitTimestamp(clock.ToLocal(ticks), per_second);
    constexpr double kNanosPerDay = static_cast<double>(kSecondsPerDay) * 1e9;
    return at.days + kJulianOf1970 + static_cast<double>(at.nanos) / kNanosPerDay;
  });
}

ScalarOverload PartOverload(DatePart part, const LogicalType& documented) {
  ScalarOverload overload;
  overload.parameters = {documented};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1) return std::nullopt;
    const LogicalType& type = actual[0].id() == TypeId::kNull ? documented : actual[0];
    auto kernel = DatePartKernel(part, type);
    if (!kernel) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {type};
    bound.result = DatePartType(part);
    bound.traits.can_fail = false;
    const bool growing = part == DatePart::kYear || part == DatePart::kEpoch ||
                         part == DatePart::kDecade || part == DatePart::kIsoYear;
    if (growing && !type.with_zone()) bound.traits.monotonicity = Monotonicity::kIncreasing;
    bound.kernel = *std::move(kernel);
    return bound;
  };
  return overload;
}

struct PartFunction {
  DatePart part;
  const char* name;
  std::vector<std::string> aliases;
  const char* description;
  FunctionExample example;
};

std::vector<PartFunction> PartFunctions() {
  return {
      {DatePart::kYear, "year", {}, "Returns the year.", {"year(DATE '2021-03-04')", "2021"}},
      {DatePart::kMonth, "month", {}, "Returns the month.", {"month(DATE '2021-03-04')", "3"}},
      {DatePart::kDay,
       "day",
       {"dayofmonth"},
       "Returns the day of the month.",
       {"day(DATE '2021-03-04')", "4"}},
      {DatePart::kHour,
       "hour",
       {},
       "Returns the hour.",
       {"hour(TIMESTAMP '2021-03-04 05:06:07')", "5"}},
      {DatePart::kMinute,
       "minute",
       {},
       "Returns the minute.",
       {"minute(TIMESTAMP '2021-03-04 05:06:07')", "6"}},
      {DatePart::kSecond,
       "second",
       {},
       "Returns the whole seconds of the minute.",
       {"second(TIMESTAMP '2021-03-04 05:06:07')", "7"}},
      {DatePart::kMillisecond,
       "millisecond",
       {},
       "Returns the milliseconds of the minute.",
       {"millisecond(TIME '05:06:07.5')", "7500"}},
      {DatePart::kMicrosecond,
       "microsecond",
       {},
       "Returns the microseconds of the minute.",
       {"microsecond(TIME '05:06:07.5')", "7500000"}},
      {DatePart::kNanosecond,
       "nanosecond",
       {},
       "Returns the nanoseconds of the minute.",
       {"nanosecond(TIME '05:06:07.5')", "7500000000"}},
      {DatePart::kQuarter,
       "quarter",
       {},
       "Returns the quarter of the year, 1 to 4.",
       {"quarter(DATE '2021-03-04')", "1"}},
      {DatePart::kWeek,
       "week",
       {"weekofyear"},
       "Returns the ISO week of the year, 1 to 53.",
       {"week(DATE '2021-01-03')", "53"}},
      {DatePart::kDayOfWeek,
       "dayofweek",
       {"weekday"},
       "Returns the day of the week: Sunday is 0, Saturday 6.",
       {"dayofweek(DATE '2021-03-04')", "4"}},
      {DatePart::kIsoDayOfWeek,
       "isodow",
       {},
       "Returns the day of the ISO week: Monday is 1, Sunday 7.",
       {"isodow(DATE '2021-03-07')", "7"}},
      {DatePart::kDayOfYear,
       "dayofyear",
       {},
       "Returns the day of the year, from 1.",
       {"dayofyear(DATE '2021-03-04')", "63"}},
      {DatePart::kIsoYear,
       "isoyear",
       {},
       "Returns the year that the ISO week belongs to.",
       {"isoyear(DATE '2021-01-03')", "2020"}},
      {DatePart::kYearWeek,
       "yearweek",
       {},
       "Returns ISO year and week as one number.",
       {"yearweek(DATE '2021-01-03')", "202053"}},
      {DatePart::kDecade,
       "decade",
       {},
       "Returns the year divided by ten.",
       {"decade(DATE '2021-03-04')", "202"}},
      {DatePart::kCentury,
       "century",
       {},
       "Returns the century.",
       {"century(DATE '2021-03-04')", "21"}},
      {DatePart::kMillennium,
       "millennium",
       {},
       "Returns the millennium.",
       {"millennium(DATE '2021-03-04')", "3"}},
      {DatePart::kEra,
       "era",
       {},
       "Returns 1 for years after Christ, else 0.",
       {"era(DATE '2021-03-04')", "1"}},
      {DatePart::kEpoch,
       "epoch",
       {},
       "Returns the seconds since 1970, or those of a time or an interval.",
       {"epoch(TIMESTAMP '1970-01-01 00:00:01.5')", "1.5"}},
      {DatePart::kJulian,
       "julian",
       {},
       "Returns the Julian day, its fraction the time of day.",
       {"julian(DATE '2021-03-04')", "2459278.0"}},
      {DatePart::kTimezone,
       "timezone",
       {},
       "Returns the offset of the session's time zone in seconds.",
       {"timezone(TIMESTAMP '2021-03-04 00:00:00')", "0"}},
      {DatePart::kTimezoneHour,
       "timezone_hour",
       {},
       "Returns the hours of the time zone's offset.",
       {"timezone_hour(TIMESTAMP '2021-03-04 00:00:00')", "0"}},
      {DatePart::kTimezoneMinute,
       "timezone_minute",
       {},
       "Returns the minutes of the time zone's offset.",
       {"timezone_minute(TIMESTAMP '2021-03-04 00:00:00')", "0"}},
  };
}

}  // namespace

LogicalType DatePartType(DatePart part) {
  const bool broken = part == DatePart::kEpoch || part == DatePart::kJulian;
  return broken ? TypeId::kFloat64 : TypeId::kInt64;
}

std::optional<ScalarKernel> DatePartKernel(DatePart part, const LogicalType& type) {
  switch (part) {
    case DatePart::kEpoch: return EpochKernel(type);
    case DatePart::kJulian: return JulianKernel(type);
    default: return WholePartKernel(part, type);
  }
}

void RegisterDateParts(FunctionRegistry& registry) {
  for (PartFunction& function : PartFunctions()) {
    registry.Add(ScalarFunction{function.name,
                                std::move(function.aliases),
                                "date",
                                function.description,
                                {std::move(function.example)},
                                NeverFails(),
                                {PartOverload(function.part, TypeId::kDate)}});
  }
}

}  // namespace lakebolt
