// Casts among dates, times and timestamps of different units.

#include "function/cast/cast_kernel.h"
#include "function/scalar/date/calendar_loops.h"
#include "function/validity.h"
#include "types/calendar.h"
#include "types/session_time.h"

namespace lakebolt {

namespace {

/// Holds the clock that values with zone pass through, or UTC's where no zone comes in.
ZoneClock ClockFor(bool zoned, int64_t per_second) {
  return {zoned ? SessionZone() : TimeZone::Utc(), per_second};
}

Vector DateToTimestamp(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int64_t ticks_per_day = kSecondsPerDay * TicksPerSecond(to.unit());
  const int64_t bound = INT64_MAX / ticks_per_day;
  ZoneClock clock = ClockFor(to.with_zone(), TicksPerSecond(to.unit()));
  return CastEach<int32_t, int64_t>(input, to, rows, mode, [&](int32_t days, int64_t& out) {
    if (!IsFiniteDate(days)) {
      out = days > 0 ? kInfiniteTimestamp : -kInfiniteTimestamp;
      return true;
    }
    out = clock.ToUtc(
        static_cast<int64_t>(static_cast<uint64_t>(days) * static_cast<uint64_t>(ticks_per_day)));
    return days <= bound && days >= -bound;
  });
}

/// Half a tick of the new unit when that is coarser.
int64_t HalfTick(int64_t from_per_second, int64_t to_per_second) {
  return to_per_second < from_per_second ? from_per_second / to_per_second / 2 : 0;
}

/// What to add before rounding down, to round to the nearest tick and halves away from zero.
int64_t Rounding(int64_t ticks, int64_t half) {
  return ticks < 0 && half > 0 ? half - 1 : half;
}

/// Takes the day of the timestamp in microseconds: nanoseconds may round up to the next day.
Vector TimestampToDate(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int64_t ticks_per_day = kSecondsPerDay * TicksPerSecond(input.type().unit());
  const int64_t half = HalfTick(TicksPerSecond(input.type().unit()), kMicrosPerSecond);
  if (half == 0 && HasPlainClock(input.type())) {
    Vector out(to, rows.size);
    if (DatesOfTicks(input, TicksPerSecond(input.type().unit()), rows,
                     out.mutable_values<int32_t>())) {
      out.SetValidity(CombineValidity({&input, 1}, rows));
      return out;
    }
  }
  ZoneClock clock = ClockFor(input.type().with_zone(), TicksPerSecond(input.type().unit()));
  return CastEach<int64_t, int32_t>(input, to, rows, mode, [&](int64_t ticks, int32_t& out) {
    if (!IsFiniteTimestamp(ticks)) {
      out = ticks > 0 ? kInfiniteDate : -kInfiniteDate;
      return true;
    }
    const int64_t local = clock.ToLocal(ticks);
    const int64_t of_day = FloorMod(local, ticks_per_day) + Rounding(local, half);
    const int64_t days = FloorDiv(local, ticks_per_day) + (of_day >= ticks_per_day ? 1 : 0);
    out = static_cast<int32_t>(days);
    return days == out;
  });
}

/// Rounds down when the new unit is coarser.
bool ConvertTicks(int64_t ticks, int64_t from_per_second, int64_t to_per_second, int64_t& out) {
  if (to_per_second >= from_per_second) {
    return !__builtin_mul_overflow(ticks, to_per_second / from_per_second, &out);
  }
  out = FloorDiv(ticks, from_per_second / to_per_second);
  return true;
}

/// Changes the unit of a timestamp and puts it into the session's zone or takes it out. Rounds to
/// the nearest tick, halves away from 1970, when the new unit is coarser.
Vector TimestampToTimestamp(const Vector& input, const LogicalType& to, RowSet rows,
                            CastMode mode) {
  const int64_t from_per_second = TicksPerSecond(input.type().unit());
  const int64_t to_per_second = TicksPerSecond(to.unit());
  const int64_t half = HalfTick(from_per_second, to_per_second);
  const bool into_zone = to.with_zone() && !input.type().with_zone();
  const bool out_of_zone = !to.with_zone() && input.type().with_zone();
  ZoneClock clock = ClockFor(into_zone || out_of_zone, to_per_second);
  return CastEach<int64_t, int64_t>(input, to, rows, mode, [&](int64_t ticks, int64_t& out) {
    out = ticks;
    if (!IsFiniteTimestamp(ticks)) return true;
    int64_t moved;
    if (__builtin_add_overflow(ticks, Rounding(ticks, half), &moved) ||
        !ConvertTicks(moved, from_per_second, to_per_second, out)) {
      return false;
    }
    if (into_zone) out = clock.ToUtc(out);
    if (out_of_zone) out = clock.ToLocal(out);
    return true;
  });
}

/// Changes the unit of a time of day, rounding half up; the last tick may become 24:00:00.
Vector ChangeUnit(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int64_t from_per_second = TicksPerSecond(input.type().unit());
  const int64_t to_per_second = TicksPerSecond(to.unit());
  const int64_t half = HalfTick(from_per_second, to_per_second);
  return CastEach<int64_t, int64_t>(input, to, rows, mode, [=](int64_t ticks, int64_t& out) {
    return ConvertTicks(ticks + half, from_per_second, to_per_second, out);
  });
}

/// Takes the time of day of the timestamp rounded, which before midnight may be the next day's.
Vector TimestampToTime(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int64_t from_per_second = TicksPerSecond(input.type().unit());
  const int64_t to_per_second = TicksPerSecond(to.unit());
  const int64_t half = HalfTick(from_per_second, to_per_second);
  ZoneClock clock = ClockFor(input.type().with_zone(), from_per_second);
  return CastEach<int64_t, int64_t>(input, to, rows, mode, [&](int64_t ticks, int64_t& out) {
    if (!IsFiniteTimestamp(ticks)) return false;
    const int64_t per_day = kSecondsPerDay * from_per_second;
    const int64_t local = clock.ToLocal(ticks);
    const int64_t of_day = FloorMod(FloorMod(local, per_day) + Rounding(local, half), per_day);
    return ConvertTicks(of_day, from_per_second, to_per_second, out);
  });
}

}  // namespace

CastKernel FindTemporalCast(const LogicalType& from, const LogicalType& to) {
  if (from.id() == TypeId::kDate) {
    return to.id() == TypeId::kTimestamp ? DateToTimestamp : nullptr;
  }
  if (from.id() == TypeId::kTime) return to.id() == TypeId::kTime ? ChangeUnit : nullptr;
  if (from.id() != TypeId::kTimestamp) return nullptr;
  switch (to.id()) {
    case TypeId::kTimestamp: return TimestampToTimestamp;
    case TypeId::kDate: return TimestampToDate;
    case TypeId::kTime: return TimestampToTime;
    default: return nullptr;
  }
}

}  // namespace lakebolt
