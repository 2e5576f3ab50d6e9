#include "function/spark/murmur_hash.h"

#include <bit>
#include <cstring>

namespace lakebolt {

namespace {

uint32_t MixWord(uint32_t hash, uint32_t word) {
  word *= 0xcc9e2d51;
  word = std::rotl(word, 15) * 0x1b873593;
  return std::rotl(hash ^ word, 13) * 5 + 0xe6546b64;
}

int32_t FinishMurmur(uint32_t hash, uint32_t length) {
  hash ^= length;
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return static_cast<int32_t>(hash ^ hash >> 16);
}

template <typename Word>
Word Load(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

constexpr uint64_t kPrime1 = 0x9E3779B185EBCA87;
constexpr uint64_t kPrime2 = 0xC2B2AE3D27D4EB4F;
constexpr uint64_t kPrime3 = 0x165667B19E3779F9;
constexpr uint64_t kPrime4 = 0x85EBCA77C2B2AE63;
constexpr uint64_t kPrime5 = 0x27D4EB2F165667C5;

uint64_t Round(uint64_t sum, uint64_t word) {
  return std::rotl(sum + word * kPrime2, 31) * kPrime1;
}

int64_t FinishXx(uint64_t hash) {
  hash = (hash ^ hash >> 33) * kPrime2;
  hash = (hash ^ hash >> 29) * kPrime3;
  return static_cast<int64_t>(hash ^ hash >> 32);
}

uint64_t MixLong(uint64_t hash, uint64_t word) {
  return std::rotl(hash ^ Round(0, word), 27) * kPrime1 + kPrime4;
}

uint64_t MixInt(uint64_t hash, uint32_t word) {
  return std::rotl(hash ^ word * kPrime1, 23) * kPrime2 + kPrime3;
}

/// Hashes the blocks of 32 bytes and moves `at` behind them.
uint64_t MixBlocks(std::string_view bytes, uint64_t seed, size_t& at) {
  uint64_t sums[4] = {seed + kPrime1 + kPrime2, seed + kPrime2, seed, seed - kPrime1};
  for (; at + 32 <= bytes.size(); at += 32) {
    for (size_t i = 0; i < 4; ++i) {
      sums[i] = Round(sums[i], Load<uint64_t>(bytes.data() + at + 8 * i));
    }
  }
  uint64_t hash = std::rotl(sums[0], 1) + std::rotl(sums[1], 7) + std::rotl(sums[2], 12) +
                  std::rotl(sums[3], 18);
  for (const uint64_t sum : sums) hash = (hash ^ Round(0, sum)) * kPrime1 + kPrime4;
  return hash;
}

}  // namespace

int32_t SparkMurmur3::OfInt(int32_t value, int32_t seed) {
  return FinishMurmur(MixWord(static_cast<uint32_t>(seed), static_cast<uint32_t>(value)), 4);
}

int32_t SparkMurmur3::OfLong(int64_t value, int32_t seed) {
  const auto bits = static_cast<uint64_t>(value);
  const uint32_t low = MixWord(static_cast<uint32_t>(seed), static_cast<uint32_t>(bits));
  return FinishMurmur(MixWord(low, static_cast<uint32_t>(bits >> 32)), 8);
}

int32_t SparkMurmur3::OfBytes(std::string_view bytes, int32_t seed) {
  auto hash = static_cast<uint32_t>(seed);
  size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) hash = MixWord(hash, Load<uint32_t>(bytes.data() + at));
  for (; at < bytes.size(); ++at) {
    hash =
        MixWord(hash, static_cast<uint32_t>(static_cast<int32_t>(static_cast<int8_t>(bytes[at]))));
  }
  return FinishMurmur(hash, static_cast<uint32_t>(bytes.size()));
}

int64_t SparkXxHash64::OfInt(int32_t value, int64_t seed) {
  return FinishXx(MixInt(static_cast<uint64_t>(seed) + kPrime5 + 4, static_cast<uint32_t>(value)));
}

int64_t SparkXxHash64::OfLong(int64_t value, int64_t seed) {
  return FinishXx(MixLong(static_cast<uint64_t>(seed) + kPrime5 + 8, static_cast<uint64_t>(value)));
}

int64_t SparkXxHash64::OfBytes(std::string_view bytes, int64_t seed) {
  size_t at = 0;
  uint64_t hash = bytes.size() >= 32 ? MixBlocks(bytes, static_cast<uint64_t>(seed), at)
                                     : static_cast<uint64_t>(seed) + kPrime5;
  hash += bytes.size();
  for (; at + 8 <= bytes.size(); at += 8) hash = MixLong(hash, Load<uint64_t>(bytes.data() + at));
  for (; at + 4 <= bytes.size(); at += 4) hash = MixInt(hash, Load<uint32_t>(bytes.data() + at));
  for (; at < bytes.size(); ++at) {
    hash = std::rotl(hash ^ static_cast<unsigned char>(bytes[at]) * kPrime5, 11) * kPrime1;
  }
  return FinishXx(hash);
}

}  // namespace lakebolt
