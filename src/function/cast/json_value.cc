#include "function/cast/json_value.h"

#include <cmath>

#include "base/error.h"
#include "function/scalar/date/print_by_pattern.h"
#include "types/array_type.h"
#include "types/row_type.h"
#include "types/union_type.h"
#include "types/variant/variant_decode.h"
#include "types/variant/variant_encode.h"

namespace lakebolt {

namespace {

void AppendJsonText(const std::string& text, std::string& out) {
  JsonDocument document;
  if (document.Parse(text)) {
    document.Write(0, out);
  } else {
    AppendJsonString(text, out);
  }
}

void AppendFloating(const Value& value, std::string& out, const JsonStyle& style) {
  if (style.quotes_nonfinite && !std::isfinite(value.floating())) {
    AppendJsonString(value.ToString(), out);
  } else {
    AppendJsonDouble(value.floating(), out);
  }
}

/// Appends a decimal: as a double where that has all its digits, as in DuckDB.
void AppendDecimal(const Value& value, std::string& out) {
  constexpr int kDigitsOfDouble = 15;
  if (value.type().precision() > kDigitsOfDouble) {
    out += value.ToString();
  } else {
    AppendJsonDouble(CastValue(value, TypeId::kFloat64).floating(), out);
  }
}

void AppendStruct(const Value& value, std::string& out, const JsonStyle& style) {
  const auto& fields = value.type().children();
  const bool is_row = IsRowType(value.type());
  out += is_row ? '[' : '{';
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    if (!is_row) {
      AppendJsonString(fields[i].name, out);
      out += ':';
    }
    AppendJsonOfValue(value.parts()[i], out, style);
  }
  out += is_row ? ']' : '}';
}

void AppendMap(const Value& value, std::string& out, const JsonStyle& style) {
  out += '{';
  bool first = true;
  for (const Value& entry : value.parts()) {
    if (!first) out += ',';
    first = false;
    AppendJsonString(JsonTextOf(entry.parts()[0], style), out);
    out += ':';
    AppendJsonOfValue(entry.parts()[1], out, style);
  }
  out += '}';
}

void AppendList(const Value& value, std::string& out, const JsonStyle& style) {
  out += '[';
  bool first = true;
  for (const Value& part : value.parts()) {
    if (!first) out += ',';
    first = false;
    AppendJsonOfValue(part, out, style);
  }
  out += ']';
}

/// Takes the narrowest type that holds a whole number, as Spark's encoder does.
Value NarrowestInteger(int128_t number) {
  for (const TypeId id : {TypeId::kInt8, TypeId::kInt16, TypeId::kInt32, TypeId::kInt64}) {
    const int bits = 8 * static_cast<int>(PhysicalWidth(LogicalType(id).physical()));
    const int128_t bound = static_cast<int128_t>(1) << (bits - 1);
    if (number >= -bound && number < bound) return Value::Integral(id, number);
  }
  return Value::Integral(TypeId::kUInt64, number);
}

[[noreturn]] void ThrowNoFit(const JsonDocument& document, uint32_t id, const LogicalType& type) {
  std::string text;
  document.Write(id, text);
  throw UserError(ErrorCode::kInvalidCast,
                  "the JSON value " + text + " does not fit " + type.ToString());
}

/// Reads what is just of the kind of the type: a whole number, a number, a string.
std::optional<Value> PlainScalar(const JsonNode& node, const LogicalType& type) {
  switch (node.kind) {
    case JsonKind::kString:
      if (type.id() == TypeId::kVarchar) return Value::String(type, std::string(node.view()));
      break;
    case JsonKind::kDouble:
      if (type.id() == TypeId::kFloat64) return Value::Floating(type, node.double_value);
      break;
    case JsonKind::kUnsigned:
    case JsonKind::kSigned: {
      const int128_t number = node.kind == JsonKind::kUnsigned ? int128_t{node.unsigned_value}
                                                               : int128_t{node.signed_value};
      const bool fits = (type.id() == TypeId::kInt64 && number == static_cast<int64_t>(number)) ||
                        (type.id() == TypeId::kInt32 && number == static_cast<int32_t>(number));
      if (fits) return Value::Integral(type, number);
      break;
    }
    default: break;
  }
  return std::nullopt;
}

/// Reads other scalars by way of their text, as a cast from VARCHAR would.
Value ScalarOfJson(const JsonDocument& document, uint32_t id, const LogicalType& type,
                   JsonConversion conversion) {
  const JsonNode& node = document.node(id);
  if (auto plain = PlainScalar(node, type)) return *std::move(plain);
  std::string text;
  if (node.kind == JsonKind::kString) {
    text = node.view();
  } else {
    document.Write(id, text);
  }
  if (type.id() == TypeId::kVarchar) return Value::String(type, std::move(text));
  const bool boolean = node.kind == JsonKind::kTrue || node.kind == JsonKind::kFalse;
  if (!node.IsContainer()) {
    Value value = Value::Varchar(text);
    if (boolean && type.IsNumeric()) value = Value::Boolean(node.kind == JsonKind::kTrue);
    const Value cast = CastValue(value, type, CastMode::kTry);
    if (!cast.IsNull()) return cast;
  }
  if (conversion.mode == CastMode::kStrict) ThrowNoFit(document, id, type);
  return Value(type);
}

/// Raises an error where an object has a member that the struct has not, or one twice.
void CheckMembers(const JsonDocument& document, uint32_t id, const LogicalType& type,
                  bool allows_unknown) {
  std::vector<uint8_t> seen(type.children().size(), 0);
  document.ForEachMember(id, [&](const JsonNode& key, uint32_t) {
    size_t i = 0;
    while (i < seen.size() && type.children()[i].name != key.view()) ++i;
    if (i == seen.size() && allows_unknown) return;
    if (i < seen.size() && seen[i]++ == 0) return;
    std::string text;
    document.Write(id, text);
    throw UserError(ErrorCode::kInvalidCast, "the JSON object " + text +
                                                 (i < seen.size() ? " has twice the member \""
                                                                  : " has the unknown member \"") +
                                                 std::string(key.view()) + "\"");
  });
}

Value StructOfJson(const JsonDocument& document, uint32_t id, const LogicalType& type,
                   JsonConversion conversion) {
  if (conversion.missing_is_error) {
    CheckMembers(document, id, type, !conversion.unknown_is_error);
  }
  std::vector<Value> parts;
  for (const Field& field : type.children()) {
    const auto member = document.Member(id, field.name);
    if (!member && conversion.missing_is_error) {
      std::string text;
      document.Write(id, text);
      throw UserError(ErrorCode::kInvalidCast,
                      "the JSON object " + text + " has no member \"" + field.name + "\"");
    }
    parts.push_back(member ? ValueOfJson(document, *member, field.type, conversion)
                           : Value(field.type));
  }
  return Value::Nested(type, std::move(parts));
}

Value MapOfJson(const JsonDocument& document, uint32_t id, const LogicalType& type,
                JsonConversion conversion) {
  const auto& entry = type.element();
  std::vector<Value> entries;
  document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
    std::vector<Value> parts;
    parts.push_back(CastValue(Value::Varchar(std::string(key.view())), entry.children()[0].type));
    parts.push_back(ValueOfJson(document, value, entry.children()[1].type, conversion));
    entries.push_back(Value::Nested(entry, std::move(parts)));
  });
  return Value::Nested(type, std::move(entries));
}

Value ListOfJson(const JsonDocument& document, uint32_t id, const LogicalType& type,
                 JsonConversion conversion) {
  std::vector<Value> parts;
  parts.reserve(document.node(id).count);
  document.ForEachElement(id, [&](uint32_t element) {
    parts.push_back(ValueOfJson(document, element, type.element(), conversion));
  });
  if (const uint32_t size = ArraySize(type); size != 0 && parts.size() != size) {
    if (conversion.mode == CastMode::kStrict) ThrowNoFit(document, id, type);
    return Value(type);
  }
  return Value::Nested(type, std::move(parts));
}

/// Writes a union as an object whose one member is named by the tag.
void AppendUnion(const Value& value, std::string& out, const JsonStyle& style) {
  const auto number = static_cast<uint32_t>(value.parts()[0].integral());
  out += '{';
  AppendJsonString(UnionField(value.type(), number).name, out);
  out += ':';
  AppendJsonOfValue(UnionMember(value), out, style);
  out += '}';
}

/// Reads an object of one member that is named by a tag.
Value UnionOfJson(const JsonDocument& document, uint32_t id, const LogicalType& type,
                  JsonConversion conversion) {
  std::optional<Value> found;
  size_t members = 0;
  if (document.node(id).kind == JsonKind::kObject) {
    document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
      ++members;
      for (uint32_t i = 0; i < UnionSize(type); ++i) {
        if (UnionField(type, i).name != key.view()) continue;
        found =
            MakeUnion(type, i, ValueOfJson(document, value, UnionField(type, i).type, conversion));
      }
    });
  }
  if (found && members == 1) return *found;
  if (conversion.mode == CastMode::kStrict) ThrowNoFit(document, id, type);
  return Value(type);
}

}  // namespace

const JsonStyle& PlainJsonStyle() {
  static const JsonStyle plain;
  return plain;
}

const std::string& JsonPatternOf(const LogicalType& type, const JsonStyle& style) {
  static const std::string kNone;
  if (type.id() == TypeId::kDate) return style.date_format;
  return type.id() == TypeId::kTimestamp ? style.timestamp_format : kNone;
}

std::string JsonTextOf(const Value& value, const JsonStyle& style) {
  const std::string& pattern = JsonPatternOf(value.type(), style);
  if (pattern.empty() || value.IsNull()) return value.ToString();
  return PrintByPattern(Vector::Constant(value, 1), pattern, RowSet::Dense(1)).GetValue(0).string();
}

void AppendJsonOfValue(const Value& value, std::string& out, const JsonStyle& style) {
  if (value.IsNull()) {
    out += "null";
    return;
  }
  const LogicalType& type = value.type();
  switch (type.id()) {
    case TypeId::kBoolean: out += value.boolean() ? "true" : "false"; return;
    case TypeId::kFloat32:
    case TypeId::kFloat64: AppendFloating(value, out, style); return;
    case TypeId::kDecimal: AppendDecimal(value, out); return;
    case TypeId::kBignum: out += value.ToString(); return;
    case TypeId::kStruct: AppendStruct(value, out, style); return;
    case TypeId::kMap: AppendMap(value, out, style); return;
    case TypeId::kList: AppendList(value, out, style); return;
    case TypeId::kUnion: AppendUnion(value, out, style); return;
    case TypeId::kVariant: AppendJsonOfVariant(VariantView(value.string()), out); return;
    case TypeId::kVarchar:
      if (type.IsJson()) {
        AppendJsonText(value.string(), out);
      } else {
        AppendJsonString(value.string(), out);
      }
      return;
    default:
      if (type.IsInteger()) {
        out += value.ToString();
      } else {
        AppendJsonString(JsonTextOf(value, style), out);
      }
  }
}

Value PlainValueOfJson(const JsonDocument& document, uint32_t id) {
  const JsonNode& node = document.node(id);
  const auto variant = [&](uint32_t part) {
    return Value::String(TypeId::kVariant, EncodeVariant(PlainValueOfJson(document, part)));
  };
  std::vector<Value> parts;
  std::vector<Field> fields;
  switch (node.kind) {
    case JsonKind::kNull: return Value();
    case JsonKind::kFalse:
    case JsonKind::kTrue: return Value::Boolean(node.kind == JsonKind::kTrue);
    case JsonKind::kUnsigned: return NarrowestInteger(node.unsigned_value);
    case JsonKind::kSigned: return NarrowestInteger(node.signed_value);
    case JsonKind::kDouble: return Value::Float64(node.double_value);
    case JsonKind::kBigNumber:
      return CastValue(Value::Varchar(std::string(node.view())), TypeId::kFloat64);
    case JsonKind::kString: return Value::Varchar(std::string(node.view()));
    case JsonKind::kArray:
      parts.reserve(node.count);
      document.ForEachElement(id, [&](uint32_t element) { parts.push_back(variant(element)); });
      return Value::Nested(LogicalType::List(TypeId::kVariant), std::move(parts));
    case JsonKind::kObject:
      document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
        fields.push_back({std::string(key.view()), TypeId::kVariant});
        parts.push_back(variant(value));
      });
      return Value::Nested(LogicalType::Struct(std::move(fields)), std::move(parts));
  }
  return Value();
}

Value ValueOfJson(const JsonDocument& document, uint32_t id, const LogicalType& type,
                  JsonConversion conversion) {
  const JsonNode& node = document.node(id);
  if (type.id() == TypeId::kVariant) {
    return Value::String(type, EncodeVariant(PlainValueOfJson(document, id)));
  }
  if (type.IsJson()) {
    std::string text;
    document.Write(id, text);
    return Value::String(type, std::move(text));
  }
  if (node.kind == JsonKind::kNull || type.id() == TypeId::kNull) return Value(type);
  if (type.id() == TypeId::kUnion) return UnionOfJson(document, id, type, conversion);
  if (!type.IsNested()) return ScalarOfJson(document, id, type, conversion);
  const JsonKind wanted = type.id() == TypeId::kList ? JsonKind::kArray : JsonKind::kObject;
  if (node.kind != wanted) {
    if (conversion.mode == CastMode::kStrict) ThrowNoFit(document, id, type);
    return Value(type);
  }
  switch (type.id()) {
    case TypeId::kStruct: return StructOfJson(document, id, type, conversion);
    case TypeId::kMap: return MapOfJson(document, id, type, conversion);
    default: return ListOfJson(document, id, type, conversion);
  }
}

}  // namespace lakebolt
