#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "exec/aggregate/key_layout.h"

namespace lakebolt {

/// Leaves out of a batch of packed keys those that are the same as the one before, word for word,
/// and spreads what was found for the others over all rows: a value that most rows have, such as an
/// empty text, is looked up once a run.
class KeyRuns {
 public:
  /// Moves the keys that differ from the one before to the front and returns how many they are:
  /// `count` where the first of them show that too few would be left out.
  uint32_t Collapse(uint64_t* keys, uint32_t words, uint32_t count) {
    constexpr uint32_t kSample = 128;
    const uint32_t sample = std::min(count, kSample);
    uint32_t repeats = 0;
    for (uint32_t i = 1; i < sample; ++i) repeats += IsRepeated(keys, words, i) ? 1 : 0;
    if (count == 0 || repeats * 2 < sample) return count;
    run_of_row_.resize(count);
    uint32_t runs = 1;
    run_of_row_[0] = 0;
    for (uint32_t i = 1; i < count; ++i) {
      const uint64_t* key = keys + size_t{i} * words;
      // The run's key stands where it was moved to.
      if (!AreEqual(key, keys + size_t{runs - 1} * words, words)) {
        CopyKey(key, words, keys + size_t{runs} * words);
        ++runs;
      }
      run_of_row_[i] = runs - 1;
    }
    return runs;
  }

  /// Gives each row the group of its run: `groups` has those of the runs in front.
  void Spread(uint32_t count, uint32_t* groups) const {
    for (uint32_t i = count; i-- > 0;) groups[i] = groups[run_of_row_[i]];
  }

 private:
  static bool IsRepeated(const uint64_t* keys, uint32_t words, uint32_t i) {
    const uint64_t* key = keys + size_t{i} * words;
    return AreEqual(key, key - words, words);
  }
  static bool AreEqual(const uint64_t* a, const uint64_t* b, uint32_t words) {
    uint64_t difference = a[0] ^ b[0];
    for (uint32_t w = 1; w < words; ++w) difference |= a[w] ^ b[w];
    return difference == 0;
  }

  std::vector<uint32_t> run_of_row_;
};

}  // namespace lakebolt
