// Reading text by a pattern of java.time.

#include <algorithm>
#include <cctype>
#include <cstring>

#include "function/scalar/date/date_names.h"
#include "function/spark/java_pattern.h"
#include "types/calendar.h"
#include "types/parse.h"

namespace lakebolt {

/// Reads one text; a part in brackets that does not match leaves no trace.
class JavaPatternReader {
 public:
  JavaPatternReader(const JavaPattern& pattern, std::string_view text)
      : pieces_(pattern.pieces_), text_(text) {}

  std::optional<PatternTime> Read() {
    if (!TakeFrom(0, pieces_.size()) || at_ != text_.size()) return std::nullopt;
    return Resolve();
  }

 private:
  using Piece = JavaPattern::Piece;

  /// Holds what has been read; -1 where nothing was.
  struct Fields {
    int64_t year = -1;
    int64_t quarter = -1;
    int64_t month = -1;
    int64_t day = -1;
    int64_t day_of_year = -1;
    int64_t weekday = -1;
    int64_t hour = -1;       // 0 to 23
    int64_t half_hour = -1;  // 0 to 11
    int64_t afternoon = -1;
    int64_t minute = 0;
    int64_t second = 0;
    int64_t nanos = 0;
    bool before_christ = false;
    std::optional<int64_t> offset;
    std::string_view zone;
  };

  bool TakeFrom(size_t begin, size_t end);
  bool TakeOptional(size_t open, size_t close);
  bool TakePiece(size_t index, size_t end);
  bool TakeLiteral(std::string_view literal);
  bool TakeDate(const Piece& piece, size_t reserved);
  bool TakeTime(const Piece& piece);
  bool TakeZone(const Piece& piece);
  bool TakeYear(size_t count, size_t reserved);
  bool TakeFraction(size_t most);
  bool TakeNumber(size_t least, size_t most, int64_t low, int64_t high, int64_t& value);
  bool TakeName(const char* const* names, int64_t count, bool whole, int64_t& index);
  bool TakeWord(const char* const (&words)[2], int64_t& index);
  bool TakeOffset(size_t count);
  size_t DigitsReservedAfter(size_t index, size_t end) const;
  std::optional<int32_t> Days() const;
  std::optional<PatternTime> Resolve() const;

  const std::vector<Piece>& pieces_;
  std::string_view text_;
  size_t at_ = 0;
  Fields fields_;
};

namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsNumeric(char letter, size_t count) {
  if (letter == 'M' || letter == 'L' || letter == 'Q' || letter == 'q') return count <= 2;
  return std::string_view("yudDHhKkmsSF").find(letter) != std::string_view::npos;
}

}  // namespace

bool JavaPatternReader::TakeFrom(size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    if (pieces_[i].letter == ']') continue;
    if (pieces_[i].letter != '[') {
      if (!TakePiece(i, end)) return false;
      continue;
    }
    size_t close = i + 1;  // an open bracket may go on to the end
    for (size_t depth = 1; close < end; ++close) {
      if (pieces_[close].letter == '[') ++depth;
      if (pieces_[close].letter == ']' && --depth == 0) break;
    }
    TakeOptional(i + 1, close);
    i = close;
  }
  return true;
}

bool JavaPatternReader::TakeOptional(size_t open, size_t close) {
  const Fields before = fields_;
  const size_t at = at_;
  if (TakeFrom(open, close)) return true;
  fields_ = before;
  at_ = at;
  return false;
}

bool JavaPatternReader::TakePiece(size_t index, size_t end) {
  const Piece& piece = pieces_[index];
  if (piece.letter == 0) return TakeLiteral(piece.literal);
  if (std::string_view("VzOZXx").find(piece.letter) != std::string_view::npos) {
    return TakeZone(piece);
  }
  if (std::string_view("aHhKkmsS").find(piece.letter) != std::string_view::npos) {
    return TakeTime(piece);
  }
  return TakeDate(piece, DigitsReservedAfter(index, end));
}

bool JavaPatternReader::TakeLiteral(std::string_view literal) {
  if (text_.substr(at_, literal.size()) != literal) return false;
  at_ += literal.size();
  return true;
}

/// Counts the digits that numbers of fixed width right behind a piece need: those of "MMdd" in
/// "yyyyMMdd".
size_t JavaPatternReader::DigitsReservedAfter(size_t index, size_t end) const {
  size_t digits = 0;
  for (size_t i = index + 1; i < end; ++i) {
    const Piece& next = pieces_[i];
    if (!IsNumeric(next.letter, next.count) || next.count < 2) break;
    digits += next.count;
  }
  return digits;
}

bool JavaPatternReader::TakeNumber(size_t least, size_t most, int64_t low, int64_t high,
                                   int64_t& value) {
  int64_t number = 0;
  size_t digits = 0;
  for (; digits < most && at_ < text_.size() && IsDigit(text_[at_]); ++digits, ++at_) {
    number = number * 10 + (text_[at_] - '0');
  }
  value = number;
  return digits >= least && number >= low && number <= high;
}

bool JavaPatternReader::TakeYear(size_t count, size_t reserved) {
  constexpr int64_t kLast = 294'247;  // beyond it microseconds do not fit
  constexpr size_t kMostDigits = 10;
  if (count == 2) {
    if (!TakeNumber(2, 2, 0, 99, fields_.year)) return false;
    fields_.year += 2000;
    return true;
  }
  const bool sign = at_ < text_.size() && text_[at_] == '+';
  if (sign) ++at_;
  size_t run = 0;
  while (at_ + run < text_.size() && IsDigit(text_[at_ + run])) ++run;
  const size_t least = count == 1 ? 1 : count;
  const size_t most = std::min(kMostDigits, run > reserved ? run - reserved : 0);
  if (count >= 4 && most > count && !sign && reserved == 0) return false;
  return TakeNumber(least, most, 0, kLast, fields_.year);
}

bool JavaPatternReader::TakeName(const char* const* names, int64_t count, bool whole,
                                 int64_t& index) {
  for (int64_t i = 0; i < count; ++i) {
    const size_t length = whole ? std::strlen(names[i]) : 3;
    if (text_.size() - at_ < length) continue;
    if (strncasecmp(text_.data() + at_, names[i], length) != 0) continue;
    at_ += length;
    index = i;
    return true;
  }
  return false;
}

/// Takes one of two words of two letters.
bool JavaPatternReader::TakeWord(const char* const (&words)[2], int64_t& index) {
  if (text_.size() - at_ < 2) return false;
  for (index = 0; index < 2; ++index) {
    if (strncasecmp(text_.data() + at_, words[index], 2) != 0) continue;
    at_ += 2;
    return true;
  }
  return false;
}

bool JavaPatternReader::TakeDate(const Piece& piece, size_t reserved) {
  constexpr const char* kEras[] = {"BC", "AD"};
  const size_t least = piece.count;
  const size_t most = piece.count == 1 ? 2 : piece.count;
  switch (piece.letter) {
    case 'y':
    case 'u': return TakeYear(piece.count, reserved);
    case 'M':
    case 'L':
      if (piece.count <= 2) return TakeNumber(least, most, 1, 12, fields_.month);
      if (!TakeName(kMonthNames, 12, piece.count == 4, fields_.month)) return false;
      ++fields_.month;
      return true;
    case 'Q':
    case 'q':
      if (piece.count == 3 && !TakeLiteral("Q")) return false;
      return piece.count <= 3 && TakeNumber(1, most, 1, 4, fields_.quarter);
    case 'd': return TakeNumber(least, most, 1, 31, fields_.day);
    case 'D': return TakeNumber(least, 3, 1, 366, fields_.day_of_year);
    case 'E': return TakeName(kDayNames, 7, piece.count == 4, fields_.weekday);
    case 'G': {
      int64_t era = 0;
      if (!TakeWord(kEras, era)) return false;
      fields_.before_christ = era == 0;
      return true;
    }
    default: {  // F
      int64_t ignored;
      return TakeNumber(1, 1, 1, 7, ignored);
    }
  }
}

bool JavaPatternReader::TakeFraction(size_t most) {
  const size_t before = at_;
  if (!TakeNumber(1, most, 0, INT64_MAX, fields_.nanos)) return false;
  for (size_t digits = at_ - before; digits < 9; ++digits) fields_.nanos *= 10;
  return true;
}

bool JavaPatternReader::TakeTime(const Piece& piece) {
  constexpr const char* kHalves[] = {"AM", "PM"};
  const size_t least = piece.count;
  const size_t most = piece.count == 1 ? 2 : piece.count;
  switch (piece.letter) {
    case 'a': return TakeWord(kHalves, fields_.afternoon);
    case 'H': return TakeNumber(least, most, 0, 23, fields_.hour);
    case 'k':
      if (!TakeNumber(least, most, 1, 24, fields_.hour)) return false;
      fields_.hour %= 24;
      return true;
    case 'K': return TakeNumber(least, most, 0, 11, fields_.half_hour);
    case 'h':
      if (!TakeNumber(least, most, 1, 12, fields_.half_hour)) return false;
      fields_.half_hour %= 12;
      return true;
    case 'm': return TakeNumber(least, most, 0, 59, fields_.minute);
    case 's': return TakeNumber(least, most, 0, 59, fields_.second);
    default: return TakeFraction(piece.count);
  }
}

bool JavaPatternReader::TakeOffset(size_t count) {
  int64_t seconds = 0;
  size_t taken = 0;
  if (!ParseUtcOffset(text_.substr(at_), seconds, taken)) return false;
  constexpr int64_t kMostHours = 18;
  if (seconds > kMostHours * 3600 || seconds < -kMostHours * 3600) return false;
  const bool colon = text_.substr(at_, taken).find(':') != std::string_view::npos;
  const bool wants_colon = count == 3 || count == 5;
  if (taken > 3 && colon != wants_colon && count > 1) return false;
  fields_.offset = seconds;
  at_ += taken;
  return true;
}

bool JavaPatternReader::TakeZone(const Piece& piece) {
  const bool text = piece.letter == 'V' || piece.letter == 'z';
  if (!text) {
    if (piece.letter == 'O' || (piece.letter == 'Z' && piece.count == 4)) {
      if (!TakeLiteral("GMT")) return false;
      fields_.offset = 0;
      if (at_ == text_.size() || (text_[at_] != '+' && text_[at_] != '-')) return true;
      return TakeOffset(1);
    }
    const bool zulu = piece.letter == 'X' || (piece.letter == 'Z' && piece.count == 5);
    if (zulu && at_ < text_.size() && text_[at_] == 'Z') {
      fields_.offset = 0;
      ++at_;
      return true;
    }
    return TakeOffset(piece.count);
  }
  size_t end = at_;
  while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 ||
                                std::strchr("_/+-:", text_[end]) != nullptr)) {
    ++end;
  }
  if (end == at_) return false;
  if (text_[at_] == '+' || text_[at_] == '-') return TakeOffset(1);
  fields_.zone = text_.substr(at_, end - at_);
  if (fields_.zone == "Z") fields_.zone = "UTC";
  at_ = end;
  return true;
}

std::optional<int32_t> JavaPatternReader::Days() const {
  const Fields& f = fields_;
  constexpr int64_t kUsualYear = 1970;
  int64_t year = f.year < 0 ? kUsualYear : f.year;
  if (f.before_christ) year = 1 - year;
  const auto year_number = static_cast<int32_t>(year);
  if (f.day_of_year > 0 && f.month < 0) {
    const int32_t day =
        DaysFromCivil({year_number, 1, 1}) + static_cast<int32_t>(f.day_of_year) - 1;
    return CivilFromDays(day).year == year ? std::optional(day) : std::nullopt;
  }
  const int64_t month = f.month > 0 ? f.month : f.quarter > 0 ? f.quarter * 3 - 2 : 1;
  const int64_t day = f.day > 0 ? f.day : 1;
  if (!IsValidDate(year, month, day)) return std::nullopt;
  return DaysFromCivil({year_number, static_cast<int32_t>(month), static_cast<int32_t>(day)});
}

std::optional<PatternTime> JavaPatternReader::Resolve() const {
  const auto days = Days();
  if (!days) return std::nullopt;
  const Fields& f = fields_;
  if (f.weekday >= 0 && PartOf(DatePart::kDayOfWeek, {*days, 0}) != f.weekday) return std::nullopt;
  int64_t hour = std::max<int64_t>(f.hour, 0);
  if (f.hour < 0 && (f.half_hour >= 0 || f.afternoon >= 0)) {
    hour = std::max<int64_t>(f.half_hour, 0) + (f.afternoon == 1 ? 12 : 0);
  }
  PatternTime out;
  out.days = *days;
  out.nanos = ((hour * 60 + f.minute) * 60 + f.second) * kNanosPerSecond + f.nanos;
  out.offset = f.offset;
  out.zone = f.zone;
  return out;
}

std::optional<PatternTime> JavaPattern::Read(std::string_view text) const {
  return JavaPatternReader(*this, text).Read();
}

}  // namespace lakebolt
