#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "function/aggregate/few_groups.h"
#include "vector/vector.h"

namespace lakebolt {

// Sums of one batch of rows in 64 bits. Adding to a state in memory costs the time from a store to
// the next load of the same place; with few groups that place is nearly always the last one
// written. So a batch is summed into local arrays, four of them in turn, whose additions do not
// wait for each other, and these go to the states once. 64 bits suffice if all values of the batch
// are small enough, which the same loop finds out.

/// Is the number of groups up to which a batch is summed apart.
constexpr uint32_t kFewGroups = 256;

/// Holds what a batch adds up to, group by group.
struct BatchSums {
  static constexpr uint32_t kReplicas = 4;

  /// Clears the first `groups` sums.
  void Clear(uint32_t groups) {
    for (auto& replica : sums) std::memset(replica.data(), 0, groups * sizeof(uint64_t));
  }
  int64_t Of(uint32_t group) const {
    uint64_t sum = 0;
    for (const auto& replica : sums) sum += replica[group];
    return static_cast<int64_t>(sum);
  }

  std::array<std::array<uint64_t, kFewGroups>, kReplicas> sums;
  uint64_t bits = 0;  // OR of the values' magnitudes
};

/// Is what a batch adds up to as a whole.
struct BatchSum {
  int64_t sum = 0;
  uint64_t bits = 0;  // OR of the values' magnitudes
};

/// Returns a number with as many significant bits as `value` has magnitude.
template <typename T>
inline uint64_t MagnitudeBits(T value) {
  if constexpr (std::is_signed_v<T>) {
    const auto wide = static_cast<int64_t>(value);
    return static_cast<uint64_t>(wide ^ (wide >> 63));
  } else {
    return value;
  }
}

/// Returns a number with as many significant bits as any value of the type has magnitude. Of narrow
/// types a batch adds up within 63 bits whatever it holds, so that nobody looks at the values.
template <typename T>
constexpr uint64_t MostMagnitudeBits() {
  return ~uint64_t{0} >> (8 * (sizeof(uint64_t) - sizeof(T)) + (std::is_signed_v<T> ? 1 : 0));
}
template <typename T>
constexpr bool kNeedsMagnitude = sizeof(T) >= sizeof(uint64_t);

/// Tells whether `count` values, the OR of whose magnitudes is `bits`, add up within 63 bits.
inline bool SumFits(uint64_t bits, uint32_t count) {
  return std::bit_width(bits) + std::bit_width(static_cast<uint64_t>(count)) <= 63;
}

/// Calls `body(at)` with a function `at(i)` that reads the i-th row's value, fit for the encoding;
/// returns false, and calls nothing, when there may be NULLs.
template <typename T, typename Body>
bool ReadWithoutNulls(const Vector& vector, RowSet rows, Body&& body) {
  if (vector.MayHaveNulls()) return false;
  const VectorReader<T> reader(vector);
  const T* values = reader.values();
  const uint32_t* picked = rows.indices;
  if (vector.IsConstant()) {
    const T value = values[0];
    body([=](uint32_t) { return value; });
  } else if (vector.IsFlat() && rows.IsDense()) {
    body([=](uint32_t i) { return values[i]; });
  } else if (vector.IsFlat()) {
    body([=](uint32_t i) { return values[picked[i]]; });
  } else {
    const uint32_t* codes = vector.codes();
    if (rows.IsDense()) {
      body([=](uint32_t i) { return values[codes[i]]; });
    } else {
      body([=](uint32_t i) { return values[codes[picked[i]]]; });
    }
  }
  return true;
}

/// Tells whether sums of so many groups are kept in registers.
inline bool FitsRegisters(uint32_t group_count) {
  return group_count <= kRegisterGroups && HasWideWords();
}

/// Sums the values that `at` reads by group, a block of them at a time.
template <typename At>
void SumBlocks(const At& at, uint32_t count, const uint32_t* groups, uint32_t group_count,
               uint64_t* sums, uint64_t& bits) {
  constexpr uint32_t kBlock = 512;
  std::array<int64_t, kBlock> block;
  for (uint32_t begin = 0; begin < count; begin += kBlock) {
    const uint32_t rows = std::min(kBlock, count - begin);
    for (uint32_t i = 0; i < rows; ++i) block[i] = static_cast<int64_t>(at(begin + i));
    SumFewGroups(block.data(), groups + begin, rows, group_count, sums, bits);
  }
}

/// Names the words of a flat or dictionary vector.
inline WordColumn WordsOf(const Vector& vector) {
  if (!vector.IsDictionary()) return {vector.values<int64_t>()};
  const Vector& dictionary = vector.dictionary();
  return {dictionary.values<int64_t>(), vector.codes(), dictionary.size()};
}

/// Sums a batch by group; returns false when NULLs or large values forbid it.
template <typename T>
bool SumBatch(const Vector& values, RowSet rows, const uint32_t* groups, uint32_t group_count,
              BatchSums& out) {
  uint64_t bits = 0;  // local: stores to the sums cannot change it
  if constexpr (std::is_same_v<T, int64_t>) {
    if (FitsRegisters(group_count) && !values.MayHaveNulls() && !values.IsConstant()) {
      out.Clear(kRegisterGroups);
      if (SumFewGroupsInPlace(WordsOf(values), rows, groups, group_count, out.sums[0].data(),
                              bits)) {
        out.bits = bits;
        return SumFits(bits, rows.count);
      }
    }
  }
  const bool read = ReadWithoutNulls<T>(values, rows, [&](auto at) {
    out.Clear(std::max(group_count, kRegisterGroups));
    auto& sums = out.sums;
    if constexpr (!std::is_same_v<T, uint64_t>) {
      if (FitsRegisters(group_count)) {
        SumBlocks(at, rows.count, groups, group_count, sums[0].data(), bits);
        return;
      }
    }
    const auto add = [&](uint32_t replica, uint32_t i) {
      const T value = at(i);
      if constexpr (kNeedsMagnitude<T>) bits |= MagnitudeBits(value);
      sums[replica][groups[i]] += static_cast<uint64_t>(value);
    };
    uint32_t i = 0;
    for (; i + BatchSums::kReplicas <= rows.count; i += BatchSums::kReplicas) {
      add(0, i);
      add(1, i + 1);
      add(2, i + 2);
      add(3, i + 3);
    }
    for (; i < rows.count; ++i) add(0, i);
    if constexpr (!kNeedsMagnitude<T>) bits = MostMagnitudeBits<T>();
  });
  out.bits = bits;
  return read && SumFits(bits, rows.count);
}

/// Sums a batch as a whole; returns false when NULLs or large values forbid it.
template <typename T>
bool SumBatch(const Vector& values, RowSet rows, BatchSum& out) {
  const bool read = ReadWithoutNulls<T>(values, rows, [&](auto at) {
    uint64_t bits = kNeedsMagnitude<T> ? 0 : MostMagnitudeBits<T>();
    uint64_t sum = 0;  // local: in a register
    const uint32_t count = rows.count;
    for (uint32_t i = 0; i < count; ++i) {
      const T value = at(i);
      if constexpr (kNeedsMagnitude<T>) bits |= MagnitudeBits(value);
      sum += static_cast<uint64_t>(value);
    }
    out = {static_cast<int64_t>(sum), bits};
  });
  return read && SumFits(out.bits, rows.count);
}

/// Sums a batch of 64-bit values as a whole, however large they are: their halves apart. Returns
/// false when there may be NULLs.
template <typename T>
bool SumBatchByHalves(const Vector& values, RowSet rows, int128_t& out) {
  static_assert(sizeof(T) == sizeof(uint64_t));
  constexpr int kHalf = 32;
  T high = 0;
  uint64_t low = 0;
  const bool read = ReadWithoutNulls<T>(values, rows, [&](auto at) {
    for (uint32_t i = 0; i < rows.count; ++i) {
      const T value = at(i);
      high += value >> kHalf;
      low += static_cast<uint32_t>(value);
    }
  });
  out = static_cast<int128_t>(high) * (int128_t{1} << kHalf) + low;
  return read;
}

/// Counts the rows of each group of a batch.
inline void CountBatch(RowSet rows, const uint32_t* groups, uint32_t group_count, BatchSums& out) {
  out.Clear(std::max(group_count, kRegisterGroups));
  auto& sums = out.sums;
  if (FitsRegisters(group_count)) {
    CountFewGroups(groups, rows.count, group_count, sums[0].data());
    return;
  }
  uint32_t i = 0;
  for (; i + BatchSums::kReplicas <= rows.count; i += BatchSums::kReplicas) {
    ++sums[0][groups[i]];
    ++sums[1][groups[i + 1]];
    ++sums[2][groups[i + 2]];
    ++sums[3][groups[i + 3]];
  }
  for (; i < rows.count; ++i) ++sums[0][groups[i]];
}

/// Tells whether summing a batch apart pays: groups are few, and rows many to each.
inline bool IsBatchWorthwhile(RowSet rows, uint32_t group_count) {
  return group_count <= kFewGroups && rows.count >= 4 * group_count;
}

}  // namespace lakebolt
