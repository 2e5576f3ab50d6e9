// Patterns of strftime and strptime, with the conversions of C and Python; printing by them.

#include "function/scalar/date/date_pattern.h"

#include <algorithm>

#include "base/error.h"
#include "function/scalar/date/date_names.h"
#include "types/calendar.h"
#include "types/format.h"

namespace lakebolt {

namespace {

/// Expands conversions that stand for several.
std::string_view Expansion(char conversion) {
  switch (conversion) {
    case 'c': return "%Y-%m-%d %H:%M:%S";
    case 'x':
    case 'F': return "%Y-%m-%d";
    case 'X':
    case 'T': return "%H:%M:%S";
    case 'R': return "%H:%M";
    case 'D': return "%m/%d/%y";
    default: return {};
  }
}

constexpr std::string_view kConversions = "aAwudebhBmyYGHkIlpMSfgnzZjUWV";
constexpr std::string_view kUnpadded = "dmyHIMSj";

void AppendNumber(std::string& out, int64_t value, int width, char filler = '0') {
  const std::string digits = std::to_string(value);
  if (value >= 0 && static_cast<int>(digits.size()) < width) {
    out.append(static_cast<size_t>(width) - digits.size(), filler);
  }
  out += digits;
}

/// Counts weeks of the year from the first `first_day` (0 is Sunday) on.
int64_t WeekFrom(int32_t days, int first_day) {
  const int64_t of_year = PartOf(DatePart::kDayOfYear, {days, 0}) - 1;
  const int64_t weekday = FloorMod(PartOf(DatePart::kDayOfWeek, {days, 0}) - first_day, 7);
  return (of_year + 7 - weekday) / 7;
}

void PrintDatePart(char conversion, const DayAndTime& at, bool padded, std::string& out) {
  const CivilDate date = CivilFromDays(at.days);
  const auto number = [&](int64_t value, int width) {
    AppendNumber(out, value, padded ? width : 1);
  };
  switch (conversion) {
    case 'a': out.append(kDayNames[PartOf(DatePart::kDayOfWeek, at)], 3); return;
    case 'A': out += kDayNames[PartOf(DatePart::kDayOfWeek, at)]; return;
    case 'w': return number(PartOf(DatePart::kDayOfWeek, at), 1);
    case 'u': return number(PartOf(DatePart::kIsoDayOfWeek, at), 1);
    case 'd': return number(date.day, 2);
    case 'e': return AppendNumber(out, date.day, 2, ' ');
    case 'b':
    case 'h': out.append(kMonthNames[date.month - 1], 3); return;
    case 'B': out += kMonthNames[date.month - 1]; return;
    case 'm': return number(date.month, 2);
    case 'y': return number(std::abs(date.year % 100), 2);
    case 'Y': return number(date.year, 4);
    case 'G': return number(PartOf(DatePart::kIsoYear, at), 4);
    case 'j': return number(PartOf(DatePart::kDayOfYear, at), 3);
    case 'U': return number(WeekFrom(at.days, 0), 2);
    case 'W': return number(WeekFrom(at.days, 1), 2);
    case 'V': return number(PartOf(DatePart::kWeek, at), 2);
    default: return;
  }
}

void PrintTimePart(char conversion, const WallTime& time, bool padded, std::string& out) {
  const int64_t hour = PartOf(DatePart::kHour, time.at);
  const int64_t fraction = time.at.nanos % kNanosPerSecond;
  const auto number = [&](int64_t value, int width) {
    AppendNumber(out, value, padded ? width : 1);
  };
  switch (conversion) {
    case 'H': return number(hour, 2);
    case 'k': return AppendNumber(out, hour, 2, ' ');
    case 'I': return number(hour % 12 == 0 ? 12 : hour % 12, 2);
    case 'l': return AppendNumber(out, hour % 12 == 0 ? 12 : hour % 12, 2, ' ');
    case 'p': out += hour < 12 ? "AM" : "PM"; return;
    case 'M': return number(PartOf(DatePart::kMinute, time.at), 2);
    case 'S': return number(PartOf(DatePart::kSecond, time.at), 2);
    case 'f': return number(fraction / 1'000, 6);
    case 'g': return number(fraction / 1'000'000, 3);
    case 'n': return number(fraction, 9);
    case 'z': out += OffsetToString(time.offset); return;
    case 'Z': out += time.zone; return;
    default: return;
  }
}

constexpr std::string_view kTimeConversions = "HkIlpMSfgnzZ";

}  // namespace

DatePattern::DatePattern(std::string_view format) : format_(format) {
  pieces_.emplace_back();
  Take(format);
}

void DatePattern::Take(std::string_view format) {
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      pieces_.back().literal += format[i];
      continue;
    }
    ++i;
    const bool padded = i >= format.size() || format[i] != '-';
    if (!padded) ++i;
    const char conversion = i < format.size() ? format[i] : '\0';
    if (conversion == '%' && padded) {
      pieces_.back().literal += '%';
      continue;
    }
    const std::string_view expanded = padded ? Expansion(conversion) : std::string_view();
    if (!expanded.empty()) {
      Take(expanded);
      continue;
    }
    const std::string_view known = padded ? kConversions : kUnpadded;
    if (conversion == '\0' || known.find(conversion) == std::string_view::npos) {
      const std::string shown = conversion == '\0' ? "" : std::string(1, conversion);
      throw UserError(ErrorCode::kInvalidArgument,
                      std::string("there is no conversion %") + (padded ? "" : "-") + shown +
                          " in a date format",
                      {}, "%Y-%m-%d %H:%M:%S are the usual ones; %% is a percent sign");
    }
    pieces_.back().conversion = conversion;
    pieces_.back().padded = padded;
    pieces_.emplace_back();
  }
}

bool DatePattern::Has(char conversion) const {
  return std::any_of(pieces_.begin(), pieces_.end(),
                     [=](const Piece& piece) { return piece.conversion == conversion; });
}

void DatePattern::Print(const WallTime& time, std::string& out) const {
  for (const Piece& piece : pieces_) {
    out += piece.literal;
    if (kTimeConversions.find(piece.conversion) != std::string_view::npos) {
      PrintTimePart(piece.conversion, time, piece.padded, out);
    } else {
      PrintDatePart(piece.conversion, time.at, piece.padded, out);
    }
  }
}

}  // namespace lakebolt
