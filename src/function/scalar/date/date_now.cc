// The clock: now() and its like, and age, which counts from today on.

#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_families.h"
#include "function/scalar/date/date_part.h"
#include "function/scalar/date/zoned_arithmetic.h"
#include "function/scalar/families.h"
#include "types/time_tz.h"

namespace lakebolt {

namespace {

const LogicalType kZoned = LogicalType::Timestamp(TimeUnit::kMicro, true);

/// Adds a function of the moment at which the transaction began, on the session's wall clock. It is
/// computed once, when the plan is made.
template <typename Fn>
void AddClock(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
              const char* description, const LogicalType& type, Fn fn) {
  FunctionTraits traits = NeverFails();
  traits.volatility = Volatility::kStable;
  ScalarOverload overload;
  overload.result = type;
  overload.kernel = [=](std::span<const Vector>, RowSet rows) {
    ZoneClock clock(SessionZone(), kMicrosPerSecond);
    const int64_t now = CurrentSessionTime().now_micros;
    const int64_t shown = type.with_zone() ? now : clock.ToLocal(now);
    return Vector::Constant(Value::Integral(type, fn(shown)), rows.size);
  };
  registry.Add(
      ScalarFunction{name, std::move(aliases), "date", description, {}, traits, {overload}});
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

std::optional<Interval> LocalAge(ZoneClock& clock, int64_t later, int64_t earlier) {
  if (!IsFiniteTimestamp(later) || !IsFiniteTimestamp(earlier)) return std::nullopt;
  return Age(clock.ToLocal(later), clock.ToLocal(earlier));
}

/// Says how far a moment is from today's midnight.
std::optional<Interval> AgeFromToday(ZoneClock& clock, int64_t earlier) {
  if (!IsFiniteTimestamp(earlier)) return std::nullopt;
  const int64_t now =
      ZoneClock(SessionZone(), kMicrosPerSecond).ToLocal(CurrentSessionTime().now_micros);
  return Age(FloorDiv(now, kMicrosPerDay) * kMicrosPerDay, clock.ToLocal(earlier));
}

ScalarOverload AgeOverload(const LogicalType& type, bool from_today) {
  ScalarOverload overload;
  overload.parameters = from_today ? std::vector{type} : std::vector{type, type};
  overload.result = TypeId::kInterval;
  overload.kernel = from_today
                        ? MakeClockKernel<int64_t>(type, TypeId::kInterval, AgeFromToday)
                        : MakeClockKernel<int64_t, int64_t>(type, TypeId::kInterval, LocalAge);
  return overload;
}

void RegisterClock(FunctionRegistry& registry) {
  AddClock(registry, "now", {"current_timestamp", "get_current_timestamp", "transaction_timestamp"},
           "Returns the time at which the transaction began.", kZoned,
           [](int64_t micros) { return micros; });
  AddClock(registry, "current_date", {"today", "curdate"},
           "Returns the day on which the transaction began.", TypeId::kDate,
           [](int64_t micros) { return FloorDiv(micros, kMicrosPerDay); });
  AddClock(registry, "localtimestamp", {"current_localtimestamp"},
           "Returns the time at which the transaction began on the session's wall clock.",
           LogicalType::Timestamp(), [](int64_t micros) { return micros; });
  AddClock(registry, "localtime", {"current_localtime"},
           "Returns the time of day at which the transaction began.", LogicalType::Time(),
           [](int64_t micros) { return FloorMod(micros, kMicrosPerDay); });
  AddClock(registry, "current_time", {"get_current_time"},
           "Returns the time of day at which the transaction began, with the session's offset from "
           "UTC.",
           TypeId::kTimeTz, [](int64_t micros) {
             const int64_t now = CurrentSessionTime().now_micros;
             const auto offset = static_cast<int32_t>((micros - now) / kMicrosPerSecond);
             return PackTimeTz({FloorMod(micros, kMicrosPerDay), offset});
           });
}

}  // namespace

void RegisterDateNow(FunctionRegistry& registry) {
  RegisterClock(registry);
  const LogicalType plain = LogicalType::Timestamp();
  registry.Add(ScalarFunction{
      "age",
      {},
      "date",
      "Says how far two timestamps are apart in years, months and days; with one, from today.",
      {{"age(TIMESTAMP '2020-03-31', TIMESTAMP '2020-02-29')", "1 month 2 days"}},
      {},
      {AgeOverload(plain, false), AgeOverload(kZoned, false), AgeOverload(plain, true),
       AgeOverload(kZoned, true)}});
  FunctionTraits stable;
  stable.volatility = Volatility::kStable;
  ScalarOverload ago;
  ago.parameters = {TypeId::kInterval};
  ago.result = kZoned;
  ago.kernel = MakeClockKernel<Interval>(kZoned, kZoned, [](ZoneClock& clock, Interval span) {
    const Interval back{-span.months, -span.days, -span.nanos};
    return MoveZoned(clock, CurrentSessionTime().now_micros, back, kMicrosPerSecond);
  });
  registry.Add(ScalarFunction{"ago",
                              {},
                              "date",
                              "Returns the time that lies an interval back.",
                              {{"ago(INTERVAL '1 hour') < now()", "true"}},
                              stable,
                              {ago}});
}

}  // namespace lakebolt
