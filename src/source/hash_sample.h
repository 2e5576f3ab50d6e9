#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Collects hashes of a column's values, to count how often each comes.
class HashSample {
 public:
  /// Leaves out all hashes but one in 2^`bits`: the same ones whatever rows they come with.
  explicit HashSample(uint32_t bits = 0) : bits_(bits) {}

  /// Adds the values of some rows, NULLs left out; returns how many rows have a value.
  uint32_t Add(const Vector& values, RowSet rows);

  /// Ends a part, in which each value counts once; not needed where values do not repeat.
  void EndPart();

  /// Returns how many values came once, twice and so on; forgets them.
  std::vector<uint64_t> TakeCounts();

 private:
  uint32_t bits_;
  std::vector<uint64_t> hashes_;
  size_t part_begin_ = 0;
  std::vector<uint64_t> scratch_;
};

}  // namespace lakebolt
