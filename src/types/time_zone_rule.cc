// The rule at the end of a time zone file, in the form of POSIX's TZ variable: standard time, then
// daylight saving time and the days of the year on which each begins.

#include <algorithm>

#include "types/calendar.h"
#include "types/time_zone_file.h"

namespace lakebolt {

namespace {

/// Says when, each year, a change happens.
struct YearlyChange {
  enum class Day : uint8_t { kWeekday, kJulian, kZeroBased };
  Day kind = Day::kWeekday;
  int64_t month = 0;
  int64_t week = 0;  // 5 is the last one
  int64_t day = 0;   // of the week (Sunday is 0) or of the year
  int64_t seconds = 2 * 3600;
};

class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : text_(text) {}

  bool AtEnd() const { return text_.empty(); }
  bool Take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  /// Takes "CET" or "<+03>".
  bool TakeName() {
    if (Take('<')) {
      const size_t end = text_.find('>');
      if (end == std::string_view::npos) return false;
      text_.remove_prefix(end + 1);
      return true;
    }
    size_t letters = 0;
    while (letters < text_.size() && (text_[letters] | 0x20) >= 'a' &&
           (text_[letters] | 0x20) <= 'z') {
      ++letters;
    }
    text_.remove_prefix(letters);
    return letters >= 3;
  }
  bool TakeNumber(int64_t& value) {
    value = 0;
    size_t digits = 0;
    for (; digits < text_.size() && digits < 4; ++digits) {
      if (text_[digits] < '0' || text_[digits] > '9') break;
      value = value * 10 + (text_[digits] - '0');
    }
    text_.remove_prefix(digits);
    return digits > 0;
  }
  /// Takes "[+-]2[:30[:15]]".
  bool TakeTime(int64_t& seconds) {
    const bool negative = Take('-');
    if (!negative) Take('+');
    int64_t parts[3] = {0, 0, 0};
    if (!TakeNumber(parts[0])) return false;
    for (int i = 1; i < 3 && Take(':'); ++i) {
      if (!TakeNumber(parts[i])) return false;
    }
    seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
    if (negative) seconds = -seconds;
    return true;
  }
  /// Takes ",M3.5.0/3" and its like.
  bool TakeChange(YearlyChange& change) {
    if (!Take(',')) return false;
    if (Take('M')) {
      if (!TakeNumber(change.month) || !Take('.') || !TakeNumber(change.week) || !Take('.') ||
          !TakeNumber(change.day)) {
        return false;
      }
      if (change.month < 1 || change.month > 12 || change.week < 1 || change.week > 5 ||
          change.day > 6) {
        return false;
      }
    } else {
      change.kind = Take('J') ? YearlyChange::Day::kJulian : YearlyChange::Day::kZeroBased;
      if (!TakeNumber(change.day)) return false;
    }
    return !Take('/') || TakeTime(change.seconds);
  }

 private:
  std::string_view text_;
};

/// Returns when a change happens in a year, in seconds since 1970 on the clock before it.
int64_t LocalTimeOf(const YearlyChange& change, int32_t year) {
  const int64_t new_year = DaysFromCivil({year, 1, 1});
  int64_t day = new_year + change.day;
  if (change.kind == YearlyChange::Day::kJulian) {
    // The 29th of February does not count.
    const bool leap = DaysInMonth(year, 2) == 29;
    day = new_year + change.day - 1 + (leap && change.day >= 60 ? 1 : 0);
  } else if (change.kind == YearlyChange::Day::kWeekday) {
    const auto month = static_cast<int32_t>(change.month);
    const int64_t first = DaysFromCivil({year, month, 1});
    const int64_t weekday = FloorMod(first + 4, 7);  // 1970-01-01 was a Thursday
    day = first + FloorMod(change.day - weekday, 7) + (change.week - 1) * 7;
    if (day >= first + DaysInMonth(year, month)) day -= 7;
  }
  return day * kSecondsPerDay + change.seconds;
}

void AppendAfterLast(const ZoneChange& change, std::vector<ZoneChange>& changes) {
  if (change.at > changes.back().at) changes.push_back(change);
}

}  // namespace

bool AppendRuleChanges(std::string_view rule, int64_t until, std::vector<ZoneChange>& changes) {
  RuleReader reader(rule);
  int64_t west = 0;
  if (!reader.TakeName() || !reader.TakeTime(west)) return false;
  const auto standard = static_cast<int32_t>(-west);
  if (reader.AtEnd()) {
    // No daylight saving time: the last change of the file says so already, if there was one.
    if (changes.size() == 1) changes[0] = {INT64_MIN, standard, false};
    return true;
  }
  if (!reader.TakeName()) return false;
  west -= 3600;
  if (!reader.Take(',')) {
    if (!reader.TakeTime(west)) return false;
  } else {
    reader = RuleReader(rule.substr(rule.find(',')));
  }
  const auto daylight = static_cast<int32_t>(-west);
  YearlyChange begin;
  YearlyChange end;
  if (!reader.TakeChange(begin) || !reader.TakeChange(end)) return false;
  const int64_t last = std::max<int64_t>(changes.back().at, 0);
  int32_t year = CivilFromDays(static_cast<int32_t>(FloorDiv(last, kSecondsPerDay))).year;
  for (; static_cast<int64_t>(DaysFromCivil({year, 1, 1})) * kSecondsPerDay < until; ++year) {
    ZoneChange on{LocalTimeOf(begin, year) - standard, daylight, true};
    ZoneChange off{LocalTimeOf(end, year) - daylight, standard, false};
    if (off.at < on.at) std::swap(on, off);
    AppendAfterLast(on, changes);
    AppendAfterLast(off, changes);
  }
  while (changes.back().at >= until) changes.pop_back();
  return true;
}

}  // namespace lakebolt
