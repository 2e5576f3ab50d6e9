#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "types/physical.h"

namespace lakebolt {

/// Is a picture of a number such as "$99G999D99S": 0 and 9 are digits (0 shows zeros, 9 blanks or
/// nothing), D or . the point, G or , parts digits, $ stands for itself, S is the sign, MI a minus,
/// PR angle brackets around what is negative.
class NumberPattern {
 public:
  /// Reads a pattern. Throws a UserError that shows it.
  explicit NumberPattern(std::string_view pattern);

  int whole_digits() const { return whole_digits_; }
  int scale() const { return scale_; }

  /// Writes a decimal number of `scale()` digits behind the point; "##.##" when it is too large.
  std::string Write(int128_t unscaled) const;

  /// Reads what Write wrote, as an unscaled number; nothing when the text does not fit.
  std::optional<int128_t> Read(std::string_view text) const;

 private:
  enum class Sign : uint8_t { kNone, kLeading, kTrailing, kMinus, kLeadingMinus, kBrackets };

  std::string whole_;  // '0', '9' and ','
  int whole_digits_ = 0;
  int scale_ = 0;
  bool dollar_ = false;
  bool point_ = false;
  Sign sign_ = Sign::kNone;
};

}  // namespace lakebolt
