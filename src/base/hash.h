#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace lakebolt {

/// Stands for NULL among hashes; any fixed odd constant does.
constexpr uint64_t kNullHash = 0x9E3779B97F4A7C15ULL;

/// Mixes two words by a 64x64 multiplication, folding both halves (the step of wyhash).
inline uint64_t FoldedMultiply(uint64_t a, uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

/// Hashes one word; both the top and the low bits of the result are usable.
inline uint64_t HashWord(uint64_t value) {
  return FoldedMultiply(value ^ 0x8EBC6AF09C88C6E3ULL, 0x9E3779B97F4A7C15ULL);
}

/// Combines the hash of one more column into `seed`; the order of columns matters.
inline uint64_t CombineHash(uint64_t seed, uint64_t hash) {
  return FoldedMultiply(seed ^ 0x589965CC75374CC3ULL, hash ^ 0xE7037ED1A0B428DBULL);
}

/// Hashes bytes; equal bytes give equal hashes on every machine of the same endianness.
inline uint64_t HashBytes(const char* data, size_t size) {
  uint64_t hash = 0xA0761D6478BD642FULL ^ size;
  while (size >= 8) {
    uint64_t word;
    std::memcpy(&word, data, 8);
    hash = FoldedMultiply(hash ^ word, 0x9E3779B97F4A7C15ULL);
    data += 8;
    size -= 8;
  }
  if (size > 0) {
    uint64_t word = 0;
    std::memcpy(&word, data, size);
    hash = FoldedMultiply(hash ^ word, 0x8EBC6AF09C88C6E3ULL);
  }
  return FoldedMultiply(hash, 0x589965CC75374CC3ULL);
}

}  // namespace lakebolt
