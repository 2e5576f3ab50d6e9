// months_between(x, y): months with fractions of 31 days.

#include <cmath>

#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

bool IsLastOfMonth(const CivilDate& date) {
  return date.day == DaysInMonth(date.year, date.month);
}

/// Counts months between two wall-clock times; parts of one as 31 days, none between two ends of
/// months.
double MonthsBetween(int64_t later, int64_t earlier, bool round) {
  const DayAndTime a = SplitTimestamp(later, kMicrosPerSecond);
  const DayAndTime b = SplitTimestamp(earlier, kMicrosPerSecond);
  const CivilDate to = CivilFromDays(a.days);
  const CivilDate from = CivilFromDays(b.days);
  const double months = (to.year - from.year) * 12.0 + (to.month - from.month);
  if (to.day == from.day || (IsLastOfMonth(to) && IsLastOfMonth(from))) return months;
  const int64_t seconds =
      (to.day - from.day) * kSecondsPerDay + a.nanos / kNanosPerSecond - b.nanos / kNanosPerSecond;
  constexpr auto kSecondsPerMonth = static_cast<double>(31 * kSecondsPerDay);
  const double result = months + static_cast<double>(seconds) / kSecondsPerMonth;
  constexpr double kDigits = 1e8;
  return round ? std::floor(result * kDigits + 0.5) / kDigits : result;
}

}  // namespace

void RegisterSparkMonthsBetween(FunctionRegistry& registry) {
  std::vector<ScalarOverload> overloads;
  for (const bool zoned : {true, false}) {
    const LogicalType type = LogicalType::Timestamp(TimeUnit::kMicro, zoned);
    const auto rounded = [](ZoneClock& clock, int64_t later, int64_t earlier) {
      return MonthsBetween(clock.ToLocal(later), clock.ToLocal(earlier), true);
    };
    const auto exact = [](ZoneClock& clock, int64_t later, int64_t earlier, uint8_t round) {
      return MonthsBetween(clock.ToLocal(later), clock.ToLocal(earlier), round != 0);
    };
    overloads.push_back(
        KernelOverload({type, type}, TypeId::kFloat64,
                       MakeClockKernel<int64_t, int64_t>(type, TypeId::kFloat64, rounded)));
    overloads.push_back(
        KernelOverload({type, type, TypeId::kBoolean}, TypeId::kFloat64,
                       MakeClockKernel<int64_t, int64_t, uint8_t>(type, TypeId::kFloat64, exact)));
  }
  Family(registry, "date")
      .Add({"months_between"},
           "Counts the months between two timestamps, with fractions of 31 days.",
           {{"months_between(DATE '2020-03-31', DATE '2020-01-31')", "2.0"}}, std::move(overloads));
}

}  // namespace lakebolt
