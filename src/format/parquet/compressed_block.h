#pragma once

#include <cstddef>
#include <cstdint>

namespace lakebolt::parquet_format {

/// Names compressed bytes and where their `out_size` decompressed bytes shall go. `in` must be
/// readable and `out` writable for 64 bytes past their ends.
struct CompressedBlock {
  const uint8_t* in = nullptr;
  size_t in_size = 0;
  uint8_t* out = nullptr;
  size_t out_size = 0;
};

}  // namespace lakebolt::parquet_format
