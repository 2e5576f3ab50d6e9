// Dates, times and timestamps from text.

#include <algorithm>
#include <limits>

#include "types/calendar.h"
#include "types/parse.h"
#include "types/session_time.h"
#include "types/text_cursor.h"

namespace lakebolt {

namespace {

/// Reads dates written as most are, "2020-02-11"; nothing for all others, right or wrong.
std::optional<int32_t> ReadPlainDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  uint32_t most = 0;
  const auto digit = [&](size_t i) {
    const auto value = static_cast<uint32_t>(text[i]) - '0';
    most = std::max(most, value);  // of a letter: more than 9
    return value;
  };
  const uint32_t year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
  const uint32_t month = digit(5) * 10 + digit(6);
  const uint32_t day = digit(8) * 10 + digit(9);
  constexpr uint32_t kShortestMonth = 28;
  if (most > 9 || month - 1 > 11 || day == 0) return std::nullopt;
  if (day > kShortestMonth && !IsValidDate(year, month, day)) return std::nullopt;
  // Days since the first of March 400 years before year 0, when a cycle of leap years begins.
  constexpr uint32_t kCycleYears = 400;
  constexpr int32_t kEpoch = 719'468 + 146'097;  // 1970
  const uint32_t from_march = (month + 9) % 12;
  const uint32_t years = year + kCycleYears - (month <= 2 ? 1 : 0);
  const uint32_t before = years * 365 + years / 4 - years / 100 + years / 400;
  return static_cast<int32_t>(before + (153 * from_march + 2) / 5 + day - 1) - kEpoch;
}

bool TakeDate(TextCursor& cursor, int32_t& days) {
  constexpr int kYearDigits = 7;
  const bool negative = cursor.Take('-');
  int64_t year;
  int64_t month;
  int64_t day;
  if (!cursor.TakeNumber(kYearDigits, year)) return false;
  const char separator = cursor.Peek();
  constexpr std::string_view kSeparators = "-/. \\";
  if (kSeparators.find(separator) == std::string_view::npos) return false;
  cursor.Skip();
  if (!cursor.TakeNumber(2, month) || !cursor.Take(separator)) return false;
  if (!cursor.TakeNumber(2, day)) return false;
  if (negative) year = -year;
  TextCursor ahead = cursor;
  ahead.SkipBlanks();
  if (ahead.TakeWord("(bc)")) {
    if (year <= 0) return false;
    cursor = ahead;
    year = 1 - year;
  }
  if (!IsValidDate(year, month, day)) return false;
  days = DaysFromCivil(
      {static_cast<int32_t>(year), static_cast<int32_t>(month), static_cast<int32_t>(day)});
  return true;
}

/// Takes "12:[34[:[56[.789]]]]" as nanoseconds since midnight.
bool TakeTimeOfDay(TextCursor& cursor, int64_t& nanos) {
  int64_t hour;
  int64_t minute;
  int64_t second = 0;
  int64_t fraction = 0;
  if (!cursor.TakeNumber(2, hour) || !cursor.Take(':')) return false;
  // What is missing behind the last colon is 0.
  if (cursor.AtEnd()) {
    minute = 0;
  } else if (!cursor.TakeNumber(2, minute)) {
    return false;
  }
  if (cursor.Take(':') && !cursor.AtEnd()) {
    if (!cursor.TakeNumber(2, second)) return false;
    if (cursor.Take('.') && !TakeFraction(cursor, fraction)) return false;
  }
  // The end of a day may be written as such.
  const bool midnight = hour == 24 && minute == 0 && second == 0 && fraction == 0;
  if ((hour > 23 && !midnight) || minute > 59 || second > 59) return false;
  nanos = ((hour * 60 + minute) * 60 + second) * kNanosPerSecond + fraction;
  return true;
}

/// Holds the zone that a text names, if it names one.
struct ZoneText {
  bool given = false;
  int64_t offset = 0;              // seconds east of Greenwich
  const TimeZone* zone = nullptr;  // instead of the offset
};

/// Takes "+01", "-0530", "+05:30" or "+05:30:15".
bool TakeOffset(TextCursor& cursor, int64_t& seconds) {
  const bool west = cursor.Peek() == '-';
  cursor.Skip();
  int64_t parts[3] = {0, 0, 0};
  for (int i = 0; i < 3; ++i) {
    if (i > 0 && !cursor.Take(':') && (i == 2 || !cursor.PeekDigit())) break;
    if (!cursor.TakeTwoDigits(parts[i])) return false;
  }
  if (parts[1] > 59 || parts[2] > 59) return false;
  seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
  if (west) seconds = -seconds;
  return true;
}

/// Takes the zone that may follow a time.
bool TakeZone(TextCursor& cursor, ZoneText& zone) {
  cursor.SkipBlanks();
  if (cursor.AtEnd()) return true;
  zone.given = true;
  if (cursor.Peek() == '+' || cursor.Peek() == '-') return TakeOffset(cursor, zone.offset);
  const std::string_view name = cursor.TakeUntilBlank();
  if (name == "Z" || name == "z" || name == "UTC") return true;
  zone.zone = TimeZone::Find(name);
  return zone.zone != nullptr;
}

/// Takes the time of day and zone that may follow a date.
bool TakeRestOfTimestamp(TextCursor& cursor, int64_t& nanos, ZoneText& zone) {
  nanos = 0;
  if (cursor.Peek() == 'T' || cursor.Peek() == 't') {
    cursor.Skip();
  } else {
    cursor.SkipBlanks();
  }
  if (cursor.AtEnd()) return true;
  if (!TakeTimeOfDay(cursor, nanos) || !TakeZone(cursor, zone)) return false;
  cursor.SkipBlanks();
  return cursor.AtEnd();
}

/// Names dates that are no day of a calendar.
enum class SpecialDate : uint8_t { kNone, kEpoch, kInfinity, kMinusInfinity };

SpecialDate ReadSpecialDate(std::string_view text) {
  TextCursor cursor(text);
  cursor.SkipBlanks();
  const bool negative = cursor.Take('-');
  SpecialDate special = SpecialDate::kNone;
  if (cursor.TakeWord("infinity") || cursor.TakeWord("inf")) {
    special = negative ? SpecialDate::kMinusInfinity : SpecialDate::kInfinity;
  } else if (!negative && cursor.TakeWord("epoch")) {
    special = SpecialDate::kEpoch;
  }
  cursor.SkipBlanks();
  return cursor.AtEnd() ? special : SpecialDate::kNone;
}

template <typename Number>
Number ValueOfSpecial(SpecialDate special, Number infinity) {
  if (special == SpecialDate::kEpoch) return 0;
  return special == SpecialDate::kInfinity ? infinity : static_cast<Number>(-infinity);
}

/// Drops what is smaller than a microsecond; rounds to milliseconds and seconds, halves away from
/// 1970.
int64_t TicksOfNanos(int64_t nanos, int64_t per_second, bool before_1970) {
  if (per_second >= kMicrosPerSecond) return nanos / (kNanosPerSecond / per_second);
  const int64_t unit = kMicrosPerSecond / per_second;
  return (nanos / (kNanosPerSecond / kMicrosPerSecond) + unit / 2 - (before_1970 ? 1 : 0)) / unit;
}

}  // namespace

std::optional<int32_t> ParseDate(std::string_view text) {
  if (const auto plain = ReadPlainDate(text)) return plain;
  TextCursor cursor(text);
  cursor.SkipBlanks();
  int32_t days;
  int64_t nanos;
  ZoneText zone;
  if (TakeDate(cursor, days) && TakeRestOfTimestamp(cursor, nanos, zone)) {
    return IsFiniteDate(days) ? std::optional(days) : std::nullopt;
  }
  const SpecialDate special = ReadSpecialDate(text);
  if (special == SpecialDate::kNone) return std::nullopt;
  return ValueOfSpecial(special, kInfiniteDate);
}

std::optional<int64_t> ParseTime(std::string_view text, TimeUnit unit) {
  TextCursor cursor(text);
  cursor.SkipBlanks();
  int64_t nanos;
  int32_t days;
  ZoneText zone;
  TextCursor date = cursor;
  if (TakeDate(date, days)) {
    if (!TakeRestOfTimestamp(date, nanos, zone)) return std::nullopt;
  } else {
    // The moment "epoch" was at midnight.
    if (ReadSpecialDate(text) == SpecialDate::kEpoch) return 0;
    if (!TakeTimeOfDay(cursor, nanos)) return std::nullopt;
    cursor.SkipBlanks();
    const bool offset = cursor.Peek() == '+' || cursor.Peek() == '-';
    if (offset && !TakeZone(cursor, zone)) return std::nullopt;
    cursor.SkipBlanks();
    if (!cursor.AtEnd()) return std::nullopt;
  }
  return nanos / (kNanosPerSecond / TicksPerSecond(unit));
}

bool ParseUtcOffset(std::string_view text, int64_t& seconds, size_t& taken) {
  TextCursor cursor(text);
  if (cursor.Peek() != '+' && cursor.Peek() != '-') return false;
  if (!TakeOffset(cursor, seconds)) return false;
  taken = text.size() - cursor.Rest().size();
  return true;
}

std::optional<int64_t> ParseTimestamp(std::string_view text, TimeUnit unit, bool apply_zone) {
  TextCursor cursor(text);
  cursor.SkipBlanks();
  int32_t days;
  int64_t nanos;
  ZoneText zone;
  if (!TakeDate(cursor, days) || !TakeRestOfTimestamp(cursor, nanos, zone)) {
    const SpecialDate special = ReadSpecialDate(text);
    if (special == SpecialDate::kNone) return std::nullopt;
    return ValueOfSpecial(special, kInfiniteTimestamp);
  }
  const int64_t per_second = TicksPerSecond(unit);
  int64_t seconds = static_cast<int64_t>(days) * kSecondsPerDay;
  if (apply_zone && zone.given && zone.zone == nullptr) seconds -= zone.offset;
  const bool before_1970 = seconds + nanos / kNanosPerSecond < 0;
  int64_t ticks;
  if (__builtin_mul_overflow(seconds, per_second, &ticks) ||
      __builtin_add_overflow(ticks, TicksOfNanos(nanos, per_second, before_1970), &ticks) ||
      !IsFiniteTimestamp(ticks)) {
    return std::nullopt;
  }
  if (!apply_zone || (zone.given && zone.zone == nullptr)) return ticks;
  return ZoneClock(zone.given ? *zone.zone : SessionZone(), per_second).ToUtc(ticks);
}

}  // namespace lakebolt
