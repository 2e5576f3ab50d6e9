#include "function/aggregate/few_groups_avx512.h"

#include <array>

#include "vector/word_table.h"

#if defined(__x86_64__)

namespace lakebolt {

namespace {

constexpr uint32_t kLanes = 8;
constexpr __mmask8 kAllLanes = 0xFF;
constexpr uint32_t kFew = kRegisterGroups / 2;

inline uint64_t Magnitude(int64_t value) {
  return static_cast<uint64_t>(value ^ (value >> 63));
}

[[LAKEBOLT_AVX512]] inline std::array<uint64_t, kLanes> LanesOf(const __m512i& words) {
  std::array<uint64_t, kLanes> lanes;
  _mm512_storeu_si512(lanes.data(), words);
  return lanes;
}

/// Reads words that stand row by row.
struct FlatWords {
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i Run(uint32_t row) const {
    return _mm512_loadu_si512(words + row);
  }
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i Window(uint32_t row, __m256i window) const {
    return _mm512_permutex2var_epi64(Run(row), _mm512_maskz_cvtepu32_epi64(kAllLanes, window),
                                     Run(row + kLanes));
  }
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i Picked(__m256i rows) const {
    return _mm512_mask_i32gather_epi64(_mm512_setzero_si512(), kAllLanes, rows, words,
                                       sizeof(int64_t));
  }
  [[gnu::always_inline]] int64_t At(uint32_t row) const { return words[row]; }

  const int64_t* words;
};

/// Looks words up that codes lead to.
template <typename Table>
struct CodedWords {
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m256i Codes(uint32_t row) const {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes + row));
  }
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i Run(uint32_t row) const {
    return table.At(Codes(row));
  }
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i Window(uint32_t row, __m256i window) const {
    return table.At(_mm256_permutex2var_epi32(Codes(row), window, Codes(row + kLanes)));
  }
  [[LAKEBOLT_AVX512]] [[gnu::always_inline]] __m512i Picked(__m256i rows) const {
    const auto* from = reinterpret_cast<const int*>(codes);
    return table.At(_mm256_i32gather_epi32(from, rows, sizeof(uint32_t)));
  }
  [[gnu::always_inline]] int64_t At(uint32_t row) const { return words[codes[row]]; }

  const int64_t* words;
  const uint32_t* codes;
  Table table;
};

/// Reads the words of eight rows from the i-th on.
template <typename Words>
[[LAKEBOLT_AVX512]] [[gnu::always_inline]] inline __m512i ReadEight(const Words& words, RowSet rows,
                                                                    uint32_t i) {
  if (rows.IsDense()) return words.Run(i);
  const uint32_t* picked = rows.indices + i;
  const __m256i window = WindowOf8(picked);
  if (IsInWindow(window, *picked, rows.size)) return words.Window(*picked, window);
  return words.Picked(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(picked)));
}

/// Sums `kGroups` groups. Every word is added to the sum of each group, masked.
template <uint32_t kGroups, typename Words>
[[LAKEBOLT_AVX512]] [[gnu::always_inline]] inline void SumRows(const Words& words, RowSet rows,
                                                               const uint32_t* groups,
                                                               uint64_t* sums, uint64_t& bits) {
  __m512i sum[kGroups];
  for (uint32_t g = 0; g < kGroups; ++g) sum[g] = _mm512_setzero_si512();
  __m512i magnitudes = _mm512_setzero_si512();
  uint32_t i = 0;
  for (; i + kLanes <= rows.count; i += kLanes) {
    const __m512i value = ReadEight(words, rows, i);
    const __m256i group = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(groups + i));
    for (uint32_t g = 0; g < kGroups; ++g) {
      const __mmask8 is_here =
          _mm256_cmpeq_epi32_mask(group, _mm256_set1_epi32(static_cast<int>(g)));
      sum[g] = _mm512_mask_add_epi64(sum[g], is_here, sum[g], value);
    }
    constexpr int kOrXor = 0xF6;  // a | (b ^ c)
    const __m512i sign = _mm512_maskz_srai_epi64(kAllLanes, value, 63);
    magnitudes = _mm512_ternarylogic_epi64(magnitudes, value, sign, kOrXor);
  }
  for (const uint64_t magnitude : LanesOf(magnitudes)) bits |= magnitude;
  for (uint32_t g = 0; g < kGroups; ++g) {
    for (const uint64_t part : LanesOf(sum[g])) sums[g] += part;
  }
  for (; i < rows.count; ++i) {
    const int64_t value = words.At(rows[i]);
    bits |= Magnitude(value);
    sums[groups[i]] += static_cast<uint64_t>(value);
  }
}

template <uint32_t kGroups>
[[LAKEBOLT_AVX512]] void SumFlat(const WordColumn& column, RowSet rows, const uint32_t* groups,
                                 uint64_t* sums, uint64_t& bits) {
  SumRows<kGroups>(FlatWords{column.words}, rows, groups, sums, bits);
}

template <uint32_t kGroups, typename Table>
[[LAKEBOLT_AVX512]] void SumCoded(const WordColumn& column, RowSet rows, const uint32_t* groups,
                                  uint64_t* sums, uint64_t& bits) {
  const CodedWords<Table> words{column.words, column.codes, Table(column.words, column.distinct)};
  SumRows<kGroups>(words, rows, groups, sums, bits);
}

template <uint32_t kGroups>
bool Sum(const WordColumn& column, RowSet rows, const uint32_t* groups, uint64_t* sums,
         uint64_t& bits) {
  if (column.codes == nullptr) {
    SumFlat<kGroups>(column, rows, groups, sums, bits);
  } else if (column.distinct <= SmallWordTable::kMost) {
    SumCoded<kGroups, SmallWordTable>(column, rows, groups, sums, bits);
  } else if (column.distinct <= LargeWordTable::kMost) {
    SumCoded<kGroups, LargeWordTable>(column, rows, groups, sums, bits);
  } else {
    return false;
  }
  return true;
}

template <uint32_t kGroups>
[[LAKEBOLT_AVX512]] void CountRows(const uint32_t* groups, uint32_t count, uint64_t* counts) {
  constexpr uint32_t kAtOnce = 16;
  uint32_t found[kGroups] = {};
  uint32_t i = 0;
  for (; i + kAtOnce <= count; i += kAtOnce) {
    const __m512i group = _mm512_loadu_si512(groups + i);
    for (uint32_t g = 0; g < kGroups; ++g) {
      const __mmask16 is_here =
          _mm512_cmpeq_epi32_mask(group, _mm512_set1_epi32(static_cast<int>(g)));
      found[g] += static_cast<uint32_t>(__builtin_popcount(is_here));
    }
  }
  for (uint32_t g = 0; g < kGroups; ++g) counts[g] += found[g];
  for (; i < count; ++i) ++counts[groups[i]];
}

}  // namespace

bool SumWordsAvx512(const WordColumn& column, RowSet rows, const uint32_t* groups,
                    uint32_t group_count, uint64_t* sums, uint64_t& bits) {
  return group_count <= kFew ? Sum<kFew>(column, rows, groups, sums, bits)
                             : Sum<kRegisterGroups>(column, rows, groups, sums, bits);
}

void CountFewGroupsAvx512(const uint32_t* groups, uint32_t count, uint32_t group_count,
                          uint64_t* counts) {
  (group_count <= kFew ? CountRows<kFew> : CountRows<kRegisterGroups>)(groups, count, counts);
}

}  // namespace lakebolt
#endif
