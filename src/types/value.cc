#include "types/value.h"

#include <cmath>

#include "base/error.h"
#include "types/bignum.h"
#include "types/decimal.h"
#include "types/enum_labels.h"
#include "types/format.h"
#include "types/row_type.h"
#include "types/time_tz.h"
#include "types/union_type.h"
#include "types/variant/variant_decode.h"

namespace lakebolt {

namespace {

template <typename T>
int ThreeWay(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

/// Tells whether numbers of a type may need more than 128 bits with sign.
bool IsWide(const LogicalType& type) {
  const PhysicalType physical = type.physical();
  return physical == PhysicalType::kInt256 || physical == PhysicalType::kUInt128;
}

/// Orders floating values with NaN above everything and equal to itself.
int CompareFloating(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return static_cast<int>(std::isnan(a)) - std::isnan(b);
  return ThreeWay(a, b);
}

/// Orders the parts of nested values, NULL after everything.
int ComparePart(const Value& a, const Value& b) {
  if (a.IsNull() || b.IsNull()) return static_cast<int>(a.IsNull()) - b.IsNull();
  return Value::Compare(a, b);
}

bool ReadsAsNull(const std::string& text) {
  return text.size() == 4 && (text[0] | 0x20) == 'n' && (text[1] | 0x20) == 'u' &&
         (text[2] | 0x20) == 'l' && (text[3] | 0x20) == 'l';
}

std::string NestedToString(const LogicalType& type, const std::vector<Value>& parts) {
  const bool is_row = IsRowType(type);
  const bool braces = type.id() != TypeId::kList;
  std::string out = is_row ? "(" : (braces ? "{" : "[");
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += ", ";
    if (type.id() == TypeId::kStruct && !is_row) {
      out += TextInQuotes(type.children()[i].name) + ": " + TextWithin(parts[i]);
    } else if (type.id() == TypeId::kMap) {
      out += TextWithin(parts[i].parts()[0]) + "=" + TextWithin(parts[i].parts()[1]);
    } else {
      // Lists of JSON documents read as JSON.
      const bool documents = type.id() == TypeId::kList && type.element().IsJson();
      out += documents ? parts[i].ToString() : TextWithin(parts[i]);
    }
  }
  if (is_row) return out + (parts.size() == 1 ? ",)" : ")");
  return out + (braces ? "}" : "]");
}

}  // namespace

std::string TextInQuotes(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string TextWithin(const Value& value) {
  std::string text = value.ToString();
  const LogicalType& type = value.type();
  if (value.IsNull() || type.IsNested() || type.id() == TypeId::kVariant) return text;
  const bool plain = !text.empty() && !ReadsAsNull(text) && text.front() != ' ' &&
                     text.back() != ' ' &&
                     text.find_first_of("\"'(),:=[]{}\\") == std::string::npos;
  return plain ? text : TextInQuotes(text);
}

Value Value::Boolean(bool value) {
  return Integral(TypeId::kBoolean, value ? 1 : 0);
}
Value Value::Int32(int32_t value) {
  return Integral(TypeId::kInt32, value);
}
Value Value::Int64(int64_t value) {
  return Integral(TypeId::kInt64, value);
}
Value Value::Float64(double value) {
  return Floating(TypeId::kFloat64, value);
}
Value Value::Varchar(std::string value) {
  return String(TypeId::kVarchar, std::move(value));
}
Value Value::Blob(std::string value) {
  return String(TypeId::kBlob, std::move(value));
}
Value Value::Date(int32_t days) {
  return Integral(TypeId::kDate, days);
}
Value Value::MakeInterval(Interval value, LogicalType type) {
  Value out(std::move(type));
  out.data_ = value;
  return out;
}
Value Value::Integral(LogicalType type, int128_t value) {
  return Wide(std::move(type), value);
}
Value Value::Wide(LogicalType type, const Int256& value) {
  Value out(std::move(type));
  if (IsWide(out.type_)) {
    out.data_ = value;
  } else {
    out.data_ = static_cast<int128_t>(value);
  }
  return out;
}
Value Value::Floating(LogicalType type, double value) {
  Value out(std::move(type));
  out.data_ = value;
  return out;
}
Value Value::String(LogicalType type, std::string value) {
  Value out(std::move(type));
  out.data_ = std::move(value);
  return out;
}
Value Value::Nested(LogicalType type, std::vector<Value> parts) {
  Value out(std::move(type));
  out.data_ = std::move(parts);
  return out;
}

Int256 Value::wide() const {
  const auto* wide = std::get_if<Int256>(&data_);
  return wide != nullptr ? *wide : Int256(integral());
}

double Value::AsDouble() const {
  if (const auto* number = std::get_if<Int256>(&data_)) {
    const auto value = static_cast<double>(*number);
    return type_.IsDecimal() ? value / std::pow(10.0, type_.scale()) : value;
  }
  if (const auto* number = std::get_if<int128_t>(&data_)) {
    const auto value = static_cast<double>(*number);
    return type_.IsDecimal() ? value / std::pow(10.0, type_.scale()) : value;
  }
  if (const auto* number = std::get_if<double>(&data_)) return *number;
  if (const auto* span = std::get_if<Interval>(&data_)) {
    return static_cast<double>(span->Normalized());
  }
  if (const auto* text = std::get_if<std::string>(&data_)) {
    // The first bytes as a fraction of a number keep the order.
    double out = 0;
    for (size_t i = 0; i < 8; ++i) {
      out = out * 256 + (i < text->size() ? static_cast<uint8_t>((*text)[i]) : 0);
    }
    return out;
  }
  return 0;
}

std::string Value::ToString() const {
  if (IsNull()) return "NULL";
  switch (type_.id()) {
    case TypeId::kNull: return "NULL";
    case TypeId::kBoolean: return boolean() ? "true" : "false";
    case TypeId::kFloat32: return FloatToString(static_cast<float>(floating()));
    case TypeId::kFloat64: return DoubleToString(floating());
    case TypeId::kDecimal: return DecimalToString(wide(), type_.scale());
    case TypeId::kDate: return DateToString(static_cast<int32_t>(integral()));
    case TypeId::kTime: return TimeToString(static_cast<int64_t>(integral()), type_.unit());
    case TypeId::kTimestamp:
      return TimestampToString(static_cast<int64_t>(integral()), type_.unit(), type_.with_zone());
    case TypeId::kInterval: return IntervalToString(interval());
    case TypeId::kVarchar: return string();
    case TypeId::kBlob: return BlobToString(string());
    case TypeId::kTimeTz: return TimeTzToString(static_cast<int64_t>(integral()));
    case TypeId::kBit: return string();
    case TypeId::kBignum: return BignumToString(string());
    case TypeId::kEnum: return type_.labels()[static_cast<uint32_t>(integral())];
    case TypeId::kUuid: return UuidToString(integral());
    case TypeId::kVariant: return DecodeVariant(VariantView(string())).ToString();
    case TypeId::kStruct:
    case TypeId::kList:
    case TypeId::kMap: return NestedToString(type_, parts());
    case TypeId::kUnion: return UnionMember(*this).ToString();
    default: return Int256ToString(wide());
  }
}

int Value::Compare(const Value& a, const Value& b) {
  if (a.data_.index() != b.data_.index()) {
    throw InternalError("comparison of " + a.type_.ToString() + " with " + b.type_.ToString());
  }
  if (const auto* x = std::get_if<int128_t>(&a.data_)) return ThreeWay(*x, b.integral());
  if (const auto* x = std::get_if<Int256>(&a.data_)) return ThreeWay(*x, b.wide());
  if (const auto* x = std::get_if<double>(&a.data_)) return CompareFloating(*x, b.floating());
  if (const auto* x = std::get_if<std::string>(&a.data_)) {
    const int order = x->compare(b.string());
    return order < 0 ? -1 : (order > 0 ? 1 : 0);
  }
  if (const auto* x = std::get_if<Interval>(&a.data_)) return ThreeWay(*x, b.interval());
  const std::vector<Value>& left = a.parts();
  const std::vector<Value>& right = b.parts();
  for (size_t i = 0; i < left.size() && i < right.size(); ++i) {
    const int order = ComparePart(left[i], right[i]);
    if (order != 0) return order;
  }
  return ThreeWay(left.size(), right.size());
}

bool Value::operator==(const Value& other) const {
  if (type_ != other.type_ || IsNull() != other.IsNull()) return false;
  return IsNull() || Compare(*this, other) == 0;
}

}  // namespace lakebolt
