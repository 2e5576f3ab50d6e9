// Dates as Spark counts them: text and timestamps will do where a date is asked for.

#include "base/ascii.h"
#include "function/scalar/date/date_names.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/date_units.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kDate = TypeId::kDate;
const LogicalType kInt = TypeId::kInt32;
const LogicalType kText = TypeId::kVarchar;

int32_t CheckedDate(int64_t days) {
  if (days != static_cast<int32_t>(days)) {
    throw UserError(ErrorCode::kOutOfRange, "date out of range");
  }
  return static_cast<int32_t>(days);
}

int32_t AddMonthsTo(int32_t date, int32_t months) {
  const auto moved = AddMonths(date, months);
  if (!moved) throw UserError(ErrorCode::kOutOfRange, "date out of range");
  return *moved;
}

/// Finds the day of the week in "Mon", "monday" or "MO"; nothing for other text.
std::optional<int32_t> WeekdayOf(std::string_view name) {
  const std::string lower = AsciiLower(name);
  constexpr std::string_view kDays[] = {"sunday",   "monday", "tuesday", "wednesday",
                                        "thursday", "friday", "saturday"};
  for (int32_t day = 0; day < 7; ++day) {
    const std::string_view whole = kDays[day];
    if (lower == whole || lower == whole.substr(0, 3) || lower == whole.substr(0, 2)) return day;
  }
  return std::nullopt;
}

int32_t NextDay(int32_t date, const StringView& name) {
  const auto wanted = WeekdayOf(name.view());
  if (!wanted) {
    throw UserError(ErrorCode::kInvalidArgument, "\"" + name.str() + "\" is no day of the week");
  }
  const int64_t ahead = FloorMod(*wanted - PartOf(DatePart::kDayOfWeek, {date, 0}) - 1, 7) + 1;
  return CheckedDate(date + ahead);
}

/// Sets everything of a date below a part to its start; nothing for parts of the day.
std::optional<int32_t> TruncDate(int32_t date, const StringView& format) {
  const auto unit = TruncUnit(format.view());
  if (!unit) return std::nullopt;
  const CivilDate civil = CivilFromDays(date);
  switch (*unit) {
    case DatePart::kYear: return DaysFromCivil({civil.year, 1, 1});
    case DatePart::kQuarter: return DaysFromCivil({civil.year, (civil.month - 1) / 3 * 3 + 1, 1});
    case DatePart::kMonth: return DaysFromCivil({civil.year, civil.month, 1});
    case DatePart::kWeek: return MondayOf(date);
    default: return std::nullopt;
  }
}

/// Makes the overloads of days from a second date to a first one.
std::vector<ScalarOverload> DaysBetween() {
  std::vector<ScalarOverload> overloads = {MakeOverload<int32_t, int32_t>(
      {kDate, kDate}, kInt,
      [](int32_t later, int32_t earlier) { return CheckedDate(int64_t{later} - earlier); })};
  for (const bool zoned : {true, false}) {
    const LogicalType type = LogicalType::Timestamp(TimeUnit::kMicro, zoned);
    const auto between = [](ZoneClock& clock, int64_t later, int64_t earlier) {
      return CheckedDate(FloorDiv(clock.ToLocal(later), kMicrosPerDay) -
                         FloorDiv(clock.ToLocal(earlier), kMicrosPerDay));
    };
    overloads.push_back(
        KernelOverload({type, type}, kInt, MakeClockKernel<int64_t, int64_t>(type, kInt, between)));
  }
  return overloads;
}

void RegisterDateSums(FunctionRegistry& registry) {
  Family general(registry, "date");
  general.Add({"add_months"}, "Moves a date by months; the day is at most the month's last.",
              {{"add_months(DATE '2020-01-31', 1)", "2020-02-29"}},
              DayOverloads<int32_t>({kInt}, kDate, AddMonthsTo));
  general.Add({"next_day"}, "Returns the first date after a date that is such a weekday.",
              {{"next_day(DATE '2020-02-29', 'Mon')", "2020-03-02"}},
              DayOverloads<StringView>({kText}, kDate, NextDay));
  general.Add({"unix_date"}, "Returns the days since 1970.",
              {{"unix_date(DATE '1970-01-11')", "10"}},
              DayOverloads<>({}, kInt, [](int32_t days) { return days; }));
  general.Add({"date_from_unix_date"}, "Returns the date of days since 1970.",
              {{"date_from_unix_date(10)", "1970-01-11"}},
              {MakeOverload<int32_t>({kInt}, kDate, [](int32_t days) { return days; })});
  Family spark(registry, "date", "spark");
  const auto add = [](int32_t date, int32_t days) { return CheckedDate(int64_t{date} + days); };
  const auto subtract = [](int32_t date, int32_t days) {
    return CheckedDate(int64_t{date} - days);
  };
  spark.Add({"date_add", "dateadd"}, "Moves a date by days, or a timestamp by units.",
            {{"date_add(DATE '2020-02-28', 2)", "2020-03-01"}},
            DayOverloads<int32_t>({kInt}, kDate, add));
  spark.Add({"date_sub"}, "Moves a date back by days.",
            {{"date_sub(DATE '2020-03-01', 1)", "2020-02-29"}},
            DayOverloads<int32_t>({kInt}, kDate, subtract));
  spark.Add({"date_diff", "datediff"},
            "Counts the days from the second date to the first, or the units between two "
            "timestamps.",
            {{"date_diff('2020-03-01', '2020-02-28')", "2"}}, DaysBetween());
  spark.Add({"trunc"}, "Sets a date to the start of its year, quarter, month or week.",
            {{"trunc('2020-02-29', 'MM')", "2020-02-01"}},
            DayOverloads<StringView>({kText}, kDate, TruncDate));
}

void RegisterNames(FunctionRegistry& registry) {
  Family spark(registry, "date", "spark");
  constexpr size_t kShort = 3;
  const auto day_name = [](int32_t day) {
    return StringView(kDayNames[PartOf(DatePart::kDayOfWeek, {day, 0})], kShort);
  };
  const auto month_name = [](int32_t day) {
    return StringView(kMonthNames[CivilFromDays(day).month - 1], kShort);
  };
  spark.Add({"dayname"}, "Returns the first three letters of the day's name.",
            {{"dayname(DATE '2020-02-29')", "Sat"}}, DayOverloads<>({}, kText, day_name),
            NeverFails());
  spark.Add({"monthname"}, "Returns the first three letters of the month's name.",
            {{"monthname(DATE '2020-02-29')", "Feb"}}, DayOverloads<>({}, kText, month_name),
            NeverFails());
}

}  // namespace

void RegisterSparkDates(FunctionRegistry& registry) {
  RegisterDateSums(registry);
  RegisterNames(registry);
}

}  // namespace lakebolt
