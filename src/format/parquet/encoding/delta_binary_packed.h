#pragma once

#include <cstddef>
#include <cstdint>

namespace lakebolt::parquet_format {

/// Decodes DELTA_BINARY_PACKED integers: a head (values a block, miniblocks a block, number of
/// values, first value), then blocks of a smallest delta, one bit width a miniblock, and the
/// miniblocks' packed differences from the smallest delta. Arithmetic wraps, as the format says.
class DeltaBinaryPackedReader {
 public:
  /// Reads the head; the input must be readable for 64 bytes past its end.
  DeltaBinaryPackedReader(const uint8_t* data, size_t size);

  /// Writes the next `count` values; throws CorruptBytes when there are fewer.
  void Decode(uint32_t count, int64_t* out);

  /// Returns how many values are left.
  uint64_t left() const { return left_; }

  /// Returns the first byte after the last miniblock; only when all values have been read.
  const uint8_t* End();

 private:
  uint64_t Varint();
  int64_t ZigZag();
  void NextMiniblock();
  void NextBlock();
  /// Writes as many of the next `count` values of the miniblock as make whole groups of eight, and
  /// returns how many.
  uint32_t DecodeGroups(uint32_t count, int64_t* out);

  const uint8_t* at_;
  const uint8_t* end_;
  uint64_t values_per_miniblock_ = 0;
  uint64_t miniblocks_ = 0;
  uint64_t left_ = 0;  // values not yet handed out
  bool first_pending_ = true;
  uint64_t last_ = 0;
  uint64_t min_delta_ = 0;
  const uint8_t* widths_ = nullptr;
  uint64_t miniblock_ = 0;  // next in the block; == miniblocks_ at its end
  int width_ = 0;
  const uint8_t* packed_ = nullptr;
  uint64_t packed_position_ = 0;
  uint64_t packed_left_ = 0;
};

}  // namespace lakebolt::parquet_format
