// From what a pattern read to ticks of a timestamp's type.

#include "function/scalar/date/date_pattern.h"
#include "types/calendar.h"
#include "types/session_time.h"

namespace lakebolt {

std::optional<int64_t> TicksOf(const PatternTime& time, const LogicalType& type) {
  if (time.infinite != 0) return time.infinite * kInfiniteTimestamp;
  const int64_t per_second = TicksPerSecond(type.unit());
  int64_t ticks;
  if (__builtin_mul_overflow(time.days * kSecondsPerDay, per_second, &ticks) ||
      __builtin_add_overflow(ticks, time.nanos / (kNanosPerSecond / per_second), &ticks) ||
      __builtin_sub_overflow(ticks, time.offset.value_or(0) * per_second, &ticks)) {
    return std::nullopt;
  }
  if (time.offset || !type.with_zone()) return ticks;
  const TimeZone* zone = time.zone.empty() ? &SessionZone() : TimeZone::Find(time.zone);
  if (zone == nullptr) return std::nullopt;
  return ZoneClock(*zone, per_second).ToUtc(ticks);
}

}  // namespace lakebolt
