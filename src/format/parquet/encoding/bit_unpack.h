#pragma once

#include <cstdint>

namespace lakebolt::parquet_format {

/// Unpacks `groups` groups of eight values of `width` bits (0 to 32), least significant bit first.
/// Reads up to 32 bytes past the last group; writes exactly 8 * groups values.
void UnpackBits(const uint8_t* in, int width, uint32_t groups, uint32_t* out);

/// Reads the value at bit `bit_offset`; `width` at most 32. Reads up to 8 bytes past it.
uint32_t ReadBits(const uint8_t* in, uint64_t bit_offset, int width);

}  // namespace lakebolt::parquet_format
