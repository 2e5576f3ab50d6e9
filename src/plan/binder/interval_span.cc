// INTERVAL '...' unit TO unit: the numbers of the text stand for the units from the first to the
// last, of which years and months go with a dash, days with a blank and times with colons.

#include <array>
#include <optional>

#include "plan/binder/literal.h"
#include "types/text_cursor.h"

namespace lakebolt {

namespace {

using sql::IntervalUnit;

constexpr std::array kUnits = {IntervalUnit::kYear, IntervalUnit::kMonth,  IntervalUnit::kDay,
                               IntervalUnit::kHour, IntervalUnit::kMinute, IntervalUnit::kSecond};

int IndexOf(IntervalUnit unit) {
  for (size_t i = 0; i < kUnits.size(); ++i) {
    if (kUnits[i] == unit) return static_cast<int>(i);
  }
  return -1;
}

/// Takes what stands before the number of a unit.
bool TakeSeparator(TextCursor& cursor, IntervalUnit unit) {
  if (unit == IntervalUnit::kMonth) return cursor.Take('-');
  if (unit == IntervalUnit::kDay || unit == IntervalUnit::kHour) {
    const bool blank = cursor.Peek() == ' ';
    cursor.SkipBlanks();
    return blank;
  }
  return cursor.Take(':');
}

void AddUnits(Interval& sum, IntervalUnit unit, int64_t count) {
  const Interval one = UnitInterval(unit);
  sum.months += static_cast<int32_t>(one.months * count);
  sum.days += static_cast<int32_t>(one.days * count);
  sum.nanos += one.nanos * count;
}

}  // namespace

std::optional<Interval> IntervalBetween(const std::string& text, IntervalUnit from,
                                        IntervalUnit to) {
  constexpr int kMostDigits = 7;
  const int first = IndexOf(from);
  const int last = IndexOf(to);
  const bool mixes = first <= IndexOf(IntervalUnit::kMonth) && last > IndexOf(IntervalUnit::kMonth);
  if (first < 0 || last <= first || mixes) return std::nullopt;
  TextCursor cursor(text);
  cursor.SkipBlanks();
  const bool negative = cursor.Take('-');
  if (!negative) cursor.Take('+');
  Interval sum;
  for (int i = first; i <= last; ++i) {
    const IntervalUnit unit = kUnits[static_cast<size_t>(i)];
    int64_t count;
    if (i > first && !TakeSeparator(cursor, unit)) return std::nullopt;
    if (!cursor.TakeNumber(kMostDigits, count)) return std::nullopt;
    AddUnits(sum, unit, count);
    int64_t fraction = 0;
    if (unit == IntervalUnit::kSecond && cursor.Take('.') && !TakeFraction(cursor, fraction)) {
      return std::nullopt;
    }
    sum.nanos += fraction;
  }
  cursor.SkipBlanks();
  if (!cursor.AtEnd()) return std::nullopt;
  return negative ? Interval{-sum.months, -sum.days, -sum.nanos} : sum;
}

}  // namespace lakebolt
