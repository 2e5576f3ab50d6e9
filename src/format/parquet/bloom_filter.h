#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "format/parquet/file_metadata.h"
#include "types/value.h"

namespace lakebolt::parquet_format {

/// Hashes a value as Bloom filters of a leaf have it (XXH64 of its plain encoding). Nothing for
/// values and types whose encoding does not follow from the value, such as zero and minus zero.
std::optional<uint64_t> BloomHash(const Leaf& leaf, const Value& value);

/// Asks the split block Bloom filter of a chunk, of which a question reads one block of 32 bytes
/// (Putze et al., "Cache-, Hash- and Space-Efficient Bloom Filters", WEA 2007; the format's
/// BloomFilter.md). Invariant: each of the eight words of a value's block has the bit set that the
/// value's hash, multiplied by that word's salt, names. For one thread.
class BloomFilter {
 public:
  /// Opens the filter at `offset`; nothing when there is none that can be read. `questions` is how
  /// many may be asked before every answer is "perhaps". `file` and `leaf` outlive it.
  static std::optional<BloomFilter> Open(const RandomAccessFile& file, const Leaf& leaf,
                                         uint64_t offset, uint32_t questions);

  /// Returns false when no row has the value.
  bool MayContain(const Value& value);

 private:
  const RandomAccessFile* file_ = nullptr;
  const Leaf* leaf_ = nullptr;
  uint64_t bits_offset_ = 0;
  uint32_t block_count_ = 0;
  uint32_t questions_left_ = 0;
};

}  // namespace lakebolt::parquet_format
