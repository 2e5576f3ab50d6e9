#include "exec/aggregate/code_groups.h"

#include <algorithm>

#include "vector/avx512.h"

namespace lakebolt {

namespace {

/// Is what the groups of some rows are found by.
struct Codes {
  const uint32_t* first;
  const uint32_t* second;  // or null
  uint32_t factor;

  template <bool kTwo>
  [[gnu::always_inline]] uint32_t At(uint32_t row) const {
    return kTwo ? first[row] * factor + second[row] : first[row];
  }
#if defined(__x86_64__)
  /// Returns the codes of sixteen rows from `row` on.
  template <bool kTwo>
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i Run(uint32_t row) const {
    const __m512i codes = _mm512_loadu_si512(first + row);
    if constexpr (!kTwo) return codes;
    return _mm512_add_epi32(_mm512_mullo_epi32(codes, _mm512_set1_epi32(static_cast<int>(factor))),
                            _mm512_loadu_si512(second + row));
  }
#endif
};

/// Finds the groups of rows `begin .. end` of `rows`.
template <bool kTwo>
[[gnu::always_inline]] inline uint32_t FindSome(const Codes& codes, RowSet rows, uint32_t begin,
                                                uint32_t end, const uint32_t* group_of,
                                                uint32_t missing, uint32_t* groups) {
  uint32_t missed = 0;
  for (uint32_t i = begin; i < end; ++i) {
    const uint32_t group = group_of[codes.At<kTwo>(rows[i])];
    groups[i] = group;
    missed += static_cast<uint32_t>(group == missing);
  }
  return missed;
}

template <bool kTwo>
uint32_t FindAll(const Codes& codes, RowSet rows, const uint32_t* group_of, uint32_t missing,
                 uint32_t* groups) {
  const RowSet dense = RowSet::Dense(rows.count);
  if (rows.IsDense()) {
    return FindSome<kTwo>(codes, dense, 0, rows.count, group_of, missing, groups);
  }
  return FindSome<kTwo>(codes, rows, 0, rows.count, group_of, missing, groups);
}

#if defined(__x86_64__)
constexpr uint32_t kLanes = 16;
constexpr uint32_t kMostInRegisters = 2 * kLanes;

/// Loads up to sixteen numbers from the `begin`-th on.
[[LAKEBOLT_AVX512]] inline __m512i LoadSome(std::span<const uint32_t> numbers, uint32_t begin) {
  const auto size = static_cast<uint32_t>(numbers.size());
  const uint32_t from = std::min(begin, size);
  const auto lanes = static_cast<__mmask16>((1U << std::min(size - from, kLanes)) - 1);
  return _mm512_maskz_loadu_epi32(lanes, numbers.data() + from);
}

/// Holds the groups of up to kMostInRegisters codes in registers.
template <bool kTwo>
[[LAKEBOLT_AVX512]] uint32_t FindInRegisters(const Codes& codes, RowSet rows,
                                             std::span<const uint32_t> group_of, uint32_t missing,
                                             uint32_t* groups) {
  const __m512i low = LoadSome(group_of, 0);
  const __m512i high = LoadSome(group_of, kLanes);
  const __m512i none = _mm512_set1_epi32(static_cast<int>(missing));
  uint32_t missed = 0;
  uint32_t i = 0;
  for (; i + kLanes <= rows.count; i += kLanes) {
    __m512i code;
    if (rows.IsDense()) {
      code = codes.Run<kTwo>(i);
    } else {
      const uint32_t* picked = rows.indices + i;
      const __m512i window = WindowOf16(picked);
      if (!IsInWindow(window, *picked, rows.size)) {
        missed += FindSome<kTwo>(codes, rows, i, i + kLanes, group_of.data(), missing, groups);
        continue;
      }
      code = _mm512_permutex2var_epi32(codes.Run<kTwo>(*picked), window,
                                       codes.Run<kTwo>(*picked + kLanes));
    }
    const __m512i found = _mm512_permutex2var_epi32(low, code, high);
    _mm512_storeu_si512(groups + i, found);
    missed += static_cast<uint32_t>(__builtin_popcount(_mm512_cmpeq_epi32_mask(found, none)));
  }
  return missed + FindSome<kTwo>(codes, rows, i, rows.count, group_of.data(), missing, groups);
}
#endif

template <bool kTwo>
uint32_t Find(const Codes& codes, RowSet rows, std::span<const uint32_t> group_of, uint32_t missing,
              uint32_t* groups) {
#if defined(__x86_64__)
  if (HasAvx512() && group_of.size() <= kMostInRegisters) {
    return FindInRegisters<kTwo>(codes, rows, group_of, missing, groups);
  }
#endif
  return FindAll<kTwo>(codes, rows, group_of.data(), missing, groups);
}

}  // namespace

uint32_t FindCodeGroups(const uint32_t* first, const uint32_t* second, uint32_t factor, RowSet rows,
                        std::span<const uint32_t> group_of, uint32_t missing, uint32_t* groups) {
  const Codes codes{first, second, factor};
  return second == nullptr ? Find<false>(codes, rows, group_of, missing, groups)
                           : Find<true>(codes, rows, group_of, missing, groups);
}

}  // namespace lakebolt
