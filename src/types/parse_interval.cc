// Intervals from text.

#include <cmath>

#include "types/calendar.h"
#include "types/parse.h"
#include "types/text_cursor.h"

namespace lakebolt {

namespace {

struct UnitSpan {
  std::string_view name;  // singular
  int64_t months;
  int64_t days;
  int64_t nanos;
};

constexpr int64_t kNanosPerMilli = 1'000'000;
constexpr int64_t kNanosPerMicro = 1'000;
constexpr int64_t kMonthsPerYear = 12;

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
    {"dec", 120, 0, 0},
    {"c", 1200, 0, 0},
    {"cent", 1200, 0, 0},
    {"mil", 12000, 0, 0},
    {"millenium", 12000, 0, 0},
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
    {"msecond", 0, 0, 1'000'000},
    {"usecond", 0, 0, 1'000},
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
std::optional<Interval> TakeIso(TextCursor cursor) {
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
bool TakeClock(TextCursor& cursor, int64_t hours, Interval& part) {
  int64_t minutes;
  int64_t seconds = 0;
  int64_t fraction = 0;
  if (!cursor.Take(':') || !cursor.TakeNumber(2, minutes)) return false;
  if (cursor.Take(':') && cursor.PeekDigit()) {
    if (!cursor.TakeNumber(2, seconds)) return false;
    if (cursor.Take('.') && !TakeFraction(cursor, fraction)) return false;
  }
  constexpr int64_t kHourBound = 2'562'046;
  if (minutes > 59 || seconds > 59 || hours > kHourBound) return false;
  part.nanos = ((hours * 60 + minutes) * 60 + seconds) * kNanosPerSecond + fraction;
  return true;
}

/// Tells whether "12:" comes next.
bool IsClockAhead(TextCursor cursor) {
  int64_t hours;
  return cursor.TakeNumber(8, hours) && cursor.Peek() == ':';
}

/// Skips an offset from UTC that ends the text right after a clock: a span of time has no zone.
void SkipOffset(TextCursor& cursor) {
  int64_t seconds;
  size_t taken;
  if (!ParseUtcOffset(cursor.Rest(), seconds, taken)) return;
  TextCursor after(cursor.Rest().substr(taken));
  after.SkipBlanks();
  if (after.AtEnd()) cursor = after;
}

/// Takes the digits after a point; those beyond eighteen are dropped.
bool TakeFraction(TextCursor& cursor, double& fraction) {
  constexpr int kMostDigits = 18;
  int64_t value = 0;
  double scale = 1;
  bool any = false;
  for (int digits = 0; cursor.PeekDigit(); ++digits) {
    if (digits < kMostDigits) {
      value = value * 10 + (cursor.Peek() - '0');
      scale *= 10;
    }
    cursor.Skip();
    any = true;
  }
  fraction = static_cast<double>(value) / scale;
  return any;
}

/// Takes one "number unit" or clock, signed.
bool TakePart(TextCursor& cursor, Interval& sum) {
  const bool negative = cursor.Take('-');
  const bool plus = !negative && cursor.Take('+');
  int64_t whole = 0;
  double part_of_unit = 0;
  const bool digits = cursor.Peek() != '.';
  if (digits && !cursor.TakeNumber(18, whole)) return false;
  Interval part;
  if (cursor.Peek() == ':') {
    if (!TakeClock(cursor, whole, part)) return false;
    SkipOffset(cursor);
  } else {
    // Digits stand on at least one side of the point.
    if (cursor.Take('.') && !TakeFraction(cursor, part_of_unit) && !digits) return false;
    cursor.SkipBlanks();
    std::string_view unit = cursor.TakeLetters();
    if (unit.empty()) {
      // "+5" and ".5" alone are numbers rather than spans.
      if (cursor.AtEnd() && (plus || !digits)) return false;
      // A number alone counts seconds; before a clock, as in PostgreSQL's '1 02:03:04', days.
      if (!cursor.AtEnd() && !IsClockAhead(cursor)) return false;
      unit = cursor.AtEnd() ? "second" : "day";
    }
    const auto found = IntervalOfUnit(whole, part_of_unit, unit);
    if (!found) return false;
    part = *found;
  }
  return (!negative || NegateInterval(part)) && AddInterval(sum, part);
}

/// Multiplies out a part of a day, in whole microseconds.
int64_t NanosOfDays(double days) {
  return std::llround(days * static_cast<double>(kSecondsPerDay * kMicrosPerSecond)) *
         kNanosPerMicro;
}

}  // namespace

std::optional<Interval> IntervalOfUnit(int64_t whole, double fraction, std::string_view unit) {
  const UnitSpan* span = FindUnit(unit);
  if (span == nullptr) return std::nullopt;
  Interval out;
  if (span->nanos != 0) {
    // A fraction is rounded to microseconds; of units below a millisecond, to nanoseconds.
    const int64_t step = span->nanos >= kNanosPerMilli ? kNanosPerMicro : 1;
    const double steps = fraction * static_cast<double>(span->nanos / step);
    const int64_t rest = std::llround(steps) * step;
    int64_t nanos;
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
    out.nanos = NanosOfDays(rest - std::trunc(rest));
    return out;
  }
  int64_t months;
  if (__builtin_mul_overflow(whole, span->months, &months)) return std::nullopt;
  double rest = fraction * static_cast<double>(span->months);
  // Years and longer units round to months, shorter ones go on to days.
  if (span->months >= kMonthsPerYear) rest = std::round(rest);
  months += static_cast<int64_t>(rest);
  if (months != static_cast<int32_t>(months)) return std::nullopt;
  out.months = static_cast<int32_t>(months);
  const double days = (rest - std::trunc(rest)) * 30;
  out.days = static_cast<int32_t>(days);
  out.nanos = NanosOfDays(days - std::trunc(days));
  return out;
}

std::optional<Interval> ParseInterval(std::string_view text) {
  TextCursor cursor(text);
  cursor.SkipBlanks();
  if (cursor.Take('@')) cursor.SkipBlanks();
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
