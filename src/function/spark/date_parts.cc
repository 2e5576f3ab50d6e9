// year(x), hour(x), date_part('SECONDS', x) and so on, as Spark counts.

#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/date_units.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kInt = TypeId::kInt32;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kSeconds = LogicalType::Decimal(8, 6);
constexpr int64_t kNanosPerDay = kSecondsPerDay * kNanosPerSecond;

/// Computes a part; seconds come with their fraction, in microseconds. Sunday is day 1.
int64_t SparkPart(DatePart part, DayAndTime at) {
  switch (part) {
    case DatePart::kSecond: return PartOf(DatePart::kMicrosecond, at);
    case DatePart::kDayOfWeek: return PartOf(part, at) + 1;
    default: return PartOf(part, at);
  }
}

/// Computes a part of an interval, whose hours beyond a day count as days.
int64_t PartOfSpan(DatePart part, Interval span) {
  const int128_t nanos = int128_t{span.days} * kNanosPerDay + span.nanos;
  switch (part) {
    case DatePart::kYear: return span.months / 12;
    case DatePart::kMonth: return span.months % 12;
    case DatePart::kDay: return static_cast<int64_t>(nanos / kNanosPerDay);
    case DatePart::kHour: return static_cast<int64_t>(nanos / (3600 * kNanosPerSecond) % 24);
    case DatePart::kMinute: return static_cast<int64_t>(nanos / (60 * kNanosPerSecond) % 60);
    default: return static_cast<int64_t>(nanos % (60 * kNanosPerSecond) / 1'000);
  }
}

bool IsSpanPart(DatePart part) {
  return part == DatePart::kYear || part == DatePart::kMonth || part == DatePart::kDay ||
         IsTimePart(part);
}

/// Makes the kernel of a part for a type; nothing where the type has no such part.
template <typename Result>
std::optional<ScalarKernel> PartKernel(DatePart part, const LogicalType& type,
                                       const LogicalType& result) {
  const int64_t per_second = TicksPerSecond(type.unit());
  using Part = std::optional<Result>;
  switch (type.id()) {
    case TypeId::kDate:
      return MakeKernel<int32_t>(result, [=](int32_t days) -> Part {
        if (!IsFiniteDate(days)) return std::nullopt;
        return static_cast<Result>(SparkPart(part, {days, 0}));
      });
    case TypeId::kTimestamp:
      return MakeClockKernel<int64_t>(type, result, [=](ZoneClock& clock, int64_t ticks) -> Part {
        if (!IsFiniteTimestamp(ticks)) return std::nullopt;
        const DayAndTime at = SplitTimestamp(clock.ToLocal(ticks), per_second);
        return static_cast<Result>(SparkPart(part, at));
      });
    case TypeId::kTime:
      if (!IsTimePart(part)) return std::nullopt;
      return MakeKernel<int64_t>(result, [=](int64_t ticks) {
        return static_cast<Result>(SparkPart(part, {0, ticks * (kNanosPerSecond / per_second)}));
      });
    case TypeId::kInterval:
      if (!IsSpanPart(part)) return std::nullopt;
      return MakeKernel<Interval>(
          result, [=](Interval span) { return static_cast<Result>(PartOfSpan(part, span)); });
    default: return std::nullopt;
  }
}

std::optional<BoundScalar> BindPart(const std::vector<LogicalType>& actual,
                                    std::span<const Value* const> constants) {
  if (actual.size() != 2) return std::nullopt;
  LogicalType type = actual[1];
  const bool unknown = type.id() == TypeId::kNull || type.id() == TypeId::kVarchar;
  if (unknown) type = LogicalType::Timestamp(TimeUnit::kMicro, true);
  const bool fits = type.id() == TypeId::kDate || type.id() == TypeId::kTime ||
                    type.id() == TypeId::kTimestamp || type.id() == TypeId::kInterval;
  if (!fits) return std::nullopt;
  if (constants[0] == nullptr || constants[0]->type().id() != TypeId::kVarchar) {
    throw UserError(ErrorCode::kInvalidArgument, "the part of date_part must be a text literal");
  }
  const bool is_null = constants[0]->IsNull();
  const std::string name = is_null ? "YEAR" : constants[0]->string();
  const auto part = ExtractField(name);
  const bool seconds = part == DatePart::kSecond;
  BoundScalar bound;
  bound.result = seconds ? kSeconds : kInt;
  auto kernel = !part     ? std::nullopt
                : seconds ? PartKernel<int64_t>(*part, type, bound.result)
                          : PartKernel<int32_t>(*part, type, bound.result);
  if (!kernel) {
    throw UserError(ErrorCode::kInvalidArgument, type.ToString() + " has no part \"" + name + "\"");
  }
  bound.arguments = {kText, type};
  bound.traits.can_fail = false;
  bound.kernel = [kernel = *std::move(kernel)](std::span<const Vector> args, RowSet rows) {
    return kernel(args.subspan(1), rows);
  };
  return bound;
}

/// Adds the function of one part of a date.
template <typename Fn>
void AddDayPart(Family& family, std::vector<std::string> names, const char* description,
                FunctionExample example, Fn fn) {
  const auto part = [=](int32_t day) { return static_cast<int32_t>(fn(day)); };
  family.Add(std::move(names), description, {std::move(example)}, DayOverloads<>({}, kInt, part),
             NeverFails());
}

/// Adds the function of one part of a time.
void AddTimePart(Family& family, const char* name, const char* description, FunctionExample example,
                 DatePart part) {
  std::vector<ScalarOverload> overloads;
  for (const bool zoned : {true, false}) {
    const LogicalType type = LogicalType::Timestamp(TimeUnit::kMicro, zoned);
    const auto of_instant = [=](ZoneClock& clock, int64_t micros) -> std::optional<int32_t> {
      if (!IsFiniteTimestamp(micros)) return std::nullopt;
      const DayAndTime at = SplitTimestamp(clock.ToLocal(micros), kMicrosPerSecond);
      return static_cast<int32_t>(PartOf(part, at));
    };
    overloads.push_back(
        KernelOverload({type}, kInt, MakeClockKernel<int64_t>(type, kInt, of_instant)));
  }
  constexpr int64_t kNanosPerMicro = 1'000;
  overloads.push_back(MakeOverload<int64_t>({LogicalType::Time()}, kInt, [=](int64_t micros) {
    return static_cast<int32_t>(PartOf(part, {0, micros * kNanosPerMicro}));
  }));
  family.Add({name}, description, {std::move(example)}, std::move(overloads), NeverFails());
}

}  // namespace

void RegisterSparkDateParts(FunctionRegistry& registry) {
  Family family(registry, "date", "spark");
  const auto part = [](DatePart which) {
    return [=](int32_t day) { return PartOf(which, {day, 0}); };
  };
  AddDayPart(family, {"year"}, "Returns the year.", {"year('2021-03-04')", "2021"},
             part(DatePart::kYear));
  AddDayPart(family, {"quarter"}, "Returns the quarter of the year, 1 to 4.",
             {"quarter('2021-03-04')", "1"}, part(DatePart::kQuarter));
  AddDayPart(family, {"month"}, "Returns the month.", {"month('2021-03-04')", "3"},
             part(DatePart::kMonth));
  AddDayPart(family, {"weekofyear"}, "Returns the ISO week of the year, 1 to 53.",
             {"weekofyear('2021-01-03')", "53"}, part(DatePart::kWeek));
  AddDayPart(family, {"day", "dayofmonth"}, "Returns the day of the month.",
             {"day('2021-03-04')", "4"}, part(DatePart::kDay));
  AddDayPart(family, {"dayofyear"}, "Returns the day of the year, from 1.",
             {"dayofyear('2021-03-04')", "63"}, part(DatePart::kDayOfYear));
  AddDayPart(family, {"dayofweek"}, "Returns the day of the week: Sunday is 1, Saturday 7.",
             {"dayofweek('2021-03-04')", "5"},
             [](int32_t day) { return PartOf(DatePart::kDayOfWeek, {day, 0}) + 1; });
  AddDayPart(family, {"weekday"}, "Returns the day of the week: Monday is 0, Sunday 6.",
             {"weekday('2021-03-04')", "3"},
             [](int32_t day) { return PartOf(DatePart::kIsoDayOfWeek, {day, 0}) - 1; });
  AddTimePart(family, "hour", "Returns the hour.", {"hour('2021-03-04 05:06:07')", "5"},
              DatePart::kHour);
  AddTimePart(family, "minute", "Returns the minute.", {"minute('2021-03-04 05:06:07')", "6"},
              DatePart::kMinute);
  AddTimePart(family, "second", "Returns the whole seconds of the minute.",
              {"second('2021-03-04 05:06:07')", "7"}, DatePart::kSecond);
  ScalarOverload any_part;
  any_part.parameters = {kText, LogicalType::Timestamp()};
  any_part.bind_constants = BindPart;
  family.Add({"date_part", "datepart"},
             "Returns a part of a date, time, timestamp or interval by its name; seconds come with "
             "their fraction. EXTRACT(part FROM x) is the same.",
             {{"date_part('SECONDS', TIMESTAMP '2021-03-04 05:06:07.5')", "7.500000"}}, {any_part});
}

}  // namespace lakebolt
