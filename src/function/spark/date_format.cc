// Dates and times printed by patterns of Java.

#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/java_pattern.h"
#include "function/spark/overloads.h"
#include "types/format.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBig = TypeId::kInt64;
const LogicalType kTime = LogicalType::Time();
const LogicalType kTimestamp = LogicalType::Timestamp();
const LogicalType kZoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
constexpr std::string_view kUsual = "yyyy-MM-dd HH:mm:ss";

StringView Print(StringHeap& heap, ZoneClock& clock, int64_t micros, const JavaPattern& pattern) {
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

}  // namespace

void RegisterSparkDateFormat(FunctionRegistry& registry) {
  Family family(registry, "date");
  family.Add({"date_format"},
             "Prints a timestamp or a time by a pattern of Java such as 'dd.MM.yyyy'.",
             {{"date_format(DATE '2020-02-29', 'EEEE, d MMM yyyy')", "Saturday, 29 Feb 2020"}},
             {KernelOverload({kTimestamp, kText}, kText, PrintKernel(kTimestamp, 1)),
              KernelOverload({kZoned, kText}, kText, PrintKernel(kZoned, 1)),
              KernelOverload({kTime, kText}, kText, PrintKernel(kTimestamp, 1))});
  family.Add({"from_unixtime"},
             "Prints seconds since 1970 on the session's wall clock, by a pattern of Java if one "
             "is given.",
             {{"length(from_unixtime(0))", "19"}},
             {KernelOverload({kBig}, kText, PrintKernel(kZoned, kMicrosPerSecond)),
              KernelOverload({kBig, kText}, kText, PrintKernel(kZoned, kMicrosPerSecond))});
}

}  // namespace lakebolt
