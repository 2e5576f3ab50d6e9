#pragma once

#include <cstdint>

#include "vector/vector.h"

namespace lakebolt {

/// Tells whether keys of `type` are numbers of at most 64 bits.
bool IsIntegerKey(const LogicalType& type);

/// Keeps the least and greatest value of an integer key, as 64-bit words: signed values
/// sign-extended, unsigned ones zero-extended. Differences of such words are exact either way.
class KeyBounds {
 public:
  explicit KeyBounds(const LogicalType& type);

  /// Takes in the non-NULL values of `rows`.
  void Add(const Vector& keys, RowSet rows);
  void Merge(const KeyBounds& other);

  bool IsEmpty() const { return Ordered(min_) > Ordered(max_); }
  uint64_t min() const { return min_; }
  uint64_t max() const { return max_; }
  /// Returns max - min; all values of the type may be in between.
  uint64_t span() const { return max_ - min_; }
  bool is_signed() const { return is_signed_; }

 private:
  uint64_t Ordered(uint64_t word) const { return is_signed_ ? word ^ (uint64_t{1} << 63) : word; }

  bool is_signed_;
  uint64_t min_;
  uint64_t max_;
};

/// Calls `body.template operator()<T>()` with the C++ type of an integer key.
template <typename Body>
void DispatchIntegerKey(PhysicalType type, Body&& body) {
  switch (type) {
    case PhysicalType::kBool:
    case PhysicalType::kUInt8: return body.template operator()<uint8_t>();
    case PhysicalType::kInt8: return body.template operator()<int8_t>();
    case PhysicalType::kInt16: return body.template operator()<int16_t>();
    case PhysicalType::kInt32: return body.template operator()<int32_t>();
    case PhysicalType::kInt64: return body.template operator()<int64_t>();
    case PhysicalType::kUInt16: return body.template operator()<uint16_t>();
    case PhysicalType::kUInt32: return body.template operator()<uint32_t>();
    case PhysicalType::kUInt64: return body.template operator()<uint64_t>();
    default: throw InternalError("not an integer key");
  }
}

/// Returns the value as KeyBounds' words have it.
template <typename T>
uint64_t KeyWord(T value) {
  if constexpr (std::is_signed_v<T>) {
    return static_cast<uint64_t>(static_cast<int64_t>(value));
  } else {
    return value;
  }
}

}  // namespace lakebolt
