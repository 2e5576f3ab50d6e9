#pragma once

#include <cstdint>

namespace lakebolt {

// What is sorted for a row: its packed key and its number, in as few words as they need. Keys are
// looked at a word at a time; word 0 is the most significant.

/// Is a key of so few bits that the row's number fits behind it into one word.
struct TinyKeyEntry {
  static constexpr uint32_t kWords = 1;

  uint64_t word0;

  uint64_t word(uint32_t) const { return word0; }
  bool SameKey(const TinyKeyEntry&) const { return false; }  // the number is part of it
};

/// Is a key of up to 64 bits.
struct ShortKeyEntry {
  static constexpr uint32_t kWords = 1;

  uint64_t word0;
  uint32_t row;

  uint64_t word(uint32_t) const { return word0; }
  bool SameKey(const ShortKeyEntry& other) const { return word0 == other.word0; }
};

/// Is a key of up to 128 bits.
struct LongKeyEntry {
  static constexpr uint32_t kWords = 2;

  uint64_t word0;
  uint64_t word1;
  uint32_t row;

  uint64_t word(uint32_t number) const { return number == 0 ? word0 : word1; }
  bool SameKey(const LongKeyEntry& other) const {
    return word0 == other.word0 && word1 == other.word1;
  }
};

}  // namespace lakebolt
