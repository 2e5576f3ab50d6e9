#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lakebolt {

// Message digests, as bytes.

/// Returns the 16 bytes of MD5 (RFC 1321).
std::string Md5(std::string_view message);

/// Returns the 20 bytes of SHA-1 (FIPS 180-4).
std::string Sha1(std::string_view message);

/// Returns the digest of SHA-2 (FIPS 180-4) of 224, 256, 384 or 512 bits.
std::string Sha2(std::string_view message, int bits);

/// Returns the CRC-32 of zip and Ethernet (ISO 3309).
uint32_t Crc32(std::string_view message);

}  // namespace lakebolt
