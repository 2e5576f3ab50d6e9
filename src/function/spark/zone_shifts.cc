// Wall clocks of one time zone seen from another: convert_timezone, from_utc_timestamp.

#include "function/scalar/date/clock_cache.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kZoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
const LogicalType kPlain = LogicalType::Timestamp();

/// Makes from_utc_timestamp or to_utc_timestamp, which keep the type.
ScalarOverload UtcOverload(const LogicalType& type, bool from_utc) {
  return KernelOverload({type, kText}, type, [=](std::span<const Vector> args, RowSet rows) {
    ClockCache clocks(kMicrosPerSecond);
    const auto shift = [&](int64_t micros, const StringView& zone) {
      if (!IsFiniteTimestamp(micros)) return micros;
      ZoneClock& clock = clocks.Get(zone.view());
      return from_utc ? clock.ToLocal(micros) : clock.ToUtc(micros);
    };
    return MakeKernel<int64_t, StringView>(type, shift)(args, rows);
  });
}

ScalarKernel ConvertKernel(bool named_source) {
  return [=](std::span<const Vector> args, RowSet rows) {
    ClockCache sources(kMicrosPerSecond);
    ClockCache targets(kMicrosPerSecond);
    ZoneClock session(SessionZone(), kMicrosPerSecond);
    const auto convert = [&](ZoneClock& source, const StringView& target, int64_t micros) {
      if (!IsFiniteTimestamp(micros)) return micros;
      return targets.Get(target.view()).ToLocal(source.ToUtc(micros));
    };
    if (!named_source) {
      return MakeKernel<StringView, int64_t>(kPlain, [&](const StringView& target, int64_t micros) {
        return convert(session, target, micros);
      })(args, rows);
    }
    return MakeKernel<StringView, StringView, int64_t>(
        kPlain, [&](const StringView& source, const StringView& target, int64_t micros) {
          return convert(sources.Get(source.view()), target, micros);
        })(args, rows);
  };
}

}  // namespace

void RegisterSparkZoneShifts(FunctionRegistry& registry) {
  Family family(registry, "date");
  family.Add({"from_utc_timestamp"},
             "Returns what the clocks of a time zone show at a time given in UTC.",
             {{"from_utc_timestamp(TIMESTAMP_NTZ '2020-07-01 03:00:00', 'Asia/Tokyo')",
               "2020-07-01 12:00:00"}},
             {UtcOverload(kPlain, true), UtcOverload(kZoned, true)});
  family.Add({"to_utc_timestamp"},
             "Returns the time in UTC at which the clocks of a time zone show a time.",
             {{"to_utc_timestamp(TIMESTAMP_NTZ '2020-07-01 12:00:00', 'Asia/Tokyo')",
               "2020-07-01 03:00:00"}},
             {UtcOverload(kPlain, false), UtcOverload(kZoned, false)});
  FunctionTraits stable = NeverFails();
  stable.volatility = Volatility::kStable;
  const auto session_zone = [](std::span<const Vector>, RowSet rows) {
    return Vector::Constant(Value::Varchar(SessionZone().name()), rows.size);
  };
  family.Add({"current_timezone"}, "Returns the name of the session's time zone.",
             {{"length(current_timezone()) > 0", "true"}},
             {KernelOverload({}, kText, session_zone)}, stable);
  family.Add({"convert_timezone"},
             "Returns what the clocks of a second time zone show when those of the first, or of "
             "the session's, show a time.",
             {{"convert_timezone('Europe/Brussels', 'America/Los_Angeles', "
               "TIMESTAMP_NTZ '2021-12-06 00:00:00')",
               "2021-12-05 15:00:00"}},
             {KernelOverload({kText, kText, kPlain}, kPlain, ConvertKernel(true)),
              KernelOverload({kText, kPlain}, kPlain, ConvertKernel(false))});
}

}  // namespace lakebolt
