#pragma once

#include <cstdint>

#include "vector/vector.h"

namespace lakebolt {

/// Says between what the values of a key column lie, so that its keys need no more bits than tell
/// them apart.
struct ColumnRange {
  /// Bytes of a text, behind those that all share, that are looked at.
  static constexpr uint32_t kMostBytes = 32;

  bool has_values = false;
  bool has_nulls = false;
  // Of numbers, as codes (key_code.h).
  uint128_t least = ~uint128_t{0};
  uint128_t greatest = 0;
  // Of texts: how many first bytes all share with the reference, the longest, and the bytes behind
  // the shared ones.
  uint32_t shared = ~uint32_t{0};
  uint32_t longest = 0;
  uint8_t least_byte = 255;
  uint8_t greatest_byte = 0;

  /// Takes in rows `begin .. end` of a column. Texts are compared with `reference`, the same for
  /// all ranges that are to be merged.
  void Add(const Vector& column, uint32_t begin, uint32_t end, const StringView& reference);
  void Merge(const ColumnRange& other, const StringView& reference);

 private:
  void AddTexts(const Vector& column, uint32_t begin, uint32_t end, const StringView& reference);
  /// Says that only the first `count` bytes are shared.
  void Share(uint32_t count, const StringView& reference);
};

}  // namespace lakebolt
