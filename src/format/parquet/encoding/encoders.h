#pragma once

#include <cstddef>
#include <cstdint>

#include "base/growing_array.h"

namespace lakebolt::parquet_format {

// One encoding each, in its own file; all append to `out`. "Plain" values are those of the PLAIN
// encoding, but for booleans, which are bytes.

using ByteArray = GrowingArray<uint8_t>;

/// Writes values below 2^`width` (0 to 32) as runs and bit-packed groups; see RleBitPackedDecoder.
void AppendRleBitPacked(const uint32_t* values, size_t count, int width, ByteArray& out);
void AppendRleBitPacked(const uint16_t* values, size_t count, int width, ByteArray& out);
/// Writes `count` times the same value.
void AppendRun(uint32_t value, size_t count, int width, ByteArray& out);

/// Writes booleans (bytes, 0 or 1) as bits.
void AppendBits(const uint8_t* values, size_t count, ByteArray& out);
/// Writes booleans as runs, with the length in front.
void AppendRleBooleans(const uint8_t* values, size_t count, ByteArray& out);

/// Writes integers of `width` bytes (4 or 8) as differences; see DeltaBinaryPackedReader.
void AppendDeltaBinaryPacked(const uint8_t* plain, size_t count, uint32_t width, ByteArray& out);

/// Writes byte arrays as all lengths, then all bytes.
void AppendDeltaLengthByteArray(const uint8_t* plain, size_t count, ByteArray& out);

/// Writes byte arrays, or values of `fixed_width` bytes where that is not 0, as the lengths of what
/// each shares with the one before, and the rest.
void AppendDeltaByteArray(const uint8_t* plain, size_t count, uint32_t fixed_width, ByteArray& out);

/// Writes first bytes of all values of `width` bytes, then second ones, and so on.
void AppendByteStreamSplit(const uint8_t* plain, size_t count, uint32_t width, ByteArray& out);

/// Returns the bits that numbers up to `largest` take.
inline int BitsFor(uint64_t largest) {
  return largest == 0 ? 0 : 64 - __builtin_clzll(largest);
}

inline void AppendVarint(uint64_t value, ByteArray& out) {
  for (; value >= 0x80; value >>= 7) out.Add(static_cast<uint8_t>(value) | 0x80);
  out.Add(static_cast<uint8_t>(value));
}

}  // namespace lakebolt::parquet_format
