#include "function/scalar/date/calendar_loops.h"

#include "function/scalar/number/constant_divisor.h"
#include "function/scalar/number/number_loops.h"
#include "types/civil_days.h"
#include "types/session_time.h"

namespace lakebolt {

namespace {

/// Ticks this near to 1970, shifted by as many, are positive and below 2^63.
constexpr int64_t kNearTicks = int64_t{1} << 62;

bool IsNearTick(int64_t ticks) {
  return ticks >= -kNearTicks && ticks < kNearTicks;
}

/// Counts ticks from a midnight (and a Monday) so long ago that near ones are positive.
class ShiftedDays {
 public:
  explicit ShiftedDays(int64_t per_second)
      : per_day_(static_cast<uint64_t>(kSecondsPerDay * per_second)),
        days_(static_cast<uint64_t>(kNearTicks) / per_day_.divisor() / 7 * 7 + 7),
        ticks_(days_ * per_day_.divisor()) {}

  uint64_t Shift(int64_t ticks) const { return static_cast<uint64_t>(ticks) + ticks_; }
  int64_t Unshift(uint64_t shifted) const { return static_cast<int64_t>(shifted - ticks_); }
  /// Returns the day of a shifted tick, from 1970.
  int64_t Day(uint64_t shifted) const {
    return static_cast<int64_t>(per_day_.Quotient(shifted) - days_);
  }
  uint64_t TimeOfDay(uint64_t shifted) const { return per_day_.Remainder(shifted); }

 private:
  ConstantDivisor per_day_;
  uint64_t days_;
  uint64_t ticks_;
};

/// Runs `of_day` over dates; false where one is not near.
template <typename Out, typename F>
bool OverDates(const Vector& dates, RowSet rows, Out* out, const F& of_day) {
  return !UnaryLoop<int32_t>(dates, rows, out, [&](int32_t day, Out& result) {
    result = static_cast<Out>(of_day(day));
    return !IsNearDay(day);
  });
}

/// Runs `of_tick` over shifted ticks; false where one is not near.
template <typename F>
bool OverTicks(const Vector& ticks, const ShiftedDays& shift, RowSet rows, int64_t* out,
               const F& of_tick) {
  return !UnaryLoop<int64_t>(ticks, rows, out, [&](int64_t tick, int64_t& result) {
    result = static_cast<int64_t>(of_tick(shift.Shift(tick)));
    return !IsNearTick(tick);
  });
}

int32_t DayOfWeek(int32_t days, int32_t of_1970) {
  // The shift is a whole number of weeks and makes near days positive.
  constexpr uint32_t kWeeks = 2'000'000;
  return static_cast<int32_t>(
      (static_cast<uint32_t>(days) + static_cast<uint32_t>(of_1970) + 7 * kWeeks) % 7);
}

/// Returns the ticks of one unit of a part of the day; 0 for others, and where the clock is too
/// coarse to show it.
int64_t TicksOf(DatePart part, int64_t per_second) {
  switch (part) {
    case DatePart::kHour: return 3600 * per_second;
    case DatePart::kMinute: return 60 * per_second;
    case DatePart::kSecond: return per_second;
    case DatePart::kMillisecond: return per_second / 1'000;
    case DatePart::kMicrosecond: return per_second / 1'000'000;
    default: return 0;
  }
}

bool TimesOfTicks(DatePart part, const Vector& ticks, int64_t per_second, RowSet rows,
                  int64_t* out) {
  const int64_t unit = TicksOf(part, per_second);
  if (unit == 0) return false;
  const ShiftedDays shift(per_second);
  const ConstantDivisor by_unit(static_cast<uint64_t>(unit));
  if (part == DatePart::kHour) {
    return OverTicks(ticks, shift, rows, out,
                     [&](uint64_t tick) { return by_unit.Quotient(shift.TimeOfDay(tick)); });
  }
  // Minutes count from the hour, all smaller parts from the minute.
  const int64_t whole = (part == DatePart::kMinute ? 3600 : 60) * per_second;
  const ConstantDivisor by_whole(static_cast<uint64_t>(whole));
  return OverTicks(ticks, shift, rows, out,
                   [&](uint64_t tick) { return by_unit.Quotient(by_whole.Remainder(tick)); });
}

}  // namespace

bool PartsOfDates(DatePart part, const Vector& dates, RowSet rows, int64_t* out) {
  switch (part) {
    case DatePart::kYear:
      return OverDates(dates, rows, out, [](int32_t day) { return CivilFromNearDays(day).year; });
    case DatePart::kMonth:
      return OverDates(dates, rows, out, [](int32_t day) { return CivilFromNearDays(day).month; });
    case DatePart::kDay:
      return OverDates(dates, rows, out, [](int32_t day) { return CivilFromNearDays(day).day; });
    case DatePart::kQuarter:
      return OverDates(dates, rows, out,
                       [](int32_t day) { return (CivilFromNearDays(day).month + 2) / 3; });
    case DatePart::kDayOfYear:
      return OverDates(dates, rows, out, [](int32_t day) {
        return day - NearDaysFromMonth(CivilFromNearDays(day).year, 1) + 1;
      });
    case DatePart::kDayOfWeek:
      return OverDates(dates, rows, out, [](int32_t day) { return DayOfWeek(day, 4); });
    case DatePart::kIsoDayOfWeek:
      return OverDates(dates, rows, out, [](int32_t day) { return DayOfWeek(day, 3) + 1; });
    default: return false;
  }
}

bool DatesOfTicks(const Vector& ticks, int64_t per_second, RowSet rows, int32_t* out) {
  const ShiftedDays shift(per_second);
  return !UnaryLoop<int64_t>(ticks, rows, out, [&](int64_t tick, int32_t& result) {
    const int64_t day = shift.Day(shift.Shift(tick));
    result = static_cast<int32_t>(day);
    return !IsNearTick(tick) | (day != result);
  });
}

bool PartsOfTicks(DatePart part, const Vector& ticks, int64_t per_second, RowSet rows,
                  int64_t* out) {
  if (IsTimePart(part)) return TimesOfTicks(part, ticks, per_second, rows, out);
  Vector dates(TypeId::kDate, rows.size);
  return DatesOfTicks(ticks, per_second, rows, dates.mutable_values<int32_t>()) &&
         PartsOfDates(part, dates, rows, out);
}

namespace {

/// Computes the first day of the part of the calendar that each date is in.
bool FirstDays(DatePart part, const Vector& dates, RowSet rows, int32_t* out) {
  switch (part) {
    case DatePart::kYear:
      return OverDates(dates, rows, out, [](int32_t day) {
        return NearDaysFromMonth(CivilFromNearDays(day).year, 1);
      });
    case DatePart::kQuarter:
      return OverDates(dates, rows, out, [](int32_t day) {
        const CivilDate date = CivilFromNearDays(day);
        return NearDaysFromMonth(date.year, (date.month + 2) / 3 * 3 - 2);
      });
    case DatePart::kMonth:
      return OverDates(dates, rows, out,
                       [](int32_t day) { return day - CivilFromNearDays(day).day + 1; });
    case DatePart::kWeek:
      return OverDates(dates, rows, out, [](int32_t day) { return day - DayOfWeek(day, 3); });
    case DatePart::kDay: return OverDates(dates, rows, out, [](int32_t day) { return day; });
    default: return false;
  }
}

}  // namespace

bool HasPlainClock(const LogicalType& instant) {
  return !instant.with_zone() || SessionZone().IsUtc();
}

bool TruncateDates(DatePart part, const Vector& dates, int64_t per_second, RowSet rows,
                   int64_t* out) {
  Vector starts(TypeId::kDate, rows.size);
  if (!FirstDays(part, dates, rows, starts.mutable_values<int32_t>())) return false;
  const int64_t per_day = kSecondsPerDay * per_second;
  const auto* days = starts.values<int32_t>();
  bool failed = false;
  rows.ForEach([&](uint32_t row) {
    failed |= __builtin_mul_overflow(int64_t{days[row]}, per_day, &out[row]);
  });
  return !failed;
}

bool TruncateTicks(DatePart part, const Vector& ticks, int64_t per_second, RowSet rows,
                   int64_t* out) {
  const int64_t unit =
      part == DatePart::kDay ? kSecondsPerDay * per_second : TicksOf(part, per_second);
  if (unit != 0) {
    const ShiftedDays shift(per_second);
    const ConstantDivisor by_unit(static_cast<uint64_t>(unit));
    return OverTicks(ticks, shift, rows, out,
                     [&](uint64_t tick) { return shift.Unshift(tick - by_unit.Remainder(tick)); });
  }
  if (IsTimePart(part)) return false;
  Vector dates(TypeId::kDate, rows.size);
  return DatesOfTicks(ticks, per_second, rows, dates.mutable_values<int32_t>()) &&
         TruncateDates(part, dates, per_second, rows, out);
}

}  // namespace lakebolt
