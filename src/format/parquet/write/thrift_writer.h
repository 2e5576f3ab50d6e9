#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "format/parquet/thrift_type.h"

namespace lakebolt::parquet_format {

/// Writes Thrift's compact protocol (see ThriftReader). Fields of a struct come in the order of
/// their ids.
class ThriftWriter {
 public:
  /// Appends to `out`, which outlives the writer.
  explicit ThriftWriter(std::string& out) : out_(out) {}

  /// Writes a struct that stands by itself; `body` writes its fields.
  template <typename Body>
  void Root(Body&& body) {
    const int outer = last_id_;
    last_id_ = 0;
    body();
    Byte(0);
    last_id_ = outer;
  }
  template <typename Body>
  void Struct(int id, Body&& body) {
    Head(id, ThriftType::kStruct);
    Root(body);
  }

  void Int16(int id, int16_t value) {
    Head(id, ThriftType::kInt16);
    ZigZag(value);
  }
  void Int32(int id, int32_t value) {
    Head(id, ThriftType::kInt32);
    ZigZag(value);
  }
  void Int64(int id, int64_t value) {
    Head(id, ThriftType::kInt64);
    ZigZag(value);
  }
  void Int8(int id, int8_t value) {
    Head(id, ThriftType::kByte);
    Byte(static_cast<uint8_t>(value));
  }
  void Bool(int id, bool value) { Head(id, value ? ThriftType::kTrue : ThriftType::kFalse); }
  void Binary(int id, std::string_view bytes) {
    Head(id, ThriftType::kBinary);
    Bytes(bytes);
  }

  /// Writes a list of structs; `body(item)` writes the fields of each.
  template <typename Items, typename Body>
  void Structs(int id, const Items& items, Body&& body) {
    ListHead(id, ThriftType::kStruct, items.size());
    for (const auto& item : items) {
      Root([&] { body(item); });
    }
  }
  template <typename Items>
  void Int32s(int id, const Items& items) {
    ListHead(id, ThriftType::kInt32, items.size());
    for (const auto& item : items) ZigZag(static_cast<int32_t>(item));
  }
  /// Writes a list of what `take(item)` returns of each item.
  template <typename Items, typename Take>
  void Int64s(int id, const Items& items, Take&& take) {
    ListHead(id, ThriftType::kInt64, items.size());
    for (const auto& item : items) ZigZag(take(item));
  }
  template <typename Items, typename Take>
  void Binaries(int id, const Items& items, Take&& take) {
    ListHead(id, ThriftType::kBinary, items.size());
    for (const auto& item : items) Bytes(take(item));
  }
  template <typename Items, typename Take>
  void Bools(int id, const Items& items, Take&& take) {
    ListHead(id, ThriftType::kTrue, items.size());
    for (const auto& item : items) {
      Byte(static_cast<uint8_t>(take(item) ? ThriftType::kTrue : ThriftType::kFalse));
    }
  }

 private:
  void Byte(uint8_t byte) { out_.push_back(static_cast<char>(byte)); }
  void Varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) Byte(static_cast<uint8_t>(value) | 0x80);
    Byte(static_cast<uint8_t>(value));
  }
  void ZigZag(int64_t value) {
    Varint((static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63));
  }
  void Bytes(std::string_view bytes) {
    Varint(bytes.size());
    out_ += bytes;
  }
  void Head(int id, ThriftType type) {
    constexpr int kMostDelta = 15;
    const int delta = id - last_id_;
    last_id_ = id;
    if (delta >= 1 && delta <= kMostDelta) {
      Byte(static_cast<uint8_t>(delta << 4) | static_cast<uint8_t>(type));
    } else {
      Byte(static_cast<uint8_t>(type));
      ZigZag(id);
    }
  }
  void ListHead(int id, ThriftType element, size_t count) {
    constexpr size_t kLongList = 15;
    Head(id, ThriftType::kList);
    const auto type = static_cast<uint8_t>(element);
    Byte(static_cast<uint8_t>((count < kLongList ? count : kLongList) << 4) | type);
    if (count >= kLongList) Varint(count);
  }

  std::string& out_;
  int last_id_ = 0;
};

}  // namespace lakebolt::parquet_format
