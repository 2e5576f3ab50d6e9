#include "format/parquet/write/bloom_builder.h"

#include <parquet/xxhasher.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "format/parquet/bloom_block.h"

namespace lakebolt::parquet_format {

namespace {

/// Estimates how many of the hashes differ by linear counting (Whang, Vander-Zanden & Taylor, "A
/// linear-time probabilistic counting algorithm", TODS 1990): from the share of bits that stay
/// clear when each hash sets the one it names.
double EstimateDistinct(const GrowingArray<uint64_t>& hashes) {
  constexpr size_t kBitsPerHash = 4;
  size_t words = 1;
  while (words * 64 < hashes.size() * kBitsPerHash) words *= 2;
  std::vector<uint64_t> bits(words);
  for (const uint64_t hash : hashes) bits[(hash >> 6) & (words - 1)] |= uint64_t{1} << (hash & 63);
  size_t set = 0;
  for (const uint64_t word : bits) set += static_cast<size_t>(__builtin_popcountll(word));
  const auto size = static_cast<double>(words * 64);
  return -size * std::log1p(-static_cast<double>(set) / size);
}

/// Returns the blocks for so many values (the format's BloomFilter.md).
size_t BlocksFor(double distinct, double false_positives) {
  constexpr double kWords = 8;
  constexpr size_t kMostBlocks = size_t{1} << 22;  // 128 MiB
  const double bits = -kWords * distinct / std::log1p(-std::pow(false_positives, 1 / kWords));
  const size_t wanted = static_cast<size_t>(bits / (kBloomBlockBytes * 8)) + 1;
  size_t blocks = 1;
  while (blocks < wanted && blocks < kMostBlocks) blocks *= 2;
  return blocks;
}

}  // namespace

void HashPlainValues(const StoredLeaf& leaf, const uint8_t* plain, size_t count,
                     GrowingArray<uint64_t>& hashes) {
  const ::parquet::XxHasher hasher;
  const auto size = static_cast<int>(count);
  uint64_t* to = hashes.Extend(count);
  switch (leaf.physical) {
    case PhysicalKind::kInt32:
    case PhysicalKind::kFloat:
      hasher.Hashes(reinterpret_cast<const int32_t*>(plain), size, to);
      return;
    case PhysicalKind::kInt64:
    case PhysicalKind::kDouble:
      hasher.Hashes(reinterpret_cast<const int64_t*>(plain), size, to);
      return;
    default: break;
  }
  for (size_t i = 0; i < count; ++i) {
    uint32_t bytes = leaf.fixed_width;
    if (leaf.physical == PhysicalKind::kByteArray) {
      std::memcpy(&bytes, plain, sizeof(bytes));
      plain += sizeof(bytes);
    }
    const ::parquet::ByteArray value(bytes, plain);
    to[i] = hasher.Hash(&value);
    plain += bytes;
  }
}

std::string BuildBloomFilter(const GrowingArray<uint64_t>& hashes, double false_positives) {
  if (hashes.empty()) return {};
  const size_t blocks = BlocksFor(EstimateDistinct(hashes), false_positives);
  std::string out(blocks * kBloomBlockBytes, '\0');
  for (const uint64_t hash : hashes) {
    char* const block = out.data() + BloomBlockOf(hash, blocks) * kBloomBlockBytes;
    for (size_t i = 0; i < kBloomSalts.size(); ++i) {
      uint32_t word;
      std::memcpy(&word, block + i * sizeof(word), sizeof(word));
      word |= BloomBit(hash, i);
      std::memcpy(block + i * sizeof(word), &word, sizeof(word));
    }
  }
  return out;
}

}  // namespace lakebolt::parquet_format
