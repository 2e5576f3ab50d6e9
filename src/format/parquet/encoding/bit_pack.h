#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace lakebolt::parquet_format {

/// Packs `count` values (a multiple of eight) of `width` bits (up to 64), the first in the lowest
/// bits; all values must be below 2^width. Writes count * width / 8 bytes, and up to 8 behind them.
template <typename T>
void PackBits(const T* values, size_t count, int width, uint8_t* out) {
  constexpr int kWord = 64;
  uint64_t word = 0;
  int used = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto value = static_cast<uint64_t>(values[i]);
    word |= value << used;
    used += width;
    if (used < kWord) continue;
    std::memcpy(out, &word, sizeof(word));
    out += sizeof(word);
    used -= kWord;
    // What of the value did not fit; a shift by all its bits would be undefined.
    word = used == 0 ? 0 : value >> (width - used);
  }
  if (used > 0) std::memcpy(out, &word, sizeof(word));
}

}  // namespace lakebolt::parquet_format
