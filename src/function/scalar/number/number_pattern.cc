#include "function/scalar/number/number_pattern.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"
#include "types/decimal.h"
#include "types/logical_type.h"

namespace lakebolt {

namespace {

[[noreturn]] void ThrowBadPattern(std::string_view pattern) {
  throw UserError(ErrorCode::kInvalidArgument,
                  "\"" + std::string(pattern) + "\" is no pattern of a number", {},
                  "patterns are such as 999, $99G999D99 and 000.0S");
}

/// Takes `word` off the start of `text` if it stands there, in any case.
bool Take(std::string_view& text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (AsciiUpper(text[i]) != word[i]) return false;
  }
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

NumberPattern::NumberPattern(std::string_view pattern) {
  std::string_view rest = pattern;
  if (Take(rest, "S")) {
    sign_ = Sign::kLeading;
  } else if (Take(rest, "MI")) {
    sign_ = Sign::kLeadingMinus;
  }
  dollar_ = Take(rest, "$");
  while (!rest.empty() &&
         (rest[0] == '0' || rest[0] == '9' || rest[0] == ',' || rest[0] == 'G' || rest[0] == 'g')) {
    const bool digit = rest[0] == '0' || rest[0] == '9';
    whole_digits_ += digit ? 1 : 0;
    whole_ += digit ? rest[0] : ',';
    rest.remove_prefix(1);
  }
  point_ = Take(rest, ".") || Take(rest, "D");
  while (point_ && !rest.empty() && (rest[0] == '0' || rest[0] == '9')) {
    ++scale_;
    rest.remove_prefix(1);
  }
  if (sign_ == Sign::kNone) {
    if (Take(rest, "S")) {
      sign_ = Sign::kTrailing;
    } else if (Take(rest, "MI")) {
      sign_ = Sign::kMinus;
    } else if (Take(rest, "PR")) {
      sign_ = Sign::kBrackets;
    }
  }
  const int digits = whole_digits_ + scale_;
  if (!rest.empty() || digits == 0 || digits > kMaxDecimal128Precision) ThrowBadPattern(pattern);
}

std::string NumberPattern::Write(int128_t unscaled) const {
  const bool negative = unscaled < 0;
  const int128_t magnitude = negative ? -unscaled : unscaled;
  if (magnitude >= PowerOfTen(whole_digits_ + scale_)) {
    std::string out(static_cast<size_t>(whole_digits_), '#');
    if (point_) out += "." + std::string(static_cast<size_t>(scale_), '#');
    return out;
  }
  int128_t rest = magnitude;
  std::string fraction;
  for (int i = 0; i < scale_; ++i, rest /= 10) fraction += static_cast<char>('0' + int(rest % 10));
  std::reverse(fraction.begin(), fraction.end());
  // From the lowest digit up; what is left of the number's digits is zeros or blanks.
  std::string whole;
  const size_t zeros_from = std::min(whole_.find('0'), whole_.size());
  for (size_t i = whole_.size(); i > 0; --i) {
    const bool shown = rest > 0 || i > zeros_from || (i == whole_.size() && scale_ == 0);
    if (whole_[i - 1] == ',') {
      whole += shown ? ',' : ' ';
    } else {
      whole += shown ? static_cast<char>('0' + int(rest % 10)) : ' ';
      rest /= 10;
    }
  }
  std::reverse(whole.begin(), whole.end());
  const size_t first = std::min(whole.find_first_not_of(' '), whole.size());
  std::string out = whole.substr(first);
  if (dollar_) out.insert(0, "$");
  if (point_) out += "." + fraction;
  const bool brackets = sign_ == Sign::kBrackets && negative;
  if (brackets) out = "<" + out + ">";
  const bool before = sign_ == Sign::kLeading || sign_ == Sign::kNone;
  if (before && negative) out.insert(0, "-");
  if (sign_ == Sign::kLeading && !negative) out.insert(0, "+");
  if (sign_ == Sign::kLeadingMinus) out.insert(0, negative ? "-" : " ");
  out.insert(0, first, ' ');
  if (sign_ == Sign::kTrailing) out += negative ? '-' : '+';
  if (sign_ == Sign::kMinus) out += negative ? '-' : ' ';
  return out;
}

std::optional<int128_t> NumberPattern::Read(std::string_view text) const {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  bool negative = false;
  if (sign_ == Sign::kBrackets && text.size() >= 2 && text.front() == '<' && text.back() == '>') {
    negative = true;
    text = text.substr(1, text.size() - 2);
  }
  const bool leading = sign_ == Sign::kLeading || sign_ == Sign::kLeadingMinus;
  if (leading && !text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  const bool trailing = sign_ == Sign::kTrailing || sign_ == Sign::kMinus;
  if (trailing && !text.empty() && (text.back() == '-' || text.back() == '+')) {
    negative = text.back() == '-';
    text.remove_suffix(1);
  }
  if (dollar_ && !Take(text, "$")) return std::nullopt;
  int128_t value = 0;
  int whole = 0;
  int fraction = -1;  // digits behind the point, once there is one
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      const bool behind = fraction >= 0;
      int& digits = behind ? fraction : whole;
      if (++digits > (behind ? scale_ : whole_digits_)) return std::nullopt;
    } else if (c == '.' && point_ && fraction < 0) {
      fraction = 0;
    } else if (c != ',' || fraction >= 0 || whole_.find(',') == std::string::npos) {
      return std::nullopt;
    }
  }
  if (whole + std::max(fraction, 0) == 0) return std::nullopt;
  value *= PowerOfTen(scale_ - std::max(fraction, 0));
  return negative ? -value : value;
}

}  // namespace lakebolt
