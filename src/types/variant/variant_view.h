#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "types/physical.h"

namespace lakebolt {

// A VARIANT is kept as Parquet's and Spark's binary encoding of it (VariantEncoding.md of
// parquet-format, version 1): the metadata, a dictionary of keys, and the value behind it in one
// blob. The metadata knows its own length.

/// Numbers the primitive types as the encoding does.
enum class VariantPrimitive : uint8_t {
  kNull = 0,
  kTrue = 1,
  kFalse = 2,
  kInt8 = 3,
  kInt16 = 4,
  kInt32 = 5,
  kInt64 = 6,
  kDouble = 7,
  kDecimal4 = 8,
  kDecimal8 = 9,
  kDecimal16 = 10,
  kDate = 11,
  kTimestampTz = 12,
  kTimestamp = 13,
  kFloat = 14,
  kBinary = 15,
  kString = 16,
  kTime = 17,
  kTimestampTzNanos = 18,
  kTimestampNanos = 19,
  kUuid = 20,
};

/// Names the four shapes of a value: its two lowest bits.
enum class VariantShape : uint8_t { kPrimitive = 0, kShortString = 1, kObject = 2, kArray = 3 };

/// Looks into an encoded value without copying. Throws kCorruptData where the bytes are no variant.
class VariantView {
 public:
  /// Looks at the value of a blob of metadata and value.
  explicit VariantView(std::string_view blob);

  VariantShape shape() const { return static_cast<VariantShape>(Byte(0) & 3); }
  /// Returns the type of a primitive; a short string is a string.
  VariantPrimitive primitive() const;
  bool IsNull() const {
    return shape() == VariantShape::kPrimitive && primitive() == VariantPrimitive::kNull;
  }

  /// Returns the number of a whole number, decimal (unscaled), date, time, timestamp or uuid.
  int128_t integral() const;
  double floating() const;
  /// Returns the bytes of a string or binary value.
  std::string_view text() const;
  /// Returns the decimals of a decimal.
  int scale() const { return Byte(1); }

  /// Returns the members of an object, or the elements of an array.
  uint32_t size() const;
  /// Returns the i-th member's key; members are in the order of their keys.
  std::string_view Key(uint32_t i) const;
  /// Returns the i-th member or element.
  VariantView Part(uint32_t i) const;
  /// Finds a member by its key.
  std::optional<VariantView> Member(std::string_view key) const;

  /// Returns the bytes of the value, without the metadata.
  size_t ByteSize() const;
  /// Returns the value with its metadata as a blob of its own.
  std::string Blob() const;

 private:
  /// Says where the parts of an object or array lie.
  struct Layout {
    uint32_t count;
    uint32_t id_width;
    uint32_t offset_width;
    size_t ids;
    size_t offsets;
    size_t values;
  };

  VariantView(std::string_view metadata, std::string_view value)
      : metadata_(metadata), value_(value) {}

  uint8_t Byte(size_t at) const;
  uint64_t Number(std::string_view bytes, size_t at, size_t width) const;
  Layout ReadLayout() const;
  std::string_view DictionaryKey(uint64_t id) const;

  std::string_view metadata_;
  std::string_view value_;
};

}  // namespace lakebolt
