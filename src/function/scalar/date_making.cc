// Dates, times and intervals made from numbers, names of days, the clock.

#include <chrono>
#include <cmath>

#include "function/scalar/date_part.h"
#include "function/scalar/families.h"
#include "function/scalar_adapter.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

const LogicalType kBig = TypeId::kInt64;
const LogicalType kDate = TypeId::kDate;
const LogicalType kText = TypeId::kVarchar;

[[noreturn]] void ThrowNoSuch(const std::string& what) {
  throw UserError(ErrorCode::kOutOfRange, "there is no " + what);
}

int32_t MakeDate(int64_t year, int64_t month, int64_t day) {
  if (!IsValidDate(year, month, day)) {
    ThrowNoSuch("date " + std::to_string(year) + "-" + std::to_string(month) + "-" +
                std::to_string(day));
  }
  return DaysFromCivil(
      {static_cast<int32_t>(year), static_cast<int32_t>(month), static_cast<int32_t>(day)});
}

int64_t MakeTime(int64_t hour, int64_t minute, double second) {
  const bool valid =
      hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  if (!valid) {
    ThrowNoSuch("time " + std::to_string(hour) + ":" + std::to_string(minute) + ":" +
                std::to_string(second));
  }
  return (hour * 60 + minute) * 60 * kMicrosPerSecond +
         std::llround(second * static_cast<double>(kMicrosPerSecond));
}

int64_t MakeTimestamp(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
                      double second) {
  int64_t ticks;
  const bool overflow = __builtin_mul_overflow(static_cast<int64_t>(MakeDate(year, month, day)),
                                               kMicrosPerDay, &ticks);
  if (overflow) throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  return ticks + MakeTime(hour, minute, second);
}

void RegisterMakers(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{
      "make_date",
      {},
      "date",
      "Makes a date of year, month and day.",
      {{"make_date(2020, 2, 29)", "2020-02-29"}},
      {},
      {MakeOverload<int64_t, int64_t, int64_t>({kBig, kBig, kBig}, kDate, MakeDate)}});
  registry.Add(ScalarFunction{"make_time",
                              {},
                              "date",
                              "Makes a time of hour, minute and seconds.",
                              {{"make_time(1, 2, 3.5)", "01:02:03.5"}},
                              {},
                              {MakeOverload<int64_t, int64_t, double>(
                                  {kBig, kBig, TypeId::kFloat64}, LogicalType::Time(), MakeTime)}});
  registry.Add(ScalarFunction{"make_timestamp",
                              {},
                              "date",
                              "Makes a timestamp of its parts, or of microseconds since 1970.",
                              {{"make_timestamp(2020, 1, 2, 3, 4, 5.5)", "2020-01-02 03:04:05.5"}},
                              {},
                              {MakeOverload<int64_t, int64_t, int64_t, int64_t, int64_t, double>(
                                   {kBig, kBig, kBig, kBig, kBig, TypeId::kFloat64},
                                   LogicalType::Timestamp(), MakeTimestamp),
                               MakeOverload<int64_t>({kBig}, LogicalType::Timestamp(),
                                                     [](int64_t micros) { return micros; })}});
}

constexpr const char* kDayNames[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                     "Thursday", "Friday", "Saturday"};
constexpr const char* kMonthNames[] = {"January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December"};

StringView DayName(int32_t days) {
  return StringView(std::string_view(kDayNames[PartOf(DatePart::kDayOfWeek, {days, 0})]));
}
StringView MonthName(int32_t days) {
  return StringView(std::string_view(kMonthNames[CivilFromDays(days).month - 1]));
}

/// Adds a function of dates that also takes timestamps.
template <typename Fn>
void AddOfDay(FunctionRegistry& registry, const char* name, const char* description,
              FunctionExample example, Fn fn) {
  registry.Add(
      ScalarFunction{name,
                     {},
                     "date",
                     description,
                     {std::move(example)},
                     NeverFails(),
                     {MakeOverload<int32_t>({kDate}, kText, fn),
                      MakeOverload<int64_t>({LogicalType::Timestamp()}, kText, [=](int64_t micros) {
                        return fn(SplitTimestamp(micros, kMicrosPerSecond).days);
                      })}});
}

/// Adds epoch_ms and its like: ticks of another unit since 1970, and back.
void AddEpoch(FunctionRegistry& registry, const char* name, int64_t per_second,
              FunctionExample example) {
  const auto from_timestamp = [=](int64_t micros) {
    if (per_second <= kMicrosPerSecond) return FloorDiv(micros, kMicrosPerSecond / per_second);
    int64_t out;
    if (__builtin_mul_overflow(micros, per_second / kMicrosPerSecond, &out)) {
      throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
    }
    return out;
  };
  const auto to_timestamp = [=](int64_t ticks) {
    if (per_second > kMicrosPerSecond) return FloorDiv(ticks, per_second / kMicrosPerSecond);
    int64_t out;
    if (__builtin_mul_overflow(ticks, kMicrosPerSecond / per_second, &out)) {
      throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
    }
    return out;
  };
  registry.Add(
      ScalarFunction{name,
                     {},
                     "date",
                     "Returns the ticks since 1970 of a timestamp, or the timestamp of ticks.",
                     {std::move(example)},
                     {},
                     {MakeOverload<int64_t>({LogicalType::Timestamp()}, kBig, from_timestamp),
                      MakeOverload<int64_t>({kBig}, LogicalType::Timestamp(), to_timestamp)}});
}

Interval OfMonths(int64_t months) {
  if (months != static_cast<int32_t>(months)) {
    throw UserError(ErrorCode::kOutOfRange, "interval out of range");
  }
  return {static_cast<int32_t>(months), 0, 0};
}
Interval OfDays(int64_t days) {
  if (days != static_cast<int32_t>(days)) {
    throw UserError(ErrorCode::kOutOfRange, "interval out of range");
  }
  return {0, static_cast<int32_t>(days), 0};
}

/// Adds to_days and its like.
template <typename Fn>
void AddInterval(FunctionRegistry& registry, const char* name, const char* result, Fn fn) {
  const std::string call = std::string(name) + "(2)";
  registry.Add(ScalarFunction{name,
                              {},
                              "date",
                              "Makes an interval of a number of units.",
                              {{call, result}},
                              {},
                              {MakeOverload<int64_t>({kBig}, TypeId::kInterval, fn)}});
}

/// Adds to_hours and its like, which take fractions too.
void AddTimeInterval(FunctionRegistry& registry, const char* name, const char* result,
                     int64_t nanos) {
  const auto whole = [=](int64_t n) {
    Interval out;
    if (__builtin_mul_overflow(n, nanos, &out.nanos)) {
      throw UserError(ErrorCode::kOutOfRange, "interval out of range");
    }
    return out;
  };
  const auto broken = [=](double n) {
    const double scaled = std::round(n * static_cast<double>(nanos));
    constexpr double kBound = 9.2e18;
    if (!(std::fabs(scaled) < kBound)) {
      throw UserError(ErrorCode::kOutOfRange, "interval out of range");
    }
    return Interval{0, 0, static_cast<int64_t>(scaled)};
  };
  const std::string call = std::string(name) + "(2)";
  registry.Add(
      ScalarFunction{name,
                     {},
                     "date",
                     "Makes an interval of a number of units.",
                     {{call, result}},
                     {},
                     {MakeOverload<int64_t>({kBig}, TypeId::kInterval, whole),
                      MakeOverload<double>({TypeId::kFloat64}, TypeId::kInterval, broken)}});
}

void RegisterIntervals(FunctionRegistry& registry) {
  const auto multiple = [](Interval (*of)(int64_t), int64_t factor) {
    return [=](int64_t n) {
      int64_t units;
      if (__builtin_mul_overflow(n, factor, &units)) {
        throw UserError(ErrorCode::kOutOfRange, "interval out of range");
      }
      return of(units);
    };
  };
  AddInterval(registry, "to_millennia", "2000 years", multiple(OfMonths, 12000));
  AddInterval(registry, "to_centuries", "200 years", multiple(OfMonths, 1200));
  AddInterval(registry, "to_decades", "20 years", multiple(OfMonths, 120));
  AddInterval(registry, "to_years", "2 years", multiple(OfMonths, 12));
  AddInterval(registry, "to_quarters", "6 months", multiple(OfMonths, 3));
  AddInterval(registry, "to_months", "2 months", multiple(OfMonths, 1));
  AddInterval(registry, "to_weeks", "14 days", multiple(OfDays, 7));
  AddInterval(registry, "to_days", "2 days", multiple(OfDays, 1));
  AddTimeInterval(registry, "to_hours", "02:00:00", 3600 * kNanosPerSecond);
  AddTimeInterval(registry, "to_minutes", "00:02:00", 60 * kNanosPerSecond);
  AddTimeInterval(registry, "to_seconds", "00:00:02", kNanosPerSecond);
  AddTimeInterval(registry, "to_milliseconds", "00:00:00.002", 1'000'000);
  AddTimeInterval(registry, "to_microseconds", "00:00:00.000002", 1'000);
  AddTimeInterval(registry, "to_nanoseconds", "00:00:00.000000002", 1);
}

int64_t NowMicros() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

/// Adds a function of the clock. It is computed once, when the plan is made.
template <typename Fn>
void AddClock(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
              const char* description, const LogicalType& type, Fn fn) {
  FunctionTraits traits = NeverFails();
  traits.volatility = Volatility::kStable;
  ScalarOverload overload;
  overload.result = type;
  overload.kernel = [=](std::span<const Vector>, RowSet rows) {
    return Vector::Constant(Value::Integral(type, fn(NowMicros())), rows.size);
  };
  registry.Add(
      ScalarFunction{name, std::move(aliases), "date", description, {}, traits, {overload}});
}

int64_t FromSeconds(double seconds) {
  const double micros = std::round(seconds * static_cast<double>(kMicrosPerSecond));
  constexpr double kBound = 9.2e18;
  if (!(std::fabs(micros) < kBound)) {
    throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  }
  return static_cast<int64_t>(micros);
}

/// Says how far two instants are apart in years, months, days and time, as people count.
Interval Age(int64_t later, int64_t earlier) {
  if (later < earlier) {
    const Interval age = Age(earlier, later);
    return {-age.months, -age.days, -age.nanos};
  }
  DayAndTime a = SplitTimestamp(earlier, kMicrosPerSecond);
  const DayAndTime b = SplitTimestamp(later, kMicrosPerSecond);
  const CivilDate from = CivilFromDays(a.days);
  const CivilDate to = CivilFromDays(b.days);
  int64_t months = (static_cast<int64_t>(to.year) - from.year) * 12 + to.month - from.month;
  int64_t days = to.day - from.day;
  int64_t nanos = b.nanos - a.nanos;
  if (nanos < 0) {
    nanos += kSecondsPerDay * kNanosPerSecond;
    --days;
  }
  if (days < 0) {
    // The month borrowed is the earlier date's.
    days += DaysInMonth(from.year, from.month);
    --months;
  }
  return {static_cast<int32_t>(months), static_cast<int32_t>(days), nanos};
}

}  // namespace

void RegisterDateMaking(FunctionRegistry& registry) {
  RegisterMakers(registry);
  RegisterIntervals(registry);
  AddOfDay(registry, "dayname", "Returns the English name of the day.",
           {"dayname(DATE '2020-02-29')", "Saturday"}, DayName);
  AddOfDay(registry, "monthname", "Returns the English name of the month.",
           {"monthname(DATE '2020-02-29')", "February"}, MonthName);
  AddEpoch(registry, "epoch_ms", 1'000, {"epoch_ms(TIMESTAMP '1970-01-01 00:00:01')", "1000"});
  AddEpoch(registry, "epoch_us", 1'000'000,
           {"epoch_us(TIMESTAMP '1970-01-01 00:00:01')", "1000000"});
  AddEpoch(registry, "epoch_ns", 1'000'000'000,
           {"epoch_ns(TIMESTAMP '1970-01-01 00:00:01')", "1000000000"});
  registry.Add(ScalarFunction{
      "age",
      {},
      "date",
      "Says how far two timestamps are apart in years, months and days.",
      {{"age(TIMESTAMP '2020-03-31', TIMESTAMP '2020-02-29')", "1 month 2 days"}},
      {},
      {MakeOverload<int64_t, int64_t>({LogicalType::Timestamp(), LogicalType::Timestamp()},
                                      TypeId::kInterval, Age)}});
  const LogicalType zoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
  registry.Add(ScalarFunction{"to_timestamp",
                              {},
                              "date",
                              "Returns the timestamp of seconds since 1970.",
                              {{"to_timestamp(1.5)", "1970-01-01 00:00:01.5+00"}},
                              {},
                              {MakeOverload<double>({TypeId::kFloat64}, zoned, FromSeconds)}});
  AddClock(registry, "now", {"current_timestamp", "get_current_timestamp", "transaction_timestamp"},
           "Returns the time at which the query began.", zoned,
           [](int64_t micros) { return micros; });
  AddClock(registry, "current_date", {"today"}, "Returns the day (UTC) on which the query began.",
           kDate, [](int64_t micros) { return FloorDiv(micros, kMicrosPerDay); });
  AddClock(registry, "localtimestamp", {"current_localtimestamp"},
           "Returns the time (UTC) at which the query began, without a zone.",
           LogicalType::Timestamp(), [](int64_t micros) { return micros; });
  AddClock(registry, "current_time", {"localtime", "get_current_time", "current_localtime"},
           "Returns the time of day (UTC) at which the query began.", LogicalType::Time(),
           [](int64_t micros) { return FloorMod(micros, kMicrosPerDay); });
}

}  // namespace lakebolt
