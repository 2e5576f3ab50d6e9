#pragma once

#include <cstdint>

#include "format/parquet/compressed_block.h"
#include "format/parquet/file_metadata.h"

namespace lakebolt::parquet_format {

/// Decompresses a block. Throws CorruptBytes when it does not decompress to its size,
/// UnsupportedBytes for codecs that are not built in. `value_width` tells how many bytes most
/// values take, 0 when unknown: some codecs go faster for it.
void Decompress(CodecKind codec, const CompressedBlock& block, uint32_t value_width = 0);

/// Returns where the content of a block of `size` bytes lies within it as it is; null where it does
/// not, or where that is not to be told at once.
const uint8_t* StoredContent(CodecKind codec, const uint8_t* in, size_t in_size, size_t size);

/// Tells whether DecompressTwo takes less time than Decompress twice.
bool GainsFromPairs(CodecKind codec);

/// Decompresses two blocks at once; returns whether the second one is right, throws for the first.
bool DecompressTwo(CodecKind codec, const CompressedBlock& first, const CompressedBlock& second,
                   uint32_t value_width);

}  // namespace lakebolt::parquet_format
