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

/// Calls `add(group, sum, count)` for clustered rows, about once for each group; `count` is that of
/// its rows if `kCounts`, else 0. No sum exceeds 63 bits, not even that of all rows. Returns false,
/// and calls nothing, when there may be NULLs.
template <typename T, bool kCounts, typename Add>
bool SumClustered(const Vector& values, RowSet rows, const uint32_t* groups, const Add& add) {
  return ReadWithoutNulls<T>(values, rows, [rows, groups, add](auto at) {
    constexpr uint32_t kBlock = 1024;
    std::array<uint64_t, kBlock> sums;  // of all rows up to the end of the group
    std::array<uint32_t, kBlock> ends;
    for (uint32_t begin = 0; begin < rows.count; begin += kBlock) {
      const uint32_t end = std::min(rows.count, begin + kBlock);
      const uint32_t first = groups[begin];
      uint64_t sum = 0;
      for (uint32_t i = begin; i < end; ++i) {
        sum += static_cast<uint64_t>(at(i));
        sums[groups[i] - first] = sum;
        if constexpr (kCounts) ends[groups[i] - first] = i + 1;
      }
      const uint32_t count = groups[end - 1] - first + 1;
      for (uint32_t g = 0; g < count; ++g) {
        const uint64_t before = g == 0 ? 0 : sums[g - 1];
        const uint32_t rows_before = !kCounts || g == 0 ? begin : ends[g - 1];
        const uint32_t its_rows = kCounts ? ends[g] - rows_before : 0;
        add(first + g, static_cast<int64_t>(sums[g] - before), its_rows);
      }
    }
  });
}

/// Tells whether most rows have the group of the row before.
bool ComeInRuns(const uint32_t* groups, uint32_t count);

/// Calls `add(group, sum, count)` for each run of rows of one group. No sum exceeds 63 bits.
/// Returns false, and calls nothing, when there may be NULLs.
template <typename T, typename Add>
bool SumRuns(const Vector& values, RowSet rows, const uint32_t* groups, Add&& add) {
  return ReadWithoutNulls<T>(values, rows, [&](auto at) {
    for (uint32_t begin = 0; begin < rows.count;) {
      const uint32_t group = groups[begin];
      uint32_t end = begin + 1;
      while (end < rows.count && groups[end] == group) ++end;
      uint64_t sum = 0;
      for (uint32_t i = begin; i < end; ++i) sum += static_cast<uint64_t>(at(i));
      add(group, static_cast<int64_t>(sum), end - begin);
      begin = end;
    }
  });
}

}  // namespace lakebolt
