#include "sql/interval_unit.h"

#include <string>

#include "base/ascii.h"

namespace lakebolt::sql {

namespace {

constexpr IntervalUnit kUnits[] = {
    IntervalUnit::kMillennium,  IntervalUnit::kCentury,    IntervalUnit::kDecade,
    IntervalUnit::kYear,        IntervalUnit::kQuarter,    IntervalUnit::kMonth,
    IntervalUnit::kWeek,        IntervalUnit::kDay,        IntervalUnit::kHour,
    IntervalUnit::kMinute,      IntervalUnit::kSecond,     IntervalUnit::kMillisecond,
    IntervalUnit::kMicrosecond, IntervalUnit::kNanosecond,
};

}  // namespace

std::optional<IntervalUnit> FindIntervalUnit(std::string_view word) {
  constexpr size_t kLongest = 12;
  if (word.size() > kLongest) return std::nullopt;
  std::string upper = AsciiUpper(word);
  if (upper == "MILLENNIA") return IntervalUnit::kMillennium;
  if (upper == "CENTURIES") return IntervalUnit::kCentury;
  for (const IntervalUnit unit : kUnits) {
    const std::string_view text = IntervalUnitText(unit);
    const bool plural = upper.size() == text.size() + 1 && upper.back() == 'S';
    if (std::string_view(upper).substr(0, upper.size() - (plural ? 1 : 0)) == text) return unit;
  }
  return std::nullopt;
}

}  // namespace lakebolt::sql
