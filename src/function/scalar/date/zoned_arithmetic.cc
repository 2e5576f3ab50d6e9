#include "function/scalar/date/zoned_arithmetic.h"

#include <algorithm>

#include "base/error.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowTimestampOutOfRange() {
  throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
}

int64_t AddTicks(int64_t ticks, int64_t more) {
  int64_t sum;
  if (__builtin_add_overflow(ticks, more, &sum) || !IsFiniteTimestamp(sum)) {
    ThrowTimestampOutOfRange();
  }
  return sum;
}

/// Refuses microseconds before the first day that timestamps reach.
int64_t InCalendar(int64_t ticks, int64_t ticks_per_second) {
  constexpr int64_t kFirstMicros = -9'223'372'022'400'000'000;  // 290309-12-22 (BC)
  if (ticks_per_second == kMicrosPerSecond && ticks < kFirstMicros) ThrowTimestampOutOfRange();
  return ticks;
}

int64_t DaysToTicks(int64_t days, int64_t ticks_per_second) {
  int64_t ticks;
  if (__builtin_mul_overflow(days, kSecondsPerDay * ticks_per_second, &ticks)) {
    ThrowTimestampOutOfRange();
  }
  return ticks;
}

int64_t AddZonedMonths(ZoneClock& clock, int64_t ticks, int64_t months, int64_t ticks_per_second) {
  if (months == 0) return ticks;
  return clock.ToUtc(AddPlainMonths(clock.ToLocal(ticks), months, ticks_per_second));
}

}  // namespace

int64_t AddPlainMonths(int64_t ticks, int64_t months, int64_t ticks_per_second) {
  if (months == 0) return ticks;
  const int64_t per_day = kSecondsPerDay * ticks_per_second;
  const int64_t day = FloorDiv(ticks, per_day);
  if (day != static_cast<int32_t>(day)) ThrowTimestampOutOfRange();
  const auto moved = AddMonths(static_cast<int32_t>(day), months);
  if (!moved) ThrowTimestampOutOfRange();
  return AddTicks(DaysToTicks(*moved, ticks_per_second), ticks - day * per_day);
}

int64_t AddZonedDays(ZoneClock& clock, int64_t ticks, int64_t days, int64_t ticks_per_second) {
  if (days == 0) return ticks;
  const int32_t before = clock.Offset(ticks);
  const int64_t moved = AddTicks(ticks, DaysToTicks(days, ticks_per_second));
  const int32_t after = clock.Offset(moved);
  if (after == before) return moved;
  const int64_t shifted = moved + (before - after) * ticks_per_second;
  // Within a gap the wall clock cannot show the same time: it then shows the one behind the gap.
  return clock.Offset(shifted) == after ? shifted : std::max(moved, shifted);
}

int64_t MoveZoned(ZoneClock& clock, int64_t ticks, Interval span, int64_t ticks_per_second) {
  if (!IsFiniteTimestamp(ticks)) return ticks;
  const int64_t time = FloorDiv(span.nanos, kNanosPerSecond / ticks_per_second);
  const bool time_first = span.months < 0 || span.days < 0 || span.nanos < 0;
  if (time_first) ticks = AddTicks(ticks, time);
  ticks = AddZonedMonths(clock, ticks, span.months, ticks_per_second);
  ticks = AddZonedDays(clock, ticks, span.days, ticks_per_second);
  return InCalendar(time_first ? ticks : AddTicks(ticks, time), ticks_per_second);
}

int64_t WholeZonedDays(ZoneClock& clock, int64_t from, int64_t to, int64_t ticks_per_second) {
  const int64_t apart = clock.ToLocal(to) - clock.ToLocal(from);
  const int64_t days = FloorDiv(apart, kSecondsPerDay * ticks_per_second);
  return days > 0 && AddZonedDays(clock, from, days, ticks_per_second) > to ? days - 1 : days;
}

Interval ZonedDifference(ZoneClock& clock, int64_t a, int64_t b, int64_t ticks_per_second) {
  if (!IsFiniteTimestamp(a) || !IsFiniteTimestamp(b)) {
    throw UserError(ErrorCode::kInvalidArgument, "infinite timestamps have no difference");
  }
  if (a < b) {
    const Interval span = ZonedDifference(clock, b, a, ticks_per_second);
    return {0, -span.days, -span.nanos};
  }
  int64_t apart;
  if (__builtin_sub_overflow(a, b, &apart)) {
    throw UserError(ErrorCode::kOutOfRange, "interval out of range");
  }
  const int64_t days = WholeZonedDays(clock, b, a, ticks_per_second);
  if (days != static_cast<int32_t>(days)) {
    throw UserError(ErrorCode::kOutOfRange, "interval out of range");
  }
  const int64_t rest = a - AddZonedDays(clock, b, days, ticks_per_second);
  return {0, static_cast<int32_t>(days), rest * (kNanosPerSecond / ticks_per_second)};
}

int64_t MoveTimestamp(int64_t ticks, Interval span, int64_t ticks_per_second) {
  if (!IsFiniteTimestamp(ticks)) return ticks;
  ticks = AddPlainMonths(ticks, span.months, ticks_per_second);
  ticks = AddTicks(ticks, DaysToTicks(span.days, ticks_per_second));
  ticks = AddTicks(ticks, FloorDiv(span.nanos, kNanosPerSecond / ticks_per_second));
  return InCalendar(ticks, ticks_per_second);
}

}  // namespace lakebolt
