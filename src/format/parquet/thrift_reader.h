#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "format/parquet/corrupt.h"
#include "format/parquet/thrift_type.h"

namespace lakebolt::parquet_format {

/// Reads Thrift's compact protocol: a field is (delta of id, type) in one byte, integers are
/// zigzag varints. Throws CorruptBytes for what is malformed, CutOffBytes for what does not end.
class ThriftReader {
 public:
  /// `what` names what is read in errors, such as "a page header".
  ThriftReader(const char* what, const uint8_t* data, size_t size)
      : what_(what), begin_(data), at_(data), end_(data + size) {}

  size_t Consumed() const { return static_cast<size_t>(at_ - begin_); }

  /// Calls `field(id, type)` for each field up to the stop; it must consume the field's value.
  template <typename Body>
  void ReadStruct(Body&& field) {
    int id = 0;
    while (true) {
      const uint8_t head = Byte();
      const auto type = static_cast<ThriftType>(head & 0x0F);
      if (type == ThriftType::kStop) return;
      const int delta = head >> 4;
      id = delta != 0 ? id + delta : static_cast<int>(ZigZag());
      field(id, type);
    }
  }

  int32_t Int32(ThriftType type) {
    Expect(type == ThriftType::kInt32);
    const int64_t value = ZigZag();
    if (value != static_cast<int32_t>(value)) Throw("has a number out of range");
    return static_cast<int32_t>(value);
  }

  int64_t Int64(ThriftType type) {
    Expect(type == ThriftType::kInt64);
    return ZigZag();
  }

  uint32_t Count(ThriftType type) {
    const int32_t value = Int32(type);
    if (value < 0) Throw("has a negative size");
    return static_cast<uint32_t>(value);
  }

  bool Bool(ThriftType type) {
    Expect(type == ThriftType::kTrue || type == ThriftType::kFalse);
    return type == ThriftType::kTrue;
  }

  /// Reads bytes, which stay where they are.
  std::string_view Binary(ThriftType type) {
    Expect(type == ThriftType::kBinary);
    const uint64_t size = Varint();
    const auto* data = reinterpret_cast<const char*>(at_);
    Advance(size);
    return {data, size};
  }

  /// Reads the head of a list of `element`s and returns how many follow.
  size_t ListSize(ThriftType type, ThriftType element) {
    Expect(type == ThriftType::kList);
    ThriftType found;
    const uint64_t count = ListHead(found);
    // Writers disagree on which of the two stands for booleans.
    const auto is_bool = [](ThriftType t) {
      return t == ThriftType::kTrue || t == ThriftType::kFalse;
    };
    Expect(count == 0 || found == element || (is_bool(found) && is_bool(element)));
    return count;
  }

  /// Reads a boolean of a list, which takes a byte.
  bool ListedBool() { return Byte() == static_cast<uint8_t>(ThriftType::kTrue); }

  void Skip(ThriftType type, int depth = 0) {
    constexpr int kDeepest = 16;
    if (depth > kDeepest) Throw("nests too deeply");
    switch (type) {
      case ThriftType::kTrue:
      case ThriftType::kFalse: return;
      case ThriftType::kByte: Advance(1); return;
      case ThriftType::kInt16:
      case ThriftType::kInt32:
      case ThriftType::kInt64: Varint(); return;
      case ThriftType::kDouble: Advance(8); return;
      case ThriftType::kBinary: Advance(Varint()); return;
      case ThriftType::kList:
      case ThriftType::kSet: SkipList(depth); return;
      case ThriftType::kMap: SkipMap(depth); return;
      case ThriftType::kStruct:
        ReadStruct([&](int, ThriftType field) { Skip(field, depth + 1); });
        return;
      default: Throw("has a field of unknown type");
    }
  }

 private:
  uint8_t Byte() {
    if (at_ == end_) ThrowCutOff();
    return *at_++;
  }

  void Advance(uint64_t bytes) {
    if (bytes > static_cast<uint64_t>(end_ - at_)) ThrowCutOff();
    at_ += bytes;
  }

  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    Throw("has a number that is too long");
  }

  int64_t ZigZag() {
    const uint64_t value = Varint();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }

  /// Skips an element of a container, where booleans take a byte each.
  void SkipElement(ThriftType type, int depth) {
    if (type == ThriftType::kTrue || type == ThriftType::kFalse) {
      Advance(1);
    } else {
      Skip(type, depth + 1);
    }
  }

  uint64_t ListHead(ThriftType& element) {
    const uint8_t head = Byte();
    element = static_cast<ThriftType>(head & 0x0F);
    const uint64_t count = (head >> 4) == 15 ? Varint() : head >> 4;
    // Every element takes a byte at least.
    if (count > static_cast<uint64_t>(end_ - at_)) ThrowCutOff();
    return count;
  }

  void SkipList(int depth) {
    ThriftType element;
    const uint64_t count = ListHead(element);
    for (uint64_t i = 0; i < count; ++i) SkipElement(element, depth);
  }

  void SkipMap(int depth) {
    const uint64_t count = Varint();
    if (count == 0) return;
    if (count > static_cast<uint64_t>(end_ - at_)) ThrowCutOff();
    const uint8_t types = Byte();
    for (uint64_t i = 0; i < count; ++i) {
      SkipElement(static_cast<ThriftType>(types >> 4), depth);
      SkipElement(static_cast<ThriftType>(types & 0x0F), depth);
    }
  }

  void Expect(bool right_type) const {
    if (!right_type) Throw("has a field of the wrong type");
  }
  [[noreturn]] void Throw(const char* problem) const {
    throw CorruptBytes(std::string(what_) + " " + problem);
  }
  [[noreturn]] void ThrowCutOff() const { throw CutOffBytes(std::string(what_) + " does not end"); }

  const char* what_;
  const uint8_t* begin_;
  const uint8_t* at_;
  const uint8_t* end_;
};

}  // namespace lakebolt::parquet_format
