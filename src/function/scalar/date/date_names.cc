// Names of days and months; ticks since 1970.

#include "function/scalar/date/date_names.h"
#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_families.h"
#include "function/scalar/date/date_part.h"
#include "function/scalar/families.h"
#include "types/time_tz.h"

namespace lakebolt {

namespace {

const LogicalType kBig = TypeId::kInt64;
const LogicalType kText = TypeId::kVarchar;

StringView DayName(int32_t days) {
  return StringView(std::string_view(kDayNames[PartOf(DatePart::kDayOfWeek, {days, 0})]));
}
StringView MonthName(int32_t days) {
  return StringView(std::string_view(kMonthNames[CivilFromDays(days).month - 1]));
}

using NameOf = StringView (*)(int32_t days);

ScalarOverload NameOfTimestamp(const LogicalType& type, NameOf name) {
  ScalarOverload overload;
  overload.parameters = {type};
  overload.result = kText;
  overload.kernel = MakeClockKernel<int64_t>(
      type, kText, [=](ZoneClock& clock, int64_t micros) -> std::optional<StringView> {
        if (!IsFiniteTimestamp(micros)) return std::nullopt;
        return name(SplitTimestamp(clock.ToLocal(micros), kMicrosPerSecond).days);
      });
  return overload;
}

/// Adds a function of dates that also takes timestamps.
void AddName(FunctionRegistry& registry, const char* name, const char* description,
             FunctionExample example, NameOf fn) {
  const auto of_date = [=](int32_t days) -> std::optional<StringView> {
    if (!IsFiniteDate(days)) return std::nullopt;
    return fn(days);
  };
  registry.Add(
      ScalarFunction{name,
                     {},
                     "date",
                     description,
                     {std::move(example)},
                     NeverFails(),
                     {MakeOverload<int32_t>({TypeId::kDate}, kText, of_date),
                      NameOfTimestamp(LogicalType::Timestamp(), fn),
                      NameOfTimestamp(LogicalType::Timestamp(TimeUnit::kMicro, true), fn)}});
}

/// Converts ticks, rounding down; throws where the finer ones do not fit.
int64_t Rescale(int64_t ticks, int64_t from_per_second, int64_t to_per_second) {
  if (to_per_second <= from_per_second) return FloorDiv(ticks, from_per_second / to_per_second);
  int64_t out;
  if (__builtin_mul_overflow(ticks, to_per_second / from_per_second, &out)) {
    throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  }
  return out;
}

int64_t TicksOfInterval(Interval span, int64_t per_second) {
  const int128_t ticks = span.Normalized() / (kNanosPerSecond / per_second);
  if (ticks != static_cast<int64_t>(ticks)) {
    throw UserError(ErrorCode::kOutOfRange, "interval out of range");
  }
  return static_cast<int64_t>(ticks);
}

/// Makes the ticks since 1970 of a type; where `rounded`, points in time count to the nearest tick.
std::optional<ScalarKernel> TicksKernel(const LogicalType& type, int64_t per_second, bool rounded) {
  using Result = std::optional<int64_t>;
  const int64_t from = TicksPerSecond(type.unit());
  switch (type.id()) {
    case TypeId::kDate:
      return MakeKernel<int32_t>(kBig, [=](int32_t days) -> Result {
        if (!IsFiniteDate(days)) return std::nullopt;
        return Rescale(days * kSecondsPerDay, 1, per_second);
      });
    case TypeId::kTime:
    case TypeId::kTimestamp:
      return MakeKernel<int64_t>(kBig, [=](int64_t ticks) -> Result {
        if (!IsFiniteTimestamp(ticks)) return std::nullopt;
        if (rounded && from > per_second) {
          const int64_t half = from / per_second / 2;
          return (ticks + (ticks < 0 ? -half : half)) / (2 * half);
        }
        // Nanoseconds are rounded to microseconds, unless they are what is asked for.
        if (from != kNanosPerSecond || per_second == from) return Rescale(ticks, from, per_second);
        constexpr int64_t kHalfMicro = 500;
        return Rescale(FloorDiv(ticks + kHalfMicro, 2 * kHalfMicro), kMicrosPerSecond, per_second);
      });
    case TypeId::kTimeTz:
      return MakeKernel<int64_t>(kBig, [=](int64_t packed) {
        return Rescale(UnpackTimeTz(packed).micros, kMicrosPerSecond, per_second);
      });
    case TypeId::kInterval:
      return MakeKernel<Interval>(kBig,
                                  [=](Interval span) { return TicksOfInterval(span, per_second); });
    default: return std::nullopt;
  }
}

ScalarOverload TicksOverload(int64_t per_second, bool rounded) {
  ScalarOverload overload;
  overload.parameters = {LogicalType::Timestamp()};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1) return std::nullopt;
    const LogicalType type = actual[0].id() == TypeId::kNull ? LogicalType::Timestamp() : actual[0];
    auto kernel = TicksKernel(type, per_second, rounded && type.id() == TypeId::kTimestamp);
    if (!kernel) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {type};
    bound.result = kBig;
    bound.kernel = *std::move(kernel);
    return bound;
  };
  return overload;
}

void AddTicks(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
              int64_t per_second, FunctionExample example) {
  const bool rounded = std::string_view(name) == "epoch_ms";
  std::vector<ScalarOverload> overloads = {TicksOverload(per_second, rounded)};
  if (per_second == 1'000) {
    overloads.push_back(MakeOverload<int64_t>({kBig}, LogicalType::Timestamp(), [](int64_t millis) {
      return Rescale(millis, 1'000, kMicrosPerSecond);
    }));
  }
  registry.Add(ScalarFunction{name,
                              std::move(aliases),
                              "date",
                              "Returns the ticks since 1970 of a date or timestamp, those of a "
                              "time or interval; epoch_ms also the timestamp of ticks.",
                              {std::move(example)},
                              {},
                              std::move(overloads)});
}

}  // namespace

void RegisterDateNames(FunctionRegistry& registry) {
  AddName(registry, "dayname", "Returns the English name of the day.",
          {"dayname(DATE '2020-02-29')", "Saturday"}, DayName);
  AddName(registry, "monthname", "Returns the English name of the month.",
          {"monthname(DATE '2020-02-29')", "February"}, MonthName);
  AddTicks(registry, "epoch_ms", {}, 1'000, {"epoch_ms(TIMESTAMP '1970-01-01 00:00:01')", "1000"});
  AddTicks(registry, "unix_millis", {}, 1'000,
           {"unix_millis(TIMESTAMP '1970-01-01 00:00:01')", "1000"});
  AddTicks(registry, "epoch_us", {"unix_micros"}, 1'000'000,
           {"epoch_us(TIMESTAMP '1970-01-01 00:00:01')", "1000000"});
  AddTicks(registry, "epoch_ns", {}, 1'000'000'000,
           {"epoch_ns(TIMESTAMP '1970-01-01 00:00:01')", "1000000000"});
}

}  // namespace lakebolt
