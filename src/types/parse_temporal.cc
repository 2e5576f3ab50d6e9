// Dates, times, timestamps and intervals from text.

#include <cmath>
#include <limits>

#include "types/calendar.h"
#include "types/parse.h"

namespace lakebolt {

namespace {

/// Walks over text; every Take returns whether it took something.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool AtEnd() const { return at_ == end_; }
  char Peek() const { return at_ == end_ ? '\0' : *at_; }
  void Skip() { ++at_; }
  void SkipBlanks() {
    while (at_ != end_ && (*at_ == ' ' || (*at_ >= '\t' && *at_ <= '\r'))) ++at_;
  }
  bool Take(char c) {
    if (Peek() != c || at_ == end_) return false;
    ++at_;
    return true;
  }
  bool TakeWord(std::string_view word) {
    if (static_cast<size_t>(end_ - at_) < word.size()) return false;
    for (size_t i = 0; i < word.size(); ++i) {
      if ((at_[i] | 0x20) != (word[i] | 0x20)) return false;
    }
    at_ += word.size();
    return true;
  }
  /// Takes 1 to `most` digits.
  bool TakeNumber(int most, int64_t& value) {
    value = 0;
    int n = 0;
    while (n < most && PeekDigit()) {
      value = value * 10 + (*at_++ - '0');
      ++n;
    }
    return n > 0 && !(n == most && PeekDigit());
  }
  bool PeekDigit() const { return at_ != end_ && *at_ >= '0' && *at_ <= '9'; }
  std::string_view TakeLetters() {
    const char* begin = at_;
    while (at_ != end_ && (((*at_ | 0x20) >= 'a' && (*at_ | 0x20) <= 'z'))) ++at_;
    return {begin, static_cast<size_t>(at_ - begin)};
  }
  std::string_view Rest() const { return {at_, static_cast<size_t>(end_ - at_)}; }

 private:
  const char* at_;
  const char* end_;
};

/// Takes the digits after a point as nanoseconds; those beyond nine are dropped.
bool TakeFraction(Cursor& cursor, int64_t& nanos) {
  nanos = 0;
  int64_t digit = kNanosPerSecond / 10;
  bool any = false;
  while (cursor.PeekDigit()) {
    nanos += (cursor.Peek() - '0') * digit;
    digit /= 10;
    cursor.Skip();
    any = true;
  }
  return any;
}

bool TakeDate(Cursor& cursor, int32_t& days) {
  constexpr int kYearDigits = 7;
  const bool negative = cursor.Take('-');
  int64_t year;
  int64_t month;
  int64_t day;
  if (!cursor.TakeNumber(kYearDigits, year)) return false;
  const char separator = cursor.Peek();
  if (separator != '-' && separator != '/' && separator != '.') return false;
  cursor.Skip();
  if (!cursor.TakeNumber(2, month) || !cursor.Take(separator)) return false;
  if (!cursor.TakeNumber(2, day)) return false;
  if (negative) year = -year;
  Cursor ahead = cursor;
  ahead.SkipBlanks();
  if (ahead.TakeWord("(bc)")) {
    cursor = ahead;
    year = 1 - year;
  }
  if (!IsValidDate(year, month, day)) return false;
  days = DaysFromCivil(
      {static_cast<int32_t>(year), static_cast<int32_t>(month), static_cast<int32_t>(day)});
  return true;
}

/// Takes "12:34[:56[.789]]" as nanoseconds since midnight.
bool TakeTimeOfDay(Cursor& cursor, int64_t& nanos) {
  int64_t hour;
  int64_t minute;
  int64_t second = 0;
  int64_t fraction = 0;
  if (!cursor.TakeNumber(2, hour) || !cursor.Take(':') || !cursor.TakeNumber(2, minute)) {
    return false;
  }
  if (cursor.Take(':')) {
    if (!cursor.TakeNumber(2, second)) return false;
    if (cursor.Take('.') && !TakeFraction(cursor, fraction)) return false;
  }
  // The end of a day may be written as such.
  const bool midnight = hour == 24 && minute == 0 && second == 0 && fraction == 0;
  if ((hour > 23 && !midnight) || minute > 59 || second > 59) return false;
  nanos = ((hour * 60 + minute) * 60 + second) * kNanosPerSecond + fraction;
  return true;
}

/// Takes a zone, if there is one, as seconds east of Greenwich.
bool TakeZone(Cursor& cursor, int64_t& seconds) {
  seconds = 0;
  cursor.SkipBlanks();
  if (cursor.TakeWord("utc") || cursor.TakeWord("gmt") || cursor.TakeWord("z")) return true;
  const char sign = cursor.Peek();
  if (sign != '+' && sign != '-') return true;
  cursor.Skip();
  int64_t hours;
  int64_t minutes = 0;
  if (!cursor.TakeNumber(4, hours)) return false;
  if (cursor.Take(':')) {
    if (!cursor.TakeNumber(2, minutes)) return false;
  } else if (hours > 99) {
    minutes = hours % 100;
    hours /= 100;
  }
  if (hours > 15 || minutes > 59) return false;
  seconds = (hours * 60 + minutes) * 60;
  if (sign == '-') seconds = -seconds;
  return true;
}

/// Takes the time of day and zone that may follow a date.
bool TakeRestOfTimestamp(Cursor& cursor, int64_t& nanos, int64_t& zone) {
  nanos = 0;
  zone = 0;
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

struct UnitSpan {
  std::string_view name;  // singular
  int64_t months;
  int64_t days;
  int64_t nanos;
};

constexpr int64_t kNanosPerDay = kSecondsPerDay * kNanosPerSecond;

constexpr UnitSpan kUnits[] = {
    {"year", 12, 0, 0},
    {"month", 1, 0, 0},
    {"day", 0, 1, 0},
    {"hour", 0, 0, 3600 * kNanosPerSecond},
    {"minute", 0, 0, 60 * kNanosPerSecond},
    {"second", 0, 0, kNanosPerSecond},
    {"millisecond", 0, 0, 1'000'000},
    {"microsecond", 0, 0, 1'000},
    {"nanosecond", 0, 0, 1},
    {"week", 0, 7, 0},
    {"quarter", 3, 0, 0},
    {"decade", 120, 0, 0},
    {"century", 1200, 0, 0},
    {"centurie", 1200, 0, 0},
    {"millennium", 12000, 0, 0},
    {"millennia", 12000, 0, 0},
    {"y", 12, 0, 0},
    {"yr", 12, 0, 0},
    {"mon", 1, 0, 0},
    {"d", 0, 1, 0},
    {"dayofmonth", 0, 1, 0},
    {"w", 0, 7, 0},
    {"h", 0, 0, 3600 * kNanosPerSecond},
    {"hr", 0, 0, 3600 * kNanosPerSecond},
    {"m", 0, 0, 60 * kNanosPerSecond},
    {"min", 0, 0, 60 * kNanosPerSecond},
    {"s", 0, 0, kNanosPerSecond},
    {"sec", 0, 0, kNanosPerSecond},
    {"ms", 0, 0, 1'000'000},
    {"msec", 0, 0, 1'000'000},
    {"us", 0, 0, 1'000},
    {"usec", 0, 0, 1'000},
    {"ns", 0, 0, 1},
};

const UnitSpan* FindUnit(std::string_view name) {
  constexpr size_t kLongestName = 16;
  if (name.size() > kLongestName) return nullptr;
  char lower[kLongestName];
  for (size_t i = 0; i < name.size(); ++i) lower[i] = static_cast<char>(name[i] | 0x20);
  std::string_view wanted(lower, name.size());
  for (int attempt = 0; attempt < 2; ++attempt) {
    for (const UnitSpan& unit : kUnits) {
      if (unit.name == wanted) return &unit;
    }
    if (wanted.size() < 2 || wanted.back() != 's') return nullptr;
    wanted.remove_suffix(1);
  }
  return nullptr;
}

bool AddInterval(Interval& sum, const Interval& part) {
  return !__builtin_add_overflow(sum.months, part.months, &sum.months) &&
         !__builtin_add_overflow(sum.days, part.days, &sum.days) &&
         !__builtin_add_overflow(sum.nanos, part.nanos, &sum.nanos);
}

bool NegateInterval(Interval& value) {
  if (value.months == INT32_MIN || value.days == INT32_MIN || value.nanos == INT64_MIN) {
    return false;
  }
  value = {-value.months, -value.days, -value.nanos};
  return true;
}

/// Takes "P1Y2M3W4DT5H6M7.5S" after its P.
std::optional<Interval> TakeIso(Cursor cursor) {
  Interval sum;
  bool time = false;
  bool any = false;
  while (!cursor.AtEnd()) {
    if (!time && (cursor.Take('T') || cursor.Take('t'))) {
      time = true;
      continue;
    }
    const bool negative = cursor.Take('-');
    int64_t whole;
    int64_t fraction = 0;
    if (!cursor.TakeNumber(18, whole)) return std::nullopt;
    if (cursor.Take('.') && !TakeFraction(cursor, fraction)) return std::nullopt;
    if (cursor.AtEnd()) return std::nullopt;
    const char letter = static_cast<char>(cursor.Peek() | 0x20);
    cursor.Skip();
    const std::string_view unit =
        letter == 'm' ? (time ? "minute" : "month") : std::string_view(&letter, 1);
    if ((letter == 'h' || letter == 's') != (time && letter != 'm')) return std::nullopt;
    auto part = IntervalOfUnit(whole, static_cast<double>(fraction) / kNanosPerSecond, unit);
    if (!part || (negative && !NegateInterval(*part)) || !AddInterval(sum, *part)) {
      return std::nullopt;
    }
    any = true;
  }
  return any ? std::optional(sum) : std::nullopt;
}

/// Takes what follows a whole number that opened a clock: ":34[:56[.789]]".
bool TakeClock(Cursor& cursor, int64_t hours, Interval& part) {
  int64_t minutes;
  int64_t seconds = 0;
  int64_t fraction = 0;
  if (!cursor.Take(':') || !cursor.TakeNumber(2, minutes)) return false;
  if (cursor.Take(':')) {
    if (!cursor.TakeNumber(2, seconds)) return false;
    if (cursor.Take('.') && !TakeFraction(cursor, fraction)) return false;
  }
  constexpr int64_t kHourBound = 2'000'000;
  if (minutes > 59 || seconds > 59 || hours > kHourBound) return false;
  part.nanos = ((hours * 60 + minutes) * 60 + seconds) * kNanosPerSecond + fraction;
  return true;
}

/// Takes one "number unit" or clock, signed.
bool TakePart(Cursor& cursor, Interval& sum) {
  const bool negative = cursor.Take('-');
  if (!negative) cursor.Take('+');
  int64_t whole = 0;
  int64_t fraction = 0;
  if (cursor.Peek() != '.' && !cursor.TakeNumber(18, whole)) return false;
  Interval part;
  if (cursor.Peek() == ':') {
    if (!TakeClock(cursor, whole, part)) return false;
  } else {
    if (cursor.Take('.') && !TakeFraction(cursor, fraction)) return false;
    cursor.SkipBlanks();
    const auto found = IntervalOfUnit(whole, static_cast<double>(fraction) / kNanosPerSecond,
                                      cursor.TakeLetters());
    if (!found) return false;
    part = *found;
  }
  return (!negative || NegateInterval(part)) && AddInterval(sum, part);
}

}  // namespace

std::optional<int32_t> ParseDate(std::string_view text) {
  Cursor cursor(text);
  cursor.SkipBlanks();
  int32_t days;
  int64_t nanos;
  int64_t zone;
  if (!TakeDate(cursor, days) || !TakeRestOfTimestamp(cursor, nanos, zone)) return std::nullopt;
  return days;
}

std::optional<int64_t> ParseTime(std::string_view text, TimeUnit unit) {
  Cursor cursor(text);
  cursor.SkipBlanks();
  int64_t nanos;
  if (!TakeTimeOfDay(cursor, nanos)) return std::nullopt;
  cursor.SkipBlanks();
  if (!cursor.AtEnd()) return std::nullopt;
  return nanos / (kNanosPerSecond / TicksPerSecond(unit));
}

std::optional<int64_t> ParseTimestamp(std::string_view text, TimeUnit unit, bool apply_zone) {
  Cursor cursor(text);
  cursor.SkipBlanks();
  int32_t days;
  int64_t nanos;
  int64_t zone;
  if (!TakeDate(cursor, days) || !TakeRestOfTimestamp(cursor, nanos, zone)) return std::nullopt;
  const int64_t per_second = TicksPerSecond(unit);
  const int64_t seconds = static_cast<int64_t>(days) * kSecondsPerDay - (apply_zone ? zone : 0);
  int64_t ticks;
  if (__builtin_mul_overflow(seconds, per_second, &ticks) ||
      __builtin_add_overflow(ticks, nanos / (kNanosPerSecond / per_second), &ticks)) {
    return std::nullopt;
  }
  return ticks;
}

std::optional<Interval> IntervalOfUnit(int64_t whole, double fraction, std::string_view unit) {
  const UnitSpan* span = FindUnit(unit);
  if (span == nullptr) return std::nullopt;
  Interval out;
  if (span->nanos != 0) {
    int64_t nanos;
    const auto rest =
        static_cast<int64_t>(std::llround(fraction * static_cast<double>(span->nanos)));
    if (__builtin_mul_overflow(whole, span->nanos, &nanos) ||
        __builtin_add_overflow(nanos, rest, &out.nanos)) {
      return std::nullopt;
    }
    return out;
  }
  if (span->days != 0) {
    int64_t days;
    if (__builtin_mul_overflow(whole, span->days, &days)) return std::nullopt;
    const double rest = fraction * static_cast<double>(span->days);
    days += static_cast<int64_t>(rest);
    if (days != static_cast<int32_t>(days)) return std::nullopt;
    out.days = static_cast<int32_t>(days);
    out.nanos = std::llround((rest - std::trunc(rest)) * static_cast<double>(kNanosPerDay));
    return out;
  }
  int64_t months;
  if (__builtin_mul_overflow(whole, span->months, &months)) return std::nullopt;
  const double rest = fraction * static_cast<double>(span->months);
  months += static_cast<int64_t>(rest);
  if (months != static_cast<int32_t>(months)) return std::nullopt;
  out.months = static_cast<int32_t>(months);
  const double days = (rest - std::trunc(rest)) * 30;
  out.days = static_cast<int32_t>(days);
  out.nanos = std::llround((days - std::trunc(days)) * static_cast<double>(kNanosPerDay));
  return out;
}

std::optional<Interval> ParseInterval(std::string_view text) {
  Cursor cursor(text);
  cursor.SkipBlanks();
  if (cursor.Peek() == 'P' || cursor.Peek() == 'p') {
    cursor.Skip();
    return TakeIso(cursor);
  }
  Interval sum;
  bool any = false;
  while (true) {
    cursor.SkipBlanks();
    if (cursor.AtEnd()) return any ? std::optional(sum) : std::nullopt;
    if (any && cursor.TakeWord("ago")) {
      cursor.SkipBlanks();
      return cursor.AtEnd() && NegateInterval(sum) ? std::optional(sum) : std::nullopt;
    }
    if (!TakePart(cursor, sum)) return std::nullopt;
    any = true;
  }
}

}  // namespace lakebolt
