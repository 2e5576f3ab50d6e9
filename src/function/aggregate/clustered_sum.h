#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "function/aggregate/batch_sum.h"
#include "function/aggregate/clustered_codes.h"

namespace lakebolt {

// Sums of rows whose group is that of the row before or the next one, as groups of sorted keys are.
// Adding row by row to a group's state costs the time from a store to the next load of the same
// place. Here the rows are added up in a register, what they came to is noted at each group's end,
// and a group's sum is the difference of two of these notes.

/// Tells whether each row has the group of the row before or the next one.
bool AreClustered(const uint32_t* groups, uint32_t count);

/// Calls `add(group, sum, count)` for each group of some clustered rows: `sums` says what all rows
/// up to a group's end come to, and `ends`, unless null, how many these are.
template <typename Sum, typename Add>
void AddDifferences(const uint32_t* groups, uint32_t count, const Sum* sums, const uint32_t* ends,
                    const Add& add) {
  const uint32_t first = groups[0];
  const uint32_t its_groups = groups[count - 1] - first + 1;
  Sum before = 0;
  uint32_t rows_before = 0;
  for (uint32_t g = 0; g < its_groups; ++g) {
    const auto sum = static_cast<std::make_signed_t<Sum>>(sums[g] - before);
    add(first + g, sum, ends == nullptr ? 0 : ends[g] - rows_before);
    before = sums[g];
    if (ends != nullptr) rows_before = ends[g];
  }
}

/// Calls `add(group, sum, count)` for clustered rows, about once for each group; `count` is that of
/// its rows if `kCounts`, else 0. No sum exceeds 63 bits, not even that of all rows. Returns false,
/// and calls nothing, when there may be NULLs.
template <typename T, bool kCounts, typename Add>
bool SumClustered(const Vector& values, RowSet rows, const uint32_t* groups, const Add& add) {
  std::array<uint32_t, kClusteredRows> ends;
  const auto for_each_block = [&](const auto& body) {
    for (uint32_t begin = 0; begin < rows.count; begin += kClusteredRows) {
      body(begin, std::min(kClusteredRows, rows.count - begin));
    }
  };
  const uint32_t* counted = kCounts ? ends.data() : nullptr;
  if constexpr (std::is_same_v<T, int64_t>) {
    if (CanSumClusteredCodes(values, rows)) {
      std::array<int32_t, kClusteredRows> sums;
      for_each_block([&](uint32_t begin, uint32_t count) {
        SumClusteredCodes(values.dictionary(), values.codes() + begin, groups + begin, count,
                          sums.data(), ends.data());
        AddDifferences(groups + begin, count, sums.data(), counted, add);
      });
      return true;
    }
  }
  return ReadWithoutNulls<T>(values, rows, [&](auto at) {
    std::array<uint64_t, kClusteredRows> sums;
    for_each_block([&, groups](uint32_t begin, uint32_t count) {
      const uint32_t first = groups[begin];
      uint64_t sum = 0;
      for (uint32_t i = 0; i < count; ++i) {
        sum += static_cast<uint64_t>(at(begin + i));
        const uint32_t group = groups[begin + i] - first;
        sums[group] = sum;
        if constexpr (kCounts) ends[group] = i + 1;
      }
      AddDifferences(groups + begin, count, sums.data(), counted, add);
    });
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
