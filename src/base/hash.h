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

/// Reads up to 8 bytes as one word.
inline uint64_t LoadShortWord(const char* data, size_t size) {
  if (size >= 4) {  // the halves may overlap
    uint32_t first;
    uint32_t last;
    std::memcpy(&first, data, 4);
    std::memcpy(&last, data + size - 4, 4);
    return uint64_t{first} << 32 | last;
  }
  if (size == 0) return 0;
  const auto byte = [&](size_t i) { return uint64_t{static_cast<unsigned char>(data[i])}; };
  return byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1);
}

/// Hashes bytes: two words a multiplication, in two chains that do not wait for each other where
/// they are many. The last words may overlap those before. Equal bytes give equal hashes on every
/// machine of the same endianness.
inline uint64_t HashBytes(const char* data, size_t size) {
  constexpr uint64_t kFirst = 0x9E3779B97F4A7C15ULL;
  constexpr uint64_t kSecond = 0xE7037ED1A0B428DBULL;
  const auto load = [](const char* from) {
    uint64_t word;
    std::memcpy(&word, from, sizeof(word));
    return word;
  };
  uint64_t hash = 0xA0761D6478BD642FULL ^ size;
  if (size < 8) return FoldedMultiply(LoadShortWord(data, size) ^ kSecond, hash ^ kFirst);
  const char* const end = data + size;
  uint64_t other = hash;
  for (; end - data >= 32; data += 32) {
    hash = FoldedMultiply(load(data) ^ kFirst, load(data + 8) ^ hash);
    other = FoldedMultiply(load(data + 16) ^ kSecond, load(data + 24) ^ other);
  }
  hash ^= other ^ size * kSecond;  // short texts have no chains in which the size is mixed
  if (end - data >= 16) {
    hash = FoldedMultiply(load(data) ^ kFirst, load(data + 8) ^ hash);
    data += 16;
  }
  if (end - data >= 8) hash = FoldedMultiply(load(data) ^ kSecond, kFirst ^ hash);
  return FoldedMultiply(load(end - 8) ^ kSecond, hash ^ kFirst);
}

}  // namespace lakebolt
