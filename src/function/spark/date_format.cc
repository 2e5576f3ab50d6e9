// Dates printed and read by patterns of Java, as Spark has them.

#include "function/scalar/clock_kernel.h"
#include "function/scalar/date_families.h"
#include "function/scalar/date_pattern.h"
#include "function/scalar/families.h"
#include "function/spark/families.h"
#include "function/spark/java_pattern.h"
#include "types/format.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBig = TypeId::kInt64;
const LogicalType kTimestamp = LogicalType::Timestamp();
const LogicalType kZoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
constexpr std::string_view kUsual = "yyyy-MM-dd HH:mm:ss";

/// Remembers the translation of the last pattern.
class JavaPatternCache {
 public:
  const DatePattern& Get(std::string_view java) {
    if (!pattern_ || java != java_) {
      pattern_.emplace(FromJavaPattern(java));
      java_ = java;
    }
    return *pattern_;
  }

 private:
  std::string java_;
  std::optional<DatePattern> pattern_;
};

StringView Print(StringHeap& heap, ZoneClock& clock, int64_t micros, const DatePattern& pattern) {
  if (!IsFiniteTimestamp(micros)) {
    return heap.Add(TimestampToString(micros, TimeUnit::kMicro, false));
  }
  std::string out;
  pattern.Print({SplitTimestamp(clock.ToLocal(micros), kMicrosPerSecond), clock.Offset(micros),
                 clock.zone().name()},
                out);
  return heap.Add(out);
}

int64_t ToMicros(int64_t ticks, int64_t micros_per_tick) {
  int64_t micros;
  if (__builtin_mul_overflow(ticks, micros_per_tick, &micros)) {
    throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  }
  return micros;
}

/// Makes a kernel that prints instants of `type`.
ScalarKernel PrintKernel(const LogicalType& type, int64_t micros_per_tick) {
  return [=](std::span<const Vector> args, RowSet rows) {
    JavaPatternCache patterns;
    if (args.size() == 1) {
      const auto usual = [&](StringHeap& heap, ZoneClock& clock, int64_t ticks) {
        return Print(heap, clock, ToMicros(ticks, micros_per_tick), patterns.Get(kUsual));
      };
      return MakeClockKernel<int64_t>(type, kText, usual)(args, rows);
    }
    const auto print = [&](StringHeap& heap, ZoneClock& clock, int64_t ticks,
                           const StringView& format) {
      return Print(heap, clock, ToMicros(ticks, micros_per_tick), patterns.Get(format.view()));
    };
    return MakeClockKernel<int64_t, StringView>(type, kText, print)(args, rows);
  };
}

ScalarOverload Overload(std::vector<LogicalType> parameters, LogicalType result,
                        ScalarKernel kernel) {
  ScalarOverload overload;
  overload.parameters = std::move(parameters);
  overload.result = std::move(result);
  overload.kernel = std::move(kernel);
  return overload;
}

/// Reads text by a pattern; what the reader makes of a moment is the result.
template <typename Result, typename Convert>
ScalarKernel ReadKernel(const LogicalType& result, Convert convert) {
  return [=](std::span<const Vector> args, RowSet rows) {
    JavaPatternCache patterns;
    const auto read = [&](ZoneClock& clock, const StringView& text,
                          const StringView& format) -> std::optional<Result> {
      const auto time = patterns.Get(format.view()).Read(text.view());
      if (!time || time->infinite != 0) return std::nullopt;
      return convert(clock, *time);
    };
    return MakeClockKernel<StringView, StringView>(kZoned, result, read)(args, rows);
  };
}

int64_t LocalMicros(const PatternTime& time) {
  return time.days * kMicrosPerDay + time.nanos / (kNanosPerSecond / kMicrosPerSecond);
}

int64_t InstantOf(ZoneClock& clock, const PatternTime& time) {
  if (time.offset) return LocalMicros(time) - *time.offset * kMicrosPerSecond;
  return clock.ToUtc(LocalMicros(time));
}

void RegisterReaders(FunctionRegistry& registry) {
  const auto to_day = [](ZoneClock&, const PatternTime& time) { return time.days; };
  registry.Add(ScalarFunction{
      "to_date",
      {},
      "date",
      "Reads a date, by a pattern of Java if one is given; NULL where the text does not match.",
      {{"to_date('29.02.2020', 'dd.MM.yyyy')", "2020-02-29"}},
      {},
      {Overload({kText, kText}, TypeId::kDate, ReadKernel<int32_t>(TypeId::kDate, to_day)),
       MakeOverload<int32_t>({TypeId::kDate}, TypeId::kDate, [](int32_t days) { return days; })}});
  registry.Add(ScalarFunction{
      "to_timestamp",
      {},
      "date",
      "Reads a timestamp by a pattern of Java; NULL where the text does not match.",
      {{"to_timestamp('29.02.2020 15:04', 'dd.MM.yyyy HH:mm') = TIMESTAMPTZ '2020-02-29 15:04:00'",
        "true"}},
      {},
      {Overload({kText, kText}, kZoned, ReadKernel<int64_t>(kZoned, InstantOf))}});
  const auto seconds = [](ZoneClock& clock, const PatternTime& time) {
    return FloorDiv(InstantOf(clock, time), kMicrosPerSecond);
  };
  FunctionTraits stable;
  stable.volatility = Volatility::kStable;
  ScalarOverload now;
  now.result = kBig;
  now.kernel = [](std::span<const Vector>, RowSet rows) {
    const int64_t micros = CurrentSessionTime().now_micros;
    return Vector::Constant(Value::Int64(FloorDiv(micros, kMicrosPerSecond)), rows.size);
  };
  registry.Add(ScalarFunction{
      "unix_timestamp",
      {"to_unix_timestamp"},
      "date",
      "Returns the seconds since 1970 of a timestamp, of text read by a pattern of Java, or of "
      "now.",
      {{"unix_timestamp(TIMESTAMPTZ '1970-01-01 00:01:00+00')", "60"}},
      stable,
      {now,
       MakeOverload<int64_t>({kZoned}, kBig,
                             [](int64_t micros) { return FloorDiv(micros, kMicrosPerSecond); }),
       Overload({kText, kText}, kBig, ReadKernel<int64_t>(kBig, seconds))}});
}

}  // namespace

void RegisterSparkDateFormat(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{
      "date_format",
      {},
      "date",
      "Prints a timestamp by a pattern of Java such as 'dd.MM.yyyy'.",
      {{"date_format(DATE '2020-02-29', 'EEEE, d MMM yyyy')", "Saturday, 29 Feb 2020"}},
      {},
      {Overload({kTimestamp, kText}, kText, PrintKernel(kTimestamp, 1)),
       Overload({kZoned, kText}, kText, PrintKernel(kZoned, 1))}});
  registry.Add(
      ScalarFunction{"from_unixtime",
                     {},
                     "date",
                     "Prints seconds since 1970 on the session's wall clock, by a pattern of Java "
                     "if one is given.",
                     {{"length(from_unixtime(0))", "19"}},
                     {},
                     {Overload({kBig}, kText, PrintKernel(kZoned, kMicrosPerSecond)),
                      Overload({kBig, kText}, kText, PrintKernel(kZoned, kMicrosPerSecond))}});
  RegisterReaders(registry);
}

}  // namespace lakebolt
