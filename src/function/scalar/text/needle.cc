#include "function/scalar/text/needle.h"

#include <algorithm>
#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>

#include "base/simd_level.h"
#endif

namespace lakebolt {

namespace {

/// Ranks bytes by how often they come in text: the most common ones first, all others after them.
constexpr std::string_view kCommon = " etaoinsrhldcum/pfgwyb.0123456789,vk=-&xjqz:%_?";

constexpr std::array<uint8_t, 256> Ranks() {
  std::array<uint8_t, 256> ranks{};
  for (uint8_t& rank : ranks) rank = kCommon.size();
  for (size_t i = 0; i < kCommon.size(); ++i) {
    ranks[static_cast<uint8_t>(kCommon[i])] = static_cast<uint8_t>(i);
  }
  return ranks;
}
constexpr std::array<uint8_t, 256> kRanks = Ranks();

uint8_t Rank(char byte) {
  return kRanks[static_cast<uint8_t>(byte)];
}

}  // namespace

Needle::Needle(std::string_view bytes) : bytes_(bytes), next_(ChooseNext()) {
  for (size_t i = 1; i < bytes_.size(); ++i) {
    if (Rank(bytes_[i]) > Rank(bytes_[first_])) first_ = i;
  }
  second_ = first_ == 0 ? bytes_.size() - 1 : 0;
  for (size_t i = 0; i < bytes_.size(); ++i) {
    if (i != first_ && Rank(bytes_[i]) > Rank(bytes_[second_])) second_ = i;
  }
}

bool Needle::StandsAt(const char* place) const {
  return std::memcmp(place, bytes_.data(), bytes_.size()) == 0;
}

const char* Needle::NextSlowly(const Needle& needle, const char* from, const char* end) {
  if (end - from < static_cast<ptrdiff_t>(needle.size())) return nullptr;
  const char* last = end - needle.size();
  const char rarest = needle.bytes_[needle.first_];
  while (from <= last) {
    const void* found =
        std::memchr(from + needle.first_, rarest, static_cast<size_t>(last - from) + 1);
    if (found == nullptr) return nullptr;
    from = static_cast<const char*>(found) - needle.first_;
    if (from[needle.second_] == needle.bytes_[needle.second_]) return from;
    ++from;
  }
  return nullptr;
}

#if defined(__x86_64__)

// Both loops step through whole blocks; the last block overlaps the one before it. They read at
// most `reach` bytes behind a place, the further one of the needle's two bytes, so a candidate may
// stand too near to the end for the whole needle. Gaps between texts are read too, which may belong
// to anyone: hence no sanitizer.
#define LAKEBOLT_READS_GAPS __attribute__((no_sanitize("address", "thread")))

LAKEBOLT_READS_GAPS const char* Needle::NextBy16(const Needle& needle, const char* from,
                                                 const char* end) {
  constexpr ptrdiff_t kBlock = 16;
  const auto size = static_cast<ptrdiff_t>(needle.size());
  const auto reach = static_cast<ptrdiff_t>(std::max(needle.first_, needle.second_));
  if (end - from < kBlock + reach) return NextSlowly(needle, from, end);
  const __m128i first = _mm_set1_epi8(needle.bytes_[needle.first_]);
  const __m128i second = _mm_set1_epi8(needle.bytes_[needle.second_]);
  const auto load = [](const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  };
  const char* last_block = end - reach - kBlock;
  const char* seen = from;  // what lies before has been looked at
  for (const char* at = from;;) {
    auto hits = static_cast<uint32_t>(
        _mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(load(at + needle.first_), first),
                                        _mm_cmpeq_epi8(load(at + needle.second_), second))));
    hits &= ~uint32_t{0} << (seen - at);
    if (hits != 0) {
      const char* found = at + __builtin_ctz(hits);
      return end - found < size ? nullptr : found;
    }
    if (at == last_block) return nullptr;
    seen = at + kBlock;
    at = std::min(seen, last_block);
  }
}

__attribute__((target("avx2"))) LAKEBOLT_READS_GAPS const char* Needle::NextBy32(
    const Needle& needle, const char* from, const char* end) {
  constexpr ptrdiff_t kBlock = 32;
  const auto size = static_cast<ptrdiff_t>(needle.size());
  const auto reach = static_cast<ptrdiff_t>(std::max(needle.first_, needle.second_));
  if (end - from < kBlock + reach) return NextBy16(needle, from, end);
  const __m256i first = _mm256_set1_epi8(needle.bytes_[needle.first_]);
  const __m256i second = _mm256_set1_epi8(needle.bytes_[needle.second_]);
  const char* last_block = end - reach - kBlock;
  const char* seen = from;
  for (const char* at = from;;) {
    const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + needle.first_));
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + needle.second_));
    auto hits = static_cast<uint32_t>(_mm256_movemask_epi8(
        _mm256_and_si256(_mm256_cmpeq_epi8(a, first), _mm256_cmpeq_epi8(b, second))));
    // A last block overlaps by fewer than 32 bytes.
    hits &= ~uint32_t{0} << (seen - at);
    if (hits != 0) {
      const char* found = at + __builtin_ctz(hits);
      return end - found < size ? nullptr : found;
    }
    if (at == last_block) return nullptr;
    seen = at + kBlock;
    at = std::min(seen, last_block);
  }
}

Needle::Next Needle::ChooseNext() {
  static const Next next = HasAvx2() ? NextBy32 : NextBy16;
  return next;
}

LAKEBOLT_READS_GAPS size_t Needle::FindInShort(const char* text, uint32_t size) const {
  if (size < bytes_.size()) return std::string_view::npos;
  const auto load = [](const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  };
  auto hits = static_cast<uint32_t>(_mm_movemask_epi8(
      _mm_and_si128(_mm_cmpeq_epi8(load(text + first_), _mm_set1_epi8(bytes_[first_])),
                    _mm_cmpeq_epi8(load(text + second_), _mm_set1_epi8(bytes_[second_])))));
  hits &= (uint32_t{2} << (size - bytes_.size())) - 1;
  for (; hits != 0; hits &= hits - 1) {
    const auto at = static_cast<size_t>(__builtin_ctz(hits));
    if (StandsAt(text + at)) return at;
  }
  return std::string_view::npos;
}

#else

Needle::Next Needle::ChooseNext() {
  return NextSlowly;
}
size_t Needle::FindInShort(const char* text, uint32_t size) const {
  return Find({text, size});
}

#endif

}  // namespace lakebolt
