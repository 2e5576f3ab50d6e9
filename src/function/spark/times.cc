// Times of day: differences, truncation, counts since midnight.

#include <cmath>

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/date_units.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kBig = TypeId::kInt64;
const LogicalType kDouble = TypeId::kFloat64;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kTime = LogicalType::Time();
constexpr int64_t kMicrosPerMilli = 1'000;

/// Reads the units of times: hours and smaller.
std::optional<DatePart> TimeUnitOf(std::string_view name) {
  const auto unit = CountUnit(name);
  return unit && NanosOfUnit(*unit) != 0 ? unit : std::nullopt;
}

int64_t MicrosOfUnit(DatePart unit) {
  return NanosOfUnit(unit) / (kNanosPerSecond / kMicrosPerSecond);
}

int64_t CheckedTime(int64_t micros) {
  if (micros < 0 || micros >= kMicrosPerDay) {
    throw UserError(ErrorCode::kOutOfRange, "time of day out of range");
  }
  return micros;
}

int64_t TimeOf(int64_t count, int64_t micros_each) {
  int64_t micros;
  if (__builtin_mul_overflow(count, micros_each, &micros)) micros = -1;
  return CheckedTime(micros);
}

int64_t TimeOfSeconds(double seconds) {
  const bool valid = seconds >= 0 && seconds < static_cast<double>(kSecondsPerDay);
  const double micros = seconds * static_cast<double>(kMicrosPerSecond);
  return CheckedTime(valid ? std::llround(micros) : -1);
}

ScalarKernel DiffKernel() {
  return [](std::span<const Vector> args, RowSet rows) {
    UnitCache units(TimeUnitOf);
    const auto diff = [&](const StringView& name, int64_t from, int64_t to) {
      return (to - from) / MicrosOfUnit(units.Require(name, "time_diff"));
    };
    return MakeKernel<StringView, int64_t, int64_t>(kBig, diff)(args, rows);
  };
}

ScalarKernel TruncKernel() {
  return [](std::span<const Vector> args, RowSet rows) {
    UnitCache units(TimeUnitOf);
    const auto cut = [&](const StringView& name, int64_t micros) {
      const int64_t step = MicrosOfUnit(units.Require(name, "time_trunc"));
      return micros / step * step;
    };
    return MakeKernel<StringView, int64_t>(kTime, cut)(args, rows);
  };
}

void AddCounts(Family& family) {
  family.Add({"time_from_seconds"}, "Returns the time so many seconds after midnight.",
             {{"time_from_seconds(52200.5)", "14:30:00.5"}},
             {MakeOverload<double>({kDouble}, kTime, TimeOfSeconds)});
  family.Add({"time_from_millis"}, "Returns the time so many milliseconds after midnight.",
             {{"time_from_millis(52200500)", "14:30:00.5"}},
             {MakeOverload<int64_t>(
                 {kBig}, kTime, [](int64_t millis) { return TimeOf(millis, kMicrosPerMilli); })});
  family.Add({"time_from_micros"}, "Returns the time so many microseconds after midnight.",
             {{"time_from_micros(52200000000)", "14:30:00"}},
             {MakeOverload<int64_t>({kBig}, kTime, CheckedTime)});
  family.Add({"time_to_seconds"}, "Returns the seconds since midnight.",
             {{"time_to_seconds(TIME '14:30:00.5')", "52200.500000"}},
             {MakeOverload<int64_t>({kTime}, LogicalType::Decimal(14, 6),
                                    [](int64_t micros) { return micros; })},
             NeverFails());
  family.Add({"time_to_millis"}, "Returns the whole milliseconds since midnight.",
             {{"time_to_millis(TIME '14:30:00.5')", "52200500"}},
             {MakeOverload<int64_t>({kTime}, kBig,
                                    [](int64_t micros) { return micros / kMicrosPerMilli; })},
             NeverFails());
  family.Add({"time_to_micros"}, "Returns the microseconds since midnight.",
             {{"time_to_micros(TIME '14:30:00')", "52200000000"}},
             {MakeOverload<int64_t>({kTime}, kBig, [](int64_t micros) { return micros; })},
             NeverFails());
}

/// Makes the overload of current_time that keeps so many digits of the second.
ScalarOverload RoundedClock() {
  return MakeOverload<int32_t>({TypeId::kInt32}, kTime, [](int32_t digits) {
    constexpr int32_t kMost = 9;
    if (digits < 0 || digits > kMost) {
      throw UserError(ErrorCode::kOutOfRange, "the precision of a time is from 0 to 9");
    }
    int64_t step = kMicrosPerSecond;
    for (int32_t i = 0; i < digits && step > 1; ++i) step /= 10;
    ZoneClock clock(SessionZone(), kMicrosPerSecond);
    const int64_t now = clock.ToLocal(CurrentSessionTime().now_micros);
    return FloorMod(now, kMicrosPerDay) / step * step;
  });
}

}  // namespace

void RegisterSparkTimes(FunctionRegistry& registry) {
  Family family(registry, "date");
  family.Add({"time_diff"}, "Counts the whole units, hours or smaller, from one time to another.",
             {{"time_diff('HOUR', TIME '20:30:29', TIME '21:30:28')", "0"}},
             {KernelOverload({kText, kTime, kTime}, kBig, DiffKernel())});
  family.Add({"time_trunc"}, "Sets everything of a time below a unit to 0.",
             {{"time_trunc('HOUR', TIME '09:32:05.359')", "09:00:00"}},
             {KernelOverload({kText, kTime}, kTime, TruncKernel())});
  AddCounts(family);
  FunctionTraits stable;
  stable.volatility = Volatility::kStable;
  const ScalarOverload rounded = RoundedClock();
  const ScalarOverload whole =
      KernelOverload({}, kTime, [kernel = rounded.kernel](std::span<const Vector>, RowSet rows) {
        constexpr int32_t kMicroDigits = 6;
        const Vector digits = Vector::Constant(Value::Int32(kMicroDigits), rows.size);
        return kernel(std::span(&digits, 1), rows);
      });
  Family(registry, "date", "spark")
      .Add({"current_time", "localtime"},
           "Returns the time of day, with so many digits of the second.", {}, {whole, rounded},
           stable);
}

}  // namespace lakebolt
