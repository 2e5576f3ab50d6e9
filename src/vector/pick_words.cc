#include "vector/pick_words.h"

#include <algorithm>

#include "vector/word_table.h"

namespace lakebolt {

namespace {

#if defined(__x86_64__)
template <typename Table>
[[LAKEBOLT_AVX512]] void PickFromTable(const int64_t* words, uint32_t distinct,
                                       const uint32_t* codes, uint32_t count, int64_t* out) {
  const Table table(words, distinct);
  uint32_t i = 0;
  for (; i + Table::kLanes <= count; i += Table::kLanes) {
    const __m256i eight = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes + i));
    _mm512_storeu_si512(out + i, table.At(eight));
  }
  const auto rest = static_cast<__mmask8>((1U << (count - i)) - 1);
  const __m256i eight = _mm256_maskz_loadu_epi32(rest, codes + i);
  _mm512_mask_storeu_epi64(out + i, rest, table.At(eight));
}
#endif

}  // namespace

void PickWords(const int64_t* words, uint32_t distinct, const uint32_t* codes, RowSet rows,
               int64_t* out) {
#if defined(__x86_64__)
  if (HasAvx512() && distinct <= LargeWordTable::kMost && rows.count >= rows.size / 2) {
    const bool is_small = distinct <= SmallWordTable::kMost;
    (is_small ? PickFromTable<SmallWordTable>
              : PickFromTable<LargeWordTable>)(words, distinct, codes, rows.size, out);
    return;
  }
#endif
  if (!rows.IsDense()) std::fill_n(out, rows.size, 0);
  rows.ForEach([&](uint32_t row) { out[row] = words[codes[row]]; });
}

}  // namespace lakebolt
