// Formats with percent signs: "%-10s %05.1f", in the grammar of C's printf.

#include "function/scalar/text/format_cursor.h"

namespace lakebolt {

namespace {

/// Walks over one format.
class PercentFormat : private FormatCursor {
 public:
  PercentFormat(std::string_view format, std::span<const FormatArgument> arguments)
      : FormatCursor(format, arguments) {}

  void Append(std::string& out) {
    while (at_ < format_.size()) {
      const char c = format_[at_++];
      if (c != '%') {
        out += c;
      } else if (Peek() == '%') {
        out += c;
        ++at_;
      } else {
        AppendDirective(out);
      }
    }
  }

 private:
  void AppendDirective(std::string& out) {
    FormatSpec spec;
    spec.is_printf = true;
    size_t index = kNext;
    bool zero = false;
    bool bare_point = false;
    // "%2$s" names its argument; "%02d" and "%2d" do not.
    if (IsDigit(Peek()) && Peek() != '0') {
      const int number = ReadNumber();
      if (Peek() == '$') {
        ++at_;
        index = static_cast<size_t>(number) - 1;
      } else {
        spec.width = number;
      }
    }
    if (spec.width == 0) {
      zero = ReadFlags(spec);
      spec.width = ReadWidth(spec);
    }
    if (Peek() == '.') {
      ++at_;
      if (Peek() == '*') {
        spec.precision = ReadStar();
      } else if (IsDigit(Peek())) {
        spec.precision = ReadNumber();
      } else {
        bare_point = true;
      }
    }
    const int bits = ReadLength();
    spec.type = Peek();
    if (spec.type != '\0') ++at_;
    if (bare_point) {
      // "%.f" rounds to whole numbers, "%.d" parts thousands by points.
      if (std::string_view("fFeEgG").find(spec.type) != std::string_view::npos) {
        spec.precision = 0;
      } else {
        spec.separator = '.';
      }
    }
    if (zero) {
      spec.fill = '0';
      spec.align = '=';
    }
    FormatArgument argument = Argument(index);
    if (auto* number = std::get_if<int128_t>(&argument); number != nullptr && bits == 8) {
      *number = static_cast<int8_t>(*number);
    } else if (number != nullptr && bits == 16) {
      *number = static_cast<int16_t>(*number);
    }
    if (spec.type == '\0') ThrowBadFormat(format_, "nothing stands behind the last %");
    AppendFormatted(spec, argument, out);
  }

  /// Reads flags; tells whether zeros fill the width.
  bool ReadFlags(FormatSpec& spec) {
    bool zero = false;
    for (;; ++at_) {
      switch (Peek()) {
        case '-': spec.align = '<'; continue;
        case '+': spec.sign = '+'; continue;
        case ' ':
          if (spec.sign == 0) spec.sign = ' ';
          continue;
        case '0': zero = true; continue;
        case '#': spec.alternate = true; continue;
        case ',':
        case '\'':
        case '_': spec.separator = Peek(); continue;
        default: return zero;
      }
    }
  }

  int ReadWidth(FormatSpec& spec) {
    if (Peek() != '*') return ReadNumber();
    int width = ReadStar();
    if (width < 0) {
      spec.align = '<';
      width = -width;
    }
    return width;
  }

  /// Takes a width or precision from the arguments.
  int ReadStar() {
    ++at_;
    const FormatArgument argument = Argument(kNext);
    const auto* number = std::get_if<int128_t>(&argument);
    if (number == nullptr || *number > kLargestCount || *number < -kLargestCount) {
      ThrowBadFormat(format_, "a width or precision is no whole number");
    }
    return static_cast<int>(*number);
  }

  /// Skips C's length letters; returns the bits that "hh" and "h" cut numbers to.
  int ReadLength() {
    int bits = 0;
    for (;; ++at_) {
      const char c = Peek();
      if (c == 'h') {
        bits = bits == 16 ? 8 : 16;
      } else if (c != 'l' && c != 'L' && c != 'z' && c != 'j' && c != 't' && c != 'q') {
        return bits;
      }
    }
  }

  FormatArgument Argument(size_t index) {
    if ((index == kNext && numbered_) || (index != kNext && next_ > 0)) {
      ThrowBadFormat(format_, "%s and %1$s cannot stand together");
    }
    numbered_ = index != kNext;
    const size_t place = index == kNext ? next_++ : index;
    if (place >= arguments_.size()) {
      ThrowBadFormat(format_, "there is no argument " + std::to_string(place));
    }
    return arguments_[place];
  }

  static constexpr size_t kNext = ~size_t{0};
};

}  // namespace

void AppendPrintf(std::string_view format, std::span<const FormatArgument> arguments,
                  std::string& out) {
  PercentFormat(format, arguments).Append(out);
}

}  // namespace lakebolt
