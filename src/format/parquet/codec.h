#pragma once

#include <cstddef>
#include <cstdint>

#include "format/parquet/file_metadata.h"

namespace lakebolt::parquet_format {

/// Decompresses `in_size` bytes into exactly `out_size` bytes. Both buffers are readable (and the
/// output writable) for 64 bytes past their ends. Throws CorruptBytes when the bytes do not
/// decompress to that size, UnsupportedBytes for codecs that are not built in. `value_width` tells
/// how many bytes most values take, 0 when unknown: some codecs go faster for it.
void Decompress(CodecKind codec, const uint8_t* in, size_t in_size, uint8_t* out, size_t out_size,
                uint32_t value_width = 0);

/// Names bytes to decompress and where to; as in Decompress.
struct CodecBlock {
  const uint8_t* in = nullptr;
  size_t in_size = 0;
  uint8_t* out = nullptr;
  size_t out_size = 0;
};

/// Tells whether DecompressTwo takes less time than Decompress twice.
bool GainsFromPairs(CodecKind codec);

/// Decompresses two blocks at once; returns whether the second one is right, throws for the first.
bool DecompressTwo(CodecKind codec, const CodecBlock& first, const CodecBlock& second,
                   uint32_t value_width);

}  // namespace lakebolt::parquet_format
