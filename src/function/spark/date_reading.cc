// to_date, to_timestamp, to_time and their like: text read as a cast does, or by a pattern of Java.

#include "function/cast.h"
#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/java_pattern.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBig = TypeId::kInt64;
const LogicalType kZoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
const LogicalType kPlain = LogicalType::Timestamp();
const LogicalType kTime = LogicalType::Time();

/// Says whether text that does not match raises an error or gives NULL.
enum class Reading : uint8_t { kStrict, kLenient };

[[noreturn]] void ThrowUnread(const StringView& text, const StringView& pattern) {
  throw UserError(ErrorCode::kInvalidArgument,
                  "cannot read '" + text.str() + "' by the pattern '" + pattern.str() + "'", {},
                  "the functions whose names begin with try_ give NULL instead");
}

int64_t LocalMicros(const PatternTime& time) {
  return time.days * kMicrosPerDay + time.nanos / (kNanosPerSecond / kMicrosPerSecond);
}

/// Returns the instant that a text says; nothing where its zone does not exist.
std::optional<int64_t> InstantOf(ZoneClock& clock, const PatternTime& time) {
  if (time.offset) return LocalMicros(time) - *time.offset * kMicrosPerSecond;
  if (time.zone.empty()) return clock.ToUtc(LocalMicros(time));
  const TimeZone* zone = TimeZone::Find(time.zone);
  if (zone == nullptr) return std::nullopt;
  return ZoneClock(*zone, kMicrosPerSecond).ToUtc(LocalMicros(time));
}

/// Makes the overload that reads text by a pattern; `convert(clock, time)` makes the result of it.
template <typename Result, typename Convert>
ScalarOverload ByPattern(const LogicalType& result, Reading reading, Convert convert) {
  return KernelOverload({kText, kText}, result, [=](std::span<const Vector> args, RowSet rows) {
    JavaPatternCache patterns;
    const auto read = [&](ZoneClock& clock, const StringView& text,
                          const StringView& pattern) -> std::optional<Result> {
      const auto time = patterns.Get(pattern.view()).Read(text.view());
      std::optional<Result> value;
      if (time) value = convert(clock, *time);
      if (!value && reading == Reading::kStrict) ThrowUnread(text, pattern);
      return value;
    };
    return MakeClockKernel<StringView, StringView>(kZoned, result, read)(args, rows);
  });
}

/// Makes the overload that casts, with a pattern that does not matter where `with_pattern`.
ScalarOverload ByCast(const LogicalType& from, const LogicalType& to, Reading reading,
                      bool with_pattern) {
  std::vector<LogicalType> parameters = {from};
  if (with_pattern) parameters.push_back(kText);
  const CastMode mode = reading == Reading::kStrict ? CastMode::kStrict : CastMode::kTry;
  return KernelOverload(std::move(parameters), to, [=](std::span<const Vector> args, RowSet rows) {
    return args[0].type() == to ? args[0] : CastVector(args[0], to, rows, mode);
  });
}

/// Makes all overloads that give `to`: of text, of text by a pattern, of dates and timestamps.
template <typename Result, typename Convert>
std::vector<ScalarOverload> Readers(const LogicalType& to, Reading reading, Convert convert) {
  std::vector<ScalarOverload> overloads = {ByPattern<Result>(to, reading, convert),
                                           ByCast(kText, to, reading, false)};
  for (const LogicalType& from : {kZoned, kPlain, LogicalType(TypeId::kDate)}) {
    if (to.id() == TypeId::kTime) continue;
    for (const bool with_pattern : {false, true}) {
      overloads.push_back(ByCast(from, to, reading, with_pattern));
    }
  }
  return overloads;
}

std::vector<ScalarOverload> DateReaders(Reading reading) {
  return Readers<int32_t>(TypeId::kDate, reading, [](ZoneClock&, const PatternTime& time) {
    return std::optional(time.days);
  });
}

std::vector<ScalarOverload> ZonedReaders(Reading reading) {
  return Readers<int64_t>(kZoned, reading, InstantOf);
}

std::vector<ScalarOverload> PlainReaders(Reading reading) {
  return Readers<int64_t>(kPlain, reading, [](ZoneClock&, const PatternTime& time) {
    return std::optional(LocalMicros(time));
  });
}

std::vector<ScalarOverload> TimeReaders(Reading reading) {
  return Readers<int64_t>(kTime, reading, [](ZoneClock&, const PatternTime& time) {
    return std::optional(time.nanos / (kNanosPerSecond / kMicrosPerSecond));
  });
}

void RegisterTimestampReaders(FunctionRegistry& registry) {
  Family general(registry, "date");
  Family spark(registry, "date", "spark");
  const char* zoned =
      "Reads a timestamp, by a pattern of Java if one is given; text that does not match is an "
      "error.";
  spark.Add({"to_timestamp"}, zoned,
            {{"to_timestamp('29.02.2020 15:04', 'dd.MM.yyyy HH:mm')", "2020-02-29 15:04:00"}},
            ZonedReaders(Reading::kStrict));
  general.Add({"to_timestamp_ltz"}, zoned,
              {{"to_timestamp_ltz('2020-02-29 15:04:00')::TIMESTAMP_NTZ", "2020-02-29 15:04:00"}},
              ZonedReaders(Reading::kStrict));
  general.Add({"to_timestamp_ntz"}, "Reads a timestamp without zone likewise.",
              {{"to_timestamp_ntz('29.02.2020', 'dd.MM.yyyy')", "2020-02-29 00:00:00"}},
              PlainReaders(Reading::kStrict));
  general.Add({"try_to_timestamp", "try_to_timestamp_ltz"},
              "Reads a timestamp; NULL where the text does not match.",
              {{"try_to_timestamp('foo', 'yyyy-MM-dd')", "NULL"}}, ZonedReaders(Reading::kLenient));
  general.Add({"try_to_timestamp_ntz"},
              "Reads a timestamp without zone; NULL where the text does not match.",
              {{"try_to_timestamp_ntz('foo', 'yyyy-MM-dd')", "NULL"}},
              PlainReaders(Reading::kLenient));
}

/// Registers unix_timestamp, of text, of a timestamp, or of now.
void RegisterUnixTimestamp(FunctionRegistry& registry) {
  constexpr std::string_view kUsual = "yyyy-MM-dd HH:mm:ss";
  const auto seconds = [](ZoneClock& clock, const PatternTime& time) -> std::optional<int64_t> {
    const auto instant = InstantOf(clock, time);
    if (!instant) return std::nullopt;
    return FloorDiv(*instant, kMicrosPerSecond);
  };
  const ScalarOverload by_pattern = ByPattern<int64_t>(kBig, Reading::kStrict, seconds);
  const ScalarOverload usual = KernelOverload(
      {kText}, kBig,
      [kernel = by_pattern.kernel, kUsual](std::span<const Vector> args, RowSet rows) {
        const Vector pattern = Vector::Constant(Value::Varchar(std::string(kUsual)), rows.size);
        const Vector both[] = {args[0], pattern};
        return kernel(both, rows);
      });
  std::vector<ScalarOverload> overloads = {by_pattern, usual};
  for (const LogicalType& type : {kZoned, kPlain}) {
    const auto of_instant = [](ZoneClock& clock, int64_t micros) {
      return FloorDiv(clock.ToUtc(micros), kMicrosPerSecond);
    };
    const auto of_zoned = [](int64_t micros) { return FloorDiv(micros, kMicrosPerSecond); };
    // What has no zone is on the session's wall clock.
    const ScalarKernel kernel = type.with_zone()
                                    ? MakeKernel<int64_t>(kBig, of_zoned)
                                    : MakeClockKernel<int64_t>(kZoned, kBig, of_instant);
    overloads.push_back(KernelOverload({type}, kBig, kernel));
    overloads.push_back(
        KernelOverload({type, kText}, kBig, [kernel](std::span<const Vector> args, RowSet rows) {
          return kernel(args.subspan(0, 1), rows);
        }));
  }
  FunctionTraits stable;
  stable.volatility = Volatility::kStable;
  overloads.push_back(KernelOverload({}, kBig, [](std::span<const Vector>, RowSet rows) {
    const int64_t micros = CurrentSessionTime().now_micros;
    return Vector::Constant(Value::Int64(FloorDiv(micros, kMicrosPerSecond)), rows.size);
  }));
  Family(registry, "date")
      .Add({"unix_timestamp", "to_unix_timestamp"},
           "Returns the seconds since 1970 of a timestamp, of text read by a pattern of Java, or "
           "of now.",
           {{"unix_timestamp(TIMESTAMPTZ '1970-01-01 00:01:00+00')", "60"}}, std::move(overloads),
           stable);
}

}  // namespace

void RegisterSparkDateReading(FunctionRegistry& registry) {
  Family general(registry, "date");
  general.Add(
      {"to_date"},
      "Reads a date, by a pattern of Java if one is given; text that does not match is an error.",
      {{"to_date('29.02.2020', 'dd.MM.yyyy')", "2020-02-29"}}, DateReaders(Reading::kStrict));
  general.Add({"try_to_date"}, "Reads a date; NULL where the text does not match.",
              {{"try_to_date('foo', 'yyyy-MM-dd')", "NULL"}}, DateReaders(Reading::kLenient));
  general.Add(
      {"to_time"},
      "Reads a time, by a pattern of Java if one is given; text that does not match is an error.",
      {{"to_time('12.10.05', 'HH.mm.ss')", "12:10:05"}}, TimeReaders(Reading::kStrict));
  general.Add({"try_to_time"}, "Reads a time; NULL where the text does not match.",
              {{"try_to_time('foo', 'HH:mm:ss')", "NULL"}}, TimeReaders(Reading::kLenient));
  Family spark(registry, "date", "spark");
  spark.Add({"time"}, "Casts to TIME.", {{"time('12:30:00')", "12:30:00"}},
            {ByCast(kText, kTime, Reading::kStrict, false),
             ByCast(kZoned, kTime, Reading::kStrict, false),
             ByCast(kPlain, kTime, Reading::kStrict, false)});
  RegisterTimestampReaders(registry);
  RegisterUnixTimestamp(registry);
}

}  // namespace lakebolt
