#include "format/parquet/encoding/bit_unpack.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>

#include "base/simd_level.h"
#endif

namespace lakebolt::parquet_format {

namespace {

constexpr uint32_t LowMask(int width) {
  return width >= 32 ? ~uint32_t{0} : (uint32_t{1} << width) - 1;
}

void UnpackPortable(const uint8_t* in, int width, uint32_t groups, uint32_t* out) {
  const uint64_t mask = LowMask(width);
  for (uint32_t g = 0; g < groups; ++g, in += width, out += 8) {
    for (int i = 0; i < 8; ++i) {
      const int bit = i * width;
      uint64_t word;
      std::memcpy(&word, in + bit / 8, sizeof(word));
      out[i] = static_cast<uint32_t>((word >> (bit % 8)) & mask);
    }
  }
}

#if defined(__x86_64__)

const bool kHasAvx2 = HasAvx2();

// Up to this width the four bytes from a value's first byte hold all of it.
constexpr int kWidestShuffled = 25;

/// Holds, for each width, which bytes hold the eight values of a group, and where in them. The
/// group is `width` bytes; its upper four values start at byte width / 2, after which half a byte
/// may be left over.
struct ShuffleTable {
  struct Entry {
    alignas(32) std::array<uint8_t, 32> bytes{};
    alignas(32) std::array<uint32_t, 8> shifts{};
  };
  std::array<Entry, kWidestShuffled + 1> entries{};

  constexpr ShuffleTable() {
    for (int width = 0; width <= kWidestShuffled; ++width) {
      for (int i = 0; i < 8; ++i) {
        const int bit = i * width;
        const int base = i < 4 ? 0 : width / 2;
        for (int b = 0; b < 4; ++b) {
          entries[width].bytes[i * 4 + b] = static_cast<uint8_t>(bit / 8 - base + b);
        }
        entries[width].shifts[i] = static_cast<uint32_t>(bit % 8);
      }
    }
  }
};
constexpr ShuffleTable kShuffle;

__attribute__((target("avx2"))) void UnpackAvx2(const uint8_t* in, int width, uint32_t groups,
                                                uint32_t* out) {
  const auto& entry = kShuffle.entries[static_cast<size_t>(width)];
  const __m256i bytes = _mm256_load_si256(reinterpret_cast<const __m256i*>(entry.bytes.data()));
  const __m256i shifts = _mm256_load_si256(reinterpret_cast<const __m256i*>(entry.shifts.data()));
  const __m256i mask = _mm256_set1_epi32(static_cast<int>(LowMask(width)));
  const int upper = width / 2;
  for (uint32_t g = 0; g < groups; ++g, in += width, out += 8) {
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
    const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + upper));
    __m256i values = _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
    values = _mm256_shuffle_epi8(values, bytes);
    values = _mm256_and_si256(_mm256_srlv_epi32(values, shifts), mask);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), values);
  }
}

#endif

}  // namespace

void UnpackBits(const uint8_t* in, int width, uint32_t groups, uint32_t* out) {
  if (width == 0) {
    std::memset(out, 0, size_t{groups} * 8 * sizeof(uint32_t));
    return;
  }
#if defined(__x86_64__)
  if (kHasAvx2 && width <= kWidestShuffled) {
    UnpackAvx2(in, width, groups, out);
    return;
  }
#endif
  UnpackPortable(in, width, groups, out);
}

uint32_t ReadBits(const uint8_t* in, uint64_t bit_offset, int width) {
  uint64_t word;
  std::memcpy(&word, in + bit_offset / 8, sizeof(word));
  return static_cast<uint32_t>(word >> (bit_offset % 8)) & LowMask(width);
}

}  // namespace lakebolt::parquet_format
