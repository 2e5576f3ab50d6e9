// Dates as Spark counts them, where DuckDB has no function of the name.

#include <cmath>

#include "base/ascii.h"
#include "function/scalar/clock_kernel.h"
#include "function/scalar/date_families.h"
#include "function/scalar/date_part.h"
#include "function/scalar/families.h"
#include "function/spark/families.h"

namespace lakebolt {

namespace {

const LogicalType kDate = TypeId::kDate;
const LogicalType kInt = TypeId::kInt32;
const LogicalType kBig = TypeId::kInt64;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kTimestamp = LogicalType::Timestamp();

int32_t CheckedDate(int64_t days) {
  if (days != static_cast<int32_t>(days)) {
    throw UserError(ErrorCode::kOutOfRange, "date out of range");
  }
  return static_cast<int32_t>(days);
}

int32_t AddMonthsTo(int32_t date, int32_t months) {
  if (!IsFiniteDate(date)) return date;
  const auto moved = AddMonths(date, months);
  if (!moved) throw UserError(ErrorCode::kOutOfRange, "date out of range");
  return *moved;
}

bool IsLastOfMonth(const CivilDate& date) {
  return date.day == DaysInMonth(date.year, date.month);
}

/// Counts months between two moments; parts of one as 31 days, none between two ends of months.
double MonthsBetween(int64_t later, int64_t earlier, uint8_t round) {
  const DayAndTime a = SplitTimestamp(later, kMicrosPerSecond);
  const DayAndTime b = SplitTimestamp(earlier, kMicrosPerSecond);
  const CivilDate to = CivilFromDays(a.days);
  const CivilDate from = CivilFromDays(b.days);
  const double months = (to.year - from.year) * 12.0 + (to.month - from.month);
  if (to.day == from.day || (IsLastOfMonth(to) && IsLastOfMonth(from))) return months;
  const double nanos = static_cast<double>(a.nanos - b.nanos);
  const double days =
      (to.day - from.day) + nanos / (static_cast<double>(kSecondsPerDay) * kNanosPerSecond);
  const double result = months + days / 31;
  constexpr double kDigits = 1e8;
  return round != 0 ? std::round(result * kDigits) / kDigits : result;
}

/// Finds the day of the week in "Mon", "monday" or "MO"; nothing for other text.
std::optional<int32_t> WeekdayOf(std::string_view name) {
  std::string lower = AsciiLower(name);
  constexpr std::string_view kDays[] = {"sunday",   "monday", "tuesday", "wednesday",
                                        "thursday", "friday", "saturday"};
  for (int32_t day = 0; day < 7; ++day) {
    const std::string_view whole = kDays[day];
    if (lower == whole || lower == whole.substr(0, 3) || lower == whole.substr(0, 2)) return day;
  }
  return std::nullopt;
}

std::optional<int32_t> NextDay(int32_t date, const StringView& name) {
  const auto wanted = WeekdayOf(name.view());
  if (!wanted || !IsFiniteDate(date)) return std::nullopt;
  const int64_t ahead = FloorMod(*wanted - PartOf(DatePart::kDayOfWeek, {date, 0}) - 1, 7) + 1;
  return CheckedDate(date + ahead);
}

/// Sets everything of a date below a part to its start; nothing for parts of the day.
std::optional<int32_t> TruncDate(int32_t date, const StringView& format) {
  if (!IsFiniteDate(date)) return date;
  std::string name = AsciiLower(format.view());
  const CivilDate civil = CivilFromDays(date);
  if (name == "year" || name == "yyyy" || name == "yy") return DaysFromCivil({civil.year, 1, 1});
  if (name == "month" || name == "mon" || name == "mm") {
    return DaysFromCivil({civil.year, civil.month, 1});
  }
  if (name == "quarter") return DaysFromCivil({civil.year, (civil.month - 1) / 3 * 3 + 1, 1});
  if (name == "week") return MondayOf(date);
  return std::nullopt;
}

void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         const char* description, FunctionExample example, std::vector<ScalarOverload> overloads) {
  registry.Add(ScalarFunction{name,
                              std::move(aliases),
                              "date",
                              description,
                              {std::move(example)},
                              {},
                              std::move(overloads)});
}

void RegisterDateSums(FunctionRegistry& registry) {
  Add(registry, "add_months", {}, "Moves a date by months; the day is at most the month's last.",
      {"add_months(DATE '2020-01-31', 1)", "2020-02-29"},
      {MakeOverload<int32_t, int32_t>({kDate, kInt}, kDate, AddMonthsTo)});
  Add(registry, "date_sub", {}, "Moves a date back by days.",
      {"date_sub(DATE '2020-03-01', 1)", "2020-02-29"},
      {MakeOverload<int32_t, int32_t>({kDate, kInt}, kDate, [](int32_t date, int32_t days) {
        return IsFiniteDate(date) ? CheckedDate(int64_t{date} - days) : date;
      })});
  Add(registry, "date_diff", {}, "Counts the days from the second date to the first.",
      {"date_diff(DATE '2020-03-01', DATE '2020-02-28')", "2"},
      {MakeOverload<int32_t, int32_t>({kDate, kDate}, kBig, [](int32_t later, int32_t earlier) {
        return int64_t{later} - earlier;
      })});
  const auto months = [](int64_t later, int64_t earlier) {
    return MonthsBetween(later, earlier, 1);
  };
  Add(registry, "months_between", {},
      "Counts the months between two timestamps, with fractions of 31 days.",
      {"months_between(DATE '2020-03-31', DATE '2020-01-31')", "2.0"},
      {MakeOverload<int64_t, int64_t>({kTimestamp, kTimestamp}, TypeId::kFloat64, months),
       MakeOverload<int64_t, int64_t, uint8_t>({kTimestamp, kTimestamp, TypeId::kBoolean},
                                               TypeId::kFloat64, MonthsBetween)});
  Add(registry, "next_day", {}, "Returns the first date after a date that is such a weekday.",
      {"next_day(DATE '2020-02-29', 'Mon')", "2020-03-02"},
      {MakeOverload<int32_t, StringView>({kDate, kText}, kDate, NextDay)});
  Add(registry, "trunc", {}, "Sets a date to the start of its year, quarter, month or week.",
      {"trunc(DATE '2020-02-29', 'month')", "2020-02-01"},
      {MakeOverload<int32_t, StringView>({kDate, kText}, kDate, TruncDate)});
}

int64_t SecondsOf(int64_t micros) {
  return FloorDiv(micros, kMicrosPerSecond);
}

void RegisterUnixTimes(FunctionRegistry& registry) {
  const LogicalType zoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
  Add(registry, "unix_date", {}, "Returns the days since 1970.",
      {"unix_date(DATE '1970-01-11')", "10"},
      {MakeOverload<int32_t>({kDate}, kInt, [](int32_t days) { return days; })});
  Add(registry, "date_from_unix_date", {}, "Returns the date of days since 1970.",
      {"date_from_unix_date(10)", "1970-01-11"},
      {MakeOverload<int32_t>({kInt}, kDate, [](int32_t days) { return days; })});
  Add(registry, "unix_seconds", {}, "Returns the whole seconds since 1970.",
      {"unix_seconds(TIMESTAMPTZ '1970-01-01 00:00:10+00')", "10"},
      {MakeOverload<int64_t>({zoned}, kBig, SecondsOf)});
  Add(registry, "timestamp_seconds", {}, "Returns the timestamp of seconds since 1970.",
      {"timestamp_seconds(1.5) = TIMESTAMPTZ '1970-01-01 00:00:01.5+00'", "true"},
      {MakeOverload<double>({TypeId::kFloat64}, zoned, [](double seconds) {
        return std::llround(seconds * static_cast<double>(kMicrosPerSecond));
      })});
  Add(registry, "timestamp_micros", {}, "Returns the timestamp of microseconds since 1970.",
      {"timestamp_micros(10) = TIMESTAMPTZ '1970-01-01 00:00:00.00001+00'", "true"},
      {MakeOverload<int64_t>({kBig}, zoned, [](int64_t micros) { return micros; })});
}

Interval MakeYearMonth(int32_t years, int32_t months) {
  const int64_t total = int64_t{years} * 12 + months;
  if (total != static_cast<int32_t>(total)) {
    throw UserError(ErrorCode::kOutOfRange, "interval out of range");
  }
  return {static_cast<int32_t>(total), 0, 0};
}

Interval MakeDayTime(int32_t days, int32_t hours, int32_t minutes, double seconds) {
  const int64_t whole = (int64_t{hours} * 60 + minutes) * 60 * kNanosPerSecond;
  return {0, days, whole + std::llround(seconds * 1e6) * 1'000};
}

Interval MakeInterval(int32_t years, int32_t months, int32_t weeks, int32_t days, int32_t hours,
                      int32_t minutes, double seconds) {
  Interval out = MakeDayTime(0, hours, minutes, seconds);
  out.months = MakeYearMonth(years, months).months;
  out.days = CheckedDate(int64_t{weeks} * 7 + days);
  return out;
}

void RegisterIntervals(FunctionRegistry& registry) {
  const LogicalType interval = TypeId::kInterval;
  const LogicalType seconds = TypeId::kFloat64;
  Add(registry, "make_ym_interval", {}, "Makes an interval of years and months.",
      {"make_ym_interval(1, 2)", "1 year 2 months"},
      {MakeOverload<int32_t, int32_t>({kInt, kInt}, interval, MakeYearMonth),
       MakeOverload<int32_t>({kInt}, interval,
                             [](int32_t years) { return MakeYearMonth(years, 0); })});
  Add(registry, "make_dt_interval", {}, "Makes an interval of days, hours, minutes and seconds.",
      {"make_dt_interval(1, 2, 3, 4.5)", "1 day 02:03:04.5"},
      {MakeOverload<int32_t, int32_t, int32_t, double>({kInt, kInt, kInt, seconds}, interval,
                                                       MakeDayTime)});
  Add(registry, "make_interval", {},
      "Makes an interval of years, months, weeks, days, hours, minutes and seconds.",
      {"make_interval(1, 2, 3, 4, 5, 6, 7.5)", "1 year 2 months 25 days 05:06:07.5"},
      {MakeOverload<int32_t, int32_t, int32_t, int32_t, int32_t, int32_t, double>(
          {kInt, kInt, kInt, kInt, kInt, kInt, seconds}, interval, MakeInterval)});
}

}  // namespace

void RegisterSparkDates(FunctionRegistry& registry) {
  RegisterDateSums(registry);
  RegisterUnixTimes(registry);
  RegisterIntervals(registry);
  FunctionTraits stable = NeverFails();
  stable.volatility = Volatility::kStable;
  ScalarOverload zone;
  zone.result = kText;
  zone.kernel = [](std::span<const Vector>, RowSet rows) {
    return Vector::Constant(Value::Varchar(SessionZone().name()), rows.size);
  };
  registry.Add(ScalarFunction{"current_timezone",
                              {},
                              "date",
                              "Returns the name of the session's time zone.",
                              {{"length(current_timezone()) > 0", "true"}},
                              stable,
                              {zone}});
}

}  // namespace lakebolt
