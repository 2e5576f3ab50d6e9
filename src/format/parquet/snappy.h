#pragma once

#include <cstdint>

#include "format/parquet/compressed_block.h"

namespace lakebolt::parquet_format {

/// Tells what a compressed page mostly holds, so that the loop fits.
enum class SnappyHint : uint8_t {
  kAny,
  kNumbers,  // of 5 to 16 bytes: most values differ from an earlier one in a few bytes
};

/// Decompresses a raw Snappy block; false when it is malformed or of another size.
bool SnappyDecompress(const CompressedBlock& block, SnappyHint hint);

/// Returns where the content of a block lies within it when the block is one literal of `size`
/// bytes, as data are that do not compress; else null.
const uint8_t* SnappyLiteral(const uint8_t* in, size_t in_size, size_t size);

/// Tells which of two blocks were right.
struct SnappyPairResult {
  bool first = false;
  bool second = false;
};

/// Decompresses two blocks at once, which takes less time than one after the other.
SnappyPairResult SnappyDecompressTwo(const CompressedBlock& first, const CompressedBlock& second,
                                     SnappyHint hint);

}  // namespace lakebolt::parquet_format
