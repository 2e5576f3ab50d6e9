#pragma once

#include <array>
#include <cstdint>

#include "types/physical.h"

namespace lakebolt {

// A UUID is kept as a signed 128-bit number: its 16 bytes read big-endian, with the top bit
// flipped, so that signed order is the order of the text.

/// Reads 16 bytes in the order in which they are printed (Parquet's and Arrow's).
inline int128_t UuidFromBytes(const uint8_t* bytes) {
  uint128_t value = 0;
  for (int i = 0; i < 16; ++i) value = (value << 8) | bytes[i];
  return static_cast<int128_t>(value ^ (static_cast<uint128_t>(1) << 127));
}

/// Writes the 16 bytes in the order in which they are printed.
inline void UuidToBytes(int128_t uuid, uint8_t* bytes) {
  uint128_t value = static_cast<uint128_t>(uuid) ^ (static_cast<uint128_t>(1) << 127);
  for (int i = 15; i >= 0; --i) {
    bytes[i] = static_cast<uint8_t>(value);
    value >>= 8;
  }
}

/// Makes a UUID of the given bytes but for version and variant (RFC 9562).
inline int128_t MakeUuid(std::array<uint8_t, 16> bytes, uint8_t version) {
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | version << 4);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant 1
  return UuidFromBytes(bytes.data());
}

}  // namespace lakebolt
