// Casts of times with an offset from UTC.

#include "types/time_tz.h"

#include "function/cast/cast_kernel.h"
#include "types/calendar.h"
#include "types/session_time.h"

namespace lakebolt {

namespace {

Vector TextToTimeTz(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<StringView, int64_t>(input, to, rows, mode,
                                       [](const StringView& text, int64_t& out) {
                                         const auto packed = ParseTimeTz(text.view());
                                         out = packed.value_or(0);
                                         return packed.has_value();
                                       });
}

Vector TimeTzToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  auto heap = std::make_shared<StringHeap>();
  Vector out =
      CastEach<int64_t, StringView>(input, to, rows, mode, [&](int64_t packed, StringView& text) {
        text = heap->Add(TimeTzToString(packed));
        return true;
      });
  out.AddOwner(std::move(heap));
  return out;
}

Vector TimeToTimeTz(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int64_t per_micro = TicksPerSecond(input.type().unit()) / kMicrosPerSecond;
  const int32_t offset = SessionOffset();
  return CastEach<int64_t, int64_t>(input, to, rows, mode, [=](int64_t ticks, int64_t& out) {
    out = PackTimeTz({ticks / std::max<int64_t>(per_micro, 1), offset});
    return true;
  });
}

Vector TimeTzToTime(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int64_t per_micro = TicksPerSecond(to.unit()) / kMicrosPerSecond;
  return CastEach<int64_t, int64_t>(input, to, rows, mode, [=](int64_t packed, int64_t& out) {
    out = UnpackTimeTz(packed).micros * std::max<int64_t>(per_micro, 1);
    return true;
  });
}

/// Takes the local clock of the session's zone and its offset at that moment.
Vector TimestampToTimeTz(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int64_t second = TicksPerSecond(input.type().unit());
  const bool zoned = input.type().with_zone();
  ZoneClock clock(SessionZone(), second);
  return CastEach<int64_t, int64_t>(input, to, rows, mode, [&](int64_t ticks, int64_t& out) {
    if (!IsFiniteTimestamp(ticks)) return false;
    const int64_t local = zoned ? clock.ToLocal(ticks) : ticks;
    const int64_t of_day = FloorMod(local, kSecondsPerDay * second);
    const int64_t micros = second > kMicrosPerSecond ? of_day / (second / kMicrosPerSecond)
                                                     : of_day * (kMicrosPerSecond / second);
    out = PackTimeTz({micros, static_cast<int32_t>((local - ticks) / second)});
    return true;
  });
}

}  // namespace

CastKernel FindTimeTzCast(const LogicalType& from, const LogicalType& to) {
  if (to.id() == TypeId::kTimeTz) {
    switch (from.id()) {
      case TypeId::kVarchar: return TextToTimeTz;
      case TypeId::kTime: return TimeToTimeTz;
      case TypeId::kTimestamp: return TimestampToTimeTz;
      default: return nullptr;
    }
  }
  if (from.id() != TypeId::kTimeTz) return nullptr;
  if (to.id() == TypeId::kVarchar) return TimeTzToText;
  return to.id() == TypeId::kTime ? TimeTzToTime : nullptr;
}

}  // namespace lakebolt
