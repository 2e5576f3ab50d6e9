// make_timestamp and its like: timestamps of their parts, of a date and a time, in a time zone.

#include <cmath>

#include "function/scalar/date/clock_cache.h"
#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kInt = TypeId::kInt32;
const LogicalType kDate = TypeId::kDate;
const LogicalType kTime = LogicalType::Time();
const LogicalType kSeconds = TypeId::kFloat64;
const LogicalType kText = TypeId::kVarchar;

using Micros = std::optional<int64_t>;

/// Says which of the functions is meant.
struct Maker {
  bool zoned;
  bool lenient;  // NULL for parts that do not exist
  LogicalType Type() const { return LogicalType::Timestamp(TimeUnit::kMicro, zoned); }
};

/// Computes the wall clock's time; a 60th second without fraction is the next minute's first.
Micros OfParts(int32_t year, int32_t month, int32_t day, int32_t hour, int32_t minute,
               double second) {
  constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
  if (!IsValidDate(year, month, day) || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
    return std::nullopt;
  }
  if (!(second >= 0 && second <= 60)) return std::nullopt;
  const int64_t of_minute = std::llround(second * static_cast<double>(kMicrosPerSecond));
  int64_t micros;
  const int64_t of_day = (hour * 60 + minute) * kMicrosPerMinute + of_minute;
  if (__builtin_mul_overflow(int64_t{DaysFromCivil({year, month, day})}, kMicrosPerDay, &micros) ||
      __builtin_add_overflow(micros, of_day, &micros)) {
    return std::nullopt;
  }
  return micros;
}

Micros OfDate(int32_t days) {
  int64_t micros;
  const bool overflow = __builtin_mul_overflow(int64_t{days}, kMicrosPerDay, &micros);
  return overflow || !IsFiniteDate(days) ? std::nullopt : Micros(micros);
}

Micros OfDateAndTime(int32_t days, int64_t time) {
  const Micros midnight = OfDate(days);
  return midnight ? Micros(*midnight + time) : std::nullopt;
}

Micros Checked(Micros local, const Maker& maker) {
  if (!local && !maker.lenient) {
    throw UserError(ErrorCode::kOutOfRange, "there is no timestamp of such parts", {},
                    "try_make_timestamp gives NULL instead");
  }
  return local;
}

/// Makes the overload of `local(Args...)` on the session's clock, or on UTC's without zone.
template <typename... Args>
ScalarOverload Overload(const Maker& maker, std::vector<LogicalType> parameters,
                        Micros (*local)(Args...)) {
  const LogicalType type = maker.Type();
  const auto make = [=](ZoneClock& clock, const Args&... args) -> Micros {
    const Micros micros = Checked(local(args...), maker);
    return micros ? Micros(clock.ToUtc(*micros)) : std::nullopt;
  };
  return KernelOverload(std::move(parameters), type, MakeClockKernel<Args...>(type, type, make));
}

/// Makes the overload that takes the name of a time zone last.
template <typename... Args>
ScalarOverload NamedZoneOverload(const Maker& maker, std::vector<LogicalType> parameters,
                                 Micros (*local)(Args...)) {
  const LogicalType type = maker.Type();
  parameters.push_back(kText);
  return KernelOverload(
      std::move(parameters), type, [=](std::span<const Vector> args, RowSet rows) {
        ClockCache clocks(kMicrosPerSecond);
        const auto make = [&](const Args&... parts, const StringView& zone) -> Micros {
          const Micros micros = Checked(local(parts...), maker);
          return micros ? Micros(clocks.Get(zone.view()).ToUtc(*micros)) : std::nullopt;
        };
        return MakeKernel<Args..., StringView>(type, make)(args, rows);
      });
}

std::vector<ScalarOverload> Overloads(const Maker& maker) {
  const std::vector<LogicalType> parts = {kInt, kInt, kInt, kInt, kInt, kSeconds};
  std::vector<ScalarOverload> overloads = {Overload(maker, parts, OfParts),
                                           Overload(maker, {kDate, kTime}, OfDateAndTime)};
  if (maker.zoned) {
    overloads.push_back(NamedZoneOverload(maker, parts, OfParts));
    overloads.push_back(NamedZoneOverload(maker, {kDate, kTime}, OfDateAndTime));
    overloads.push_back(Overload(maker, {kDate}, OfDate));
  }
  return overloads;
}

}  // namespace

void RegisterSparkTimestampMaking(FunctionRegistry& registry) {
  Family spark(registry, "date", "spark");
  const char* description =
      "Makes a timestamp of its parts, or of a date and a time, on the session's wall clock or "
      "that "
      "of a named time zone.";
  spark.Add({"make_timestamp"}, description,
            {{"make_timestamp(2014, 12, 28, 6, 30, 45.887)", "2014-12-28 06:30:45.887"}},
            Overloads({true, false}));
  Family general(registry, "date");
  general.Add({"make_timestamp_ltz"}, description,
              {{"make_timestamp_ltz(2014, 12, 28, 6, 30, 45.887)::TIMESTAMP_NTZ",
                "2014-12-28 06:30:45.887"}},
              Overloads({true, false}));
  spark.Add({"make_timestamp_ntz"}, "Makes a timestamp without zone of its parts.",
            {{"make_timestamp_ntz(DATE '2014-12-28', TIME '06:30:45')", "2014-12-28 06:30:45"}},
            Overloads({false, false}));
  const char* lenient = "Makes a timestamp of its parts; NULL where there is no such time.";
  general.Add({"try_make_timestamp", "try_make_timestamp_ltz"}, lenient,
              {{"try_make_timestamp(2024, 13, 22, 15, 30, 0)", "NULL"}}, Overloads({true, true}));
  general.Add({"try_make_timestamp_ntz"}, lenient,
              {{"try_make_timestamp_ntz(2024, 13, 22, 15, 30, 0)", "NULL"}},
              Overloads({false, true}));
}

}  // namespace lakebolt
