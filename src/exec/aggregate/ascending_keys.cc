#include "exec/aggregate/ascending_keys.h"

#include "vector/avx512.h"

namespace lakebolt {

namespace {

NumberedKeys NumberEach(const uint64_t* keys, uint32_t stride, uint32_t count, uint64_t* last,
                        uint32_t group, uint32_t* groups) {
  uint64_t before = *last;
  uint32_t i = 0;
  for (; i < count; ++i) {
    const uint64_t key = keys[uint64_t{i} * stride];
    if (key < before) break;
    const uint32_t is_new = key != before ? 1 : 0;
    group += is_new;
    last += is_new;
    *last = key;
    before = key;
    groups[i] = group;
  }
  return {i, group};
}

#if defined(__x86_64__)
constexpr uint32_t kLanes = 8;

/// Numbers eight keys at a time, up to those among which one is less than the one before.
[[LAKEBOLT_AVX512]] NumberedKeys NumberEights(const uint64_t* keys, uint32_t count, uint64_t* last,
                                              uint32_t group, uint32_t* groups) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr __mmask8 kAllLanes = 0xFF;
  static_assert(kAscendingSlack >= kLanes);
  __m512i before = _mm512_set1_epi64(static_cast<int64_t>(*last));
  uint32_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const __m512i key = _mm512_loadu_si512(keys + i);
    const __m512i previous = _mm512_maskz_alignr_epi64(kAllLanes, key, before, kLanes - 1);
    if (_mm512_cmplt_epu64_mask(key, previous) != 0) break;
    const __mmask8 is_new = _mm512_cmpneq_epi64_mask(key, previous);
    _mm512_storeu_si512(last + 1, _mm512_maskz_compress_epi64(is_new, key));
    // A byte for each lane, then the sum of all bytes up to it.
    const uint64_t opened = _pdep_u64(is_new, kOnes) * kOnes;
    const __m256i offsets = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<int64_t>(opened)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(groups + i),
                        _mm256_add_epi32(offsets, _mm256_set1_epi32(static_cast<int>(group))));
    const auto added = static_cast<uint32_t>(__builtin_popcount(is_new));
    group += added;
    last += added;
    before = key;
  }
  return {i, group};
}
#endif

}  // namespace

NumberedKeys NumberAscending(const uint64_t* keys, uint32_t stride, uint32_t count, uint64_t* last,
                             uint32_t group, uint32_t* groups) {
  NumberedKeys done{0, group};
#if defined(__x86_64__)
  if (stride == 1 && HasAvx512()) done = NumberEights(keys, count, last, group, groups);
#endif
  const NumberedKeys rest =
      NumberEach(keys + uint64_t{done.rows} * stride, stride, count - done.rows,
                 last + (done.group - group), done.group, groups + done.rows);
  return {done.rows + rest.rows, rest.group};
}

}  // namespace lakebolt
