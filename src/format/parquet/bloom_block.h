#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lakebolt::parquet_format {

// A split block Bloom filter is blocks of eight words; a value's hash names a block and a bit of
// each of its words (BloomFilter, below which the paper is named).

constexpr uint32_t kBloomBlockBytes = 32;
constexpr std::array<uint32_t, 8> kBloomSalts = {0x47b6137bU, 0x44974d91U, 0x8824ad5bU,
                                                 0xa2b7289dU, 0x705495c7U, 0x2df1424bU,
                                                 0x9efc4947U, 0x5c6bfb31U};

/// Returns the block that a hash names.
inline uint64_t BloomBlockOf(uint64_t hash, uint64_t blocks) {
  return ((hash >> 32) * blocks) >> 32;
}

/// Returns the bit that a hash names in word `i` of its block.
inline uint32_t BloomBit(uint64_t hash, size_t i) {
  return uint32_t{1} << (static_cast<uint32_t>(hash) * kBloomSalts[i] >> 27);
}

}  // namespace lakebolt::parquet_format
