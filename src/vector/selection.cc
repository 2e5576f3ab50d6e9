#include "vector/selection.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>

#include "base/simd_level.h"
#endif

namespace lakebolt {

namespace {

/// Lists, for each byte of mask bits, the positions of its set bits.
struct CompressTable {
  alignas(64) std::array<std::array<uint8_t, 8>, 256> positions{};

  constexpr CompressTable() {
    for (int bits = 0; bits < 256; ++bits) {
      int n = 0;
      for (int i = 0; i < 8; ++i) {
        if ((bits >> i) & 1) positions[bits][n++] = static_cast<uint8_t>(i);
      }
    }
  }
};
constexpr CompressTable kCompress;

/// Gathers the low bits of eight 0/1 bytes into one byte.
uint8_t PackMask(const uint8_t* mask) {
  uint64_t word;
  std::memcpy(&word, mask, 8);
  constexpr uint64_t kGather = 0x0102040810204080ULL;
  return static_cast<uint8_t>((word * kGather) >> 56);
}

uint32_t SelectDensePortable(uint32_t count, const uint8_t* mask, uint32_t* out) {
  uint32_t n = 0;
  uint32_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const uint8_t bits = PackMask(mask + i);
    const auto& positions = kCompress.positions[bits];
    for (uint32_t k = 0; k < 8; ++k) out[n + k] = i + positions[k];
    n += static_cast<uint32_t>(__builtin_popcount(bits));
  }
  for (; i < count; ++i) {
    out[n] = i;
    n += mask[i];
  }
  return n;
}

#if defined(__x86_64__)
__attribute__((target("avx2,popcnt"))) uint32_t SelectDenseAvx2(uint32_t count, const uint8_t* mask,
                                                                uint32_t* out) {
  uint32_t n = 0;
  uint32_t i = 0;
  for (; i + 32 <= count; i += 32) {
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(mask + i));
    auto bits = static_cast<uint32_t>(
        _mm256_movemask_epi8(_mm256_cmpgt_epi8(bytes, _mm256_setzero_si256())));
    for (uint32_t base = i; bits != 0; base += 8, bits >>= 8) {
      const uint32_t byte = bits & 0xFF;
      const __m128i positions =
          _mm_loadl_epi64(reinterpret_cast<const __m128i*>(kCompress.positions[byte].data()));
      const __m256i rows = _mm256_add_epi32(_mm256_cvtepu8_epi32(positions),
                                            _mm256_set1_epi32(static_cast<int>(base)));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + n), rows);
      n += static_cast<uint32_t>(__builtin_popcount(byte));
    }
  }
  for (; i < count; ++i) {
    out[n] = i;
    n += mask[i];
  }
  return n;
}
#endif

}  // namespace

uint32_t SelectByMask(RowSet rows, const uint8_t* mask, uint32_t* out) {
  if (rows.IsDense()) {
#if defined(__x86_64__)
    if (HasAvx2()) return SelectDenseAvx2(rows.count, mask, out);
#endif
    return SelectDensePortable(rows.count, mask, out);
  }
  uint32_t n = 0;
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t row = rows.indices[i];
    out[n] = row;
    n += mask[row];
  }
  return n;
}

}  // namespace lakebolt
