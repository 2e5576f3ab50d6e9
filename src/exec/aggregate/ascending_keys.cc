#include "exec/aggregate/ascending_keys.h"

#include "vector/avx512.h"

namespace lakebolt {

namespace {

template <typename Key>
NumberedKeys NumberEach(const Key* keys, uint32_t stride, uint32_t count, Key* last, uint32_t group,
                        uint32_t* groups) {
  Key before = *last;
  uint32_t i = 0;
  for (; i < count; ++i) {
    const Key key = keys[uint64_t{i} * stride];
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
/// Returns, for each of eight lanes, how many of it and those before it are in `lanes`.
[[LAKEBOLT_AVX512]] __m256i CountUpTo(__mmask8 lanes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  // A byte for each lane, then the sum of all bytes up to it.
  const uint64_t counts = _pdep_u64(lanes, kOnes) * kOnes;
  return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<int64_t>(counts)));
}

/// Numbers eight keys at a time, up to those among which one is less than the one before.
[[LAKEBOLT_AVX512]] NumberedKeys NumberBlocks(const uint64_t* keys, uint32_t count, uint64_t* last,
                                              uint32_t group, uint32_t* groups) {
  constexpr uint32_t kLanes = 8;
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
    const __m256i first = _mm256_set1_epi32(static_cast<int>(group));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(groups + i),
                        _mm256_add_epi32(CountUpTo(is_new), first));
    const auto added = static_cast<uint32_t>(__builtin_popcount(is_new));
    group += added;
    last += added;
    before = key;
  }
  return {i, group};
}

/// Does the same with sixteen codes.
[[LAKEBOLT_AVX512]] NumberedKeys NumberBlocks(const uint32_t* codes, uint32_t count, uint32_t* last,
                                              uint32_t group, uint32_t* groups) {
  constexpr uint32_t kLanes = 16;
  constexpr __mmask16 kAllLanes = 0xFFFF;
  static_assert(kAscendingSlack >= kLanes);
  __m512i before = _mm512_set1_epi32(static_cast<int>(*last));
  uint32_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const __m512i code = _mm512_loadu_si512(codes + i);
    const __m512i previous = _mm512_maskz_alignr_epi32(kAllLanes, code, before, kLanes - 1);
    if (_mm512_cmplt_epu32_mask(code, previous) != 0) break;
    const uint32_t is_new = _mm512_cmpneq_epi32_mask(code, previous);
    _mm512_storeu_si512(last + 1,
                        _mm512_maskz_compress_epi32(static_cast<__mmask16>(is_new), code));
    const auto low = static_cast<__mmask8>(is_new);
    const auto high = static_cast<__mmask8>(is_new >> 8);
    const uint32_t middle = group + static_cast<uint32_t>(__builtin_popcount(low));
    auto* out = reinterpret_cast<__m256i*>(groups + i);
    _mm256_storeu_si256(
        out, _mm256_add_epi32(CountUpTo(low), _mm256_set1_epi32(static_cast<int>(group))));
    _mm256_storeu_si256(
        out + 1, _mm256_add_epi32(CountUpTo(high), _mm256_set1_epi32(static_cast<int>(middle))));
    last += middle - group;
    group = middle + static_cast<uint32_t>(__builtin_popcount(high));
    last += group - middle;
    before = code;
  }
  return {i, group};
}
#endif

template <typename Key>
NumberedKeys Number(const Key* keys, uint32_t stride, uint32_t count, Key* last, uint32_t group,
                    uint32_t* groups) {
  NumberedKeys done{0, group};
#if defined(__x86_64__)
  if (stride == 1 && HasAvx512()) done = NumberBlocks(keys, count, last, group, groups);
#endif
  const NumberedKeys rest =
      NumberEach(keys + uint64_t{done.rows} * stride, stride, count - done.rows,
                 last + (done.group - group), done.group, groups + done.rows);
  return {done.rows + rest.rows, rest.group};
}

}  // namespace

NumberedKeys NumberAscending(const uint64_t* keys, uint32_t stride, uint32_t count, uint64_t* last,
                             uint32_t group, uint32_t* groups) {
  return Number(keys, stride, count, last, group, groups);
}

NumberedKeys NumberAscending(const uint32_t* codes, uint32_t count, uint32_t* last, uint32_t group,
                             uint32_t* groups) {
  return Number(codes, 1, count, last, group, groups);
}

}  // namespace lakebolt
