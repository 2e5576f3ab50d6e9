// Patterns of java.time.format.DateTimeFormatter, as far as Spark takes them; printing by them.

#include "function/spark/java_pattern.h"

#include "base/error.h"
#include "function/scalar/date/date_names.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

/// Returns the longest run that a letter may have; 0 for letters without a meaning.
size_t LongestRun(char letter) {
  switch (letter) {
    case 'y':
    case 'u': return 6;
    case 'S': return 9;
    case 'Z':
    case 'X':
    case 'x': return 5;
    case 'G':
    case 'M':
    case 'L':
    case 'Q':
    case 'q':
    case 'E':
    case 'z':
    case 'O': return 4;
    case 'D': return 3;
    case 'd':
    case 'H':
    case 'h':
    case 'K':
    case 'k':
    case 'm':
    case 's':
    case 'V': return 2;
    case 'a':
    case 'F': return 1;
    default: return 0;
  }
}

void AppendNumber(std::string& out, int64_t value, size_t width) {
  const std::string digits = std::to_string(value < 0 ? -value : value);
  if (value < 0) out += '-';
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// Appends an offset: hours and, with `minutes`, two more digits; seconds where there are any.
void AppendOffset(std::string& out, int32_t seconds, bool colon, bool minutes, bool with_seconds) {
  out += seconds < 0 ? '-' : '+';
  const int32_t size = seconds < 0 ? -seconds : seconds;
  AppendNumber(out, size / 3600, 2);
  if (minutes || size % 3600 / 60 != 0) {
    if (colon) out += ':';
    AppendNumber(out, size % 3600 / 60, 2);
  }
  if (with_seconds && size % 60 != 0) {
    if (colon) out += ':';
    AppendNumber(out, size % 60, 2);
  }
}

/// Appends "GMT+8" or "GMT+08:00".
void AppendGmt(std::string& out, int32_t seconds, bool whole) {
  out += "GMT";
  if (seconds == 0) return;
  if (whole) return AppendOffset(out, seconds, true, true, true);
  out += seconds < 0 ? '-' : '+';
  const int32_t size = seconds < 0 ? -seconds : seconds;
  out += std::to_string(size / 3600);
  if (size % 3600 != 0) {
    out += ':';
    AppendNumber(out, size % 3600 / 60, 2);
  }
}

void PrintZone(char letter, size_t count, const WallTime& time, std::string& out) {
  constexpr size_t kFull = 4;
  constexpr size_t kIso = 5;
  const int32_t offset = time.offset;
  switch (letter) {
    case 'V':
    case 'z': out += time.zone; return;
    case 'O': return AppendGmt(out, offset, count == kFull);
    case 'Z':
      if (count == kFull) return AppendGmt(out, offset, true);
      if (count == kIso && offset == 0) return void(out += 'Z');
      return AppendOffset(out, offset, count == kIso, true, count == kIso);
    default:
      if (letter == 'X' && offset == 0) return void(out += 'Z');
      return AppendOffset(out, offset, count == 3 || count == kIso, count > 1, count >= kFull);
  }
}

void PrintYear(size_t count, int32_t year, std::string& out) {
  if (count == 2) return AppendNumber(out, FloorMod(year, 100), 2);
  constexpr int32_t kFiveDigits = 10'000;
  if (count >= 4 && year >= kFiveDigits) out += '+';
  AppendNumber(out, year, count);
}

void PrintQuarter(size_t count, int32_t quarter, std::string& out) {
  constexpr const char* kNames[] = {"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};
  if (count <= 2) return AppendNumber(out, quarter, count);
  if (count == 4) return void(out += kNames[quarter - 1]);
  out += 'Q';
  out += std::to_string(quarter);
}

void PrintDate(char letter, size_t count, const DayAndTime& at, std::string& out) {
  const CivilDate date = CivilFromDays(at.days);
  const auto name = [&](const char* whole) {
    if (count == 4) {
      out += whole;
    } else {
      out.append(whole, 3);
    }
  };
  // The year of the era: 1 BC is year 0.
  const int32_t of_era = date.year > 0 ? date.year : 1 - date.year;
  switch (letter) {
    case 'G':
      out += count == 4 ? (date.year > 0 ? "Anno Domini" : "Before Christ")
                        : (date.year > 0 ? "AD" : "BC");
      return;
    case 'y': return PrintYear(count, of_era, out);
    case 'u': return PrintYear(count, date.year, out);
    case 'M':
    case 'L':
      if (count >= 3) return name(kMonthNames[date.month - 1]);
      return AppendNumber(out, date.month, count);
    case 'Q':
    case 'q': return PrintQuarter(count, (date.month - 1) / 3 + 1, out);
    case 'd': return AppendNumber(out, date.day, count);
    case 'D': return AppendNumber(out, PartOf(DatePart::kDayOfYear, at), count);
    case 'E': return name(kDayNames[PartOf(DatePart::kDayOfWeek, at)]);
    default: return AppendNumber(out, (date.day - 1) % 7 + 1, 1);  // F
  }
}

void PrintTime(char letter, size_t count, const DayAndTime& at, std::string& out) {
  const int64_t hour = PartOf(DatePart::kHour, at);
  switch (letter) {
    case 'a': out += hour < 12 ? "AM" : "PM"; return;
    case 'H': return AppendNumber(out, hour, count);
    case 'h': return AppendNumber(out, hour % 12 == 0 ? 12 : hour % 12, count);
    case 'K': return AppendNumber(out, hour % 12, count);
    case 'k': return AppendNumber(out, hour == 0 ? 24 : hour, count);
    case 'm': return AppendNumber(out, PartOf(DatePart::kMinute, at), count);
    case 's': return AppendNumber(out, PartOf(DatePart::kSecond, at), count);
    default: break;
  }
  std::string digits;  // S
  AppendNumber(digits, at.nanos % kNanosPerSecond, 9);
  out.append(digits, 0, count);
}

bool IsTimeLetter(char letter) {
  return std::string_view("aHhKkmsS").find(letter) != std::string_view::npos;
}
bool IsZoneLetter(char letter) {
  return std::string_view("VzOZXx").find(letter) != std::string_view::npos;
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

JavaPattern::JavaPattern(std::string_view pattern) : pattern_(pattern) {
  size_t open = 0;
  for (size_t i = 0; i < pattern_.size();) {
    const char c = pattern_[i];
    if (c == '\'') {
      i = TakeQuoted(i);
    } else if (IsLetter(c)) {
      size_t count = 1;
      while (i + count < pattern_.size() && pattern_[i + count] == c) ++count;
      TakeLetters(c, count);
      i += count;
    } else {
      if (c == '[') ++open;
      if (c == ']' && open-- == 0) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "the \"]\" in '" + pattern_ + "' opens nothing");
      }
      if (c == '[' || c == ']') {
        pieces_.push_back({c});
      } else {
        TakeLiteral({&pattern_[i], 1});
      }
      ++i;
    }
  }
}

size_t JavaPattern::TakeQuoted(size_t at) {
  const std::string_view pattern = pattern_;
  if (pattern.substr(at, 2) == "''") {
    TakeLiteral("'");
    return at + 2;
  }
  while (true) {
    const size_t end = pattern.find('\'', at + 1);
    if (end == std::string_view::npos) {
      throw UserError(ErrorCode::kInvalidArgument, "the quote in '" + pattern_ + "' is not closed");
    }
    TakeLiteral(pattern.substr(at + 1, end - at - 1));
    if (pattern.substr(end, 2) != "''") return end + 1;
    TakeLiteral("'");  // two quotes within quoted text are one of it
    at = end + 1;
  }
}

void JavaPattern::TakeLiteral(std::string_view text) {
  if (pieces_.empty() || pieces_.back().letter != 0) pieces_.emplace_back();
  pieces_.back().literal += text;
}

void JavaPattern::TakeLetters(char letter, size_t count) {
  const bool zone_id = letter == 'V' && count != 2;
  if (count > LongestRun(letter) || zone_id) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the letters " + std::string(count, letter) + " mean nothing in a date pattern",
                    {}, "yyyy-MM-dd HH:mm:ss.SSS are the usual ones; quote text as in 'T'");
  }
  pieces_.push_back({letter, count});
}

void JavaPattern::Print(const WallTime& time, std::string& out) const {
  for (const Piece& piece : pieces_) {
    if (piece.letter == 0) {
      out += piece.literal;
    } else if (piece.letter == '[' || piece.letter == ']') {
      continue;
    } else if (IsZoneLetter(piece.letter)) {
      PrintZone(piece.letter, piece.count, time, out);
    } else if (IsTimeLetter(piece.letter)) {
      PrintTime(piece.letter, piece.count, time.at, out);
    } else {
      PrintDate(piece.letter, piece.count, time.at, out);
    }
  }
}

}  // namespace lakebolt
