#include "function/spark/json_schema.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/error.h"
#include "types/json/json_document.h"

namespace lakebolt {

namespace {

LogicalType MergeStructs(const LogicalType& a, const LogicalType& b) {
  std::map<std::string, LogicalType> fields;
  for (const Field& field : a.children()) fields.emplace(field.name, field.type);
  for (const Field& field : b.children()) {
    const auto [place, added] = fields.emplace(field.name, field.type);
    if (!added) place->second = MergeInferred(place->second, field.type);
  }
  std::vector<Field> out;
  for (const auto& [name, type] : fields) out.push_back({name, type});
  return LogicalType::Struct(std::move(out));
}

LogicalType TypeOf(const JsonDocument& document, uint32_t id) {
  const JsonNode& node = document.node(id);
  switch (node.kind) {
    case JsonKind::kNull: return TypeId::kNull;
    case JsonKind::kFalse:
    case JsonKind::kTrue: return TypeId::kBoolean;
    case JsonKind::kUnsigned:
      if (node.unsigned_value > INT64_MAX) return LogicalType::Decimal(20, 0);
      return TypeId::kInt64;
    case JsonKind::kSigned: return TypeId::kInt64;
    case JsonKind::kDouble: return TypeId::kFloat64;
    case JsonKind::kBigNumber: {
      const auto digits = static_cast<int>(node.view().size() - (node.view()[0] == '-' ? 1 : 0));
      const bool is_whole = node.view().find_first_of(".eE") == std::string_view::npos;
      if (!is_whole || digits > kMaxDecimal128Precision) return TypeId::kFloat64;
      return LogicalType::Decimal(digits, 0);
    }
    case JsonKind::kString: return TypeId::kVarchar;
    case JsonKind::kArray: {
      LogicalType element;
      document.ForEachElement(
          id, [&](uint32_t part) { element = MergeInferred(element, TypeOf(document, part)); });
      return LogicalType::List(std::move(element));
    }
    case JsonKind::kObject: break;
  }
  std::vector<Field> fields;
  document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
    fields.push_back({std::string(key.view()), TypeOf(document, value)});
  });
  return MergeStructs(LogicalType::Struct({}), LogicalType::Struct(std::move(fields)));
}

/// Drops the zeros before the digits of numbers.
std::string WithoutLeadingZeros(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\' && i + 1 < text.size()) out += text[i++];
    const bool digit_before =
        !out.empty() && ((out.back() >= '0' && out.back() <= '9') ||
                         std::string_view(".eE+").find(out.back()) != std::string_view::npos);
    const bool drops = !in_string && c == '0' && !digit_before && i + 1 < text.size() &&
                       text[i + 1] >= '0' && text[i + 1] <= '9';
    if (!drops) out += text[i];
  }
  return out;
}

}  // namespace

LogicalType MergeInferred(const LogicalType& a, const LogicalType& b) {
  if (a == b || b.id() == TypeId::kNull) return a;
  if (a.id() == TypeId::kNull) return b;
  if (a.id() == TypeId::kList && b.id() == TypeId::kList) {
    return LogicalType::List(MergeInferred(a.element(), b.element()));
  }
  if (a.id() == TypeId::kStruct && b.id() == TypeId::kStruct) return MergeStructs(a, b);
  if (!a.IsNumeric() || !b.IsNumeric()) return TypeId::kVarchar;
  if (a.IsFloating() || b.IsFloating()) return TypeId::kFloat64;
  if (a.IsInteger() && b.IsInteger()) return TypeId::kInt64;
  const auto digits = [](const LogicalType& type) {
    return type.IsInteger() ? 20 : type.precision();
  };
  return LogicalType::Decimal(std::max(digits(a), digits(b)), 0);
}

LogicalType InferJsonType(std::string_view text, bool leading_zeros) {
  const std::string plain = leading_zeros ? WithoutLeadingZeros(text) : std::string(text);
  JsonDocument document;
  JsonError error;
  if (!document.Parse(plain, &error)) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "malformed JSON at byte " + std::to_string(error.offset) + ": " + error.reason);
  }
  return TypeOf(document, 0);
}

}  // namespace lakebolt
