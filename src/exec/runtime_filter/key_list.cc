#include "exec/runtime_filter/key_list.h"

#include <algorithm>
#include <cstring>

#include "vector/avx512.h"

namespace lakebolt {

namespace {

constexpr uint32_t kBlock = 256;  // values
constexpr size_t kMostCompared = 4;

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

}  // namespace

/// Is compiled for the processor's instructions and for any: compilers vectorize it.
template <typename T>
inline bool KeyList::TestBlocks(const T* values, uint32_t count, uint8_t* mask) const {
  for (uint32_t begin = 0; begin < count; begin += kBlock) {
    const uint32_t rows = std::min(kBlock, count - begin);
    const T* block = values + begin;
    const Range<T> range = RangeOf(block, rows);
    const auto first = std::ranges::lower_bound(words_, OrderedWord(range.least));
    const auto end = std::upper_bound(first, words_.end(), OrderedWord(range.greatest));
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
[[LAKEBOLT_AVX512]] bool KeyList::TestWide(const T* values, uint32_t count, uint8_t* mask) const {
  return TestBlocks(values, count, mask);
}
#endif

void KeyList::Finish() {
  std::ranges::sort(words_);
  words_.erase(std::ranges::unique(words_).begin(), words_.end());
}

template <typename T>
bool KeyList::Test(const T* values, uint32_t count, uint8_t* mask) const {
#if defined(__x86_64__)
  if (HasAvx512()) return TestWide(values, count, mask);
#endif
  return TestBlocks(values, count, mask);
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
