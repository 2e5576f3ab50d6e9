// date_trunc(part, x): cuts everything below a part off, and last_day.

#include "function/scalar/date/date_trunc.h"

#include "function/scalar/date/calendar_loops.h"
#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_part.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

int32_t FirstDayOfYear(int64_t year) {
  return DaysFromCivil({static_cast<int32_t>(year), 1, 1});
}

/// Returns the first day of the calendar part that `days` is in.
int32_t TruncateDay(DatePart part, int32_t days) {
  const CivilDate date = CivilFromDays(days);
  switch (part) {
    case DatePart::kMillennium: return FirstDayOfYear(FloorDiv(date.year, 1000) * 1000);
    case DatePart::kCentury: return FirstDayOfYear(FloorDiv(date.year, 100) * 100);
    case DatePart::kDecade: return FirstDayOfYear(FloorDiv(date.year, 10) * 10);
    case DatePart::kYear: return FirstDayOfYear(date.year);
    case DatePart::kQuarter: return DaysFromCivil({date.year, (date.month - 1) / 3 * 3 + 1, 1});
    case DatePart::kMonth: return DaysFromCivil({date.year, date.month, 1});
    case DatePart::kWeek:
    case DatePart::kYearWeek: return MondayOf(days);
    case DatePart::kIsoYear: {
      // The ISO year begins on the Monday of the week with January 4th.
      const int32_t year = CivilFromDays(MondayOf(days) + 3).year;
      return MondayOf(FirstDayOfYear(year) + 3);
    }
    default: return days;
  }
}

/// Returns the nanoseconds of a part below the day; 0 for larger ones.
int64_t NanosOf(DatePart part) {
  switch (part) {
    case DatePart::kHour: return 3600 * kNanosPerSecond;
    case DatePart::kMinute: return 60 * kNanosPerSecond;
    case DatePart::kSecond:
    case DatePart::kEpoch: return kNanosPerSecond;
    case DatePart::kMillisecond: return 1'000'000;
    case DatePart::kMicrosecond: return 1'000;
    case DatePart::kNanosecond: return 1;
    default: return 0;
  }
}

Interval TruncateInterval(DatePart part, Interval span) {
  const int64_t nanos = NanosOf(part);
  if (nanos != 0) return {span.months, span.days, span.nanos / nanos * nanos};
  switch (part) {
    case DatePart::kMillennium: return {span.months / 12000 * 12000, 0, 0};
    case DatePart::kCentury: return {span.months / 1200 * 1200, 0, 0};
    case DatePart::kDecade: return {span.months / 120 * 120, 0, 0};
    case DatePart::kYear:
    case DatePart::kIsoYear: return {span.months / 12 * 12, 0, 0};
    case DatePart::kQuarter: return {span.months / 3 * 3, 0, 0};
    case DatePart::kMonth: return {span.months, 0, 0};
    case DatePart::kWeek:
    case DatePart::kYearWeek: return {span.months, span.days / 7 * 7, 0};
    default: return {span.months, span.days, 0};
  }
}

/// Remembers the part that a name stands for.
class PartReader {
 public:
  DatePart Read(const StringView& name) {
    if (!known_ || name.view() != name_) {
      part_ = RequireDatePart(name.view());
      name_ = name.str();
      known_ = true;
    }
    return part_;
  }

 private:
  bool known_ = false;
  std::string name_;
  DatePart part_ = DatePart::kDay;
};

template <typename From, typename To, typename Truncate>
ScalarKernel TruncKernel(const LogicalType& instant, const LogicalType& result, Truncate truncate) {
  return [=](std::span<const Vector> args, RowSet rows) {
    PartReader part;
    const auto fn = [&](ZoneClock& clock, const StringView& name, From value) -> To {
      return truncate(clock, part.Read(name), value);
    };
    return MakeClockKernel<StringView, From>(instant, result, fn)(args, rows);
  };
}

/// Makes a kernel that cuts all rows off by one part in a loop where that can be done, else each by
/// itself.
template <typename Loop>
ScalarKernel WithLoop(const LogicalType& result, Loop loop, ScalarKernel row_by_row) {
  return [=](std::span<const Vector> args, RowSet rows) {
    if (!args[0].IsConstant() || args[0].IsNull(0) || rows.count == 0) {
      return row_by_row(args, rows);
    }
    const DatePart part = RequireDatePart(args[0].values<StringView>()[0].view());
    Vector out(result, rows.size);
    return loop(part, args[1], rows, out.mutable_values<int64_t>()) ? out : row_by_row(args, rows);
  };
}

bool TruncateDatesToMicros(DatePart part, const Vector& dates, RowSet rows, int64_t* out) {
  if (IsTimePart(part)) part = DatePart::kDay;
  return TruncateDates(part, dates, kMicrosPerSecond, rows, out);
}

std::optional<BoundScalar> BindTrunc(const std::vector<LogicalType>& actual) {
  if (actual.size() != 2) return std::nullopt;
  const LogicalType type = actual[1].id() == TypeId::kNull ? LogicalType::Timestamp() : actual[1];
  BoundScalar bound;
  bound.arguments = {TypeId::kVarchar, type};
  bound.result = type;
  const int64_t per_second = TicksPerSecond(type.unit());
  switch (type.id()) {
    case TypeId::kDate:
      bound.result = LogicalType::Timestamp();
      bound.kernel = WithLoop(bound.result, TruncateDatesToMicros,
                              TruncKernel<int32_t, int64_t>(
                                  type, bound.result, [](ZoneClock&, DatePart part, int32_t days) {
                                    if (!IsFiniteDate(days))
                                      return days > 0 ? kInfiniteTimestamp : -kInfiniteTimestamp;
                                    const int64_t start = TruncateDay(part, days);
                                    int64_t micros;
                                    if (__builtin_mul_overflow(start, kMicrosPerDay, &micros)) {
                                      throw UserError(ErrorCode::kOutOfRange,
                                                      "the date does not fit a timestamp");
                                    }
                                    return micros;
                                  }));
      return bound;
    case TypeId::kTimestamp:
      bound.kernel = WithLoop(
          type,
          [=](DatePart part, const Vector& ticks, RowSet rows, int64_t* out) {
            return HasPlainClock(type) && TruncateTicks(part, ticks, per_second, rows, out);
          },
          TruncKernel<int64_t, int64_t>(
              type, type, [=](ZoneClock& clock, DatePart part, int64_t ticks) {
                if (!IsFiniteTimestamp(ticks)) return ticks;
                return clock.ToUtc(TruncateTimestamp(part, clock.ToLocal(ticks), per_second));
              }));
      return bound;
    case TypeId::kInterval:
      bound.kernel = TruncKernel<Interval, Interval>(
          type, type,
          [](ZoneClock&, DatePart part, Interval span) { return TruncateInterval(part, span); });
      return bound;
    default: return std::nullopt;
  }
}

std::optional<int32_t> LastDay(int32_t days) {
  if (!IsFiniteDate(days)) return std::nullopt;
  const CivilDate date = CivilFromDays(days);
  return DaysFromCivil({date.year, date.month, DaysInMonth(date.year, date.month)});
}

}  // namespace

int64_t TruncateTimestamp(DatePart part, int64_t ticks, int64_t per_second) {
  const int64_t nanos = NanosOf(part);
  if (nanos != 0) {
    const int64_t step = nanos / (kNanosPerSecond / per_second);
    return step <= 1 ? ticks : FloorDiv(ticks, step) * step;
  }
  const DayAndTime at = SplitTimestamp(ticks, per_second);
  return static_cast<int64_t>(TruncateDay(part, at.days)) * kSecondsPerDay * per_second;
}

void RegisterDateTrunc(FunctionRegistry& registry) {
  ScalarOverload trunc;
  trunc.parameters = {TypeId::kVarchar, LogicalType::Timestamp()};
  trunc.bind = BindTrunc;
  registry.Add(ScalarFunction{"date_trunc",
                              {"datetrunc"},
                              "date",
                              "Sets everything below a part to its start.",
                              {{"date_trunc('month', DATE '2021-03-04')", "2021-03-01 00:00:00"}},
                              {},
                              {trunc}});
  const LogicalType timestamp = LogicalType::Timestamp();
  const LogicalType zoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
  const auto last_day_at = [](const LogicalType& type) {
    ScalarOverload overload;
    overload.parameters = {type};
    overload.result = TypeId::kDate;
    overload.kernel = MakeClockKernel<int64_t>(
        type, TypeId::kDate, [](ZoneClock& clock, int64_t micros) -> std::optional<int32_t> {
          if (!IsFiniteTimestamp(micros)) return std::nullopt;
          return LastDay(static_cast<int32_t>(FloorDiv(clock.ToLocal(micros), kMicrosPerDay)));
        });
    return overload;
  };
  registry.Add(ScalarFunction{"last_day",
                              {},
                              "date",
                              "Returns the last day of the month.",
                              {{"last_day(DATE '2020-02-10')", "2020-02-29"}},
                              NeverFails(),
                              {MakeOverload<int32_t>({TypeId::kDate}, TypeId::kDate, LastDay),
                               last_day_at(timestamp), last_day_at(zoned)}});
  registry.Add(ScalarFunction{"days_in_month",
                              {},
                              "date",
                              "Returns the number of days of a date's month.",
                              {{"days_in_month(DATE '2020-02-10')", "29"}},
                              NeverFails(),
                              {MakeOverload<int32_t>({TypeId::kDate}, TypeId::kInt64,
                                                     [](int32_t days) -> std::optional<int64_t> {
                                                       if (!IsFiniteDate(days)) return std::nullopt;
                                                       const CivilDate date = CivilFromDays(days);
                                                       return DaysInMonth(date.year, date.month);
                                                     })}});
}

}  // namespace lakebolt
