#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "types/int256.h"

namespace lakebolt {

// A BIT value is kept as its text, one '0' or '1' a bit: that sorts as bit strings do, and needs
// no rule for bits left over in the last byte.

/// Tells whether text is a bit string.
bool IsBitString(std::string_view text);

/// Returns the bits of hexadecimal digits behind an x, four for each; nothing for other text.
std::optional<std::string> BitsOfHex(std::string_view text);

/// Writes the low `bits` bits of a number, the highest first.
std::string BitsOfNumber(uint128_t value, int bits);

/// Reads a bit string of up to 128 bits as a number.
uint128_t NumberOfBits(std::string_view bits);

/// Writes all bits of bytes.
std::string BitsOfBytes(std::string_view bytes);

/// Packs bits into bytes; the first byte is filled with zeros in front if bits are missing.
std::string BytesOfBits(std::string_view bits);

}  // namespace lakebolt
