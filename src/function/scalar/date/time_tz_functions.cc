// Arithmetic of times with an offset from UTC.

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar_adapter.h"
#include "types/calendar.h"
#include "types/session_time.h"
#include "types/time_tz.h"

namespace lakebolt {

namespace {

constexpr int64_t kNanosPerMicro = kNanosPerSecond / kMicrosPerSecond;

/// Moves the clock around the day; months, days and the offset do not matter.
int64_t Move(int64_t packed, Interval span) {
  TimeTz time = UnpackTimeTz(packed);
  time.micros =
      FloorMod(time.micros + (span.nanos / kNanosPerMicro) % kMicrosPerDay, kMicrosPerDay);
  return PackTimeTz(time);
}

int64_t MoveBack(int64_t packed, Interval span) {
  // The smallest span has no negative; whole days more or less do not matter.
  const int64_t nanos = span.nanos % (kMicrosPerDay * kNanosPerMicro);
  return Move(packed, {0, 0, -nanos});
}

/// Returns the moment of a day in UTC at which a clock shows a time.
int64_t OnDay(int32_t days, int64_t packed) {
  const TimeTz time = UnpackTimeTz(packed);
  int64_t micros;
  if (__builtin_mul_overflow(static_cast<int64_t>(days), kMicrosPerDay, &micros) ||
      __builtin_add_overflow(micros, time.micros - int64_t{time.offset} * kMicrosPerSecond,
                             &micros)) {
    throw UserError(ErrorCode::kOutOfRange, "a timestamp is out of range");
  }
  return micros;
}

/// Shows the same moment by a clock of another offset.
int64_t WithOffset(int64_t packed, int64_t offset) {
  if (offset > kMaxTimeTzOffset || offset < -kMaxTimeTzOffset) {
    throw UserError(ErrorCode::kOutOfRange, "the offset from UTC is out of range");
  }
  const TimeTz time = UnpackTimeTz(packed);
  const int64_t moved = time.micros + (offset - time.offset) * kMicrosPerSecond;
  return PackTimeTz({FloorMod(moved, kMicrosPerDay), static_cast<int32_t>(offset)});
}

/// Shows the same moment by the clocks of a zone, as they go today.
int64_t InZone(const StringView& name, int64_t packed) {
  const int64_t now = FloorDiv(CurrentSessionTime().now_micros, kMicrosPerSecond);
  return WithOffset(packed, TimeZone::Require(name.view()).OffsetAt(now));
}

int64_t AtOffset(Interval offset, int64_t packed) {
  if (offset.months != 0 || offset.days != 0) {
    throw UserError(ErrorCode::kInvalidArgument, "an offset from UTC has no days or months");
  }
  return WithOffset(packed, offset.nanos / kNanosPerSecond);
}

uint64_t ByteComparable(int64_t packed) {
  constexpr int kOffsetBits = 24;
  const TimeTz time = UnpackTimeTz(packed);
  const int64_t latest = (time.micros - int64_t{time.offset} * kMicrosPerSecond) +
                         int64_t{kMaxTimeTzOffset} * kMicrosPerSecond;
  return (static_cast<uint64_t>(latest) << kOffsetBits) |
         static_cast<uint64_t>(kMaxTimeTzOffset - time.offset);
}

}  // namespace

void RegisterTimeTz(FunctionRegistry& registry) {
  const LogicalType time = TypeId::kTimeTz;
  const LogicalType span = TypeId::kInterval;
  const LogicalType date = TypeId::kDate;
  const LogicalType moment = LogicalType::Timestamp(TimeUnit::kMicro, true);
  const auto swap = [](Interval by, int64_t packed) { return Move(packed, by); };
  const auto on_day = [](int64_t packed, int32_t days) { return OnDay(days, packed); };
  registry.Add(ScalarFunction{"+",
                              {},
                              "date",
                              "",
                              {{"TIMETZ '23:00:00+02' + INTERVAL 2 HOUR", "01:00:00+02"}},
                              {},
                              {MakeOverload<int64_t, Interval>({time, span}, time, Move),
                               MakeOverload<Interval, int64_t>({span, time}, time, swap),
                               MakeOverload<int32_t, int64_t>({date, time}, moment, OnDay),
                               MakeOverload<int64_t, int32_t>({time, date}, moment, on_day)}});
  registry.Add(ScalarFunction{"-",
                              {},
                              "date",
                              "",
                              {{"TIMETZ '00:30:00+02' - INTERVAL 1 HOUR", "23:30:00+02"}},
                              {},
                              {MakeOverload<int64_t, Interval>({time, span}, time, MoveBack)}});
  FunctionTraits stable;
  stable.volatility = Volatility::kStable;
  registry.Add(
      ScalarFunction{"timezone",
                     {},
                     "date",
                     "",
                     {{"timezone('UTC', TIMETZ '12:00:00+02')", "10:00:00+00"}},
                     stable,
                     {MakeOverload<StringView, int64_t>({TypeId::kVarchar, time}, time, InZone),
                      MakeOverload<Interval, int64_t>({span, time}, time, AtOffset)}});
  registry.Add(ScalarFunction{
      "timetz_byte_comparable",
      {},
      "date",
      "Returns a number that orders times with an offset from UTC as they are ordered.",
      {{"timetz_byte_comparable('12:00:00+00'::TIMETZ)", "1691126595584057599"}},
      NeverFails(),
      {MakeOverload<int64_t>({time}, TypeId::kUInt64, ByteComparable)}});
}

}  // namespace lakebolt
