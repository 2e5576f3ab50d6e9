// + and - on dates, times, timestamps and intervals.

#include <cmath>

#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/zoned_arithmetic.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowOutOfRange(const char* what) {
  throw UserError(ErrorCode::kOutOfRange, std::string(what) + " out of range");
}

template <typename T>
T Checked(bool overflow, T value, const char* what) {
  if (overflow) ThrowOutOfRange(what);
  return value;
}

int32_t AddDays(int32_t date, int64_t days) {
  if (!IsFiniteDate(date)) return date;
  int64_t sum;
  const bool overflow = __builtin_add_overflow(static_cast<int64_t>(date), days, &sum);
  return Checked(
      overflow || sum != static_cast<int32_t>(sum) || !IsFiniteDate(static_cast<int32_t>(sum)),
      static_cast<int32_t>(sum), "date");
}

Interval Negated(Interval value) {
  const bool overflow =
      value.months == INT32_MIN || value.days == INT32_MIN || value.nanos == INT64_MIN;
  if (overflow) ThrowOutOfRange("interval");
  return {-value.months, -value.days, -value.nanos};
}

Interval Sum(Interval a, Interval b) {
  Interval out;
  const bool overflow = __builtin_add_overflow(a.months, b.months, &out.months) ||
                        __builtin_add_overflow(a.days, b.days, &out.days) ||
                        __builtin_add_overflow(a.nanos, b.nanos, &out.nanos);
  return Checked(overflow, out, "interval");
}

int64_t MoveDate(int32_t date, Interval span) {
  if (!IsFiniteDate(date)) return date > 0 ? kInfiniteTimestamp : -kInfiniteTimestamp;
  int64_t ticks;
  if (__builtin_mul_overflow(static_cast<int64_t>(date), kMicrosPerDay, &ticks)) {
    ThrowOutOfRange("timestamp");
  }
  return MoveTimestamp(ticks, span, kMicrosPerSecond);
}

/// Moves a time of day around the clock; months and days do not matter.
int64_t MoveTime(int64_t ticks, Interval span, int64_t ticks_per_second) {
  const int64_t per_day = kSecondsPerDay * ticks_per_second;
  const int64_t shift = (span.nanos / (kNanosPerSecond / ticks_per_second)) % per_day;
  return FloorMod(ticks + shift, per_day);
}

/// Multiplies an interval as PostgreSQL does: parts of a month become days of 30 to the month,
/// parts of a day time.
Interval Scaled(Interval span, double factor) {
  constexpr double kMicros = 1e6;
  constexpr double kDay = static_cast<double>(kSecondsPerDay);
  // Whole numbers must come out whole although factors are not exact.
  const auto rounded = [](double x) { return std::nearbyint(x * kMicros) / kMicros; };
  const double months = span.months * factor;
  const double whole_months = std::trunc(months);
  const double part_days = rounded((months - whole_months) * 30);
  const double days = span.days * factor;
  double whole_days = std::trunc(days);
  double seconds = rounded((days - whole_days + part_days - std::trunc(part_days)) * kDay);
  const double carried = std::trunc(seconds / kDay);
  seconds -= carried * kDay;
  whole_days += carried + std::trunc(part_days);
  // Microseconds are what fractions of days are good for.
  const double micros =
      std::nearbyint(static_cast<double>(span.nanos / 1000) * factor + seconds * kMicros);
  constexpr double kIntBound = 2147483647.0;
  constexpr double kLongBound = 9.2e15;
  if (!(std::fabs(whole_months) <= kIntBound && std::fabs(whole_days) <= kIntBound &&
        std::fabs(micros) <= kLongBound)) {
    ThrowOutOfRange("interval");
  }
  return {static_cast<int32_t>(whole_months), static_cast<int32_t>(whole_days),
          static_cast<int64_t>(micros) * 1000};
}

Interval Multiplied(Interval span, int64_t factor) {
  int64_t months;
  int64_t days;
  Interval out;
  const bool overflow =
      __builtin_mul_overflow(static_cast<int64_t>(span.months), factor, &months) ||
      __builtin_mul_overflow(static_cast<int64_t>(span.days), factor, &days) ||
      __builtin_mul_overflow(span.nanos, factor, &out.nanos) ||
      months != static_cast<int32_t>(months) || days != static_cast<int32_t>(days);
  out.months = static_cast<int32_t>(months);
  out.days = static_cast<int32_t>(days);
  return Checked(overflow, out, "interval");
}

using Types = std::vector<LogicalType>;

/// Makes an overload for (timestamp of any unit, interval), in either order, which keeps the type.
template <TypeId kType>
ScalarOverload MoveOverload(bool interval_first, bool backwards) {
  const LogicalType instant =
      kType == TypeId::kTime ? LogicalType::Time() : LogicalType::Timestamp();
  ScalarOverload overload;
  overload.parameters =
      interval_first ? Types{TypeId::kInterval, instant} : Types{instant, TypeId::kInterval};
  overload.bind = [=](const Types& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2) return std::nullopt;
    const LogicalType& type = actual[interval_first ? 1 : 0];
    const LogicalType& other = actual[interval_first ? 0 : 1];
    if (type.id() != kType || other.id() != TypeId::kInterval) return std::nullopt;
    const int64_t per_second = TicksPerSecond(type.unit());
    const bool zoned = type.with_zone();
    const auto move = [=](ZoneClock& clock, int64_t ticks, Interval span) {
      if (backwards) span = Negated(span);
      if (kType == TypeId::kTime) return MoveTime(ticks, span, per_second);
      return zoned ? MoveZoned(clock, ticks, span, per_second)
                   : MoveTimestamp(ticks, span, per_second);
    };
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = type;
    bound.kernel = interval_first ? MakeClockKernel<Interval, int64_t>(
                                        type, type,
                                        [=](ZoneClock& clock, Interval span, int64_t ticks) {
                                          return move(clock, ticks, span);
                                        })
                                  : MakeClockKernel<int64_t, Interval>(type, type, move);
    return bound;
  };
  return overload;
}

std::optional<BoundScalar> BindTimestampDifference(const Types& actual) {
  if (actual.size() != 2) return std::nullopt;
  const auto is_instant = [](const LogicalType& type) {
    return type.id() == TypeId::kTimestamp || type.id() == TypeId::kDate;
  };
  const bool any_timestamp =
      actual[0].id() == TypeId::kTimestamp || actual[1].id() == TypeId::kTimestamp;
  if (!is_instant(actual[0]) || !is_instant(actual[1]) || !any_timestamp) return std::nullopt;
  const auto finer = [](const LogicalType& type) {
    return type.id() == TypeId::kTimestamp ? type.unit() : TimeUnit::kSecond;
  };
  const bool zone = actual[0].with_zone() || actual[1].with_zone();
  const LogicalType type =
      LogicalType::Timestamp(std::max(finer(actual[0]), finer(actual[1])), zone);
  const int64_t per_second = TicksPerSecond(type.unit());
  BoundScalar bound;
  bound.arguments = {type, type};
  bound.result = TypeId::kInterval;
  bound.kernel = MakeClockKernel<int64_t, int64_t>(
      type, TypeId::kInterval, [=](ZoneClock& clock, int64_t a, int64_t b) {
        return ZonedDifference(clock, a, b, per_second);
      });
  return bound;
}

std::vector<ScalarOverload> AddOverloads() {
  const LogicalType date = TypeId::kDate;
  const LogicalType interval = TypeId::kInterval;
  const LogicalType timestamp = LogicalType::Timestamp();
  const LogicalType time = LogicalType::Time();
  const auto date_at = [](int32_t days, int64_t micros) {
    return MoveDate(days, Interval{0, 0, micros * (kNanosPerSecond / kMicrosPerSecond)});
  };
  return {
      MakeOverload<int32_t, int64_t>({date, TypeId::kInt64}, date, AddDays),
      MakeOverload<int64_t, int32_t>(
          {TypeId::kInt64, date}, date,
          [](int64_t days, int32_t from) { return AddDays(from, days); }),
      MakeOverload<int32_t, Interval>({date, interval}, timestamp, MoveDate),
      MakeOverload<Interval, int32_t>(
          {interval, date}, timestamp,
          [](Interval span, int32_t day) { return MoveDate(day, span); }),
      MakeOverload<int32_t, int64_t>({date, time}, timestamp, date_at),
      MakeOverload<int64_t, int32_t>({time, date}, timestamp,
                                     [=](int64_t at, int32_t day) { return date_at(day, at); }),
      MakeOverload<Interval, Interval>({interval, interval}, interval, Sum),
      MoveOverload<TypeId::kTimestamp>(false, false),
      MoveOverload<TypeId::kTimestamp>(true, false),
      MoveOverload<TypeId::kTime>(false, false),
      MoveOverload<TypeId::kTime>(true, false),
  };
}

std::vector<ScalarOverload> SubtractOverloads() {
  const LogicalType date = TypeId::kDate;
  const LogicalType interval = TypeId::kInterval;
  ScalarOverload difference;
  difference.parameters = {LogicalType::Timestamp(), LogicalType::Timestamp()};
  difference.bind = BindTimestampDifference;
  return {
      MakeOverload<int32_t, int32_t>(
          {date, date}, TypeId::kInt64,
          [](int32_t a, int32_t b) { return static_cast<int64_t>(a) - static_cast<int64_t>(b); }),
      MakeOverload<int32_t, int64_t>({date, TypeId::kInt64}, date,
                                     [](int32_t from, int64_t days) {
                                       if (days == INT64_MIN) ThrowOutOfRange("date");
                                       return AddDays(from, -days);
                                     }),
      MakeOverload<int32_t, Interval>(
          {date, interval}, LogicalType::Timestamp(),
          [](int32_t day, Interval span) { return MoveDate(day, Negated(span)); }),
      MakeOverload<Interval, Interval>({interval, interval}, interval,
                                       [](Interval a, Interval b) { return Sum(a, Negated(b)); }),
      MakeOverload<Interval>({interval}, interval, Negated),
      difference,
      MoveOverload<TypeId::kTimestamp>(false, true),
      MoveOverload<TypeId::kTime>(false, true),
  };
}

std::vector<ScalarOverload> MultiplyOverloads() {
  const LogicalType interval = TypeId::kInterval;
  return {
      MakeOverload<Interval, int64_t>({interval, TypeId::kInt64}, interval, Multiplied),
      MakeOverload<int64_t, Interval>({TypeId::kInt64, interval}, interval,
                                      [](int64_t n, Interval span) { return Multiplied(span, n); }),
      MakeOverload<Interval, double>({interval, TypeId::kFloat64}, interval, Scaled),
      MakeOverload<double, Interval>({TypeId::kFloat64, interval}, interval,
                                     [](double n, Interval span) { return Scaled(span, n); }),
  };
}

std::vector<ScalarOverload> DivideOverloads() {
  const LogicalType interval = TypeId::kInterval;
  return {MakeOverload<Interval, double>(
      {interval, TypeId::kFloat64}, interval, [](Interval span, double divisor) {
        if (divisor == 0) throw UserError(ErrorCode::kDivisionByZero, "division by zero");
        return Scaled(span, 1 / divisor);
      })};
}

}  // namespace

void RegisterDateArithmetic(FunctionRegistry& registry) {
  const FunctionTraits traits;
  registry.Add(ScalarFunction{"+", {}, "date", "", {}, traits, AddOverloads()});
  registry.Add(ScalarFunction{"date_add",
                              {"dateadd"},
                              "date",
                              "Adds an interval, or a number of days, to a date or timestamp.",
                              {{"date_add(DATE '2020-02-28', 2)", "2020-03-01"}},
                              traits,
                              AddOverloads()});
  registry.Add(ScalarFunction{"-", {}, "date", "", {}, traits, SubtractOverloads()});
  registry.Add(ScalarFunction{"*", {}, "date", "", {}, traits, MultiplyOverloads()});
  registry.Add(ScalarFunction{"/", {}, "date", "", {}, traits, DivideOverloads()});
}

}  // namespace lakebolt
