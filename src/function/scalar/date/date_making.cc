// Dates, times and timestamps made from numbers.

#include <algorithm>
#include <cmath>

#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

const LogicalType kBig = TypeId::kInt64;
const LogicalType kDouble = TypeId::kFloat64;
const LogicalType kDate = TypeId::kDate;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kTimestamp = LogicalType::Timestamp();
const LogicalType kZoned = LogicalType::Timestamp(TimeUnit::kMicro, true);

[[noreturn]] void ThrowNoSuch(const std::string& what) {
  throw UserError(ErrorCode::kOutOfRange, "there is no " + what);
}

[[noreturn]] void ThrowTimestampOutOfRange() {
  throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
}

int32_t MakeDate(int64_t year, int64_t month, int64_t day) {
  if (!IsValidDate(year, month, day)) {
    ThrowNoSuch("date " + std::to_string(year) + "-" + std::to_string(month) + "-" +
                std::to_string(day));
  }
  return DaysFromCivil(
      {static_cast<int32_t>(year), static_cast<int32_t>(month), static_cast<int32_t>(day)});
}

/// Takes 24:00:00 and a 60th second too, as text does.
int64_t MakeTime(int64_t hour, int64_t minute, double second) {
  const bool midnight = hour == 24 && minute == 0 && second == 0;
  const bool valid = ((hour >= 0 && hour < 24) || midnight) && minute >= 0 && minute < 60 &&
                     second >= 0 && second <= 60;
  if (!valid) {
    ThrowNoSuch("time " + std::to_string(hour) + ":" + std::to_string(minute) + ":" +
                std::to_string(second));
  }
  return (hour * 60 + minute) * 60 * kMicrosPerSecond +
         std::llround(second * static_cast<double>(kMicrosPerSecond));
}

int64_t MakeTimestamp(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
                      double second) {
  int64_t ticks;
  const bool overflow = __builtin_mul_overflow(static_cast<int64_t>(MakeDate(year, month, day)),
                                               kMicrosPerDay, &ticks) ||
                        __builtin_add_overflow(ticks, MakeTime(hour, minute, second), &ticks);
  if (overflow || !IsFiniteTimestamp(ticks)) ThrowTimestampOutOfRange();
  return ticks;
}

/// Makes a timestamp of parts that need not be in their ranges: the 13th month is the next January.
int64_t WrappedTimestamp(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
                         double second) {
  constexpr int64_t kMostYears = 300'000;
  constexpr int64_t kMost = 1'000'000'000'000;
  constexpr double kMostSeconds = 1e12;
  for (const int64_t part : {month, day, hour, minute}) {
    if (part > kMost || part < -kMost) ThrowTimestampOutOfRange();
  }
  const int64_t first = month - 1 + 12 * std::clamp(year, -kMostYears, kMostYears);
  const int64_t in_year = FloorDiv(first, 12);
  if (in_year >= kMostYears || in_year <= -kMostYears || !(std::fabs(second) < kMostSeconds)) {
    ThrowTimestampOutOfRange();
  }
  const int64_t days = DaysFromCivil({static_cast<int32_t>(in_year),
                                      static_cast<int32_t>(FloorMod(first, 12) + 1), 1}) +
                       day - 1;
  const int128_t micros = int128_t{days} * kMicrosPerDay +
                          int128_t{hour * 60 + minute} * 60 * kMicrosPerSecond +
                          std::llround(second * static_cast<double>(kMicrosPerSecond));
  if (micros >= kInfiniteTimestamp || micros <= -kInfiniteTimestamp) ThrowTimestampOutOfRange();
  return static_cast<int64_t>(micros);
}

int64_t CheckedTicks(int64_t ticks) {
  if (!IsFiniteTimestamp(ticks)) ThrowTimestampOutOfRange();
  return ticks;
}

int64_t MillisToMicros(int64_t millis) {
  int64_t micros;
  if (__builtin_mul_overflow(millis, int64_t{1000}, &micros)) ThrowTimestampOutOfRange();
  return CheckedTicks(micros);
}

int64_t SecondsToMicros(double seconds) {
  const double micros = std::round(seconds * static_cast<double>(kMicrosPerSecond));
  constexpr double kBound = 9.2e18;
  if (!(std::fabs(micros) < kBound)) ThrowTimestampOutOfRange();
  return static_cast<int64_t>(micros);
}

/// Makes a date of a struct of three numbers.
ScalarOverload DateOfStruct() {
  const LogicalType parts = LogicalType::Struct({{"year", kBig}, {"month", kBig}, {"day", kBig}});
  ScalarOverload overload;
  overload.parameters = {parts};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || actual[0].id() != TypeId::kStruct ||
        actual[0].children().size() != 3) {
      return std::nullopt;
    }
    std::vector<Field> fields;
    for (const Field& field : actual[0].children()) fields.push_back({field.name, kBig});
    BoundScalar bound;
    bound.arguments = {LogicalType::Struct(std::move(fields))};
    bound.result = kDate;
    bound.kernel = [](std::span<const Vector> args, RowSet rows) {
      const Vector flat = args[0].Flatten();
      Vector out(kDate, rows.size);
      std::vector<VectorReader<int64_t>> readers;
      for (const Vector& child : flat.children()) readers.emplace_back(child);
      rows.ForEach([&](uint32_t row) {
        if (readers[0].IsNull(row) || readers[1].IsNull(row) || readers[2].IsNull(row)) {
          out.SetNull(row);
          out.mutable_values<int32_t>()[row] = 0;
          return;
        }
        out.mutable_values<int32_t>()[row] =
            MakeDate(readers[0][row], readers[1][row], readers[2][row]);
      });
      return out;
    };
    return bound;
  };
  return overload;
}

void RegisterDates(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{
      "make_date",
      {},
      "date",
      "Makes a date of year, month and day, of a struct of them, or of days since 1970.",
      {{"make_date(2020, 2, 29)", "2020-02-29"}, {"make_date(18262)", "2020-01-01"}},
      {},
      {MakeOverload<int64_t, int64_t, int64_t>({kBig, kBig, kBig}, kDate, MakeDate),
       MakeOverload<int32_t>({TypeId::kInt32}, kDate, [](int32_t days) { return days; }),
       DateOfStruct()}});
  registry.Add(ScalarFunction{"make_time",
                              {},
                              "date",
                              "Makes a time of hour, minute and seconds.",
                              {{"make_time(1, 2, 3.5)", "01:02:03.5"}},
                              {},
                              {MakeOverload<int64_t, int64_t, double>(
                                  {kBig, kBig, kDouble}, LogicalType::Time(), MakeTime)}});
}

void RegisterTimestamps(FunctionRegistry& registry) {
  registry.Add(
      ScalarFunction{"make_timestamp",
                     {"make_timestamp_ntz"},
                     "date",
                     "Makes a timestamp of its parts, or of microseconds since 1970.",
                     {{"make_timestamp(2020, 1, 2, 3, 4, 5.5)", "2020-01-02 03:04:05.5"}},
                     {},
                     {MakeOverload<int64_t, int64_t, int64_t, int64_t, int64_t, double>(
                          {kBig, kBig, kBig, kBig, kBig, kDouble}, kTimestamp, MakeTimestamp),
                      MakeOverload<int64_t>({kBig}, kTimestamp, CheckedTicks)}});
  registry.Add(ScalarFunction{"make_timestamp_ms",
                              {"timestamp_millis"},
                              "date",
                              "Makes a timestamp of milliseconds since 1970.",
                              {{"make_timestamp_ms(1500)", "1970-01-01 00:00:01.5"}},
                              {},
                              {MakeOverload<int64_t>({kBig}, kTimestamp, MillisToMicros)}});
  const LogicalType nano = LogicalType::Timestamp(TimeUnit::kNano);
  registry.Add(ScalarFunction{"make_timestamp_ns",
                              {},
                              "date",
                              "Makes a TIMESTAMP_NS of nanoseconds since 1970.",
                              {{"make_timestamp_ns(1500)::VARCHAR", "1970-01-01 00:00:00.0000015"}},
                              {},
                              {MakeOverload<int64_t>({kBig}, nano, CheckedTicks)}});
  registry.Add(
      ScalarFunction{"to_timestamp",
                     {},
                     "date",
                     "Returns the timestamp of seconds since 1970.",
                     {{"to_timestamp(1.5) = TIMESTAMPTZ '1970-01-01 00:00:01.5+00'", "true"}},
                     {},
                     {MakeOverload<double>({kDouble}, kZoned, SecondsToMicros)}});
}

/// Makes an overload of make_timestamptz, whose parts are on a wall clock.
ScalarOverload ZonedMaker(bool named_zone) {
  ScalarOverload overload;
  overload.parameters = {kBig, kBig, kBig, kBig, kBig, kDouble};
  overload.result = kZoned;
  if (!named_zone) {
    overload.kernel = MakeClockKernel<int64_t, int64_t, int64_t, int64_t, int64_t, double>(
        kZoned, kZoned,
        [](ZoneClock& clock, int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
           double second) {
          return clock.ToUtc(WrappedTimestamp(year, month, day, hour, minute, second));
        });
    return overload;
  }
  overload.parameters.push_back(kText);
  overload.kernel = MakeKernel<int64_t, int64_t, int64_t, int64_t, int64_t, double, StringView>(
      kZoned, [](int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
                 double second, const StringView& zone) {
        const int64_t local = WrappedTimestamp(year, month, day, hour, minute, second);
        return ZoneClock(TimeZone::Require(zone.view()), kMicrosPerSecond).ToUtc(local);
      });
  return overload;
}

}  // namespace

void RegisterDateMaking(FunctionRegistry& registry) {
  RegisterDates(registry);
  RegisterTimestamps(registry);
  registry.Add(ScalarFunction{
      "make_timestamptz",
      {},
      "date",
      "Makes a timestamp with zone of its parts on the wall clock of the session's zone, or of a "
      "named one; or of microseconds since 1970.",
      {{"make_timestamptz(2020, 7, 1, 12, 0, 0, 'Asia/Tokyo') = "
        "TIMESTAMPTZ '2020-07-01 03:00:00+00'",
        "true"}},
      {},
      {ZonedMaker(false), ZonedMaker(true), MakeOverload<int64_t>({kBig}, kZoned, CheckedTicks)}});
}

}  // namespace lakebolt
