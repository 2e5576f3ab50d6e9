#pragma once

#include <cstddef>
#include <cstdint>

namespace lakebolt {

// LZ4 blocks, for bytes that leave memory for a while: about as fast as copying to a disk.

/// Returns the most bytes that `size` bytes can become.
size_t MostCompressedBytes(size_t size);

/// Compresses; `out` has room for MostCompressedBytes(size). Returns the bytes written.
size_t CompressBlock(const uint8_t* bytes, size_t size, uint8_t* out);

/// Decompresses into exactly `out_size` bytes; throws UserError kIo when that is not what it is.
void DecompressBlock(const uint8_t* bytes, size_t size, uint8_t* out, size_t out_size);

}  // namespace lakebolt
