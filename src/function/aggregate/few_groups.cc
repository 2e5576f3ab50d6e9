#include "function/aggregate/few_groups.h"

#include "base/simd_level.h"
#include "function/aggregate/few_groups_avx512.h"
#include "vector/avx512.h"

namespace lakebolt {

namespace {

using SumLoop = void (*)(const int64_t*, const uint32_t*, uint32_t, uint64_t*, uint64_t&);
using CountLoop = void (*)(const uint32_t*, uint32_t, uint64_t*);

constexpr uint32_t kFew = kRegisterGroups / 2;

/// Turns a verdict into all bits or none.
[[gnu::always_inline]] inline uint64_t Mask(bool is_set) {
  return -static_cast<uint64_t>(is_set);
}

/// Sums four groups, or eight.
template <bool kEight>
[[gnu::always_inline]] inline void Sum(const int64_t* values, const uint32_t* groups,
                                       uint32_t count, uint64_t* sums, uint64_t& bits) {
  uint64_t s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
  uint64_t all_bits = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const int64_t value = values[i];
    const uint64_t group = groups[i];
    const auto bytes = static_cast<uint64_t>(value);
    all_bits |= static_cast<uint64_t>(value ^ (value >> 63));
    s0 += bytes & Mask(group == 0);
    s1 += bytes & Mask(group == 1);
    s2 += bytes & Mask(group == 2);
    s3 += bytes & Mask(group == 3);
    if constexpr (kEight) {
      s4 += bytes & Mask(group == 4);
      s5 += bytes & Mask(group == 5);
      s6 += bytes & Mask(group == 6);
      s7 += bytes & Mask(group == 7);
    }
  }
  bits |= all_bits;
  const uint64_t all[] = {s0, s1, s2, s3, s4, s5, s6, s7};
  for (uint32_t g = 0; g < (kEight ? kRegisterGroups : kFew); ++g) sums[g] += all[g];
}

template <bool kEight>
[[gnu::always_inline]] inline void Count(const uint32_t* groups, uint32_t count, uint64_t* counts) {
  uint32_t n0 = 0, n1 = 0, n2 = 0, n3 = 0, n4 = 0, n5 = 0, n6 = 0, n7 = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t group = groups[i];
    n0 += static_cast<uint32_t>(group == 0);
    n1 += static_cast<uint32_t>(group == 1);
    n2 += static_cast<uint32_t>(group == 2);
    n3 += static_cast<uint32_t>(group == 3);
    if constexpr (kEight) {
      n4 += static_cast<uint32_t>(group == 4);
      n5 += static_cast<uint32_t>(group == 5);
      n6 += static_cast<uint32_t>(group == 6);
      n7 += static_cast<uint32_t>(group == 7);
    }
  }
  const uint32_t all[] = {n0, n1, n2, n3, n4, n5, n6, n7};
  for (uint32_t g = 0; g < (kEight ? kRegisterGroups : kFew); ++g) counts[g] += all[g];
}

#if defined(__x86_64__)
template <bool kEight>
[[gnu::target("avx2")]] void SumAvx2(const int64_t* values, const uint32_t* groups, uint32_t count,
                                     uint64_t* sums, uint64_t& bits) {
  Sum<kEight>(values, groups, count, sums, bits);
}
template <bool kEight>
[[gnu::target("avx512f,avx512dq,avx512vl,prefer-vector-width=512")]] void SumAvx512(
    const int64_t* values, const uint32_t* groups, uint32_t count, uint64_t* sums, uint64_t& bits) {
  Sum<kEight>(values, groups, count, sums, bits);
}
template <bool kEight>
[[gnu::target("avx2")]] void CountAvx2(const uint32_t* groups, uint32_t count, uint64_t* counts) {
  Count<kEight>(groups, count, counts);
}

/// Tells which kernels the processor can run: for words of 512 bits, 256, or none.
enum class Words : uint8_t { kNarrow, k256, k512 };

Words FindWords() {
  if (HasAvx512()) return Words::k512;
  return HasAvx2() ? Words::k256 : Words::kNarrow;
}
const Words kWords = FindWords();

template <bool kEight>
SumLoop ChooseSum() {
  if (kWords == Words::k512) return SumAvx512<kEight>;
  return kWords == Words::k256 ? SumAvx2<kEight> : Sum<kEight>;
}
template <bool kEight>
CountLoop ChooseCount() {
  return kWords != Words::kNarrow ? CountAvx2<kEight> : Count<kEight>;
}
#else
enum class Words : uint8_t { kNarrow };
constexpr Words kWords = Words::kNarrow;

template <bool kEight>
SumLoop ChooseSum() {
  return Sum<kEight>;
}
template <bool kEight>
CountLoop ChooseCount() {
  return Count<kEight>;
}
#endif

}  // namespace

bool HasWideWords() {
  return kWords != Words::kNarrow;
}

void SumFewGroups(const int64_t* values, const uint32_t* groups, uint32_t count,
                  uint32_t group_count, uint64_t* sums, uint64_t& bits) {
  static const SumLoop four = ChooseSum<false>();
  static const SumLoop eight = ChooseSum<true>();
  (group_count <= kFew ? four : eight)(values, groups, count, sums, bits);
}

bool SumFewGroupsInPlace(const WordColumn& column, RowSet rows, const uint32_t* groups,
                         uint32_t group_count, uint64_t* sums, uint64_t& bits) {
#if defined(__x86_64__)
  return kWords == Words::k512 && SumWordsAvx512(column, rows, groups, group_count, sums, bits);
#else
  return false;
#endif
}

void CountFewGroups(const uint32_t* groups, uint32_t count, uint32_t group_count,
                    uint64_t* counts) {
#if defined(__x86_64__)
  if (kWords == Words::k512) {
    CountFewGroupsAvx512(groups, count, group_count, counts);
    return;
  }
#endif
  static const CountLoop four = ChooseCount<false>();
  static const CountLoop eight = ChooseCount<true>();
  (group_count <= kFew ? four : eight)(groups, count, counts);
}

}  // namespace lakebolt
