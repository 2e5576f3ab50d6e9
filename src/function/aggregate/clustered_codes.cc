#include "function/aggregate/clustered_codes.h"

#include <algorithm>

#include "vector/avx512.h"

namespace lakebolt {

#if defined(__x86_64__)

namespace {

constexpr uint32_t kLanes = 16;
constexpr uint32_t kMostWords = 64;
constexpr int64_t kLargestWord = (int64_t{1} << 31) / kClusteredRows - 1;

/// Holds a dictionary of few small words in registers.
struct NarrowWords {
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] NarrowWords(const int64_t* words, uint32_t count) {
    alignas(64) int32_t narrow[kMostWords] = {};
    for (uint32_t i = 0; i < count; ++i) narrow[i] = static_cast<int32_t>(words[i]);
    for (uint32_t r = 0; r < 4; ++r) registers[r] = _mm512_load_si512(narrow + r * kLanes);
  }

  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i At(__m512i codes) const {
    const __mmask16 sixth = _mm512_test_epi32_mask(codes, _mm512_set1_epi32(2 * kLanes));
    return _mm512_mask_blend_epi32(sixth,
                                   _mm512_permutex2var_epi32(registers[0], codes, registers[1]),
                                   _mm512_permutex2var_epi32(registers[2], codes, registers[3]));
  }

  __m512i registers[4];
};

/// Moves lanes up by so many, and zeros in.
template <int kBy>
[[LAKEBOLT_AVX512]] [[gnu::always_inline]] inline __m512i Up(__m512i lanes) {
  return _mm512_maskz_alignr_epi32(0xFFFF, lanes, _mm512_setzero_si512(), kLanes - kBy);
}

[[LAKEBOLT_AVX512]] void Sum(const Vector& dictionary, const uint32_t* codes,
                             const uint32_t* groups, uint32_t count, int32_t* sums,
                             uint32_t* ends) {
  const auto* words = dictionary.values<int64_t>();
  const NarrowWords table(words, dictionary.size());
  const __m512i last_lane = _mm512_set1_epi32(kLanes - 1);
  const __m512i numbers = _mm512_set_epi32(16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
  __m512i before = _mm512_setzero_si512();
  uint32_t i = 0;
  uint32_t ended = 0;
  // The row after the last one of a block tells whether a group ends there.
  for (; i + kLanes < count; i += kLanes) {
    __m512i sum = table.At(_mm512_loadu_si512(codes + i));
    sum = _mm512_add_epi32(sum, Up<1>(sum));
    sum = _mm512_add_epi32(sum, Up<2>(sum));
    sum = _mm512_add_epi32(sum, Up<4>(sum));
    sum = _mm512_add_epi32(_mm512_add_epi32(sum, before), Up<8>(sum));
    before = _mm512_maskz_permutexvar_epi32(0xFFFF, last_lane, sum);
    const __mmask16 is_end = _mm512_cmpneq_epi32_mask(_mm512_loadu_si512(groups + i),
                                                      _mm512_loadu_si512(groups + i + 1));
    const auto its = static_cast<uint32_t>(__builtin_popcount(is_end));
    const auto kept = static_cast<__mmask16>((1U << its) - 1);
    const __m512i rows = _mm512_add_epi32(numbers, _mm512_set1_epi32(static_cast<int>(i)));
    _mm512_mask_storeu_epi32(sums + ended, kept, _mm512_maskz_compress_epi32(is_end, sum));
    _mm512_mask_storeu_epi32(ends + ended, kept, _mm512_maskz_compress_epi32(is_end, rows));
    ended += its;
  }
  int32_t sum = _mm_cvtsi128_si32(_mm512_maskz_extracti32x4_epi32(0xF, before, 0));
  for (; i < count; ++i) {
    sum += static_cast<int32_t>(words[codes[i]]);
    ended = groups[i] - groups[0];
    sums[ended] = sum;
    ends[ended] = i + 1;
  }
}

}  // namespace

bool CanSumClusteredCodes(const Vector& values, RowSet rows) {
  if (!HasAvx512() || !values.IsDictionary() || !rows.IsDense() || values.MayHaveNulls()) {
    return false;
  }
  const Vector& dictionary = values.dictionary();
  if (dictionary.size() > kMostWords || dictionary.size() > rows.count) return false;
  const auto* words = dictionary.values<int64_t>();
  return std::all_of(words, words + dictionary.size(),
                     [](int64_t word) { return word >= -kLargestWord && word <= kLargestWord; });
}

void SumClusteredCodes(const Vector& dictionary, const uint32_t* codes, const uint32_t* groups,
                       uint32_t count, int32_t* sums, uint32_t* ends) {
  Sum(dictionary, codes, groups, count, sums, ends);
}

#else

bool CanSumClusteredCodes(const Vector&, RowSet) {
  return false;
}

void SumClusteredCodes(const Vector&, const uint32_t*, const uint32_t*, uint32_t, int32_t*,
                       uint32_t*) {}

#endif

}  // namespace lakebolt
