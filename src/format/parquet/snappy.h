#pragma once

#include <cstddef>
#include <cstdint>

namespace lakebolt::parquet_format {

/// Tells what a compressed page mostly holds, so that the loop fits.
enum class SnappyHint : uint8_t {
  kAny,
  kEightByteValues,  // integers, doubles: most values differ from an earlier one in a few low bytes
};

/// Decompresses a raw Snappy block into exactly `out_size` bytes; false when the block is malformed
/// or of another size. `in` must be readable and `out` writable for 64 bytes past their ends.
bool SnappyDecompress(const uint8_t* in, size_t in_size, uint8_t* out, size_t out_size,
                      SnappyHint hint);

}  // namespace lakebolt::parquet_format
