#pragma once

#include <cstdint>
#include <vector>

namespace lakebolt {

/// Names a run of bytes of a file.
struct ByteRange {
  uint64_t offset = 0;
  uint64_t length = 0;

  uint64_t end() const { return offset + length; }
  bool operator==(const ByteRange&) const = default;
};

/// Merges ranges whose gap is at most `max_gap` bytes into one read of at most `max_length` bytes
/// (a single range may be longer). The result is sorted and covers every range given.
std::vector<ByteRange> CoalesceRanges(std::vector<ByteRange> ranges, uint64_t max_gap,
                                      uint64_t max_length);

}  // namespace lakebolt
