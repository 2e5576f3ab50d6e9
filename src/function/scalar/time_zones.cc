// timezone(zone, x), which is x AT TIME ZONE zone: instants to wall clocks and back.

#include "function/scalar/clock_kernel.h"
#include "function/scalar/date_families.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

/// Remembers the clock of the last zone, as neighbouring rows mostly share it.
class ClockCache {
 public:
  explicit ClockCache(int64_t per_second) : per_second_(per_second) {}

  ZoneClock& Get(std::string_view name) {
    if (!clock_ || name != name_) {
      clock_.emplace(TimeZone::Require(name), per_second_);
      name_ = name;
    }
    return *clock_;
  }

 private:
  int64_t per_second_;
  std::string name_;
  std::optional<ZoneClock> clock_;
};

/// Makes the kernel of (zone, timestamp); a timestamp with zone becomes one without, and back.
ScalarKernel ShiftKernel(const LogicalType& from, const LogicalType& to, bool zone_first) {
  const bool into_zone = to.with_zone();
  const int64_t per_second = TicksPerSecond(from.unit());
  return [=](std::span<const Vector> args, RowSet rows) {
    ClockCache clocks(per_second);
    const auto shift = [&](const StringView& zone, int64_t ticks) {
      if (!IsFiniteTimestamp(ticks)) return ticks;
      ZoneClock& clock = clocks.Get(zone.view());
      return into_zone ? clock.ToUtc(ticks) : clock.ToLocal(ticks);
    };
    if (zone_first) return MakeKernel<StringView, int64_t>(to, shift)(args, rows);
    const auto swapped = [&](int64_t ticks, const StringView& zone) { return shift(zone, ticks); };
    return MakeKernel<int64_t, StringView>(to, swapped)(args, rows);
  };
}

ScalarOverload ShiftOverload(const LogicalType& from) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar, from};
  overload.result = LogicalType::Timestamp(from.unit(), !from.with_zone());
  overload.kernel = ShiftKernel(from, overload.result, true);
  return overload;
}

/// Makes Spark's from_utc_timestamp and to_utc_timestamp, which keep the type.
ScalarOverload UtcOverload(bool from_utc) {
  const LogicalType plain = LogicalType::Timestamp();
  const LogicalType zoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
  ScalarOverload overload;
  overload.parameters = {plain, TypeId::kVarchar};
  overload.result = plain;
  overload.kernel = from_utc ? ShiftKernel(zoned, plain, false) : ShiftKernel(plain, zoned, false);
  overload.kernel = [kernel = overload.kernel](std::span<const Vector> args, RowSet rows) {
    return kernel(args, rows).Retyped(LogicalType::Timestamp());
  };
  return overload;
}

}  // namespace

void RegisterTimeZones(FunctionRegistry& registry) {
  std::vector<ScalarOverload> shifts;
  for (const TimeUnit unit : {TimeUnit::kMicro, TimeUnit::kNano}) {
    shifts.push_back(ShiftOverload(LogicalType::Timestamp(unit)));
    shifts.push_back(ShiftOverload(LogicalType::Timestamp(unit, true)));
  }
  registry.Add(ScalarFunction{
      "timezone",
      {},
      "date",
      "Returns what the clocks of a time zone show, or the instant at which they show it; "
      "x AT TIME ZONE zone is the same.",
      {{"timezone('Asia/Tokyo', TIMESTAMPTZ '2020-07-01 03:00:00+00')", "2020-07-01 12:00:00"}},
      {},
      std::move(shifts)});
  registry.Add(ScalarFunction{"from_utc_timestamp",
                              {},
                              "date",
                              "Returns what the clocks of a time zone show at a time given in UTC.",
                              {{"from_utc_timestamp(TIMESTAMP '2020-07-01 03:00:00', 'Asia/Tokyo')",
                                "2020-07-01 12:00:00"}},
                              {},
                              {UtcOverload(true)}});
  registry.Add(ScalarFunction{
      "to_utc_timestamp",
      {},
      "date",
      "Returns the time in UTC at which the clocks of a time zone show a time.",
      {{"to_utc_timestamp(TIMESTAMP '2020-07-01 12:00:00', 'Asia/Tokyo')", "2020-07-01 03:00:00"}},
      {},
      {UtcOverload(false)}});
}

}  // namespace lakebolt
