// Reading text by a pattern of strptime.

#include <cctype>
#include <cstring>

#include "function/scalar/date/date_names.h"
#include "function/scalar/date/date_pattern.h"
#include "types/calendar.h"
#include "types/parse.h"

namespace lakebolt {

namespace {

bool IsBlank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Says what the date follows from, where several conversions could give it.
enum class DateSource : uint8_t {
  kNone,
  kMonthDay,
  kYear,
  kDayOfYear,
  kWeekFromSunday,
  kWeekFromMonday,
  kIsoWeek,
};

/// Collects what the conversions have read so far.
struct Fields {
  int64_t year = 1900;
  int64_t month = 1;
  int64_t day = 1;
  int64_t day_of_year = 0;
  int64_t week = 0;
  int64_t weekday = 0;
  bool has_weekday = false;
  int64_t iso_year = 1900;
  int64_t iso_week = 1;
  int64_t iso_weekday = 1;
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t nanos = 0;
  char half = '\0';  // 'a' or 'p'
  DateSource source = DateSource::kNone;
};

class PatternReader {
 public:
  explicit PatternReader(std::string_view text) : text_(text) {}

  bool TakeLiteral(std::string_view literal);
  bool TakeConversion(char conversion);
  std::optional<PatternTime> Finish();

 private:
  bool TakeNumber(int most, int64_t low, int64_t high, int64_t& value);
  bool TakeFraction(int most);
  bool TakeName(const char* const* names, int count, bool whole, int64_t& index);
  bool TakeDate(char conversion);
  bool TakeWeek(char conversion);
  bool TakeTime(char conversion);
  bool TakeZone(char conversion);
  bool Note(DateSource source);
  std::optional<int32_t> Days() const;

  std::string_view text_;
  Fields fields_;
  PatternTime out_;
};

bool PatternReader::TakeLiteral(std::string_view literal) {
  while (!literal.empty()) {
    if (IsBlank(literal[0])) {  // runs of blanks match runs of blanks
      if (text_.empty() || !IsBlank(text_[0])) return false;
      while (!text_.empty() && IsBlank(text_[0])) text_.remove_prefix(1);
      while (!literal.empty() && IsBlank(literal[0])) literal.remove_prefix(1);
      continue;
    }
    if (text_.empty() || text_[0] != literal[0]) return false;
    text_.remove_prefix(1);
    literal.remove_prefix(1);
  }
  return true;
}

bool PatternReader::TakeNumber(int most, int64_t low, int64_t high, int64_t& value) {
  value = 0;
  int digits = 0;
  for (; digits < most && !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; ++digits) {
    value = value * 10 + (text_[0] - '0');
    text_.remove_prefix(1);
  }
  return digits > 0 && value >= low && value <= high;
}

/// Takes digits of a second; fewer than `most` count from the left, as behind a point.
bool PatternReader::TakeFraction(int most) {
  const size_t before = text_.size();
  if (!TakeNumber(most, 0, INT64_MAX, fields_.nanos)) return false;
  for (size_t digits = before - text_.size(); digits < 9; ++digits) fields_.nanos *= 10;
  return true;
}

bool PatternReader::TakeName(const char* const* names, int count, bool whole, int64_t& index) {
  for (int i = 0; i < count; ++i) {
    const size_t length = whole ? std::strlen(names[i]) : 3;
    if (text_.size() < length || strncasecmp(text_.data(), names[i], length) != 0) continue;
    text_.remove_prefix(length);
    index = i;
    return true;
  }
  return false;
}

/// Decides what the date follows from; false where two conversions contradict each other.
bool PatternReader::Note(DateSource source) {
  DateSource& now = fields_.source;
  if (now == DateSource::kMonthDay) return true;
  switch (source) {
    case DateSource::kMonthDay: now = source; return true;
    case DateSource::kYear:  // a year of the calendar wins over one of ISO weeks
      if (now == DateSource::kNone || now == DateSource::kIsoWeek) now = source;
      return true;
    case DateSource::kIsoWeek:
      if (now == DateSource::kYear) return true;
      if (now != DateSource::kNone && now != source) return false;
      now = source;
      return true;
    default:
      if (now != DateSource::kNone && now != DateSource::kYear) return false;
      now = source;
      return true;
  }
}

/// Returns the conversion that prints zeros where one prints blanks, or itself.
char WithoutBlanks(char conversion) {
  switch (conversion) {
    case 'e': return 'd';
    case 'k': return 'H';
    case 'l': return 'I';
    default: return conversion;
  }
}

bool PatternReader::TakeDate(char conversion) {
  int64_t ignored;
  if (WithoutBlanks(conversion) != conversion) {
    while (!text_.empty() && IsBlank(text_[0])) text_.remove_prefix(1);
    conversion = WithoutBlanks(conversion);
  }
  switch (conversion) {
    case 'Y': return TakeNumber(4, 0, 9999, fields_.year) && Note(DateSource::kYear);
    case 'y':
      if (!TakeNumber(2, 0, 99, fields_.year)) return false;
      fields_.year += fields_.year < 69 ? 2000 : 1900;
      return Note(DateSource::kYear);
    case 'm': return TakeNumber(2, 1, 12, fields_.month) && Note(DateSource::kMonthDay);
    case 'd': return TakeNumber(2, 1, 31, fields_.day) && Note(DateSource::kMonthDay);
    case 'b':
    case 'h':
    case 'B':
      if (!TakeName(kMonthNames, 12, conversion == 'B', fields_.month)) return false;
      ++fields_.month;
      return true;
    case 'a':
    case 'A': return TakeName(kDayNames, 7, conversion == 'A', ignored);
    case 'j': return TakeNumber(3, 1, 366, fields_.day_of_year) && Note(DateSource::kDayOfYear);
    default: return TakeWeek(conversion);
  }
}

bool PatternReader::TakeWeek(char conversion) {
  switch (conversion) {
    case 'U': return TakeNumber(2, 0, 53, fields_.week) && Note(DateSource::kWeekFromSunday);
    case 'W': return TakeNumber(2, 0, 53, fields_.week) && Note(DateSource::kWeekFromMonday);
    case 'w': fields_.has_weekday = true; return TakeNumber(1, 0, 6, fields_.weekday);
    case 'u': return TakeNumber(1, 1, 7, fields_.iso_weekday);
    case 'G': return TakeNumber(4, 0, 9999, fields_.iso_year) && Note(DateSource::kIsoWeek);
    case 'V':
      if (fields_.source == DateSource::kYear) return false;
      return TakeNumber(2, 1, 53, fields_.iso_week) && Note(DateSource::kIsoWeek);
    default: return TakeTime(conversion);
  }
}

bool PatternReader::TakeTime(char conversion) {
  switch (conversion) {
    case 'H': return TakeNumber(2, 0, 23, fields_.hour);
    case 'I': return TakeNumber(2, 1, 12, fields_.hour);
    case 'p':
      if (text_.size() < 2 || (text_[1] | 0x20) != 'm') return false;
      fields_.half = static_cast<char>(text_[0] | 0x20);
      text_.remove_prefix(2);
      return fields_.half == 'a' || fields_.half == 'p';
    case 'M': return TakeNumber(2, 0, 59, fields_.minute);
    case 'S': return TakeNumber(2, 0, 59, fields_.second);
    case 'f': return TakeFraction(6);
    case 'n': return TakeFraction(9);
    case 'g': return TakeFraction(3);
    default: return TakeZone(conversion);
  }
}

bool PatternReader::TakeZone(char conversion) {
  while (!text_.empty() && IsBlank(text_[0])) text_.remove_prefix(1);
  if (conversion == 'z') {
    size_t taken = 0;
    int64_t seconds = 0;
    if (!ParseUtcOffset(text_, seconds, taken)) return false;
    out_.offset = seconds;
    text_.remove_prefix(taken);
    return true;
  }
  size_t length = 0;
  while (length < text_.size()) {
    const char c = text_[length];
    const bool part = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '/' ||
                      c == '+' || c == '-';
    if (!part) break;
    ++length;
  }
  out_.zone = text_.substr(0, length);
  text_.remove_prefix(length);
  return length > 0;
}

bool PatternReader::TakeConversion(char conversion) {
  return TakeDate(conversion);
}

std::optional<int32_t> PatternReader::Days() const {
  const Fields& f = fields_;
  const auto new_year = [](int64_t year) {
    return DaysFromCivil({static_cast<int32_t>(year), 1, 1});
  };
  switch (f.source) {
    case DateSource::kDayOfYear: return new_year(f.year) + static_cast<int32_t>(f.day_of_year - 1);
    case DateSource::kIsoWeek:
      return MondayOf(new_year(f.iso_year) + 3) +
             static_cast<int32_t>((f.iso_week - 1) * 7 + f.iso_weekday - 1);
    case DateSource::kWeekFromSunday:
    case DateSource::kWeekFromMonday: {
      const bool sunday = f.source == DateSource::kWeekFromSunday;
      const int32_t first = new_year(f.year);
      int32_t start = MondayOf(first) - (sunday ? 1 : 0);
      if (start >= first) start -= 7;
      const int64_t weekday = f.has_weekday ? (f.weekday + (sunday ? 7 : 6)) % 7 : 0;
      return start + static_cast<int32_t>(f.week * 7 + weekday);
    }
    default:
      if (!IsValidDate(f.year, f.month, f.day)) return std::nullopt;
      return DaysFromCivil({static_cast<int32_t>(f.year), static_cast<int32_t>(f.month),
                            static_cast<int32_t>(f.day)});
  }
}

std::optional<PatternTime> PatternReader::Finish() {
  while (!text_.empty() && IsBlank(text_[0])) text_.remove_prefix(1);
  if (!text_.empty()) return std::nullopt;
  if (fields_.half != '\0') {
    if (fields_.hour > 12) return std::nullopt;
    fields_.hour = fields_.hour % 12 + (fields_.half == 'p' ? 12 : 0);
  }
  const auto days = Days();
  if (!days) return std::nullopt;
  out_.days = *days;
  out_.nanos = ((fields_.hour * 60 + fields_.minute) * 60 + fields_.second) * kNanosPerSecond +
               fields_.nanos;
  return out_;
}

}  // namespace

std::optional<PatternTime> DatePattern::Read(std::string_view text) const {
  while (!text.empty() && IsBlank(text[0])) text.remove_prefix(1);
  const bool may_be_special = !text.empty() && (text[0] == '-' || std::isalpha(text[0]) != 0);
  if (may_be_special) {
    const auto special = ParseDate(text);
    if (special && !IsFiniteDate(*special)) {
      PatternTime out;
      out.infinite = *special > 0 ? 1 : -1;
      return out;
    }
  }
  PatternReader reader(text);
  for (const Piece& piece : pieces_) {
    if (!reader.TakeLiteral(piece.literal)) return std::nullopt;
    if (piece.conversion != '\0' && !reader.TakeConversion(piece.conversion)) return std::nullopt;
  }
  return reader.Finish();
}

}  // namespace lakebolt
