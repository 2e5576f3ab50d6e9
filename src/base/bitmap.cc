#include "base/bitmap.h"

#include <bit>

namespace lakebolt {

size_t CountBits(const uint64_t* words, size_t bits) {
  size_t count = 0;
  const size_t whole = bits / 64;
  for (size_t i = 0; i < whole; ++i) count += static_cast<size_t>(std::popcount(words[i]));
  if (bits % 64 != 0) {
    const uint64_t mask = (uint64_t{1} << (bits % 64)) - 1;
    count += static_cast<size_t>(std::popcount(words[whole] & mask));
  }
  return count;
}

}  // namespace lakebolt
