#pragma once

#include <span>
#include <string_view>

#include "function/scalar/text/format_spec.h"

namespace lakebolt {

/// Walks over one format with its arguments; what formats with braces and with percent signs share.
class FormatCursor {
 protected:
  /// Bounds widths and precisions.
  static constexpr int kLargestCount = 1 << 24;

  FormatCursor(std::string_view format, std::span<const FormatArgument> arguments)
      : format_(format), arguments_(arguments) {}

  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }

  char Peek(size_t ahead = 0) const {
    return at_ + ahead < format_.size() ? format_[at_ + ahead] : '\0';
  }

  int ReadNumber() {
    int number = 0;
    while (IsDigit(Peek())) {
      number = number * 10 + (format_[at_++] - '0');
      if (number > kLargestCount) ThrowBadFormat(format_, "a number is too large");
    }
    return number;
  }

  std::string_view format_;
  std::span<const FormatArgument> arguments_;
  size_t at_ = 0;
  size_t next_ = 0;        // argument without a number
  bool numbered_ = false;  // arguments have numbers
};

}  // namespace lakebolt
