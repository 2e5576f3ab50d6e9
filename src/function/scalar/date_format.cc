// strftime and strptime, with the conversions of C and Python.

#include <cstring>

#include "base/error.h"
#include "function/scalar/date_part.h"
#include "function/scalar/families.h"
#include "function/scalar_adapter.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

constexpr const char* kDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                 "Thursday", "Friday", "Saturday"};
constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                   "May",       "June",     "July",     "August",
                                   "September", "October",  "November", "December"};

void AppendNumber(std::string& out, int64_t value, int width) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  if (value < 0) out += '-';
  if (static_cast<int>(digits.size()) < width) {
    out.append(static_cast<size_t>(width) - digits.size(), '0');
  }
  out += digits;
}

[[noreturn]] void ThrowBadFormat(char conversion) {
  throw UserError(ErrorCode::kInvalidArgument,
                  std::string("there is no conversion %") + conversion + " in a date format", {},
                  "%Y-%m-%d %H:%M:%S are the usual ones; %% is a percent sign");
}

/// Counts weeks of the year from the first `first_day` (0 is Sunday) on.
int64_t WeekFrom(int32_t days, int first_day) {
  const int64_t of_year = PartOf(DatePart::kDayOfYear, {days, 0}) - 1;
  const int64_t weekday = FloorMod(PartOf(DatePart::kDayOfWeek, {days, 0}) - first_day, 7);
  return (of_year + 7 - weekday) / 7;
}

void AppendConversion(std::string& out, char conversion, DayAndTime at, bool pad) {
  const CivilDate date = CivilFromDays(at.days);
  const int64_t hour = PartOf(DatePart::kHour, at);
  const auto number = [&](int64_t value, int width) { AppendNumber(out, value, pad ? width : 1); };
  switch (conversion) {
    case 'a': out.append(kDays[PartOf(DatePart::kDayOfWeek, at)], 3); return;
    case 'A': out += kDays[PartOf(DatePart::kDayOfWeek, at)]; return;
    case 'w': return number(PartOf(DatePart::kDayOfWeek, at), 1);
    case 'u': return number(PartOf(DatePart::kIsoDayOfWeek, at), 1);
    case 'd': return number(date.day, 2);
    case 'b':
    case 'h': out.append(kMonths[date.month - 1], 3); return;
    case 'B': out += kMonths[date.month - 1]; return;
    case 'm': return number(date.month, 2);
    case 'y': return number(FloorMod(date.year, 100), 2);
    case 'Y': return number(date.year, 4);
    case 'G': return number(PartOf(DatePart::kIsoYear, at), 4);
    case 'H': return number(hour, 2);
    case 'I': return number(hour % 12 == 0 ? 12 : hour % 12, 2);
    case 'p': out += hour < 12 ? "AM" : "PM"; return;
    case 'M': return number(PartOf(DatePart::kMinute, at), 2);
    case 'S': return number(PartOf(DatePart::kSecond, at), 2);
    case 'f': return number(at.nanos % kNanosPerSecond / 1'000, 6);
    case 'g': return number(at.nanos % kNanosPerSecond / 1'000'000, 3);
    case 'n': return number(at.nanos % kNanosPerSecond, 9);
    case 'z': out += "+00"; return;
    case 'Z': return;
    case 'j': return number(PartOf(DatePart::kDayOfYear, at), 3);
    case 'U': return number(WeekFrom(at.days, 0), 2);
    case 'W': return number(WeekFrom(at.days, 1), 2);
    case 'V': return number(PartOf(DatePart::kWeek, at), 2);
    case '%': out += '%'; return;
    default: ThrowBadFormat(conversion);
  }
}

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

void Format(std::string& out, std::string_view format, DayAndTime at) {
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      out += format[i];
      continue;
    }
    ++i;
    const bool pad = format[i] != '-' || i + 1 == format.size();
    if (!pad) ++i;
    const std::string_view expanded = Expansion(format[i]);
    if (!expanded.empty()) {
      Format(out, expanded, at);
    } else {
      AppendConversion(out, format[i], at, pad);
    }
  }
}

/// Holds what strptime has read so far.
struct ParsedTime {
  int64_t year = 1900;
  int64_t month = 1;
  int64_t day = 1;
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t nanos = 0;
  bool afternoon = false;
  bool twelve_hours = false;
};

bool TakeNumber(std::string_view& text, int most, int64_t& value, int* taken = nullptr) {
  value = 0;
  int n = 0;
  while (n < most && !text.empty() && text[0] >= '0' && text[0] <= '9') {
    value = value * 10 + (text[0] - '0');
    text.remove_prefix(1);
    ++n;
  }
  if (taken != nullptr) *taken = n;
  return n > 0;
}

/// Takes one of `names`, whole or its first three letters; returns its number.
int TakeName(std::string_view& text, const char* const* names, int count) {
  for (const bool whole : {true, false}) {
    for (int i = 0; i < count; ++i) {
      const size_t length = whole ? std::strlen(names[i]) : 3;
      if (text.size() >= length && strncasecmp(text.data(), names[i], length) == 0) {
        text.remove_prefix(length);
        return i;
      }
    }
  }
  return -1;
}

bool TakeFraction(std::string_view& text, int most, int64_t& nanos) {
  int taken;
  if (!TakeNumber(text, most, nanos, &taken)) return false;
  for (int i = taken; i < 9; ++i) nanos *= 10;
  return true;
}

bool TakeConversion(std::string_view& text, char conversion, ParsedTime& out) {
  int64_t ignored;
  switch (conversion) {
    case 'Y': return TakeNumber(text, 4, out.year);
    case 'y':
      if (!TakeNumber(text, 2, out.year)) return false;
      out.year += out.year < 69 ? 2000 : 1900;
      return true;
    case 'm': return TakeNumber(text, 2, out.month);
    case 'd': return TakeNumber(text, 2, out.day);
    case 'b':
    case 'h':
    case 'B': out.month = TakeName(text, kMonths, 12) + 1; return out.month > 0;
    case 'a':
    case 'A': return TakeName(text, kDays, 7) >= 0;
    case 'w':
    case 'u': return TakeNumber(text, 1, ignored);
    case 'H': return TakeNumber(text, 2, out.hour);
    case 'I': out.twelve_hours = true; return TakeNumber(text, 2, out.hour);
    case 'p':
      if (text.size() < 2 || (text[1] | 0x20) != 'm') return false;
      if ((text[0] | 0x20) != 'a' && (text[0] | 0x20) != 'p') return false;
      out.afternoon = (text[0] | 0x20) == 'p';
      text.remove_prefix(2);
      return true;
    case 'M': return TakeNumber(text, 2, out.minute);
    case 'S': return TakeNumber(text, 2, out.second);
    case 'f':
    case 'n': return TakeFraction(text, 9, out.nanos);
    case 'g': return TakeFraction(text, 3, out.nanos);
    case '%':
      if (text.empty() || text[0] != '%') return false;
      text.remove_prefix(1);
      return true;
    default: ThrowBadFormat(conversion);
  }
}

bool Parse(std::string_view& text, std::string_view format, ParsedTime& out) {
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%' && i + 1 < format.size()) {
      ++i;
      if (format[i] == '-' && i + 1 < format.size()) ++i;
      const std::string_view expanded = Expansion(format[i]);
      const bool ok =
          expanded.empty() ? TakeConversion(text, format[i], out) : Parse(text, expanded, out);
      if (!ok) return false;
    } else {
      if (text.empty() || text[0] != format[i]) return false;
      text.remove_prefix(1);
    }
  }
  return true;
}

std::optional<int64_t> ParseTimestampBy(std::string_view text, std::string_view format) {
  ParsedTime parsed;
  if (!Parse(text, format, parsed) || !text.empty()) return std::nullopt;
  if (parsed.twelve_hours) {
    if (parsed.hour < 1 || parsed.hour > 12) return std::nullopt;
    parsed.hour = parsed.hour % 12 + (parsed.afternoon ? 12 : 0);
  }
  if (!IsValidDate(parsed.year, parsed.month, parsed.day) || parsed.hour > 23 ||
      parsed.minute > 59 || parsed.second > 59) {
    return std::nullopt;
  }
  const int32_t days =
      DaysFromCivil({static_cast<int32_t>(parsed.year), static_cast<int32_t>(parsed.month),
                     static_cast<int32_t>(parsed.day)});
  const int64_t seconds = (parsed.hour * 60 + parsed.minute) * 60 + parsed.second;
  return days * kMicrosPerDay + seconds * kMicrosPerSecond + parsed.nanos / 1'000;
}

StringView FormatTimestamp(StringHeap& heap, int64_t micros, const StringView& format) {
  std::string out;
  Format(out, format.view(), SplitTimestamp(micros, kMicrosPerSecond));
  return heap.Add(out);
}

StringView FormatDate(StringHeap& heap, int32_t days, const StringView& format) {
  std::string out;
  Format(out, format.view(), {days, 0});
  return heap.Add(out);
}

int64_t ParseOrThrow(const StringView& text, const StringView& format) {
  const auto parsed = ParseTimestampBy(text.view(), format.view());
  if (!parsed) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "cannot read '" + text.str() + "' by the format '" + format.str() + "'", {},
                    "try_strptime gives NULL instead");
  }
  return *parsed;
}

}  // namespace

void RegisterDateFormat(FunctionRegistry& registry) {
  const LogicalType text = TypeId::kVarchar;
  const LogicalType timestamp = LogicalType::Timestamp();
  registry.Add(ScalarFunction{
      "strftime",
      {},
      "date",
      "Prints a date or timestamp by a format such as '%d.%m.%Y'.",
      {{"strftime(DATE '2020-02-29', '%d.%m.%Y')", "29.02.2020"}},
      {},
      {MakeOverload<int32_t, StringView>({TypeId::kDate, text}, text, FormatDate),
       MakeOverload<int64_t, StringView>({timestamp, text}, text, FormatTimestamp)}});
  registry.Add(ScalarFunction{
      "strptime",
      {},
      "date",
      "Reads a timestamp by a format.",
      {{"strptime('29.02.2020', '%d.%m.%Y')", "2020-02-29 00:00:00"}},
      {},
      {MakeOverload<StringView, StringView>({text, text}, timestamp, ParseOrThrow)}});
  registry.Add(ScalarFunction{
      "try_strptime",
      {},
      "date",
      "Reads a timestamp by a format; NULL where the text does not match.",
      {{"try_strptime('x', '%Y')", "NULL"}},
      {},
      {MakeOverload<StringView, StringView>({text, text}, timestamp,
                                            [](const StringView& value, const StringView& format) {
                                              return ParseTimestampBy(value.view(), format.view());
                                            })}});
}

}  // namespace lakebolt
