#include "types/variant/variant_encode.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/cancellation_scope.h"
#include "base/huge_allocator.h"
#include "types/decimal.h"
#include "types/json/json_document.h"
#include "types/union_type.h"
#include "types/uuid.h"
#include "types/variant/variant_decode.h"

namespace lakebolt {

namespace {

constexpr uint64_t kNanosPerValue = 100;
/// Objects and arrays of more parts count them in four bytes.
constexpr size_t kMostSmall = 255;

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

  std::string RunArray(uint32_t count, const std::function<Value(uint32_t)>& element) {
    std::string out;
    WriteMetadata(out);
    WriteArray(count, out, [&](uint32_t i, std::string& to) { WriteValue(element(i), to); });
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
  /// Writes an object's members: key and encoded value.
  void WriteMembers(std::vector<std::pair<std::string, std::string>> parts, std::string& out) const;
  /// Writes an array whose i-th element `write(i, text)` appends. Elements are kept one behind the
  /// other: millions of texts of their own take long to free.
  template <typename Write>
  void WriteArray(uint32_t count, std::string& out, const Write& write) const;
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

void VariantEncoder::WriteMembers(std::vector<std::pair<std::string, std::string>> parts,
                                  std::string& out) const {
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  // The encoding has each key once; the first one counts.
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  parts.erase(std::unique(parts.begin(), parts.end(), same), parts.end());
  uint64_t bytes = 0;
  for (const auto& part : parts) bytes += part.second.size();
  const uint32_t offset_width = WidthOf(bytes);
  const uint32_t id_width = WidthOf(keys_.size());
  const bool large = parts.size() > kMostSmall;
  const uint32_t header = (offset_width - 1) | (id_width - 1) << 2 | (large ? 16 : 0);
  out += static_cast<char>(header << 2 | static_cast<uint32_t>(VariantShape::kObject));
  AppendNumber(parts.size(), large ? 4 : 1, out);
  for (const auto& part : parts) AppendNumber(IdOf(part.first), id_width, out);
  uint64_t offset = 0;
  AppendNumber(offset, offset_width, out);
  for (const auto& part : parts) AppendNumber(offset += part.second.size(), offset_width, out);
  for (const auto& part : parts) out += part.second;
}

template <typename Write>
void VariantEncoder::WriteArray(uint32_t count, std::string& out, const Write& write) const {
  std::string elements;
  HugeVector<uint64_t> ends;
  ends.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    write(i, elements);
    ends.push_back(elements.size());
  }
  const uint32_t offset_width = WidthOf(elements.size());
  const bool large = count > kMostSmall;
  const uint32_t header = (offset_width - 1) | (large ? 4 : 0);
  out.reserve(out.size() + elements.size() + (size_t{count} + 2) * 4 + 1);
  out += static_cast<char>(header << 2 | static_cast<uint32_t>(VariantShape::kArray));
  AppendNumber(count, large ? 4 : 1, out);
  AppendNumber(0, offset_width, out);
  ForEachBlock(count, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) AppendNumber(ends[i], offset_width, out);
  });
  ForEachBlock(elements.size(),
               [&](size_t begin, size_t end) { out.append(elements, begin, end - begin); });
}

void VariantEncoder::WriteVariant(const VariantView& variant, std::string& out) const {
  if (variant.shape() < VariantShape::kObject) {
    // Primitives do not refer to the metadata.
    return WriteValue(DecodeVariant(variant), out);
  }
  if (variant.shape() == VariantShape::kArray) {
    return WriteArray(variant.size(), out,
                      [&](uint32_t i, std::string& to) { WriteVariant(variant.Part(i), to); });
  }
  std::vector<std::pair<std::string, std::string>> parts;
  for (uint32_t i = 0; i < variant.size(); ++i) {
    WriteVariant(variant.Part(i), parts.emplace_back(variant.Key(i), "").second);
  }
  WriteMembers(std::move(parts), out);
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
  const std::vector<Value>& values = value.parts();
  if (type.id() == TypeId::kList) {
    return WriteArray(static_cast<uint32_t>(values.size()), out,
                      [&](uint32_t i, std::string& to) { WriteValue(values[i], to); });
  }
  std::vector<std::pair<std::string, std::string>> parts;
  for (size_t i = 0; i < values.size(); ++i) {
    if (type.id() == TypeId::kStruct) {
      WriteValue(values[i], parts.emplace_back(type.children()[i].name, "").second);
    } else {
      const std::vector<Value>& entry = values[i].parts();
      WriteValue(entry[1], parts.emplace_back(entry[0].ToString(), "").second);
    }
  }
  WriteMembers(std::move(parts), out);
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

}  // namespace

std::string EncodeVariant(const Value& value) {
  return VariantEncoder().Run(value);
}

std::string EncodeVariantArray(uint32_t count, const std::function<Value(uint32_t)>& element) {
  return VariantEncoder().RunArray(count, element);
}

}  // namespace lakebolt
