// Ticks since 1970 to timestamps with zone and back.

#include <cmath>

#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kBig = TypeId::kInt64;
const LogicalType kZoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
const LogicalType kPlain = LogicalType::Timestamp();

int64_t Scaled(int64_t ticks, int64_t factor) {
  int64_t out;
  if (__builtin_mul_overflow(ticks, factor, &out)) {
    throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  }
  return out;
}

/// Makes the overloads that count ticks of `micros` microseconds.
std::vector<ScalarOverload> TicksOverloads(int64_t micros) {
  std::vector<ScalarOverload> overloads;
  for (const LogicalType& type : {kZoned, kPlain}) {
    overloads.push_back(MakeOverload<int64_t>(
        {type}, kBig, [=](int64_t ticks) { return FloorDiv(ticks, micros); }));
  }
  return overloads;
}

/// Drops what is less than a microsecond. Nanoseconds are rounded first, since 1.001 is a little
/// less as DOUBLE.
int64_t MicrosOfSeconds(double seconds) {
  constexpr double kBound = 9.2e18;
  constexpr double kNanosPerMicro = 1e3;
  const double nanos = std::round(seconds * static_cast<double>(kNanosPerSecond));
  const double micros = std::trunc(nanos / kNanosPerMicro);
  if (!(std::fabs(micros) < kBound)) {
    throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  }
  return static_cast<int64_t>(micros);
}

}  // namespace

void RegisterSparkUnixTimes(FunctionRegistry& registry) {
  constexpr int64_t kMicrosPerMilli = 1'000;
  Family general(registry, "date");
  general.Add({"unix_seconds"}, "Returns the whole seconds since 1970.",
              {{"unix_seconds(TIMESTAMPTZ '1970-01-01 00:00:10+00')", "10"}},
              TicksOverloads(kMicrosPerSecond));
  general.Add({"timestamp_seconds"}, "Returns the timestamp of seconds since 1970.",
              {{"timestamp_seconds(1.5) = TIMESTAMPTZ '1970-01-01 00:00:01.5+00'", "true"}},
              {MakeOverload<double>({TypeId::kFloat64}, kZoned, MicrosOfSeconds)});
  general.Add({"timestamp_micros"}, "Returns the timestamp of microseconds since 1970.",
              {{"timestamp_micros(10) = TIMESTAMPTZ '1970-01-01 00:00:00.00001+00'", "true"}},
              {MakeOverload<int64_t>({kBig}, kZoned, [](int64_t micros) { return micros; })});
  const LogicalType zoned_nanos = LogicalType::Timestamp(TimeUnit::kNano, true);
  general.Add({"timestamp_nanos"}, "Returns the timestamp of nanoseconds since 1970.",
              {{"timestamp_nanos(1000) = TIMESTAMPTZ '1970-01-01 00:00:00.000001+00'", "true"}},
              {MakeOverload<int64_t>({kBig}, zoned_nanos, [](int64_t nanos) { return nanos; })});
  std::vector<ScalarOverload> nanos;
  for (const bool zoned : {true, false}) {
    nanos.push_back(MakeOverload<int64_t>({LogicalType::Timestamp(TimeUnit::kNano, zoned)}, kBig,
                                          [](int64_t ticks) { return ticks; }));
  }
  general.Add({"unix_nanos"}, "Returns the nanoseconds since 1970.",
              {{"unix_nanos(TIMESTAMP_NS '1970-01-01 00:00:00.000001')", "1000"}},
              std::move(nanos));
  Family spark(registry, "date", "spark");
  spark.Add({"to_timestamp"}, "Returns the timestamp of seconds since 1970.",
            {{"to_timestamp(1.5) = TIMESTAMPTZ '1970-01-01 00:00:01.5+00'", "true"}},
            {MakeOverload<double>({TypeId::kFloat64}, kZoned, MicrosOfSeconds)});
  spark.Add({"unix_millis"}, "Returns the whole milliseconds since 1970.",
            {{"unix_millis(TIMESTAMP '1970-01-01 00:00:01Z')", "1000"}},
            TicksOverloads(kMicrosPerMilli));
  spark.Add({"unix_micros"}, "Returns the microseconds since 1970.",
            {{"unix_micros(TIMESTAMP '1970-01-01 00:00:01Z')", "1000000"}}, TicksOverloads(1));
  spark.Add({"timestamp_millis"}, "Returns the timestamp of milliseconds since 1970.",
            {{"timestamp_millis(10) = TIMESTAMP '1970-01-01 00:00:00.01Z'", "true"}},
            {MakeOverload<int64_t>(
                {kBig}, kZoned, [](int64_t millis) { return Scaled(millis, kMicrosPerMilli); })});
}

}  // namespace lakebolt
