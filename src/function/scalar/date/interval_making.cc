// Intervals made from numbers.

#include <cmath>

#include "function/scalar/date/date_families.h"
#include "function/scalar/families.h"
#include "function/scalar_adapter.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

const LogicalType kBig = TypeId::kInt64;

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
    // As in DuckDB the result is a whole number of microseconds.
    constexpr int64_t kNanosPerMicro = 1000;
    constexpr double kBound = 9.2e15;
    const double micros = std::round(n * static_cast<double>(nanos / kNanosPerMicro));
    if (!(std::fabs(micros) < kBound)) {
      throw UserError(ErrorCode::kOutOfRange, "interval out of range");
    }
    return Interval{0, 0, static_cast<int64_t>(micros) * kNanosPerMicro};
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

/// Brings an interval's parts into their usual ranges: 30 days a month, 24 hours a day.
Interval Normalized(Interval span) {
  constexpr int64_t kNanosPerDay = kSecondsPerDay * kNanosPerSecond;
  constexpr int64_t kDaysPerMonth = 30;
  const int64_t days = span.days + FloorDiv(span.nanos, kNanosPerDay);
  const int64_t months = span.months + FloorDiv(days, kDaysPerMonth);
  if (months != static_cast<int32_t>(months)) {
    throw UserError(ErrorCode::kOutOfRange, "interval out of range");
  }
  return {static_cast<int32_t>(months), static_cast<int32_t>(FloorMod(days, kDaysPerMonth)),
          FloorMod(span.nanos, kNanosPerDay)};
}

}  // namespace

void RegisterIntervalMaking(FunctionRegistry& registry) {
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
  registry.Add(ScalarFunction{
      "normalized_interval",
      {},
      "date",
      "Brings days and hours of an interval into their usual ranges, 30 days a month.",
      {{"normalized_interval(INTERVAL '40 days 25 hours')", "1 month 11 days 01:00:00"}},
      {},
      {MakeOverload<Interval>({TypeId::kInterval}, TypeId::kInterval, Normalized)}});
}

}  // namespace lakebolt
