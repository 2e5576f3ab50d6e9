#pragma once

#include <cstddef>
#include <cstdint>

namespace lakebolt::parquet_format {

/// Decodes Parquet's hybrid of runs and bit-packed groups, used for dictionary codes, levels and
/// booleans. A run starts with a varint h: h even, h/2 repeats of the value in the next bytes; h
/// odd, h/2 groups of eight packed values. The input must be readable for 32 bytes past its end.
class RleBitPackedDecoder {
 public:
  RleBitPackedDecoder() = default;
  /// Starts at `data`; `width` is 0 to 32, else CorruptBytes.
  RleBitPackedDecoder(const uint8_t* data, size_t size, int width);

  /// Writes the next `count` values, all below `limit`; throws CorruptBytes when the input ends
  /// before or a value is not below.
  void Decode(uint32_t count, uint32_t* out, uint64_t limit = uint64_t{1} << 32);

  /// Passes over `count` values.
  void Skip(uint32_t count);

  /// Returns how many of the next values, up to `count`, are one repeated value, and that value;
  /// 0 when bit-packed values come next. Consumes nothing.
  uint32_t PeekRepeats(uint32_t count, uint32_t* value);

 private:
  /// Reads the next run's head; throws at the end of the input.
  void NextRun();
  uint64_t RunHead();
  void DecodePacked(uint32_t count, uint32_t* out);

  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  int width_ = 0;
  uint32_t repeats_left_ = 0;
  uint32_t repeated_ = 0;
  uint32_t packed_left_ = 0;
  uint32_t packed_position_ = 0;  // within the run
  const uint8_t* packed_ = nullptr;
};

}  // namespace lakebolt::parquet_format
