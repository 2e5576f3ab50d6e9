#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "types/physical.h"

namespace lakebolt {

/// Tells whether texts begin with another one, by their first four bytes where these decide: they
/// stand in the view, so that most texts are not looked at.
class PrefixTest {
 public:
  explicit PrefixTest(std::string_view start) : start_(start) {
    const size_t shown = std::min<size_t>(start.size(), 4);
    char bytes[4] = {};
    std::copy_n(start.data(), shown, bytes);
    std::memcpy(&word_, bytes, 4);
    mask_ = shown == 4 ? ~uint32_t{0} : (uint32_t{1} << (8 * shown)) - 1;
  }

  bool Passes(const StringView& text) const {
    // The second half of the first word; little-endian, as Arrow's layout.
    const auto prefix = static_cast<uint32_t>(text.FirstWord() >> 32);
    if (((prefix ^ word_) & mask_) != 0 || text.size() < start_.size()) return false;
    return start_.size() <= 4 ||
           std::memcmp(text.data() + 4, start_.data() + 4, start_.size() - 4) == 0;
  }

 private:
  std::string start_;
  uint32_t word_ = 0;
  uint32_t mask_ = 0;
};

}  // namespace lakebolt
