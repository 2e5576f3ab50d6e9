// date_trunc, timestampadd, timestampdiff and time_bucket as Spark counts: on the session's wall
// clock for timestamps with zone.

#include "function/scalar/date/date_trunc.h"
#include "function/scalar/date/zoned_arithmetic.h"
#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/date_units.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kBig = TypeId::kInt64;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kSpan = TypeId::kInterval;
const LogicalType kZoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
const LogicalType kPlain = LogicalType::Timestamp();

[[noreturn]] void ThrowOutOfRange() {
  throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
}

/// Multiplies a unit out; throws where it does not fit an interval.
Interval Times(DatePart unit, int64_t count) {
  int64_t amount;
  const auto narrow = [&](int64_t each) {
    const bool overflow = __builtin_mul_overflow(count, each, &amount);
    if (overflow || amount != static_cast<int32_t>(amount)) ThrowOutOfRange();
    return static_cast<int32_t>(amount);
  };
  switch (unit) {
    case DatePart::kYear: return {narrow(12), 0, 0};
    case DatePart::kQuarter: return {narrow(3), 0, 0};
    case DatePart::kMonth: return {narrow(1), 0, 0};
    case DatePart::kWeek: return {0, narrow(7), 0};
    case DatePart::kDay: return {0, narrow(1), 0};
    default:
      if (__builtin_mul_overflow(count, NanosOfUnit(unit), &amount)) ThrowOutOfRange();
      return {0, 0, amount};
  }
}

/// Counts whole months from one wall-clock time to another; the day of the month decides, so that
/// January 31st and February 29th are none apart.
int64_t WholeMonths(int64_t from, int64_t to) {
  const DayAndTime a = SplitTimestamp(from, kMicrosPerSecond);
  const DayAndTime b = SplitTimestamp(to, kMicrosPerSecond);
  int32_t last = b.days;
  if (b.days > a.days && b.nanos < a.nanos) --last;
  if (b.days < a.days && b.nanos > a.nanos) ++last;
  // Months count 32 days here: more than any has, so that the quotient is that of whole months.
  constexpr int64_t kSpread = 32;
  const auto place = [](int32_t days) {
    const CivilDate date = CivilFromDays(days);
    return (int64_t{date.year} * 12 + date.month) * kSpread + date.day;
  };
  return (place(last) - place(a.days)) / kSpread;
}

int64_t WholeUnits(DatePart unit, int64_t from, int64_t to) {
  switch (unit) {
    case DatePart::kYear: return WholeMonths(from, to) / 12;
    case DatePart::kQuarter: return WholeMonths(from, to) / 3;
    case DatePart::kMonth: return WholeMonths(from, to);
    case DatePart::kWeek: return (to - from) / (7 * kMicrosPerDay);
    case DatePart::kDay: return (to - from) / kMicrosPerDay;
    default: return (to - from) / (NanosOfUnit(unit) / (kNanosPerSecond / kMicrosPerSecond));
  }
}

int64_t Moved(ZoneClock& clock, int64_t micros, Interval span, bool zoned) {
  return zoned ? MoveZoned(clock, micros, span, kMicrosPerSecond)
               : MoveTimestamp(micros, span, kMicrosPerSecond);
}

ScalarOverload AddOverload(const LogicalType& type) {
  const bool zoned = type.with_zone();
  return KernelOverload({kText, kBig, type}, type, [=](std::span<const Vector> args, RowSet rows) {
    UnitCache units(CountUnit);
    const auto add = [&](ZoneClock& clock, const StringView& unit, int64_t count, int64_t micros) {
      return Moved(clock, micros, Times(units.Require(unit, "timestampadd"), count), zoned);
    };
    return MakeClockKernel<StringView, int64_t, int64_t>(type, type, add)(args, rows);
  });
}

ScalarOverload DiffOverload(const LogicalType& type) {
  return KernelOverload({kText, type, type}, kBig, [=](std::span<const Vector> args, RowSet rows) {
    UnitCache units(CountUnit);
    const auto count = [&](ZoneClock& clock, const StringView& unit, int64_t from,
                           int64_t to) -> std::optional<int64_t> {
      if (!IsFiniteTimestamp(from) || !IsFiniteTimestamp(to)) return std::nullopt;
      return WholeUnits(units.Require(unit, "timestampdiff"), clock.ToLocal(from),
                        clock.ToLocal(to));
    };
    return MakeClockKernel<StringView, int64_t, int64_t>(type, kBig, count)(args, rows);
  });
}

/// Makes date_trunc, which gives NULL for text that is no unit.
ScalarOverload TruncOverload(const LogicalType& type) {
  return KernelOverload({kText, type}, type, [=](std::span<const Vector> args, RowSet rows) {
    UnitCache units(TruncUnit);
    const auto cut = [&](ZoneClock& clock, const StringView& name,
                         int64_t micros) -> std::optional<int64_t> {
      const auto unit = units.Find(name);
      if (!unit) return std::nullopt;
      if (!IsFiniteTimestamp(micros)) return micros;
      return clock.ToUtc(TruncateTimestamp(*unit, clock.ToLocal(micros), kMicrosPerSecond));
    };
    return MakeClockKernel<StringView, int64_t>(type, type, cut)(args, rows);
  });
}

int64_t MonthBucket(int64_t months, int64_t local, int64_t origin) {
  int64_t past = WholeMonths(origin, local);
  past = FloorDiv(past, months) * months;
  const auto start = [&](int64_t after) {
    return MoveTimestamp(origin, {static_cast<int32_t>(after), 0, 0}, kMicrosPerSecond);
  };
  // Whole months are cut towards zero: before the origin that may be one bucket too late.
  return start(past) > local ? start(past - months) : start(past);
}

/// Finds the start of the bucket of a time: months and days go by the wall clock.
int64_t BucketStart(ZoneClock& clock, Interval width, int64_t micros, int64_t origin) {
  const bool by_months = width.months != 0;
  const bool mixed = by_months && (width.days != 0 || width.nanos != 0);
  if (mixed || width.Normalized() < 1'000) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the width of buckets must be greater than 0, of months or of days and time");
  }
  if (!IsFiniteTimestamp(micros)) return micros;
  if (by_months) {
    return clock.ToUtc(MonthBucket(width.months, clock.ToLocal(micros), clock.ToLocal(origin)));
  }
  const auto step = static_cast<int64_t>(width.Normalized() / 1'000);
  const bool by_days = width.days != 0;
  const int64_t at = by_days ? clock.ToLocal(micros) : micros;
  const int64_t first = by_days ? clock.ToLocal(origin) : origin;
  const int64_t start = first + FloorDiv(at - first, step) * step;
  return by_days ? clock.ToUtc(start) : start;
}

ScalarOverload BucketOverload(const LogicalType& type, bool with_origin) {
  if (with_origin) {
    return KernelOverload({kSpan, type, type}, type,
                          MakeClockKernel<Interval, int64_t, int64_t>(type, type, BucketStart));
  }
  return KernelOverload({kSpan, type}, type,
                        MakeClockKernel<Interval, int64_t>(
                            type, type, [](ZoneClock& clock, Interval width, int64_t micros) {
                              return BucketStart(clock, width, micros, clock.ToUtc(0));
                            }));
}

}  // namespace

void RegisterSparkTimestampSteps(FunctionRegistry& registry) {
  const std::vector<ScalarOverload> add = {AddOverload(kZoned), AddOverload(kPlain)};
  const std::vector<ScalarOverload> diff = {DiffOverload(kZoned), DiffOverload(kPlain)};
  Family general(registry, "date");
  general.Add(
      {"timestampadd", "timestamp_add"},
      "Moves a timestamp by a number of units such as MONTH or HOUR.",
      {{"timestampadd('MONTH', 1, TIMESTAMP_NTZ '2020-01-31 12:00:00')", "2020-02-29 12:00:00"}},
      add);
  general.Add({"timestampdiff", "timestamp_diff"},
              "Counts the whole units such as MONTH or HOUR from one timestamp to another.",
              {{"timestampdiff('DAY', TIMESTAMP_NTZ '2020-01-01 12:00:00', "
                "TIMESTAMP_NTZ '2020-01-03 11:00:00')",
                "1"}},
              diff);
  Family spark(registry, "date", "spark");
  spark.Add({"date_add"}, "Moves a timestamp by a number of units.",
            {{"date_add(MONTH, 1, TIMESTAMP '2020-01-31 12:00:00')", "2020-02-29 12:00:00"}}, add);
  spark.Add(
      {"date_diff"}, "Counts the whole units from one timestamp to another.",
      {{"date_diff(DAY, TIMESTAMP '2020-01-01 12:00:00', TIMESTAMP '2020-01-03 11:00:00')", "1"}},
      diff);
  spark.Add({"date_trunc"},
            "Sets everything of a timestamp below a unit to its start; NULL for what is no unit.",
            {{"date_trunc('MM', '2021-03-04 05:06:07')", "2021-03-01 00:00:00"}},
            {TruncOverload(kZoned)});
  spark.Add({"time_bucket"},
            "Returns the start of the bucket of a width that a timestamp lies in; buckets count "
            "from 1970, or from an origin.",
            {{"time_bucket(INTERVAL '1 month', TIMESTAMP '2024-07-20 14:30:00', "
              "TIMESTAMP '2024-06-15 09:00:00')",
              "2024-07-15 09:00:00"}},
            {BucketOverload(kZoned, false), BucketOverload(kZoned, true),
             BucketOverload(kPlain, false), BucketOverload(kPlain, true)});
}

}  // namespace lakebolt
