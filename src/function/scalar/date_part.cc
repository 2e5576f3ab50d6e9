// year(x), month(x) and so on, and date_part(part, x) for parts that are not constant.

#include "function/scalar/date_part.h"

#include <array>
#include <cctype>

#include "function/scalar/families.h"
#include "function/scalar_adapter.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

struct PartName {
  std::string_view name;
  DatePart part;
};

constexpr PartName kPartNames[] = {
    {"year", DatePart::kYear},
    {"month", DatePart::kMonth},
    {"day", DatePart::kDay},
    {"hour", DatePart::kHour},
    {"minute", DatePart::kMinute},
    {"second", DatePart::kSecond},
    {"quarter", DatePart::kQuarter},
    {"week", DatePart::kWeek},
    {"decade", DatePart::kDecade},
    {"century", DatePart::kCentury},
    {"centurie", DatePart::kCentury},
    {"millennium", DatePart::kMillennium},
    {"millennia", DatePart::kMillennium},
    {"millenium", DatePart::kMillennium},
    {"millisecond", DatePart::kMillisecond},
    {"microsecond", DatePart::kMicrosecond},
    {"nanosecond", DatePart::kNanosecond},
    {"epoch", DatePart::kEpoch},
    {"dow", DatePart::kDayOfWeek},
    {"dayofweek", DatePart::kDayOfWeek},
    {"weekday", DatePart::kDayOfWeek},
    {"isodow", DatePart::kIsoDayOfWeek},
    {"doy", DatePart::kDayOfYear},
    {"dayofyear", DatePart::kDayOfYear},
    {"isoyear", DatePart::kIsoYear},
    {"yearweek", DatePart::kYearWeek},
    {"weekofyear", DatePart::kWeek},
    {"dayofmonth", DatePart::kDay},
    {"era", DatePart::kEra},
    {"y", DatePart::kYear},
    {"yr", DatePart::kYear},
    {"mon", DatePart::kMonth},
    {"d", DatePart::kDay},
    {"h", DatePart::kHour},
    {"hr", DatePart::kHour},
    {"m", DatePart::kMinute},
    {"min", DatePart::kMinute},
    {"s", DatePart::kSecond},
    {"sec", DatePart::kSecond},
    {"w", DatePart::kWeek},
    {"ms", DatePart::kMillisecond},
    {"msec", DatePart::kMillisecond},
    {"us", DatePart::kMicrosecond},
    {"usec", DatePart::kMicrosecond},
    {"ns", DatePart::kNanosecond},
};

constexpr int64_t kNanosPerMinute = 60 * kNanosPerSecond;
constexpr int64_t kNanosPerHour = 60 * kNanosPerMinute;

/// Counts centuries and the like from year 1: 2000 is the last year of the 20th century.
int64_t CountFromOne(int64_t year, int64_t span) {
  return year > 0 ? (year - 1) / span + 1 : -((-year) / span + 1);
}

/// Returns the ISO year: the one that has most days of the week.
int64_t IsoYear(int32_t days) {
  return CivilFromDays(MondayOf(days) + 3).year;
}

int64_t IsoWeek(int32_t days) {
  const int32_t thursday = MondayOf(days) + 3;
  const int32_t first = DaysFromCivil({CivilFromDays(thursday).year, 1, 1});
  return (thursday - first) / 7 + 1;
}

int64_t PartOfTime(DatePart part, int64_t nanos) {
  const int64_t of_minute = nanos % kNanosPerMinute;
  switch (part) {
    case DatePart::kHour: return nanos / kNanosPerHour;
    case DatePart::kMinute: return nanos / kNanosPerMinute % 60;
    case DatePart::kSecond: return of_minute / kNanosPerSecond;
    case DatePart::kMillisecond: return of_minute / 1'000'000;
    case DatePart::kMicrosecond: return of_minute / 1'000;
    case DatePart::kNanosecond: return of_minute;
    default: return 0;
  }
}

bool IsTimePart(DatePart part) {
  return part >= DatePart::kHour && part <= DatePart::kNanosecond;
}

/// Makes the function of one part for a type; nothing where the type has no such part.
std::optional<ScalarKernel> PartKernel(DatePart part, const LogicalType& type) {
  const int64_t per_second = TicksPerSecond(type.unit());
  const LogicalType result = TypeId::kInt64;
  switch (type.id()) {
    case TypeId::kDate:
      return MakeKernel<int32_t>(result, [=](int32_t days) { return PartOf(part, {days, 0}); });
    case TypeId::kTimestamp:
      return MakeKernel<int64_t>(
          result, [=](int64_t ticks) { return PartOf(part, SplitTimestamp(ticks, per_second)); });
    case TypeId::kTime:
      if (!IsTimePart(part)) return std::nullopt;
      return MakeKernel<int64_t>(result, [=](int64_t ticks) {
        return PartOfTime(part, ticks * (kNanosPerSecond / per_second));
      });
    case TypeId::kInterval:
      return MakeKernel<Interval>(result,
                                  [=](Interval span) { return PartOfInterval(part, span); });
    default: return std::nullopt;
  }
}

double EpochOfInterval(Interval span) {
  // A year counts 365.25 days, a month 30.
  const double days = span.months / 12 * 365.25 + span.months % 12 * 30.0 + span.days;
  return days * static_cast<double>(kSecondsPerDay) + static_cast<double>(span.nanos) / 1e9;
}

/// Makes the seconds since 1970 of a type, with their fraction.
std::optional<ScalarKernel> EpochKernel(const LogicalType& type) {
  const LogicalType result = TypeId::kFloat64;
  const auto per_second = static_cast<double>(TicksPerSecond(type.unit()));
  switch (type.id()) {
    case TypeId::kDate:
      return MakeKernel<int32_t>(
          result, [](int32_t days) { return static_cast<double>(days) * kSecondsPerDay; });
    case TypeId::kTimestamp:
    case TypeId::kTime:
      return MakeKernel<int64_t>(
          result, [=](int64_t ticks) { return static_cast<double>(ticks) / per_second; });
    case TypeId::kInterval: return MakeKernel<Interval>(result, EpochOfInterval);
    default: return std::nullopt;
  }
}

ScalarOverload PartOverload(DatePart part, const LogicalType& documented) {
  ScalarOverload overload;
  overload.parameters = {documented};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1) return std::nullopt;
    const LogicalType& type = actual[0].id() == TypeId::kNull ? documented : actual[0];
    auto kernel = part == DatePart::kEpoch ? EpochKernel(type) : PartKernel(part, type);
    if (!kernel) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {type};
    bound.result = part == DatePart::kEpoch ? TypeId::kFloat64 : TypeId::kInt64;
    bound.traits.can_fail = false;
    const bool growing = part == DatePart::kYear || part == DatePart::kEpoch ||
                         part == DatePart::kDecade || part == DatePart::kIsoYear;
    if (growing) bound.traits.monotonicity = Monotonicity::kIncreasing;
    bound.kernel = *std::move(kernel);
    return bound;
  };
  return overload;
}

/// Binds date_part('year', x), whose result type fits the part.
std::optional<BoundScalar> BindConstantPart(DatePart part, const LogicalType& type) {
  auto kernel = part == DatePart::kEpoch ? EpochKernel(type) : PartKernel(part, type);
  if (!kernel) return std::nullopt;
  BoundScalar bound;
  bound.arguments = {TypeId::kVarchar, type};
  bound.result = part == DatePart::kEpoch ? TypeId::kFloat64 : TypeId::kInt64;
  bound.traits.can_fail = false;
  bound.kernel = [kernel = *std::move(kernel)](std::span<const Vector> args, RowSet rows) {
    return kernel(args.subspan(1), rows);
  };
  return bound;
}

/// Binds date_part(part, x), also with a part that is known only at run time.
std::optional<BoundScalar> BindDatePart(const std::vector<LogicalType>& actual,
                                        std::span<const Value* const> constants) {
  if (actual.size() != 2) return std::nullopt;
  const LogicalType type = actual[1].id() == TypeId::kNull ? LogicalType(TypeId::kDate) : actual[1];
  if (!PartKernel(DatePart::kHour, type)) return std::nullopt;
  const bool constant = constants[0] != nullptr && !constants[0]->IsNull() &&
                        constants[0]->type().id() == TypeId::kVarchar;
  if (constant) return BindConstantPart(RequireDatePart(constants[0]->string()), type);
  BoundScalar bound;
  bound.arguments = {TypeId::kVarchar, type};
  bound.result = TypeId::kInt64;
  bound.kernel = [type](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> parts(args[0]);
    Vector out(TypeId::kInt64, rows.size);
    std::string name;
    std::optional<ScalarKernel> kernel;
    // One row after another: such calls are rare, and neighbours tend to share their part.
    rows.ForEach([&](uint32_t row) {
      if (!kernel || parts[row].view() != name) {
        name = parts[row].str();
        const DatePart part = RequireDatePart(name);
        kernel = part == DatePart::kEpoch ? std::nullopt : PartKernel(part, type);
        if (!kernel) {
          throw UserError(ErrorCode::kInvalidArgument, "date_part cannot take \"" + name +
                                                           "\" of " + type.ToString() +
                                                           " when the part is not a constant");
        }
      }
      const Vector one = (*kernel)(args.subspan(1), RowSet{&row, 1, rows.size});
      out.mutable_values<int64_t>()[row] = one.values<int64_t>()[row];
    });
    return out;
  };
  return bound;
}

struct PartFunction {
  DatePart part;
  const char* name;
  std::vector<std::string> aliases;
  const char* description;
  FunctionExample example;
};

std::vector<PartFunction> PartFunctions() {
  return {
      {DatePart::kYear, "year", {}, "Returns the year.", {"year(DATE '2021-03-04')", "2021"}},
      {DatePart::kMonth, "month", {}, "Returns the month.", {"month(DATE '2021-03-04')", "3"}},
      {DatePart::kDay,
       "day",
       {"dayofmonth"},
       "Returns the day of the month.",
       {"day(DATE '2021-03-04')", "4"}},
      {DatePart::kHour,
       "hour",
       {},
       "Returns the hour.",
       {"hour(TIMESTAMP '2021-03-04 05:06:07')", "5"}},
      {DatePart::kMinute,
       "minute",
       {},
       "Returns the minute.",
       {"minute(TIMESTAMP '2021-03-04 05:06:07')", "6"}},
      {DatePart::kSecond,
       "second",
       {},
       "Returns the whole seconds of the minute.",
       {"second(TIMESTAMP '2021-03-04 05:06:07')", "7"}},
      {DatePart::kMillisecond,
       "millisecond",
       {},
       "Returns the milliseconds of the minute.",
       {"millisecond(TIME '05:06:07.5')", "7500"}},
      {DatePart::kMicrosecond,
       "microsecond",
       {},
       "Returns the microseconds of the minute.",
       {"microsecond(TIME '05:06:07.5')", "7500000"}},
      {DatePart::kNanosecond,
       "nanosecond",
       {},
       "Returns the nanoseconds of the minute.",
       {"nanosecond(TIME '05:06:07.5')", "7500000000"}},
      {DatePart::kQuarter,
       "quarter",
       {},
       "Returns the quarter of the year, 1 to 4.",
       {"quarter(DATE '2021-03-04')", "1"}},
      {DatePart::kWeek,
       "week",
       {"weekofyear"},
       "Returns the ISO week of the year, 1 to 53.",
       {"week(DATE '2021-01-03')", "53"}},
      {DatePart::kDayOfWeek,
       "dayofweek",
       {"weekday"},
       "Returns the day of the week: Sunday is 0, Saturday 6.",
       {"dayofweek(DATE '2021-03-04')", "4"}},
      {DatePart::kIsoDayOfWeek,
       "isodow",
       {},
       "Returns the day of the ISO week: Monday is 1, Sunday 7.",
       {"isodow(DATE '2021-03-07')", "7"}},
      {DatePart::kDayOfYear,
       "dayofyear",
       {},
       "Returns the day of the year, from 1.",
       {"dayofyear(DATE '2021-03-04')", "63"}},
      {DatePart::kIsoYear,
       "isoyear",
       {},
       "Returns the year that the ISO week belongs to.",
       {"isoyear(DATE '2021-01-03')", "2020"}},
      {DatePart::kYearWeek,
       "yearweek",
       {},
       "Returns ISO year and week as one number.",
       {"yearweek(DATE '2021-01-03')", "202053"}},
      {DatePart::kDecade,
       "decade",
       {},
       "Returns the year divided by ten.",
       {"decade(DATE '2021-03-04')", "202"}},
      {DatePart::kCentury,
       "century",
       {},
       "Returns the century.",
       {"century(DATE '2021-03-04')", "21"}},
      {DatePart::kMillennium,
       "millennium",
       {},
       "Returns the millennium.",
       {"millennium(DATE '2021-03-04')", "3"}},
      {DatePart::kEra,
       "era",
       {},
       "Returns 1 for years after Christ, else 0.",
       {"era(DATE '2021-03-04')", "1"}},
      {DatePart::kEpoch,
       "epoch",
       {},
       "Returns the seconds since 1970, or those of a time or an interval.",
       {"epoch(TIMESTAMP '1970-01-01 00:00:01.5')", "1.5"}},
  };
}

}  // namespace

std::optional<DatePart> ParseDatePart(std::string_view name) {
  constexpr size_t kLongest = 16;
  if (name.size() > kLongest) return std::nullopt;
  std::string lower;
  for (const char c : name) {
    lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (int attempt = 0; attempt < 2; ++attempt) {
    for (const PartName& known : kPartNames) {
      if (known.name == lower) return known.part;
    }
    if (lower.size() < 2 || lower.back() != 's') break;
    lower.pop_back();  // a plural
  }
  return std::nullopt;
}

DatePart RequireDatePart(std::string_view name) {
  if (const auto part = ParseDatePart(name)) return *part;
  std::vector<std::string> known;
  for (const PartName& part : kPartNames) known.emplace_back(part.name);
  throw UserError(ErrorCode::kInvalidArgument,
                  "there is no date part \"" + std::string(name) + "\"", {},
                  DidYouMean(name, known));
}

DayAndTime SplitTimestamp(int64_t ticks, int64_t ticks_per_second) {
  const int64_t per_day = kSecondsPerDay * ticks_per_second;
  const int64_t days = FloorDiv(ticks, per_day);
  const int64_t rest = ticks - days * per_day;
  return {static_cast<int32_t>(days), rest * (kNanosPerSecond / ticks_per_second)};
}

int32_t MondayOf(int32_t days) {
  // 1970-01-01 was a Thursday.
  return days - static_cast<int32_t>(FloorMod(static_cast<int64_t>(days) + 3, 7));
}

int64_t PartOf(DatePart part, DayAndTime at) {
  switch (part) {
    case DatePart::kYear: return CivilFromDays(at.days).year;
    case DatePart::kMonth: return CivilFromDays(at.days).month;
    case DatePart::kDay: return CivilFromDays(at.days).day;
    case DatePart::kQuarter: return (CivilFromDays(at.days).month - 1) / 3 + 1;
    case DatePart::kDecade: return CivilFromDays(at.days).year / 10;
    case DatePart::kCentury: return CountFromOne(CivilFromDays(at.days).year, 100);
    case DatePart::kMillennium: return CountFromOne(CivilFromDays(at.days).year, 1000);
    case DatePart::kIsoYear: return IsoYear(at.days);
    case DatePart::kWeek: return IsoWeek(at.days);
    case DatePart::kYearWeek: return IsoYear(at.days) * 100 + IsoWeek(at.days);
    case DatePart::kDayOfWeek: return FloorMod(static_cast<int64_t>(at.days) + 4, 7);
    case DatePart::kIsoDayOfWeek: return at.days - MondayOf(at.days) + 1;
    case DatePart::kDayOfYear:
      return at.days - DaysFromCivil({CivilFromDays(at.days).year, 1, 1}) + 1;
    case DatePart::kEra: return CivilFromDays(at.days).year > 0 ? 1 : 0;
    default: return PartOfTime(part, at.nanos);
  }
}

int64_t PartOfInterval(DatePart part, Interval span) {
  switch (part) {
    case DatePart::kYear:
    case DatePart::kIsoYear: return span.months / 12;
    case DatePart::kMonth: return span.months % 12;
    case DatePart::kQuarter: return span.months % 12 / 3 + 1;
    case DatePart::kDecade: return span.months / 120;
    case DatePart::kCentury: return span.months / 1200;
    case DatePart::kMillennium: return span.months / 12000;
    case DatePart::kDay:
    case DatePart::kDayOfWeek:
    case DatePart::kIsoDayOfWeek:
    case DatePart::kDayOfYear: return span.days;
    case DatePart::kWeek: return span.days / 7;
    default: return PartOfTime(part, span.nanos);
  }
}

void RegisterDateParts(FunctionRegistry& registry) {
  for (PartFunction& function : PartFunctions()) {
    registry.Add(ScalarFunction{function.name,
                                std::move(function.aliases),
                                "date",
                                function.description,
                                {std::move(function.example)},
                                NeverFails(),
                                {PartOverload(function.part, TypeId::kDate)}});
  }
  ScalarOverload any_part;
  any_part.parameters = {TypeId::kVarchar, LogicalType::Timestamp()};
  any_part.bind_constants = BindDatePart;
  registry.Add(ScalarFunction{"date_part",
                              {"datepart"},
                              "date",
                              "Returns a part of a date, time, timestamp or interval by its name; "
                              "EXTRACT(part FROM x) is the same.",
                              {{"date_part('year', DATE '2021-03-04')", "2021"}},
                              {},
                              {any_part}});
}

}  // namespace lakebolt
