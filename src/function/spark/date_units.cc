#include "function/spark/date_units.h"

#include <span>

#include "base/ascii.h"
#include "base/error.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

struct UnitName {
  std::string_view name;  // in upper case
  DatePart part;
};

constexpr UnitName kTruncUnits[] = {
    {"YEAR", DatePart::kYear},
    {"YYYY", DatePart::kYear},
    {"YY", DatePart::kYear},
    {"QUARTER", DatePart::kQuarter},
    {"MONTH", DatePart::kMonth},
    {"MM", DatePart::kMonth},
    {"MON", DatePart::kMonth},
    {"WEEK", DatePart::kWeek},
    {"DAY", DatePart::kDay},
    {"DD", DatePart::kDay},
    {"HOUR", DatePart::kHour},
    {"MINUTE", DatePart::kMinute},
    {"SECOND", DatePart::kSecond},
    {"MILLISECOND", DatePart::kMillisecond},
    {"MICROSECOND", DatePart::kMicrosecond},
};

constexpr UnitName kCountUnits[] = {
    {"YEAR", DatePart::kYear},
    {"QUARTER", DatePart::kQuarter},
    {"MONTH", DatePart::kMonth},
    {"WEEK", DatePart::kWeek},
    {"DAY", DatePart::kDay},
    {"DAYOFYEAR", DatePart::kDay},
    {"HOUR", DatePart::kHour},
    {"MINUTE", DatePart::kMinute},
    {"SECOND", DatePart::kSecond},
    {"MILLISECOND", DatePart::kMillisecond},
    {"MICROSECOND", DatePart::kMicrosecond},
};

constexpr UnitName kFields[] = {
    {"YEAR", DatePart::kYear},
    {"Y", DatePart::kYear},
    {"YEARS", DatePart::kYear},
    {"YR", DatePart::kYear},
    {"YRS", DatePart::kYear},
    {"YEAROFWEEK", DatePart::kIsoYear},
    {"QUARTER", DatePart::kQuarter},
    {"QTR", DatePart::kQuarter},
    {"MONTH", DatePart::kMonth},
    {"MON", DatePart::kMonth},
    {"MONS", DatePart::kMonth},
    {"MONTHS", DatePart::kMonth},
    {"WEEK", DatePart::kWeek},
    {"W", DatePart::kWeek},
    {"WEEKS", DatePart::kWeek},
    {"DAY", DatePart::kDay},
    {"D", DatePart::kDay},
    {"DAYS", DatePart::kDay},
    {"DAYOFWEEK", DatePart::kDayOfWeek},
    {"DOW", DatePart::kDayOfWeek},
    {"DAYOFWEEK_ISO", DatePart::kIsoDayOfWeek},
    {"DOW_ISO", DatePart::kIsoDayOfWeek},
    {"DOY", DatePart::kDayOfYear},
    {"HOUR", DatePart::kHour},
    {"H", DatePart::kHour},
    {"HOURS", DatePart::kHour},
    {"HR", DatePart::kHour},
    {"HRS", DatePart::kHour},
    {"MINUTE", DatePart::kMinute},
    {"M", DatePart::kMinute},
    {"MIN", DatePart::kMinute},
    {"MINS", DatePart::kMinute},
    {"MINUTES", DatePart::kMinute},
    {"SECOND", DatePart::kSecond},
    {"S", DatePart::kSecond},
    {"SEC", DatePart::kSecond},
    {"SECONDS", DatePart::kSecond},
    {"SECS", DatePart::kSecond},
};

std::optional<DatePart> Find(std::span<const UnitName> units, std::string_view name) {
  const auto same = [&](std::string_view upper) {
    if (upper.size() != name.size()) return false;
    for (size_t i = 0; i < name.size(); ++i) {
      if (AsciiUpper(name[i]) != upper[i]) return false;
    }
    return true;
  };
  for (const UnitName& unit : units) {
    if (same(unit.name)) return unit.part;
  }
  return std::nullopt;
}

}  // namespace

std::optional<DatePart> TruncUnit(std::string_view name) {
  return Find(kTruncUnits, name);
}

std::optional<DatePart> CountUnit(std::string_view name) {
  return Find(kCountUnits, name);
}

std::optional<DatePart> ExtractField(std::string_view name) {
  return Find(kFields, name);
}

int64_t NanosOfUnit(DatePart unit) {
  switch (unit) {
    case DatePart::kHour: return 3600 * kNanosPerSecond;
    case DatePart::kMinute: return 60 * kNanosPerSecond;
    case DatePart::kSecond: return kNanosPerSecond;
    case DatePart::kMillisecond: return 1'000'000;
    case DatePart::kMicrosecond: return 1'000;
    default: return 0;
  }
}

DatePart UnitCache::Require(std::string_view name, const char* function) {
  if (const auto unit = Find(name)) return *unit;
  throw UserError(ErrorCode::kInvalidArgument,
                  std::string(function) + " has no unit \"" + std::string(name) + "\"", {},
                  "it takes units such as HOUR, MINUTE and SECOND");
}

}  // namespace lakebolt
