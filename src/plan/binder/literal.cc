#include "plan/binder/literal.h"

#include <algorithm>
#include <optional>

#include "base/settings.h"
#include "catalog/name_resolver.h"
#include "function/cast.h"
#include "plan/binder/collation.h"
#include "types/array_type.h"
#include "types/calendar.h"
#include "types/decimal.h"
#include "types/format.h"

namespace lakebolt {

namespace {

/// Reads a whole number; nothing beyond 76 digits.
std::optional<Int256> ParseWide(std::string_view digits) {
  const size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  if (digits.size() - zeros > static_cast<size_t>(kMaxDecimalPrecision)) return std::nullopt;
  Int256 value = 0;
  for (const char c : digits) value = value * Int256(10) + Int256(c - '0');
  return value;
}

/// Reads decimal digits; nothing when there are more than 38 that count.
std::optional<int128_t> ParseDigits(std::string_view digits) {
  int128_t value = 0;
  int significant = 0;
  for (const char c : digits) {
    if (significant > 0 || c != '0') ++significant;
    if (significant > kMaxDecimal128Precision) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

Value DoubleLiteral(const std::string& text, bool negative, SourceRange where) {
  try {
    return CastValue(Value::Varchar(negative ? "-" + text : text), TypeId::kFloat64);
  } catch (const UserError& error) {
    throw error.At(where);
  }
}

Value IntegerLiteral(const std::string& text, bool negative) {
  const auto digits = ParseWide(text);
  if (!digits) return CastValue(Value::Varchar(negative ? "-" + text : text), TypeId::kBignum);
  const Int256 value = negative ? -*digits : *digits;
  if (!FitsInt128(value)) {
    if (!negative && value <= Int256(~uint128_t{0})) return Value::Wide(TypeId::kUInt128, value);
    const auto precision = static_cast<int>(Int256ToString(*digits).size());
    return Value::Wide(LogicalType::Decimal(precision, 0), value);
  }
  const auto narrow = static_cast<int128_t>(value);
  if (narrow >= INT32_MIN && narrow <= INT32_MAX) return Value::Integral(TypeId::kInt32, narrow);
  if (narrow >= INT64_MIN && narrow <= INT64_MAX) return Value::Integral(TypeId::kInt64, narrow);
  return Value::Integral(TypeId::kInt128, narrow);
}

Value DecimalLiteral(const std::string& text, bool negative, SourceRange where) {
  const size_t point = text.find('.');
  const std::string digits = text.substr(0, point) + text.substr(point + 1);
  const size_t scale = text.size() - point - 1;
  // Every digit counts, as in DuckDB: 0.05 is DECIMAL(3,2), .05 is DECIMAL(2,2).
  const size_t precision = digits.size();
  if (precision > static_cast<size_t>(kMaxDecimal128Precision)) {
    return DoubleLiteral(text, negative, where);
  }
  const int128_t value = *ParseDigits(digits);
  return Value::Integral(LogicalType::Decimal(static_cast<int>(precision), static_cast<int>(scale)),
                         negative ? -value : value);
}

/// Holds a number split at its point.
struct DecimalText {
  bool negative = false;
  int128_t whole = 0;
  std::string fraction;
};

std::optional<DecimalText> SplitNumber(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  DecimalText number;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    number.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  number.fraction = point < text.size() ? text.substr(point + 1) : std::string_view{};
  const auto all_digits = [](std::string_view digits) {
    return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (whole.empty() && number.fraction.empty()) return std::nullopt;
  if (!all_digits(whole) || !all_digits(number.fraction)) return std::nullopt;
  const auto digits = ParseDigits(whole);
  if (!digits || *digits > PowerOfTen(18)) return std::nullopt;
  number.whole = *digits;
  while (!number.fraction.empty() && number.fraction.back() == '0') number.fraction.pop_back();
  return number;
}

/// Multiplies a split number by `unit`, dropping what is smaller than a nanosecond.
int128_t Times(const DecimalText& number, int128_t unit) {
  constexpr size_t kMostDecimals = 18;
  int128_t result = number.whole * unit;
  const std::string fraction = number.fraction.substr(0, kMostDecimals);
  if (!fraction.empty()) {
    result += *ParseDigits(fraction) * unit / PowerOfTen(static_cast<int>(fraction.size()));
  }
  return number.negative ? -result : result;
}

LogicalType ResolveNested(const sql::TypeName& type, const NameResolver& names, SourceRange where) {
  if (type.name == "list") return LogicalType::List(ResolveType(type.children.at(0), names, where));
  if (type.name == "array" && !type.parameters.empty()) {
    if (type.parameters[0] < 1) {
      throw UserError(ErrorCode::kOutOfRange, "the size of an array is at least 1", where);
    }
    return ArrayType(ResolveType(type.children.at(0), names, where),
                     static_cast<uint32_t>(type.parameters[0]));
  }
  if (type.name == "map") {
    return LogicalType::Map(ResolveType(type.children.at(0), names, where),
                            ResolveType(type.children.at(1), names, where));
  }
  if (type.name == "struct" || type.name == "union") {
    std::vector<Field> fields;
    for (size_t i = 0; i < type.children.size(); ++i) {
      fields.push_back({type.field_names[i].text, ResolveType(type.children[i], names, where)});
    }
    if (type.name == "union") return LogicalType::Union(std::move(fields));
    return LogicalType::Struct(std::move(fields));
  }
  throw UserError(ErrorCode::kNotSupported, "the type " + type.name + " is not supported yet",
                  where);
}

}  // namespace

LogicalType ResolveType(const sql::TypeName& type, const NameResolver& names, SourceRange where) {
  if (!type.collation.empty()) {
    sql::TypeName plain = type;
    plain.collation.clear();
    const LogicalType resolved = ResolveType(plain, names, where);
    if (resolved.id() != TypeId::kVarchar) {
      throw UserError(ErrorCode::kTypeMismatch,
                      "COLLATE is for VARCHAR, not " + resolved.ToString(), where);
    }
    return resolved.WithCollation(CollationFor(type.collation, where));
  }
  if (!type.children.empty()) return ResolveNested(type, names, where);
  if (!type.path.empty()) {
    std::vector<std::string> parts;
    for (const sql::Identifier& part : type.path) parts.push_back(part.text);
    if (const auto found = names.Find(NameKind::kType, parts)) {
      return As<TypeEntry>(*found.entry).type;
    }
    if (parts.size() > 1 && FoldName(parts[0]) != "pg_catalog") {
      throw UserError(ErrorCode::kTypeMismatch,
                      "there is no type \"" + sql::JoinName(type.path) + "\"", where);
    }
  }
  if (type.name == "enum") {
    std::vector<std::string> labels;
    for (const sql::Identifier& label : type.field_names) labels.push_back(label.text);
    return LogicalType::Enum(std::move(labels));
  }
  try {
    return TypeFromName(type.name, type.parameters);
  } catch (const UserError& error) {
    throw error.At(where);
  }
}

Value LiteralValue(const sql::LiteralExpression& literal, bool negative, const NameResolver& names,
                   SourceRange where) {
  switch (literal.literal_kind) {
    case sql::LiteralKind::kNull: return Value();
    case sql::LiteralKind::kBoolean: return Value::Boolean(literal.boolean);
    case sql::LiteralKind::kInteger: return IntegerLiteral(literal.text, negative);
    case sql::LiteralKind::kDecimal: return DecimalLiteral(literal.text, negative, where);
    case sql::LiteralKind::kFloat: return DoubleLiteral(literal.text, negative, where);
    case sql::LiteralKind::kString: return Value::Varchar(literal.text);
    case sql::LiteralKind::kBlob: return Value::Blob(literal.text);
    case sql::LiteralKind::kTyped: break;
  }
  const LogicalType type = ResolveType(*literal.type, names, where);
  try {
    return CastValue(Value::Varchar(literal.text), type);
  } catch (const UserError& error) {
    throw error.At(where);
  }
}

Value DialectLiteral(Value value, const Settings& settings) {
  const TypeId type = value.type().id();
  if (type != TypeId::kInt32 && type != TypeId::kDecimal) return value;
  if (settings.Get("dialect") != "datafusion") return value;
  return CastValue(value, type == TypeId::kInt32 ? TypeId::kInt64 : TypeId::kFloat64);
}

Interval UnitInterval(sql::IntervalUnit unit) {
  switch (unit) {
    case sql::IntervalUnit::kMillennium: return {12'000, 0, 0};
    case sql::IntervalUnit::kCentury: return {1'200, 0, 0};
    case sql::IntervalUnit::kDecade: return {120, 0, 0};
    case sql::IntervalUnit::kYear: return {12, 0, 0};
    case sql::IntervalUnit::kQuarter: return {3, 0, 0};
    case sql::IntervalUnit::kMonth: return {1, 0, 0};
    case sql::IntervalUnit::kWeek: return {0, 7, 0};
    case sql::IntervalUnit::kDay: return {0, 1, 0};
    case sql::IntervalUnit::kHour: return {0, 0, 3600 * kNanosPerSecond};
    case sql::IntervalUnit::kMinute: return {0, 0, 60 * kNanosPerSecond};
    case sql::IntervalUnit::kSecond: return {0, 0, kNanosPerSecond};
    case sql::IntervalUnit::kMillisecond: return {0, 0, 1'000'000};
    case sql::IntervalUnit::kMicrosecond: return {0, 0, 1'000};
    case sql::IntervalUnit::kNanosecond: return {0, 0, 1};
  }
  throw InternalError("unknown interval unit");
}

Value IntervalValue(const std::string& number, sql::IntervalUnit unit, SourceRange where) {
  auto split = SplitNumber(number);
  if (!split) {
    throw UserError(
        ErrorCode::kInvalidArgument,
        "\"" + number + "\" is not a number of " + std::string(sql::IntervalUnitText(unit)) + "s",
        where);
  }
  if (!TakesFractions(unit)) split->fraction.clear();
  const Interval one = UnitInterval(unit);
  Interval result;
  const bool calendar = one.months != 0 || one.days != 0;
  const int128_t amount = Times(*split, one.months + one.days + one.nanos);
  const int128_t bound = calendar ? int128_t{INT32_MAX} : int128_t{INT64_MAX};
  if (amount > bound || amount < -bound) {
    throw UserError(ErrorCode::kOutOfRange, "the interval is out of range", where);
  }
  if (one.months != 0) {
    result.months = static_cast<int32_t>(amount);
  } else if (one.days != 0) {
    result.days = static_cast<int32_t>(amount);
  } else {
    result.nanos = static_cast<int64_t>(amount);
  }
  return Value::MakeInterval(result);
}

bool TakesFractions(sql::IntervalUnit unit) {
  return unit == sql::IntervalUnit::kSecond || unit == sql::IntervalUnit::kMillisecond;
}

}  // namespace lakebolt
