#include "format/csv/field_type.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "function/cast.h"
#include "function/scalar/date/date_pattern.h"
#include "types/calendar.h"
#include "types/parse.h"

namespace lakebolt::csv {

namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool IsNumeric(const LogicalType& type) {
  return type.IsFloating() || type.IsInteger() || type.id() == TypeId::kDecimal;
}

/// Tells whether a text is an optional sign and digits.
bool IsWholeNumber(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

/// Tells whether the digits of a text are a code (a postal code, a telephone number), of which a
/// number would lose something: a zero before other digits, a plus.
bool IsCode(std::string_view text) {
  text = Trimmed(text);
  if (text.starts_with('+')) return true;
  return text.size() > 1 && text[0] == '0' && IsDigit(text[1]);
}

/// Tells whether a text looks like a number with decimals or an exponent, or names one.
bool IsNumber(std::string_view text) {
  if (!ParseDouble(text)) return false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (text.find_first_of("xX_bB") != std::string_view::npos) return false;
  return true;
}

/// Returns a number as a cast reads it, whatever separators the file has.
std::string PlainNumber(std::string_view text, const CsvOptions& options) {
  std::string out;
  for (const char c : text) {
    if (options.thousands != 0 && c == options.thousands) continue;
    if (options.decimal_separator != '.' && c == '.') return "no number";
    out += c == options.decimal_separator ? '.' : c;
  }
  return out;
}

/// Tells whether a text is a truth value beyond doubt: a letter alone is one only as t and f.
bool ReadsBoolean(std::string_view text) {
  const bool short_form = text.size() == 1 && text.find_first_of("tTfF") == std::string_view::npos;
  return !short_form && !IsDigit(text[0]) && ParseBoolean(text).has_value();
}

/// Tells whether a text may be a date by a pattern that nobody has said: three short numbers are a
/// version or a list rather than a date of the first century.
bool IsLongEnough(std::string_view text, const std::string& pattern, const CsvOptions& options) {
  constexpr size_t kShortest = 8;       // 1-1-2020
  constexpr size_t kShortestShort = 6;  // 1-1-20
  if (pattern == options.date_format || pattern == options.timestamp_format) return true;
  return text.size() >= (pattern.find("%Y") != std::string::npos ? kShortest : kShortestShort);
}

/// Lists the patterns of dates, those less in doubt first.
std::vector<std::string> DatePatterns(const CsvOptions& options) {
  std::vector<std::string> patterns;
  for (const char* order : {"%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%d-%m-%y", "%m-%d-%y"}) {
    for (const char separator : options.date_separators) {
      std::string pattern = order;
      std::replace(pattern.begin(), pattern.end(), '-', separator);
      patterns.push_back(std::move(pattern));
    }
  }
  return patterns;
}

/// Lists all patterns that a type is tried with; the empty one first: as a cast reads it.
std::vector<std::string> PatternsOf(const LogicalType& type, const CsvOptions& options) {
  if (type.id() == TypeId::kDate) {
    if (!options.date_format.empty()) return {options.date_format};
    std::vector<std::string> patterns = DatePatterns(options);
    patterns.insert(patterns.begin(), "");
    return patterns;
  }
  if (type.id() == TypeId::kTimestamp) {
    if (!options.timestamp_format.empty()) return {options.timestamp_format};
    std::vector<std::string> patterns = {""};
    if (type.with_zone()) return patterns;
    for (const std::string& date : DatePatterns(options)) {
      for (const char* time : {" %H:%M:%S", " %H:%M:%S.%f", " %I:%M:%S %p", " %H:%M"}) {
        patterns.push_back(date + time);
      }
    }
    return patterns;
  }
  return {""};
}

bool ReadsDate(std::string_view text) {
  constexpr size_t kShortest = 8;  // 2020-1-1
  return text.size() >= kShortest && text.find_first_of(" T:.") == std::string_view::npos &&
         ParseDate(text).has_value();
}

bool ReadsTime(std::string_view text) {
  return text.find(':') != std::string_view::npos &&
         text.find_first_of("-/+ ") == std::string_view::npos &&
         ParseTime(text, TimeUnit::kMicro).has_value();
}

bool ReadsTimestamp(std::string_view text, bool zone) {
  if (text.size() < 8 || text.find('.') < text.find(':')) return false;
  return (zone || !HasZone(text)) && ParseTimestamp(text, TimeUnit::kMicro, zone).has_value();
}

/// Tells whether the text of a number has decimals that a whole number would lose.
bool HasDecimals(std::string_view text) {
  const size_t point = text.find_first_of(".eE");
  if (point == std::string_view::npos) return false;
  if (text.find_first_of("eE") == std::string_view::npos) {
    return Trimmed(text.substr(point + 1)).find_first_not_of('0') != std::string_view::npos;
  }
  const auto number = ParseDouble(text);
  return number && *number != std::floor(*number);
}

/// Reads a sign and digits that are surely a BIGINT.
std::optional<int64_t> ReadFewDigits(std::string_view text) {
  constexpr size_t kSafeDigits = 18;
  if (text.empty() || text.size() > kSafeDigits) return std::nullopt;
  const bool negative = text[0] == '-';
  const size_t first = negative || text[0] == '+' ? 1 : 0;
  if (first == text.size()) return std::nullopt;
  int64_t value = 0;
  for (size_t i = first; i < text.size(); ++i) {
    if (!IsDigit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return negative ? -value : value;
}

/// Reads texts as a cast does, but rounds none: those with decimals become NULL.
Vector ReadWholeNumbers(const Vector& texts, const LogicalType& type) {
  const uint32_t rows = texts.size();
  const VectorReader<StringView> reader(texts);
  if (type.id() != TypeId::kInt64) {
    Vector out = CastVector(texts, type, RowSet::Dense(rows), CastMode::kTry);
    for (uint32_t row = 0; row < rows; ++row) {
      if (!reader.IsNull(row) && HasDecimals(reader[row].view())) out.SetNull(row);
    }
    return out;
  }
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  Vector out(type, rows);
  auto* values = out.mutable_values<int64_t>();
  for (uint32_t row = 0; row < rows; ++row) {
    values[row] = 0;
    if (reader.IsNull(row)) {
      out.SetNull(row);
      continue;
    }
    const std::string_view text = reader[row].view();
    if (const auto value = ReadFewDigits(text)) {
      values[row] = *value;
    } else if (const auto slow =
                   HasDecimals(text) ? std::nullopt : ParseInteger(text, kLeast, kMost)) {
      values[row] = static_cast<int64_t>(*slow);
    } else {
      out.SetNull(row);
    }
  }
  return out;
}

std::vector<LogicalType> UsualTypes() {
  return {TypeId::kBoolean,
          LogicalType::Time(),
          TypeId::kDate,
          LogicalType::Timestamp(),
          LogicalType::Timestamp(TimeUnit::kMicro, true),
          TypeId::kInt64,
          TypeId::kInt128,
          TypeId::kFloat64};
}

}  // namespace

bool HasZone(std::string_view text) {
  const size_t time = text.find(':');
  if (time == std::string_view::npos) return false;
  return text.find_first_of("Zz+-U", time) != std::string_view::npos;
}

bool Reads(std::string_view text, const FieldType& as, const CsvOptions& options) {
  const LogicalType& type = as.type;
  if (type.id() == TypeId::kVarchar) return true;
  if (!as.pattern.empty()) {
    if (!IsLongEnough(text, as.pattern, options)) return false;
    thread_local PatternCache patterns;
    return patterns.Get(as.pattern).Read(text).has_value();
  }
  const std::string_view trimmed = Trimmed(text);
  if (trimmed.empty()) return false;
  if (type.id() == TypeId::kBoolean) return ReadsBoolean(trimmed);
  if (type.id() == TypeId::kDate) return ReadsDate(trimmed);
  if (type.id() == TypeId::kTime) return ReadsTime(trimmed);
  if (type.id() == TypeId::kTimestamp) return ReadsTimestamp(trimmed, type.with_zone());
  if (type.IsInteger() && !IsWholeNumber(PlainNumber(trimmed, options))) return false;
  if (type.IsFloating()) return IsNumber(PlainNumber(trimmed, options));
  return !CastValue(Value::Varchar(PlainNumber(trimmed, options)), type, CastMode::kTry).IsNull();
}

FieldType FindType(const std::vector<std::string>& texts, const CsvOptions& options) {
  const FieldType fallback{TypeId::kVarchar};
  if (texts.empty() || options.all_varchar) return fallback;
  const std::vector<LogicalType> candidates =
      options.type_candidates.empty() ? UsualTypes() : options.type_candidates;
  const bool codes = std::any_of(texts.begin(), texts.end(), IsCode);
  for (const LogicalType& type : candidates) {
    if (codes && IsNumeric(type)) continue;
    for (std::string& pattern : PatternsOf(type, options)) {
      const FieldType found{type, std::move(pattern), true};
      const bool all = std::all_of(texts.begin(), texts.end(), [&](const std::string& text) {
        return Reads(text, found, options);
      });
      if (all) return found;
    }
  }
  return fallback;
}

Vector ReadTexts(const Vector& texts, const FieldType& type, const CsvOptions& options) {
  const uint32_t rows = texts.size();
  if (type.type.id() == TypeId::kVarchar) return texts;
  if (!type.pattern.empty()) return ReadByPattern(texts, type, rows);
  const auto cast = [&](const Vector& plain) {
    return CastVector(plain, type.type, RowSet::Dense(rows), CastMode::kTry);
  };
  const bool exact = type.was_found && type.type.IsInteger();
  if (!IsNumeric(type.type) || (options.decimal_separator == '.' && options.thousands == 0)) {
    return exact ? ReadWholeNumbers(texts, type.type) : cast(texts);
  }
  Vector plain(TypeId::kVarchar, rows);
  StringHeap heap;
  const VectorReader<StringView> reader(texts);
  for (uint32_t row = 0; row < rows; ++row) {
    if (reader.IsNull(row)) {
      plain.SetNull(row);
    } else {
      plain.mutable_values<StringView>()[row] = heap.Add(PlainNumber(reader[row], options));
    }
  }
  plain.AddOwner(std::make_shared<StringHeap>(std::move(heap)));
  return exact ? ReadWholeNumbers(plain, type.type) : cast(plain);
}

Vector ReadByPattern(const Vector& strings, const FieldType& type, uint32_t rows) {
  const DatePattern pattern(type.pattern);
  const VectorReader<StringView> texts(strings);
  Vector out(type.type, rows);
  const bool is_date = type.type.id() == TypeId::kDate;
  for (uint32_t row = 0; row < rows; ++row) {
    if (is_date) {
      out.mutable_values<int32_t>()[row] = 0;
    } else {
      out.mutable_values<int64_t>()[row] = 0;
    }
    if (texts.IsNull(row)) {
      out.SetNull(row);
      continue;
    }
    const auto time = pattern.Read(texts[row]);
    const auto ticks = time && !is_date ? TicksOf(*time, type.type) : std::nullopt;
    if (time && is_date) {
      out.mutable_values<int32_t>()[row] =
          time->infinite == 0 ? time->days : time->infinite * kInfiniteDate;
    } else if (ticks) {
      out.mutable_values<int64_t>()[row] = *ticks;
    } else {
      out.SetNull(row);
    }
  }
  return out;
}

}  // namespace lakebolt::csv
