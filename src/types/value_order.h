#pragma once

#include <bit>
#include <cstring>
#include <type_traits>

#include "types/physical.h"

namespace lakebolt {

// The order of single values that comparison, sorting and MIN share: NaN equals itself and comes
// after all numbers, text goes by bytes, intervals by their normalized span.

template <typename T>
inline bool ValueEqual(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    // Written without branches, so that loops over it vectorize.
    return (a == b) | ((a != a) & (b != b));
  } else {
    return a == b;
  }
}

template <typename T>
inline bool ValueLess(const T& a, const T& b) {
  if constexpr (std::is_floating_point_v<T>) {
    return (a < b) | ((b != b) & (a == a));
  } else if constexpr (std::is_same_v<T, StringView>) {
    // The first four bytes decide most comparisons; unused ones are zero in both.
    const auto prefix = [](const StringView& text) {
      return __builtin_bswap32(static_cast<uint32_t>(text.FirstWord() >> 32));
    };
    const uint32_t x = prefix(a);
    const uint32_t y = prefix(b);
    if (x != y) return x < y;
    return a.view() < b.view();
  } else {
    return a < b;
  }
}

}  // namespace lakebolt
