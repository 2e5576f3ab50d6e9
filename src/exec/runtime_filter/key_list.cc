#include "exec/runtime_filter/key_list.h"

#include <algorithm>
#include <cstring>

#include "exec/runtime_filter/key_bounds.h"
#include "vector/avx512.h"

namespace lakebolt {

namespace {

constexpr uint32_t kBlock = 256;  // values
constexpr size_t kMostCompared = 4;
constexpr uint64_t kSign = uint64_t{1} << 63;

template <typename T>
uint64_t OrderedWord(T value) {
  return std::is_signed_v<T> ? KeyWord(value) ^ kSign : KeyWord(value);
}
template <typename T>
T ValueOf(uint64_t ordered) {
  return static_cast<T>(std::is_signed_v<T> ? ordered ^ kSign : ordered);
}

template <typename T>
struct Range {
  T least;
  T greatest;
};

template <typename T>
[[gnu::always_inline]] inline Range<T> RangeOf(const T* values, uint32_t count) {
  Range<T> range{values[0], values[0]};
  for (uint32_t i = 0; i < count; ++i) {
    range.least = std::min(range.least, values[i]);
    range.greatest = std::max(range.greatest, values[i]);
  }
  return range;
}

/// Is compiled for the processor's instructions and for any: compilers vectorize it.
template <typename T>
[[gnu::always_inline]] inline bool TestBlocks(const std::vector<uint64_t>& words, const T* values,
                                              uint32_t count, uint8_t* mask) {
  for (uint32_t begin = 0; begin < count; begin += kBlock) {
    const uint32_t rows = std::min(kBlock, count - begin);
    const T* block = values + begin;
    const Range<T> range = RangeOf(block, rows);
    const auto first = std::ranges::lower_bound(words, OrderedWord(range.least));
    const auto end = std::upper_bound(first, words.end(), OrderedWord(range.greatest));
    if (end - first > static_cast<ptrdiff_t>(kMostCompared)) return false;
    uint8_t* passes = mask + begin;
    std::memset(passes, 0, rows);
    for (auto word = first; word != end; ++word) {
      const T key = ValueOf<T>(*word);
      for (uint32_t i = 0; i < rows; ++i) passes[i] |= static_cast<uint8_t>(block[i] == key);
    }
  }
  return true;
}

#if defined(__x86_64__)
template <typename T>
[[LAKEBOLT_AVX512]] bool TestBlocksWide(const std::vector<uint64_t>& words, const T* values,
                                        uint32_t count, uint8_t* mask) {
  return TestBlocks(words, values, count, mask);
}
#endif

}  // namespace

void KeyList::Finish(bool is_signed) {
  for (uint64_t& word : words_) word ^= is_signed ? kSign : 0;
  std::ranges::sort(words_);
  words_.erase(std::ranges::unique(words_).begin(), words_.end());
}

template <typename T>
bool KeyList::Test(const T* values, uint32_t count, uint8_t* mask) const {
#if defined(__x86_64__)
  if (HasAvx512()) return TestBlocksWide(words_, values, count, mask);
#endif
  return TestBlocks(words_, values, count, mask);
}

template bool KeyList::Test(const uint8_t*, uint32_t, uint8_t*) const;
template bool KeyList::Test(const int8_t*, uint32_t, uint8_t*) const;
template bool KeyList::Test(const uint16_t*, uint32_t, uint8_t*) const;
template bool KeyList::Test(const int16_t*, uint32_t, uint8_t*) const;
template bool KeyList::Test(const uint32_t*, uint32_t, uint8_t*) const;
template bool KeyList::Test(const int32_t*, uint32_t, uint8_t*) const;
template bool KeyList::Test(const uint64_t*, uint32_t, uint8_t*) const;
template bool KeyList::Test(const int64_t*, uint32_t, uint8_t*) const;

}  // namespace lakebolt
