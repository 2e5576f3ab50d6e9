// timezone(zone, x), which is x AT TIME ZONE zone: instants to wall clocks and back.

#include "function/scalar/date/clock_cache.h"
#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_families.h"
#include "function/scalar/date/local_moments.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

/// Makes the kernel of (zone, timestamp); a timestamp with zone becomes one without, and back.
ScalarKernel ShiftKernel(const LogicalType& from, const LogicalType& to) {
  const bool into_zone = to.with_zone();
  const int64_t per_second = TicksPerSecond(from.unit());
  return [=](std::span<const Vector> args, RowSet rows) {
    ClockCache clocks(per_second);
    const auto shift = [&](const StringView& zone, int64_t ticks) {
      if (!IsFiniteTimestamp(ticks)) return ticks;
      ZoneClock& clock = clocks.Get(zone.view());
      return into_zone ? clock.ToUtc(ticks) : clock.ToLocal(ticks);
    };
    return MakeKernel<StringView, int64_t>(to, shift)(args, rows);
  };
}

ScalarOverload ShiftOverload(const LogicalType& from) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar, from};
  overload.result = LogicalType::Timestamp(from.unit(), !from.with_zone());
  overload.kernel = ShiftKernel(from, overload.result);
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
  registry.Add(MakeLocalMoments());
}

}  // namespace lakebolt
