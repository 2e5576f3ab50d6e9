#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "types/physical.h"

namespace lakebolt {

/// Makes a view of a string that is readable for 12 bytes from its begin, as all within a buffer
/// are; takes no branch on each length below 12.
inline StringView ViewInPage(const char* data, uint32_t length) {
  if (length > StringView::kInlineLength) return {data, length};
  // Two overlapping masks zero what lies behind the string.
  uint64_t low;
  uint32_t high;
  std::memcpy(&low, data, 8);
  std::memcpy(&high, data + 8, 4);
  const uint32_t low_bits = std::min(length, 8U) * 8;
  const uint32_t high_bits = (length > 8 ? length - 8 : 0) * 8;
  low &= low_bits == 64 ? ~uint64_t{0} : (uint64_t{1} << low_bits) - 1;
  high &= high_bits == 32 ? ~uint32_t{0} : (uint32_t{1} << high_bits) - 1;
  StringView view;
  auto* bytes = reinterpret_cast<char*>(&view);
  std::memcpy(bytes, &length, 4);
  std::memcpy(bytes + 4, &low, 8);
  std::memcpy(bytes + 12, &high, 4);
  return view;
}

}  // namespace lakebolt
