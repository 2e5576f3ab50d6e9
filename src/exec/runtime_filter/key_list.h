#pragma once

#include <cstdint>
#include <vector>

namespace lakebolt {

/// Holds few integer keys in order, to test values that stand close together, as those of a sorted
/// column do: a block of them is compared with the keys between its least and its greatest value,
/// mostly none.
class KeyList {
 public:
  static constexpr uint32_t kMost = 1024;  // keys

  /// Takes a key as KeyBounds' words have it.
  void Add(uint64_t word) { words_.push_back(word); }
  /// Puts the keys in order; all are there.
  void Finish(bool is_signed);

  /// Writes to the mask which of `count` values are keys. Returns false at the first block that has
  /// too many keys in its range.
  template <typename T>
  bool Test(const T* values, uint32_t count, uint8_t* mask) const;

 private:
  std::vector<uint64_t> words_;  // as they compare unsigned
};

}  // namespace lakebolt
