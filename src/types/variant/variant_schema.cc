#include "types/variant/variant_schema.h"

#include <algorithm>
#include <optional>

#include "types/decimal.h"
#include "types/variant/variant_decode.h"

namespace lakebolt {

namespace {

/// Returns a whole number's or decimal's type as a decimal.
LogicalType AsDecimal(const LogicalType& type) {
  constexpr int kBigintDigits = 20;  // as Spark counts them
  return type.IsInteger() ? LogicalType::Decimal(kBigintDigits, 0) : type;
}

/// Returns the scalar type that holds both, or nothing.
std::optional<LogicalType> CommonScalar(const LogicalType& a, const LogicalType& b) {
  if (a == b) return a;
  if (!a.IsNumeric() || !b.IsNumeric()) return std::nullopt;
  if (a.IsFloating() || b.IsFloating()) return LogicalType(TypeId::kFloat64);
  const LogicalType x = AsDecimal(a);
  const LogicalType y = AsDecimal(b);
  const int scale = std::max(x.scale(), y.scale());
  const int digits = std::max(x.precision() - x.scale(), y.precision() - y.scale()) + scale;
  if (digits > kMaxDecimal128Precision) return LogicalType(TypeId::kFloat64);
  return LogicalType::Decimal(digits, scale);
}

std::string ScalarName(const LogicalType& type) {
  switch (type.id()) {
    case TypeId::kVarchar: return "STRING";
    case TypeId::kInt64: return "BIGINT";
    case TypeId::kBlob: return "BINARY";
    case TypeId::kTimestamp: return type.with_zone() ? "TIMESTAMP" : "TIMESTAMP_NTZ";
    default: return type.ToString();
  }
}

}  // namespace

VariantSchema::VariantSchema(const VariantView& variant) {
  if (variant.shape() == VariantShape::kArray) {
    kind_ = Kind::kArray;
    element_.emplace_back();
    for (uint32_t i = 0; i < variant.size(); ++i) {
      element_[0].Merge(VariantSchema(variant.Part(i)));
    }
    return;
  }
  if (variant.shape() == VariantShape::kObject) {
    kind_ = Kind::kObject;
    for (uint32_t i = 0; i < variant.size(); ++i) {
      members_.emplace(variant.Key(i), VariantSchema(variant.Part(i)));
    }
    return;
  }
  scalar_ = DecodeVariant(variant).type();
  if (scalar_.id() == TypeId::kNull) return;
  kind_ = Kind::kScalar;
  if (scalar_.IsInteger()) scalar_ = TypeId::kInt64;
}

void VariantSchema::Merge(const VariantSchema& other) {
  if (other.kind_ == Kind::kVoid) return;
  if (kind_ == Kind::kVoid) {
    *this = other;
    return;
  }
  if (kind_ == Kind::kArray && other.kind_ == Kind::kArray) {
    element_[0].Merge(other.element_[0]);
    return;
  }
  if (kind_ == Kind::kObject && other.kind_ == Kind::kObject) {
    for (const auto& [key, schema] : other.members_) members_[key].Merge(schema);
    return;
  }
  if (kind_ == Kind::kScalar && other.kind_ == Kind::kScalar) {
    if (const auto common = CommonScalar(scalar_, other.scalar_)) {
      scalar_ = *common;
      return;
    }
  }
  *this = VariantSchema();
  kind_ = Kind::kVariant;
}

std::string VariantSchema::ToString() const {
  switch (kind_) {
    case Kind::kVoid: return "VOID";
    case Kind::kVariant: return "VARIANT";
    case Kind::kScalar: return ScalarName(scalar_);
    case Kind::kArray: return "ARRAY<" + element_[0].ToString() + ">";
    case Kind::kObject: break;
  }
  std::string out = "OBJECT<";
  for (const auto& [key, schema] : members_) {
    if (out.size() > std::string_view("OBJECT<").size()) out += ", ";
    out += key + ": " + schema.ToString();
  }
  return out + ">";
}

}  // namespace lakebolt
