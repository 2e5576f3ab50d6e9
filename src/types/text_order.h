#pragma once

#include "types/physical.h"

namespace lakebolt {

/// Tells whether one text comes before another, byte by byte: by the first four bytes, which are at
/// hand, where these differ.
inline bool TextBefore(const StringView& a, const StringView& b) {
  const auto prefix = [](const StringView& text) {
    return __builtin_bswap32(static_cast<uint32_t>(text.FirstWord() >> 32));
  };
  const uint32_t first = prefix(a);
  const uint32_t second = prefix(b);
  return first != second ? first < second : a < b;
}

}  // namespace lakebolt
