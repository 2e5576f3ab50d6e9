// date_diff: boundaries crossed between two instants; date_sub: whole parts that lie between them.

#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_part.h"
#include "function/scalar/date/zoned_arithmetic.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

int64_t NanosPerPart(DatePart part) {
  switch (part) {
    case DatePart::kHour: return 3600 * kNanosPerSecond;
    case DatePart::kMinute: return 60 * kNanosPerSecond;
    case DatePart::kSecond: return kNanosPerSecond;
    case DatePart::kMillisecond: return 1'000'000;
    case DatePart::kMicrosecond: return 1'000;
    case DatePart::kNanosecond: return 1;
    default: return 0;
  }
}

int64_t MonthsPerPart(DatePart part) {
  switch (part) {
    case DatePart::kMonth: return 1;
    case DatePart::kQuarter: return 3;
    case DatePart::kYear: return 12;
    case DatePart::kDecade: return 120;
    case DatePart::kCentury: return 1200;
    case DatePart::kMillennium: return 12000;
    default: return 0;
  }
}

int64_t MonthNumber(int32_t days) {
  const CivilDate date = CivilFromDays(days);
  return static_cast<int64_t>(date.year) * 12 + date.month - 1;
}

/// Counts steps of `nanos` to `ticks`, from 1970.
int128_t Steps(int64_t ticks, int64_t nanos, int64_t per_second) {
  const int128_t scaled = static_cast<int128_t>(ticks) * (kNanosPerSecond / per_second);
  int128_t steps = scaled / nanos;
  if (scaled % nanos < 0) --steps;
  return steps;
}

int64_t Narrow(int128_t count) {
  if (count != static_cast<int64_t>(count)) {
    throw UserError(ErrorCode::kOutOfRange, "the difference of dates is out of range");
  }
  return static_cast<int64_t>(count);
}

int64_t Difference(DatePart part, int64_t from, int64_t to, int64_t per_second) {
  if (const int64_t nanos = NanosPerPart(part)) {
    return Narrow(Steps(to, nanos, per_second) - Steps(from, nanos, per_second));
  }
  const DayAndTime a = SplitTimestamp(from, per_second);
  const DayAndTime b = SplitTimestamp(to, per_second);
  if (const int64_t months = MonthsPerPart(part)) {
    return FloorDiv(MonthNumber(b.days), months) - FloorDiv(MonthNumber(a.days), months);
  }
  switch (part) {
    case DatePart::kWeek:  // weeks count from the first date on, not from Mondays
    case DatePart::kYearWeek: return (static_cast<int64_t>(b.days) - a.days) / 7;
    case DatePart::kIsoYear:
    case DatePart::kEra: return PartOf(part, b) - PartOf(part, a);
    default: return static_cast<int64_t>(b.days) - a.days;
  }
}

/// Counts the whole months from one instant to a later one.
int64_t WholeMonths(DayAndTime from, DayAndTime to) {
  int64_t months = MonthNumber(to.days) - MonthNumber(from.days);
  const auto reached = AddMonths(from.days, months);
  if (!reached) return months;
  const bool short_of = *reached > to.days || (*reached == to.days && from.nanos > to.nanos);
  return short_of ? months - 1 : months;
}

int64_t WholeParts(DatePart part, int64_t from, int64_t to, int64_t per_second) {
  if (part == DatePart::kIsoYear) part = DatePart::kYear;
  if (from > to) return -WholeParts(part, to, from, per_second);
  if (const int64_t months = MonthsPerPart(part)) {
    return WholeMonths(SplitTimestamp(from, per_second), SplitTimestamp(to, per_second)) / months;
  }
  int128_t nanos = NanosPerPart(part);
  if (nanos == 0) nanos = static_cast<int128_t>(kSecondsPerDay) * kNanosPerSecond;
  if (part == DatePart::kWeek || part == DatePart::kYearWeek) nanos *= 7;
  const int128_t apart = (static_cast<int128_t>(to) - from) * (kNanosPerSecond / per_second);
  return Narrow(apart / nanos);
}

/// Counts boundaries between two instants on a zone's wall clock; hours go by in elapsed time.
int64_t ZonedDifferenceOf(ZoneClock& clock, DatePart part, int64_t from, int64_t to,
                          int64_t per_second) {
  if (NanosPerPart(part) == 0) {
    const int64_t a = clock.ToLocal(from);
    const int64_t b = clock.ToLocal(to);
    return Difference(part, a, b, per_second);
  }
  if (part != DatePart::kHour && part != DatePart::kMinute) {
    return Difference(part, from, to, per_second);
  }
  // Old offsets from UTC were not whole hours, nor whole minutes.
  const int64_t unit = NanosPerPart(part) / kNanosPerSecond * per_second;
  const int64_t first = from - FloorMod(clock.ToLocal(from), unit);
  const int64_t last = to - FloorMod(clock.ToLocal(to), unit);
  return (last - first) / unit;
}

/// Counts whole parts between two instants on a zone's wall clock.
int64_t ZonedWholeParts(ZoneClock& clock, DatePart part, int64_t from, int64_t to,
                        int64_t per_second) {
  if (from > to) return -ZonedWholeParts(clock, part, to, from, per_second);
  if (NanosPerPart(part) != 0) return WholeParts(part, from, to, per_second);
  if (part == DatePart::kIsoYear) part = DatePart::kYear;
  if (part == DatePart::kEra) return ZonedDifferenceOf(clock, part, from, to, per_second);
  if (MonthsPerPart(part) != 0) {
    return WholeParts(part, clock.ToLocal(from), clock.ToLocal(to), per_second);
  }
  const int64_t days = WholeZonedDays(clock, from, to, per_second);
  return part == DatePart::kWeek || part == DatePart::kYearWeek ? days / 7 : days;
}

using Count = int64_t (*)(DatePart part, int64_t from, int64_t to, int64_t per_second);
using ZonedCount = int64_t (*)(ZoneClock& clock, DatePart part, int64_t from, int64_t to,
                               int64_t per_second);

/// Checks that a part can be counted.
DatePart RequireCountable(std::string_view name, bool zoned) {
  const DatePart part = RequireDatePart(name);
  const bool zone = part == DatePart::kTimezone || part == DatePart::kTimezoneHour ||
                    part == DatePart::kTimezoneMinute;
  if (zone || (part == DatePart::kEra && !zoned)) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "\"" + std::string(name) + "\" cannot be counted between dates");
  }
  return part == DatePart::kEpoch ? DatePart::kSecond : part;
}

/// Makes the kernel of `count(part, from, to)` over instants; a constant part is read once.
template <typename T, typename F>
ScalarKernel CountKernel(const LogicalType& instant, bool zoned, F count) {
  using Result = std::optional<int64_t>;
  const auto each = MakeClockKernel<StringView, T, T>(
      instant, TypeId::kInt64,
      [=](ZoneClock& clock, const StringView& name, T from, T to) -> Result {
        return count(clock, RequireCountable(name.view(), zoned), from, to);
      });
  return [=](std::span<const Vector> args, RowSet rows) {
    if (!args[0].IsConstant() || args[0].IsNull(0) || rows.count == 0) return each(args, rows);
    const DatePart part = RequireCountable(args[0].values<StringView>()[0].view(), zoned);
    return MakeClockKernel<T, T>(instant, TypeId::kInt64,
                                 [&](ZoneClock& clock, T from, T to) -> Result {
                                   return count(clock, part, from, to);
                                 })(args.subspan(1), rows);
  };
}

/// Binds counting between dates, in seconds: not all dates have microseconds since 1970.
BoundScalar BindDates(Count count) {
  BoundScalar bound;
  bound.arguments = {TypeId::kVarchar, TypeId::kDate, TypeId::kDate};
  bound.result = TypeId::kInt64;
  bound.kernel = CountKernel<int32_t>(
      TypeId::kDate, false,
      [=](ZoneClock&, DatePart part, int32_t from, int32_t to) -> std::optional<int64_t> {
        if (!IsFiniteDate(from) || !IsFiniteDate(to)) return std::nullopt;
        if (part == DatePart::kDay) return int64_t{to} - from;
        return count(part, from * kSecondsPerDay, to * kSecondsPerDay, 1);
      });
  return bound;
}

ScalarOverload CountOverload(Count count, ZonedCount zoned_count) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar, LogicalType::Timestamp(), LogicalType::Timestamp()};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 3) return std::nullopt;
    LogicalType type = LogicalType::Timestamp();
    for (size_t i = 1; i < 3; ++i) {
      if (actual[i].id() == TypeId::kTime) type = LogicalType::Time();
      if (actual[i].unit() == TimeUnit::kNano) {
        type = type.id() == TypeId::kTime ? LogicalType::Time(TimeUnit::kNano)
                                          : LogicalType::Timestamp(TimeUnit::kNano);
      }
      if (actual[i].with_zone()) type = LogicalType::Timestamp(type.unit(), true);
    }
    if (actual[1].id() == TypeId::kDate && actual[2].id() == TypeId::kDate) {
      return BindDates(count);
    }
    BoundScalar bound;
    bound.arguments = {TypeId::kVarchar, type, type};
    bound.result = TypeId::kInt64;
    const int64_t per_second = TicksPerSecond(type.unit());
    const bool zoned = type.with_zone();
    bound.kernel = CountKernel<int64_t>(
        type, zoned,
        [=](ZoneClock& clock, DatePart part, int64_t from, int64_t to) -> std::optional<int64_t> {
          if (!IsFiniteTimestamp(from) || !IsFiniteTimestamp(to)) return std::nullopt;
          return zoned ? zoned_count(clock, part, from, to, per_second)
                       : count(part, from, to, per_second);
        });
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterDateDiff(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{"date_diff",
                              {"datediff"},
                              "date",
                              "Counts how often a part changes from the first date to the second.",
                              {{"date_diff('month', DATE '2020-01-31', DATE '2020-02-01')", "1"}},
                              {},
                              {CountOverload(Difference, ZonedDifferenceOf)}});
  registry.Add(ScalarFunction{"date_sub",
                              {"datesub"},
                              "date",
                              "Counts the whole parts between two dates.",
                              {{"date_sub('month', DATE '2020-01-31', DATE '2020-02-01')", "0"}},
                              {},
                              {CountOverload(WholeParts, ZonedWholeParts)}});
}

}  // namespace lakebolt
