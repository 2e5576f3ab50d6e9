#pragma once

#include <cstddef>
#include <cstdint>

namespace lakebolt::parquet_format {

/// Tells what a compressed page mostly holds, so that the loop fits.
enum class SnappyHint : uint8_t {
  kAny,
  kNumbers,  // of 5 to 16 bytes: most values differ from an earlier one in a few bytes
};

/// Names a raw Snappy block and where its `out_size` bytes shall go. `in` must be readable and
/// `out` writable for 64 bytes past their ends.
struct SnappyBlock {
  const uint8_t* in = nullptr;
  size_t in_size = 0;
  uint8_t* out = nullptr;
  size_t out_size = 0;
};

/// Decompresses a block; false when it is malformed or of another size.
bool SnappyDecompress(const SnappyBlock& block, SnappyHint hint);

/// Tells which of two blocks were right.
struct SnappyPairResult {
  bool first = false;
  bool second = false;
};

/// Decompresses two blocks at once, which takes less time than one after the other.
SnappyPairResult SnappyDecompressTwo(const SnappyBlock& first, const SnappyBlock& second,
                                     SnappyHint hint);

}  // namespace lakebolt::parquet_format
