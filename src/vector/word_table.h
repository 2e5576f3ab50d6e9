#pragma once

#include <algorithm>
#include <cstdint>

#include "vector/avx512.h"

#if defined(__x86_64__)

namespace lakebolt {

/// Holds a dictionary of few 64-bit words in registers, where eight codes are looked up at once. It
/// reads no memory for that: a code that is out of range gives some word.
template <uint32_t kRegisters>
struct WordTable {
  static constexpr uint32_t kLanes = 8;
  static constexpr uint32_t kMost = kRegisters * kLanes;  // words

  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] WordTable(const int64_t* words, uint32_t count) {
    for (uint32_t r = 0; r < kRegisters; ++r) {
      const uint32_t begin = std::min(r * kLanes, count);
      const uint32_t here = std::min(count - begin, kLanes);
      registers[r] =
          _mm512_maskz_loadu_epi64(static_cast<__mmask8>((1U << here) - 1), words + begin);
    }
  }

  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i At(__m256i codes) const {
    const __m512i at = _mm512_maskz_cvtepu32_epi64(0xFF, codes);
    if constexpr (kRegisters == 2) {
      return _mm512_permutex2var_epi64(registers[0], at, registers[1]);
    } else {
      static_assert(kRegisters == 8);
      const __mmask8 fifth = _mm512_test_epi64_mask(at, _mm512_set1_epi64(16));
      const __mmask8 sixth = _mm512_test_epi64_mask(at, _mm512_set1_epi64(32));
      const __m512i a = _mm512_permutex2var_epi64(registers[0], at, registers[1]);
      const __m512i b = _mm512_permutex2var_epi64(registers[2], at, registers[3]);
      const __m512i c = _mm512_permutex2var_epi64(registers[4], at, registers[5]);
      const __m512i d = _mm512_permutex2var_epi64(registers[6], at, registers[7]);
      return _mm512_mask_blend_epi64(sixth, _mm512_mask_blend_epi64(fifth, a, b),
                                     _mm512_mask_blend_epi64(fifth, c, d));
    }
  }

  __m512i registers[kRegisters];
};

using SmallWordTable = WordTable<2>;
using LargeWordTable = WordTable<8>;

}  // namespace lakebolt
#endif
