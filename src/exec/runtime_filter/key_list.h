#pragma once

#include <cstdint>
#include <vector>

#include "exec/runtime_filter/key_bounds.h"

namespace lakebolt {

/// Holds few integer keys in order, to test values that stand close together, as those of a sorted
/// column do: a block of them is compared with the keys between its least and its greatest value,
/// mostly none.
class KeyList {
 public:
  static constexpr uint32_t kMost = 1024;  // keys

  /// Takes a key.
  template <typename T>
  void Add(T key) {
    words_.push_back(OrderedWord(key));
  }
  /// Puts the keys in order; all are there.
  void Finish();

  /// Writes to the mask which of `count` values are keys. Returns false at the first block that has
  /// too many keys in its range.
  template <typename T>
  bool Test(const T* values, uint32_t count, uint8_t* mask) const;

 private:
  static constexpr uint64_t kSign = uint64_t{1} << 63;

  /// Returns a word that compares unsigned as the value does, for values of all types but the
  /// largest unsigned one, whose words are among themselves.
  template <typename T>
  static uint64_t OrderedWord(T value) {
    return std::is_same_v<T, uint64_t> ? KeyWord(value) : KeyWord(value) ^ kSign;
  }
  template <typename T>
  static T ValueOf(uint64_t ordered) {
    return static_cast<T>(std::is_same_v<T, uint64_t> ? ordered : ordered ^ kSign);
  }
  template <typename T>
  [[gnu::always_inline]] bool TestBlocks(const T* values, uint32_t count, uint8_t* mask) const;
  template <typename T>
  bool TestWide(const T* values, uint32_t count, uint8_t* mask) const;

  std::vector<uint64_t> words_;
};

}  // namespace lakebolt
