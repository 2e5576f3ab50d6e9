#pragma once

#include <cstdint>

#include "base/simd_level.h"

#if defined(__x86_64__)
#include <immintrin.h>

/// Marks a function that is called only where HasAvx512() is true.
#define LAKEBOLT_AVX512 gnu::target("avx512f,avx512dq,avx512vl,avx512bw,bmi2,popcnt")

namespace lakebolt {

// Picked rows mostly stand close together. Those of a window of twice as many rows as a register
// has lanes are taken from two loaded ones, whichever they are: that needs no branch for each gap,
// and no gathering. A window ends within the column.

/// Returns where eight picked rows stand in the window that begins at the first of them.
[[LAKEBOLT_AVX512]] [[gnu::always_inline]] inline __m256i WindowOf8(const uint32_t* picked) {
  const __m256i rows = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(picked));
  return _mm256_sub_epi32(rows, _mm256_set1_epi32(static_cast<int>(picked[0])));
}
/// Tells whether all eight are in the window, which has to end before row `size`.
[[LAKEBOLT_AVX512]] [[gnu::always_inline]] inline bool IsInWindow(__m256i window, uint32_t begin,
                                                                  uint32_t size) {
  constexpr uint32_t kRows = 16;
  return _mm256_cmpge_epu32_mask(window, _mm256_set1_epi32(kRows)) == 0 && begin + kRows <= size;
}

/// Returns where sixteen picked rows stand in the window that begins at the first of them.
[[LAKEBOLT_AVX512]] [[gnu::always_inline]] inline __m512i WindowOf16(const uint32_t* picked) {
  return _mm512_sub_epi32(_mm512_loadu_si512(picked),
                          _mm512_set1_epi32(static_cast<int>(picked[0])));
}
/// Tells whether all sixteen are in the window, which has to end before row `size`.
[[LAKEBOLT_AVX512]] [[gnu::always_inline]] inline bool IsInWindow(__m512i window, uint32_t begin,
                                                                  uint32_t size) {
  constexpr uint32_t kRows = 32;
  return _mm512_cmpge_epu32_mask(window, _mm512_set1_epi32(kRows)) == 0 && begin + kRows <= size;
}

}  // namespace lakebolt
#endif
