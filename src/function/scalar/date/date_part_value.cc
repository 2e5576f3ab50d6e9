// The parts of dates, times and intervals, and their names.

#include "base/ascii.h"
#include "base/error.h"
#include "function/scalar/date/date_part.h"
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
    {"julian", DatePart::kJulian},
    {"timezone", DatePart::kTimezone},
    {"timezone_hour", DatePart::kTimezoneHour},
    {"timezone_minute", DatePart::kTimezoneMinute},
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

int64_t YearWeek(int32_t days) {
  const int64_t year = IsoYear(days);
  return year * 100 + (year > 0 ? IsoWeek(days) : -IsoWeek(days));
}

}  // namespace

std::optional<DatePart> ParseDatePart(std::string_view name) {
  constexpr size_t kLongest = 16;
  if (name.size() > kLongest) return std::nullopt;
  std::string lower = AsciiLower(name);
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

bool IsTimePart(DatePart part) {
  return part >= DatePart::kHour && part <= DatePart::kNanosecond;
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
    case DatePart::kYearWeek: return YearWeek(at.days);
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
    case DatePart::kEra: return span.months < 0 ? 0 : 1;
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

}  // namespace lakebolt
