#include "types/variant/variant_decode.h"

#include <algorithm>

#include "types/decimal.h"
#include "types/json/json_document.h"

namespace lakebolt {

namespace {

/// Counts the digits of a number, at least one.
int DigitsOf(int128_t value) {
  int digits = 1;
  while (digits < kMaxDecimal128Precision && !FitsPrecision(value, digits)) ++digits;
  return digits;
}

Value DecodePrimitive(const VariantView& variant) {
  const auto number = [&](LogicalType type) { return Value::Integral(type, variant.integral()); };
  switch (variant.primitive()) {
    case VariantPrimitive::kNull: return Value();
    case VariantPrimitive::kTrue: return Value::Boolean(true);
    case VariantPrimitive::kFalse: return Value::Boolean(false);
    case VariantPrimitive::kInt8: return number(TypeId::kInt8);
    case VariantPrimitive::kInt16: return number(TypeId::kInt16);
    case VariantPrimitive::kInt32: return number(TypeId::kInt32);
    case VariantPrimitive::kInt64: return number(TypeId::kInt64);
    case VariantPrimitive::kFloat: return Value::Floating(TypeId::kFloat32, variant.floating());
    case VariantPrimitive::kDouble: return Value::Float64(variant.floating());
    case VariantPrimitive::kDecimal4:
    case VariantPrimitive::kDecimal8:
    case VariantPrimitive::kDecimal16: {
      const int scale = std::min(variant.scale(), kMaxDecimal128Precision);
      const int digits = std::max(DigitsOf(variant.integral()), scale);
      return number(LogicalType::Decimal(digits, scale));
    }
    case VariantPrimitive::kDate: return number(TypeId::kDate);
    case VariantPrimitive::kTime: return number(LogicalType::Time());
    case VariantPrimitive::kTimestamp: return number(LogicalType::Timestamp());
    case VariantPrimitive::kTimestampTz:
      return number(LogicalType::Timestamp(TimeUnit::kMicro, true));
    case VariantPrimitive::kTimestampNanos: return number(LogicalType::Timestamp(TimeUnit::kNano));
    case VariantPrimitive::kTimestampTzNanos:
      return number(LogicalType::Timestamp(TimeUnit::kNano, true));
    case VariantPrimitive::kBinary: return Value::Blob(std::string(variant.text()));
    case VariantPrimitive::kString: return Value::Varchar(std::string(variant.text()));
    case VariantPrimitive::kUuid: return number(TypeId::kUuid);
  }
  return Value();
}

}  // namespace

Value DecodeVariant(const VariantView& variant) {
  if (variant.shape() < VariantShape::kObject) return DecodePrimitive(variant);
  std::vector<Value> parts;
  std::vector<Field> fields;
  for (uint32_t i = 0; i < variant.size(); ++i) {
    parts.push_back(Value::String(TypeId::kVariant, variant.Part(i).Blob()));
    if (variant.shape() == VariantShape::kObject) {
      fields.push_back({std::string(variant.Key(i)), TypeId::kVariant});
    }
  }
  const LogicalType type = variant.shape() == VariantShape::kObject
                               ? LogicalType::Struct(std::move(fields))
                               : LogicalType::List(TypeId::kVariant);
  return Value::Nested(type, std::move(parts));
}

void AppendJsonOfVariant(const VariantView& variant, std::string& out) {
  if (variant.shape() >= VariantShape::kObject) {
    const bool object = variant.shape() == VariantShape::kObject;
    out += object ? '{' : '[';
    for (uint32_t i = 0; i < variant.size(); ++i) {
      if (i > 0) out += ',';
      if (object) {
        AppendJsonString(variant.Key(i), out);
        out += ':';
      }
      AppendJsonOfVariant(variant.Part(i), out);
    }
    out += object ? '}' : ']';
    return;
  }
  const Value value = DecodePrimitive(variant);
  if (value.IsNull()) {
    out += "null";
  } else if (value.type().IsFloating()) {
    AppendJsonDouble(value.floating(), out);
  } else if (value.type().IsNumeric() || value.type().id() == TypeId::kBoolean) {
    out += value.ToString();
  } else {
    AppendJsonString(value.ToString(), out);
  }
}

}  // namespace lakebolt
