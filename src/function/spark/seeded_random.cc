#include "function/spark/seeded_random.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace lakebolt {

namespace {

/// Hashes eight bytes with MurmurHash3 (Appleby 2011) of 32 bits.
uint32_t HashBytes(const std::array<uint8_t, 8>& bytes, uint32_t hash) {
  for (size_t i = 0; i < bytes.size(); i += 4) {
    uint32_t word = bytes[i] | static_cast<uint32_t>(bytes[i + 1]) << 8 |
                    static_cast<uint32_t>(bytes[i + 2]) << 16 |
                    static_cast<uint32_t>(bytes[i + 3]) << 24;
    word *= 0xCC9E2D51;
    word = std::rotl(word, 15) * 0x1B873593;
    hash = std::rotl(hash ^ word, 13) * 5 + 0xE6546B64;
  }
  hash ^= static_cast<uint32_t>(bytes.size());
  hash = (hash ^ hash >> 16) * 0x85EBCA6B;
  hash = (hash ^ hash >> 13) * 0xC2B2AE35;
  return hash ^ hash >> 16;
}

/// Spreads the bits of a seed, so that near ones begin far apart.
uint64_t SpreadSeed(int64_t seed) {
  std::array<uint8_t, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<uint8_t>(static_cast<uint64_t>(seed) >> (8 * (7 - i)));
  }
  constexpr uint32_t kArraySeed = 0x3C074A61;  // Scala's, for arrays
  const uint32_t low = HashBytes(bytes, kArraySeed);
  const uint32_t high = HashBytes(bytes, low);
  return static_cast<uint64_t>(high) << 32 | low;
}

}  // namespace

SeededRandom::SeededRandom(int64_t seed) : state_(SpreadSeed(seed)) {}

uint32_t SeededRandom::Next(int bits) {
  state_ ^= state_ << 21;
  state_ ^= state_ >> 35;
  state_ ^= state_ << 4;
  return static_cast<uint32_t>(state_ & ((uint64_t{1} << bits) - 1));
}

double SeededRandom::NextUnit() {
  const auto high = static_cast<uint64_t>(Next(26)) << 27;
  return static_cast<double>(high + Next(27)) * 0x1.0p-53;
}

double SeededRandom::NextNormal() {
  if (normal_) {
    const double kept = *normal_;
    normal_.reset();
    return kept;
  }
  while (true) {
    const double x = 2 * NextUnit() - 1;
    const double y = 2 * NextUnit() - 1;
    const double square = x * x + y * y;
    if (square >= 1 || square == 0) continue;
    const double factor = std::sqrt(-2 * std::log(square) / square);
    normal_ = y * factor;
    return x * factor;
  }
}

std::string SeededRandom::NextText(int32_t length) {
  constexpr std::string_view kLetters =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string out(static_cast<size_t>(length), ' ');
  for (char& c : out) {
    const auto number = static_cast<int64_t>(static_cast<int32_t>(Next(32)));
    c = kLetters[static_cast<size_t>(std::llabs(number)) % kLetters.size()];
  }
  return out;
}

}  // namespace lakebolt
