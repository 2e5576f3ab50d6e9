#include "function/scalar/text/find_bytes.h"

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace lakebolt {

namespace {

/// Looks at positions `from .. end` one after another.
size_t FindSlowly(std::string_view text, std::string_view needle, size_t from, size_t end) {
  for (size_t i = from; i < end; ++i) {
    if (text[i] == needle[0] && std::memcmp(text.data() + i, needle.data(), needle.size()) == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

size_t FindBytes(std::string_view text, std::string_view needle) {
  if (needle.empty()) return 0;
  if (needle.size() > text.size()) return std::string_view::npos;
  if (needle.size() == 1) {
    const void* found = std::memchr(text.data(), needle[0], text.size());
    if (found == nullptr) return std::string_view::npos;
    return static_cast<size_t>(static_cast<const char*>(found) - text.data());
  }
  const size_t positions = text.size() - needle.size() + 1;
#if defined(__SSE2__)
  constexpr size_t kBlock = 16;
  if (positions < kBlock) return FindSlowly(text, needle, 0, positions);
  const __m128i first = _mm_set1_epi8(needle.front());
  const __m128i last = _mm_set1_epi8(needle.back());
  const char* const data = text.data();
  size_t i = 0;
  while (true) {
    const __m128i starts = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + i));
    const __m128i ends =
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + i + needle.size() - 1));
    auto hits = static_cast<uint32_t>(_mm_movemask_epi8(
        _mm_and_si128(_mm_cmpeq_epi8(starts, first), _mm_cmpeq_epi8(ends, last))));
    for (; hits != 0; hits &= hits - 1) {
      const size_t at = i + static_cast<size_t>(__builtin_ctz(hits));
      if (std::memcmp(data + at + 1, needle.data() + 1, needle.size() - 2) == 0) return at;
    }
    if (i + kBlock == positions) return std::string_view::npos;
    // The last block overlaps the one before it.
    i = i + 2 * kBlock <= positions ? i + kBlock : positions - kBlock;
  }
#else
  return FindSlowly(text, needle, 0, positions);
#endif
}

}  // namespace lakebolt
