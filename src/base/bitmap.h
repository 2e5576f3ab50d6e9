#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/buffer.h"

namespace lakebolt {

// Bitmaps follow Arrow: bit i of the map is bit i % 8 of byte i / 8, and 1 means valid.

inline bool GetBit(const uint64_t* words, size_t i) {
  return (words[i >> 6] >> (i & 63)) & 1;
}
inline void SetBit(uint64_t* words, size_t i) {
  words[i >> 6] |= uint64_t{1} << (i & 63);
}
inline void ClearBit(uint64_t* words, size_t i) {
  words[i >> 6] &= ~(uint64_t{1} << (i & 63));
}

inline size_t BitmapWords(size_t bits) {
  return (bits + 63) / 64;
}

/// Allocates a bitmap of `bits` bits, all set to `value`.
inline BufferPtr MakeBitmap(size_t bits, bool value) {
  BufferPtr buffer = Buffer::Allocate(BitmapWords(bits) * sizeof(uint64_t));
  std::memset(buffer->data(), value ? 0xFF : 0, BitmapWords(bits) * sizeof(uint64_t));
  return buffer;
}

/// Counts the set bits among the first `bits`.
size_t CountBits(const uint64_t* words, size_t bits);

}  // namespace lakebolt
