// Formats with braces: "{} {0:>10,.2f}", in the grammar of {fmt} and of Python's str.format.

#include <algorithm>

#include "function/scalar/text/format_cursor.h"

namespace lakebolt {

namespace {

/// Walks over one format.
class BraceFormat : private FormatCursor {
 public:
  BraceFormat(std::string_view format, std::span<const FormatArgument> arguments)
      : FormatCursor(format, arguments) {}

  void Append(std::string& out) {
    while (at_ < format_.size()) {
      const char c = format_[at_++];
      if (c != '{' && c != '}') {
        out += c;
      } else if (Peek() == c) {
        out += c;
        ++at_;
      } else if (c == '}') {
        ThrowBadFormat(format_, "a } stands alone; write }} for the character");
      } else {
        AppendReplacement(out);
      }
    }
  }

 private:
  void AppendReplacement(std::string& out) {
    const FormatArgument& argument = ReadArgument();
    FormatSpec spec;
    if (Peek() == ':') {
      ++at_;
      spec = ReadSpec(argument);
    }
    if (Peek() != '}') ThrowBadFormat(format_, "a { has no }; write {{ for the character");
    ++at_;
    AppendFormatted(spec, argument, out);
  }

  /// Reads the number of an argument; without one it is the next.
  const FormatArgument& ReadArgument() {
    size_t index = 0;
    if (IsDigit(Peek())) {
      if (next_ > 0) ThrowBadFormat(format_, "{} and {0} cannot stand together");
      index = static_cast<size_t>(ReadNumber());
      numbered_ = true;
    } else {
      if (Peek() != '}' && Peek() != ':') {
        ThrowBadFormat(format_, "behind { stand a number, a : or a }; arguments have no names");
      }
      if (numbered_) ThrowBadFormat(format_, "{} and {0} cannot stand together");
      index = next_++;
    }
    if (index >= arguments_.size()) {
      ThrowBadFormat(format_, "there is no argument " + std::to_string(index));
    }
    return arguments_[index];
  }

  /// Reads a width or precision, which may be an argument: "{:{}}".
  int ReadCount() {
    if (Peek() != '{') return ReadNumber();
    ++at_;
    const auto* number = std::get_if<int128_t>(&ReadArgument());
    if (Peek() != '}') ThrowBadFormat(format_, "a { has no }");
    ++at_;
    if (number == nullptr || *number < 0 || *number > kLargestCount) {
      ThrowBadFormat(format_, "a width or precision is no whole number that is not negative");
    }
    return static_cast<int>(*number);
  }

  FormatSpec ReadSpec(const FormatArgument& argument) {
    FormatSpec spec;
    const auto is_align = [](char c) { return c == '<' || c == '>' || c == '^' || c == '='; };
    if (Peek() != '}' && is_align(Peek(1))) {
      spec.fill = Peek();
      spec.align = Peek(1);
      at_ += 2;
    } else if (is_align(Peek())) {
      spec.align = Peek();
      ++at_;
    }
    const char flag = Peek();
    if (flag == '+' || flag == ' ' || flag == '-') {
      if (flag != '-') spec.sign = flag;
      ++at_;
    }
    ReadSeparator(spec);
    if (Peek() == '#') {
      spec.alternate = true;
      ++at_;
    }
    bool zero = false;
    if (Peek() == '0') {
      zero = true;
      ++at_;
    }
    if (IsDigit(Peek()) || Peek() == '{') spec.width = ReadCount();
    if (Peek() == '.') {
      ++at_;
      if (!IsDigit(Peek()) && Peek() != '{') ThrowBadFormat(format_, "a precision is missing");
      spec.precision = ReadCount();
    }
    if (Peek() != '}' && Peek() != '\0') spec.type = format_[at_++];
    Check(spec, argument, zero, flag == '+' || flag == ' ' || flag == '-');
    if (zero && spec.align == 0) {
      spec.fill = '0';
      spec.align = '=';
    }
    return spec;
  }

  /// Reads "," "_" "'" or "t" and any character.
  void ReadSeparator(FormatSpec& spec) {
    const char c = Peek();
    if (c == ',' || c == '_' || c == '\'') {
      spec.separator = c;
      ++at_;
    } else if (c == 't' && Peek(1) != '}') {
      spec.separator = Peek(1);
      at_ += 2;
    }
  }

  /// Refuses what does not go with the kind of value.
  void Check(const FormatSpec& spec, const FormatArgument& argument, bool zero, bool has_sign) {
    const bool text = std::holds_alternative<std::string_view>(argument);
    if (text && (zero || has_sign || spec.alternate || spec.align == '=')) {
      ThrowBadFormat(format_, "a sign, # or 0 goes with numbers only");
    }
    const bool whole = std::holds_alternative<int128_t>(argument) ||
                       std::holds_alternative<uint128_t>(argument) ||
                       std::holds_alternative<bool>(argument);
    if (whole && spec.precision >= 0) {
      ThrowBadFormat(format_, "whole numbers have no precision");
    }
  }
};

}  // namespace

void AppendFormat(std::string_view format, std::span<const FormatArgument> arguments,
                  std::string& out) {
  BraceFormat(format, arguments).Append(out);
}

}  // namespace lakebolt
