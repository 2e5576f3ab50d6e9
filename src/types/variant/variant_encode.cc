#include "types/variant/variant_encode.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/cancellation_scope.h"
#include "types/decimal.h"
#include "types/json/json_document.h"
#include "types/union_type.h"
#include "types/uuid.h"

namespace lakebolt {

namespace {

constexpr uint64_t kNanosPerValue = 100;

/// Encodes a value; keys are collected first, so that the dictionary is sorted.
class VariantEncoder {
 public:
  std::string Run(const Value& value) {
    CollectKeys(value);
    keys_.assign(set_.begin(), set_.end());
    std::string out;
    WriteMetadata(out);
    WriteValue(value, out);
    return out;
  }

 private:
  void CollectKeys(const Value& value);
  void CollectKeys(const VariantView& variant);
  void WriteMetadata(std::string& out) const;
  void WriteValue(const Value& value, std::string& out) const;
  void WriteTimestamp(const Value& value, std::string& out) const;
  void WriteNested(const Value& value, std::string& out) const;
  void WriteVariant(const VariantView& variant, std::string& out) const;
  void WriteWhole(int64_t value, std::string& out) const;
  void WriteDecimal(const Value& value, std::string& out) const;
  static void WriteText(std::string_view text, std::string& out);
  /// Writes an object's members (key and encoded value) or, without keys, an array's elements.
  void WriteParts(std::vector<std::pair<std::string, std::string>> parts, bool object,
                  std::string& out) const;
  uint32_t IdOf(std::string_view key) const {
    return static_cast<uint32_t>(std::lower_bound(keys_.begin(), keys_.end(), key) - keys_.begin());
  }

  std::set<std::string, std::less<>> set_;
  std::vector<std::string> keys_;
  mutable CancellationPoll poll_;
};

void AppendNumber(uint64_t value, size_t width, std::string& out) {
  char bytes[8];
  std::memcpy(bytes, &value, sizeof(bytes));
  out.append(bytes, width);
}

uint32_t WidthOf(uint64_t largest) {
  return largest < 1 << 8 ? 1 : largest < 1 << 16 ? 2 : largest < 1 << 24 ? 3 : 4;
}

void AppendHeader(VariantPrimitive type, std::string& out) {
  out += static_cast<char>(static_cast<uint8_t>(type) << 2);
}

void AppendFixed(VariantPrimitive type, int64_t value, size_t width, std::string& out) {
  AppendHeader(type, out);
  AppendNumber(static_cast<uint64_t>(value), width, out);
}

void VariantEncoder::CollectKeys(const VariantView& variant) {
  if (variant.shape() < VariantShape::kObject) return;
  for (uint32_t i = 0; i < variant.size(); ++i) {
    poll_.Spend(kNanosPerValue);
    if (variant.shape() == VariantShape::kObject) set_.emplace(variant.Key(i));
    CollectKeys(variant.Part(i));
  }
}

void VariantEncoder::CollectKeys(const Value& value) {
  poll_.Spend(kNanosPerValue);
  if (value.IsNull()) return;
  const LogicalType& type = value.type();
  if (type.id() == TypeId::kVariant) return CollectKeys(VariantView(value.string()));
  if (type.id() == TypeId::kUnion) return CollectKeys(UnionMember(value));
  if (!type.IsNested()) return;
  for (size_t i = 0; i < value.parts().size(); ++i) {
    const Value& part = value.parts()[i];
    if (type.id() == TypeId::kMap) {
      set_.insert(part.parts()[0].ToString());
      CollectKeys(part.parts()[1]);
    } else {
      if (type.id() == TypeId::kStruct) set_.insert(type.children()[i].name);
      CollectKeys(part);
    }
  }
}

void VariantEncoder::WriteMetadata(std::string& out) const {
  uint64_t bytes = 0;
  for (const std::string& key : keys_) bytes += key.size();
  const uint32_t width = WidthOf(std::max<uint64_t>(bytes, keys_.size()));
  constexpr uint32_t kSorted = 16;
  out += static_cast<char>(1 | kSorted | (width - 1) << 6);
  AppendNumber(keys_.size(), width, out);
  uint64_t offset = 0;
  AppendNumber(offset, width, out);
  for (const std::string& key : keys_) AppendNumber(offset += key.size(), width, out);
  for (const std::string& key : keys_) out += key;
}

void VariantEncoder::WriteText(std::string_view text, std::string& out) {
  constexpr size_t kShort = 63;
  if (text.size() <= kShort) {
    out += static_cast<char>(text.size() << 2 | 1);
  } else {
    AppendHeader(VariantPrimitive::kString, out);
    AppendNumber(text.size(), 4, out);
  }
  out += text;
}

void VariantEncoder::WriteParts(std::vector<std::pair<std::string, std::string>> parts, bool object,
                                std::string& out) const {
  if (object) {
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    // The encoding has each key once; the first one counts.
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    parts.erase(std::unique(parts.begin(), parts.end(), same), parts.end());
  }
  uint64_t bytes = 0;
  for (const auto& part : parts) bytes += part.second.size();
  const uint32_t offset_width = WidthOf(bytes);
  const uint32_t id_width = WidthOf(keys_.size());
  const bool large = parts.size() > 255;
  const uint32_t header = object ? (offset_width - 1) | (id_width - 1) << 2 | (large ? 16 : 0)
                                 : (offset_width - 1) | (large ? 4 : 0);
  out += static_cast<char>(header << 2 | (object ? 2 : 3));
  AppendNumber(parts.size(), large ? 4 : 1, out);
  if (object) {
    for (const auto& part : parts) AppendNumber(IdOf(part.first), id_width, out);
  }
  uint64_t offset = 0;
  AppendNumber(offset, offset_width, out);
  for (const auto& part : parts) AppendNumber(offset += part.second.size(), offset_width, out);
  for (const auto& part : parts) out += part.second;
}

void VariantEncoder::WriteVariant(const VariantView& variant, std::string& out) const {
  if (variant.shape() < VariantShape::kObject) {
    // Primitives do not refer to the metadata.
    return WriteValue(DecodeVariant(variant), out);
  }
  const bool object = variant.shape() == VariantShape::kObject;
  std::vector<std::pair<std::string, std::string>> parts;
  for (uint32_t i = 0; i < variant.size(); ++i) {
    auto& part = parts.emplace_back();
    if (object) part.first = variant.Key(i);
    WriteVariant(variant.Part(i), part.second);
  }
  WriteParts(std::move(parts), object, out);
}

/// Takes the narrowest of the four widths.
void VariantEncoder::WriteWhole(int64_t value, std::string& out) const {
  if (value == static_cast<int8_t>(value)) {
    AppendFixed(VariantPrimitive::kInt8, value, 1, out);
  } else if (value == static_cast<int16_t>(value)) {
    AppendFixed(VariantPrimitive::kInt16, value, 2, out);
  } else if (value == static_cast<int32_t>(value)) {
    AppendFixed(VariantPrimitive::kInt32, value, 4, out);
  } else {
    AppendFixed(VariantPrimitive::kInt64, value, 8, out);
  }
}

void VariantEncoder::WriteDecimal(const Value& value, std::string& out) const {
  const int precision = value.type().precision();
  constexpr int kDigits4 = 9;
  constexpr int kDigits8 = 18;
  const int128_t unscaled = value.integral();
  const auto type = precision <= kDigits4   ? VariantPrimitive::kDecimal4
                    : precision <= kDigits8 ? VariantPrimitive::kDecimal8
                                            : VariantPrimitive::kDecimal16;
  AppendHeader(type, out);
  out += static_cast<char>(value.type().scale());
  AppendNumber(static_cast<uint64_t>(unscaled), type == VariantPrimitive::kDecimal4 ? 4 : 8, out);
  if (type == VariantPrimitive::kDecimal16) {
    AppendNumber(static_cast<uint64_t>(unscaled >> 64), 8, out);
  }
}

void VariantEncoder::WriteTimestamp(const Value& value, std::string& out) const {
  const LogicalType& type = value.type();
  const auto number = static_cast<int64_t>(value.integral());
  if (type.unit() == TimeUnit::kNano) {
    return AppendFixed(
        type.with_zone() ? VariantPrimitive::kTimestampTzNanos : VariantPrimitive::kTimestampNanos,
        number, 8, out);
  }
  const int64_t factor = type.unit() == TimeUnit::kSecond  ? 1'000'000
                         : type.unit() == TimeUnit::kMilli ? 1'000
                                                           : 1;
  int64_t micros;
  if (__builtin_mul_overflow(number, factor, &micros)) return WriteText(value.ToString(), out);
  AppendFixed(type.with_zone() ? VariantPrimitive::kTimestampTz : VariantPrimitive::kTimestamp,
              micros, 8, out);
}

void VariantEncoder::WriteNested(const Value& value, std::string& out) const {
  const LogicalType& type = value.type();
  std::vector<std::pair<std::string, std::string>> parts;
  for (size_t i = 0; i < value.parts().size(); ++i) {
    const Value& part = value.parts()[i];
    switch (type.id()) {
      case TypeId::kStruct:
        WriteValue(part, parts.emplace_back(type.children()[i].name, "").second);
        break;
      case TypeId::kMap:
        WriteValue(part.parts()[1], parts.emplace_back(part.parts()[0].ToString(), "").second);
        break;
      default: WriteValue(part, parts.emplace_back().second);
    }
  }
  WriteParts(std::move(parts), type.id() != TypeId::kList, out);
}

void VariantEncoder::WriteValue(const Value& value, std::string& out) const {
  poll_.Spend(kNanosPerValue);
  if (value.IsNull()) return AppendHeader(VariantPrimitive::kNull, out);
  const LogicalType& type = value.type();
  const auto number = [&] { return static_cast<int64_t>(value.integral()); };
  switch (type.id()) {
    case TypeId::kBoolean:
      return AppendHeader(value.boolean() ? VariantPrimitive::kTrue : VariantPrimitive::kFalse,
                          out);
    case TypeId::kInt8: return AppendFixed(VariantPrimitive::kInt8, number(), 1, out);
    case TypeId::kInt16:
    case TypeId::kUInt8: return AppendFixed(VariantPrimitive::kInt16, number(), 2, out);
    case TypeId::kInt32:
    case TypeId::kUInt16: return AppendFixed(VariantPrimitive::kInt32, number(), 4, out);
    case TypeId::kInt64:
    case TypeId::kUInt32: return AppendFixed(VariantPrimitive::kInt64, number(), 8, out);
    case TypeId::kUInt64:
      if (value.integral() <= INT64_MAX) return WriteWhole(number(), out);
      return WriteDecimal(Value::Integral(LogicalType::Decimal(20, 0), value.integral()), out);
    case TypeId::kFloat32: {
      const auto narrow = static_cast<float>(value.floating());
      uint32_t bits;
      std::memcpy(&bits, &narrow, sizeof(bits));
      return AppendFixed(VariantPrimitive::kFloat, bits, 4, out);
    }
    case TypeId::kFloat64: {
      const double wide = value.floating();
      int64_t bits;
      std::memcpy(&bits, &wide, sizeof(bits));
      return AppendFixed(VariantPrimitive::kDouble, bits, 8, out);
    }
    case TypeId::kDecimal:
      if (type.precision() <= kMaxDecimal128Precision) return WriteDecimal(value, out);
      return WriteText(value.ToString(), out);
    case TypeId::kDate: return AppendFixed(VariantPrimitive::kDate, number(), 4, out);
    case TypeId::kTime:
      if (type.unit() != TimeUnit::kMicro) return WriteText(value.ToString(), out);
      return AppendFixed(VariantPrimitive::kTime, number(), 8, out);
    case TypeId::kTimestamp: return WriteTimestamp(value, out);
    case TypeId::kBlob:
      AppendHeader(VariantPrimitive::kBinary, out);
      AppendNumber(value.string().size(), 4, out);
      out += value.string();
      return;
    case TypeId::kUuid: {
      AppendHeader(VariantPrimitive::kUuid, out);
      uint8_t bytes[16];
      UuidToBytes(value.integral(), bytes);
      out.append(reinterpret_cast<const char*>(bytes), sizeof(bytes));
      return;
    }
    case TypeId::kVariant: return WriteVariant(VariantView(value.string()), out);
    case TypeId::kUnion: return WriteValue(UnionMember(value), out);
    case TypeId::kStruct:
    case TypeId::kMap:
    case TypeId::kList: return WriteNested(value, out);
    default: return WriteText(value.ToString(), out);
  }
}

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

std::string EncodeVariant(const Value& value) {
  return VariantEncoder().Run(value);
}

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
