#pragma once

#include <algorithm>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "types/physical.h"

namespace lakebolt {

#if defined(__SSE2__)

/// Compares 32 bytes: a bit for each that differs.
inline uint32_t Differences32(const char* a, const char* b) {
  const auto equal = [](const char* x, const char* y) {
    const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(x));
    const __m128i second = _mm_loadu_si128(reinterpret_cast<const __m128i*>(y));
    return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(first, second)));
  };
  return ~(equal(a, b) | equal(a + 16, b + 16) << 16);
}

#endif

/// Tells whether one text comes before another, byte by byte: by the first four bytes, which are at
/// hand, where these differ, else by the next ones, where a branch for each would be hard to
/// foretell.
inline bool TextBefore(const StringView& a, const StringView& b) {
  const auto prefix = [](const StringView& text) {
    return __builtin_bswap32(static_cast<uint32_t>(text.FirstWord() >> 32));
  };
  const uint32_t first = prefix(a);
  const uint32_t second = prefix(b);
  if (first != second) return first < second;
#if defined(__SSE2__)
  if (std::min(a.size(), b.size()) >= 32) {
    const char* const text = a.data();
    const char* const other = b.data();
    if (const uint32_t differing = Differences32(text, other); differing != 0) {
      const auto at = static_cast<uint32_t>(std::countr_zero(differing));
      return static_cast<uint8_t>(text[at]) < static_cast<uint8_t>(other[at]);
    }
  }
#endif
  return a < b;
}

}  // namespace lakebolt
