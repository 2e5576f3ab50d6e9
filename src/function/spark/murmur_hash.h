#pragma once

#include <cstdint>
#include <string_view>

namespace lakebolt {

// The hashes by which Spark spreads rows, bit for bit.

/// Is MurmurHash3 (Appleby 2011) of 32 bits as Spark has it: the bytes behind the last whole word
/// are mixed in one by one, as signed numbers.
struct SparkMurmur3 {
  using Hash = int32_t;
  static Hash OfInt(int32_t value, Hash seed);
  static Hash OfLong(int64_t value, Hash seed);
  static Hash OfBytes(std::string_view bytes, Hash seed);
};

/// Is XXH64 (Collet 2014).
struct SparkXxHash64 {
  using Hash = int64_t;
  static Hash OfInt(int32_t value, Hash seed);
  static Hash OfLong(int64_t value, Hash seed);
  static Hash OfBytes(std::string_view bytes, Hash seed);
};

}  // namespace lakebolt
