#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "function/aggregate/batch_sum.h"

namespace lakebolt {

// Sums of rows whose group is that of the row before or the next one, as groups of sorted keys are.
// Adding row by row to a group's state costs the time from a store to the next load of the same
// place. Here the rows are added up in a register, what they came to is noted at each group's end,
// and a group's sum is the difference of two of these notes.

/// Tells whether each row has the group of the row before or the next one.
bool AreClustered(const uint32_t* groups, uint32_t count);

/// Adds the values of clustered rows to `sums`, by group. No sum exceeds 63 bits, not even that of
/// all rows. Returns false, and does nothing, when there may be NULLs.
template <typename T, typename State>
bool SumClustered(const Vector& values, RowSet rows, const uint32_t* groups, State* sums) {
  return ReadWithoutNulls<T>(values, rows, [&](auto at) {
    constexpr uint32_t kBlock = 1024;
    std::array<uint64_t, kBlock> ends;
    for (uint32_t begin = 0; begin < rows.count; begin += kBlock) {
      const uint32_t end = std::min(rows.count, begin + kBlock);
      const uint32_t first = groups[begin];
      uint64_t sum = 0;
      for (uint32_t i = begin; i < end; ++i) {
        sum += static_cast<uint64_t>(at(i));
        ends[groups[i] - first] = sum;
      }
      const uint32_t count = groups[end - 1] - first + 1;
      uint64_t before = 0;
      for (uint32_t g = 0; g < count; ++g) {
        sums[first + g].sum += static_cast<int64_t>(ends[g] - before);
        before = ends[g];
      }
    }
  });
}

}  // namespace lakebolt
