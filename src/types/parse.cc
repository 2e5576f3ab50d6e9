#include "types/parse.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "base/cancellation_scope.h"
#include "types/decimal.h"
#include "types/uuid.h"

namespace lakebolt {

namespace {

bool IsBlank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool EqualsIgnoreCase(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((text[i] | 0x20) != lower[i] && text[i] != lower[i]) return false;
  }
  return true;
}

/// Tells whether text starts with "0x" or "0b".
int BaseOf(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') return 10;
  if ((text[1] | 0x20) == 'x') return 16;
  return (text[1] | 0x20) == 'b' ? 2 : 10;
}

/// Drops the underscores of "1_000", each of which must stand between two digits; nothing when one
/// stands elsewhere.
std::optional<std::string> WithoutUnderscores(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const int base = BaseOf(text);
  const size_t first = base == 10 ? 0 : 2;  // what stands before is the prefix
  const auto is_digit = [&](size_t at) {
    if (at < first || at >= text.size()) return false;
    return base == 16 ? std::isxdigit(static_cast<unsigned char>(text[at])) != 0
                      : IsDigit(text[at]);
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
      continue;
    }
    if (i == 0 || !is_digit(i - 1) || !is_digit(i + 1)) return std::nullopt;
  }
  return out;
}

/// Reads the digits of "0x1F" or "0b101" after their prefix.
std::optional<Int256> ParseBaseDigits(std::string_view digits, int base) {
  constexpr size_t kMostDigits = 130;
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  Int256 value = 0;
  const Int256 limit = Int256(uint128_t{1} << 127) * Int256(4);
  for (const char c : digits) {
    const char lower = static_cast<char>(c | 0x20);
    const int digit = IsDigit(c) ? c - '0' : (lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16);
    if (digit >= base || value > limit) return std::nullopt;
    value = value * Int256(base) + Int256(digit);
  }
  return value;
}

/// Holds a number as written: digits with the decimal point moved by `exponent`.
struct NumberText {
  bool negative = false;
  std::string_view whole;
  std::string_view decimals;
  int exponent = 0;
};

std::string_view TakeDigits(std::string_view& text) {
  size_t n = 0;
  while (n < text.size() && IsDigit(text[n])) ++n;
  const std::string_view digits = text.substr(0, n);
  text.remove_prefix(n);
  return digits;
}

std::optional<NumberText> SplitNumber(std::string_view text) {
  text = Trim(text);
  NumberText number;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    number.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  number.whole = TakeDigits(text);
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    number.decimals = TakeDigits(text);
  }
  if (number.whole.empty() && number.decimals.empty()) return std::nullopt;
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
      negative = text[0] == '-';
      text.remove_prefix(1);
    }
    const std::string_view digits = TakeDigits(text);
    if (digits.empty()) return std::nullopt;
    constexpr int kExponentBound = 100'000;
    for (const char c : digits) {
      if (number.exponent < kExponentBound) number.exponent = number.exponent * 10 + (c - '0');
    }
    if (negative) number.exponent = -number.exponent;
  }
  if (!text.empty()) return std::nullopt;
  return number;
}

/// Reads the digits before position `scale` after the point and rounds by the next one. Nothing
/// when the magnitude has more than `most` digits.
template <typename Wide>
std::optional<Wide> Unscaled(const NumberText& number, int scale, int most) {
  const auto whole = static_cast<int64_t>(number.whole.size());
  const auto total = whole + static_cast<int64_t>(number.decimals.size());
  const int64_t wanted = whole + number.exponent + scale;  // digits that count
  Wide value = 0;
  int significant = 0;
  for (int64_t i = 0; i < wanted; ++i) {
    if (i >= total && significant == 0) break;
    int digit = 0;
    if (i < total) {
      digit = (i < whole ? number.whole[static_cast<size_t>(i)]
                         : number.decimals[static_cast<size_t>(i - whole)]) -
              '0';
    }
    if (significant > 0 || digit != 0) ++significant;
    if (significant > most) return std::nullopt;
    value = value * Wide(10) + Wide(digit);
  }
  if (wanted >= 0 && wanted < total) {
    const char next = wanted < whole ? number.whole[static_cast<size_t>(wanted)]
                                     : number.decimals[static_cast<size_t>(wanted - whole)];
    if (next >= '5') value = value + Wide(1);
  }
  return number.negative ? -value : value;
}

std::optional<Int256> Widened(const std::optional<int128_t>& value) {
  return value ? std::optional(Int256(*value)) : std::nullopt;
}

}  // namespace

std::optional<bool> ParseBoolean(std::string_view text) {
  for (const std::string_view word : {"true", "t", "yes", "y", "1"}) {
    if (EqualsIgnoreCase(text, word)) return true;
  }
  for (const std::string_view word : {"false", "f", "no", "n", "0"}) {
    if (EqualsIgnoreCase(text, word)) return false;
  }
  return std::nullopt;
}

std::optional<int128_t> ParseInteger(std::string_view text, int128_t min, int128_t max) {
  constexpr size_t kSafeDigits = 18;
  if (!text.empty() && text.size() <= kSafeDigits) {
    // The usual case: a sign and a few digits.
    const bool negative = text[0] == '-';
    size_t i = negative || text[0] == '+' ? 1 : 0;
    int64_t value = 0;
    const size_t first = i;
    while (i < text.size() && IsDigit(text[i])) value = value * 10 + (text[i++] - '0');
    if (i == text.size() && i > first) {
      if (negative) value = -value;
      if (value < min || value > max) return std::nullopt;
      return value;
    }
  }
  const auto value = ParseWideInteger(text, Int256(min), Int256(max));
  return value ? std::optional(static_cast<int128_t>(*value)) : std::nullopt;
}

std::optional<Int256> ParseWideInteger(std::string_view text, const Int256& min,
                                       const Int256& max) {
  text = Trim(text);
  std::optional<std::string> plain;
  if (text.find('_') != std::string_view::npos) {
    plain = WithoutUnderscores(text);
    if (!plain) return std::nullopt;
    text = *plain;
  }
  std::optional<Int256> value;
  if (const int base = BaseOf(text); base != 10) {
    value = ParseBaseDigits(text.substr(2), base);
  } else {
    const auto number = SplitNumber(text);
    if (!number) return std::nullopt;
    value = FitsInt128(max) && max < Int256(PowerOfTen(37))
                ? Widened(Unscaled<int128_t>(*number, 0, kMaxDecimal128Precision))
                : Unscaled<Int256>(*number, 0, kMaxDecimalPrecision);
  }
  if (!value || *value < min || *value > max) return std::nullopt;
  return value;
}

std::optional<int128_t> ParseDecimal(std::string_view text, int precision, int scale) {
  if (text.find('_') != std::string_view::npos) {
    const auto plain = WithoutUnderscores(text);
    return plain ? ParseDecimal(*plain, precision, scale) : std::nullopt;
  }
  const auto number = SplitNumber(text);
  if (!number) return std::nullopt;
  const auto value = Unscaled<int128_t>(*number, scale, kMaxDecimal128Precision);
  if (!value || !FitsPrecision(*value, precision)) return std::nullopt;
  return value;
}

std::optional<Int256> ParseWideDecimal(std::string_view text, int precision, int scale) {
  if (text.find('_') != std::string_view::npos) {
    const auto plain = WithoutUnderscores(text);
    return plain ? ParseWideDecimal(*plain, precision, scale) : std::nullopt;
  }
  const auto number = SplitNumber(text);
  if (!number) return std::nullopt;
  const auto value = Unscaled<Int256>(*number, scale, kMaxDecimalPrecision);
  if (!value || !FitsPrecision(*value, precision)) return std::nullopt;
  return value;
}

namespace {

/// Reads numbers of up to 15 digits without an exponent, as most are; nothing for all others. Both
/// the digits and the power of ten that divides them are exact, so the quotient is rounded right
/// (W. Clinger, "How to Read Floating Point Numbers Accurately", 1990).
std::optional<double> ReadShortDecimal(std::string_view text) {
  constexpr size_t kMostDigits = 15;
  constexpr double kPowers[kMostDigits + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                               1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > kMostDigits + 1) return std::nullopt;
  uint64_t digits = 0;
  size_t point = text.size();
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsDigit(text[i])) {
      digits = digits * 10 + static_cast<uint64_t>(text[i] - '0');
    } else if (text[i] == '.' && point == text.size() && i > 0 && i + 1 < text.size()) {
      point = i;
    } else {
      return std::nullopt;
    }
  }
  const size_t decimals = point == text.size() ? 0 : text.size() - point - 1;
  if (decimals == 0 && text.size() > kMostDigits) return std::nullopt;
  const double value = static_cast<double>(digits) / kPowers[decimals];
  return negative ? -value : value;
}

}  // namespace

std::optional<double> ParseDouble(std::string_view text) {
  if (const auto value = ReadShortDecimal(text)) return value;
  text = Trim(text);
  if (text.find('_') != std::string_view::npos) {
    const auto plain = WithoutUnderscores(text);
    return plain ? ParseDouble(*plain) : std::nullopt;
  }
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text[0] == '-') return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Too small is zero, too large infinite.
    const auto number = SplitNumber(text);
    if (!number) return std::nullopt;
    const double magnitude = number->exponent < 0 ? 0.0 : std::numeric_limits<double>::infinity();
    return number->negative ? -magnitude : magnitude;
  }
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<int128_t> ParseUuid(std::string_view text) {
  text = Trim(text);
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}') {
    text = text.substr(1, text.size() - 2);
  }
  uint8_t bytes[16] = {};
  int digits = 0;
  for (const char c : text) {
    if (c == '-') {
      if (digits == 0 || digits % 4 != 0) return std::nullopt;
      continue;
    }
    int nibble;
    if (IsDigit(c)) {
      nibble = c - '0';
    } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
      nibble = (c | 0x20) - 'a' + 10;
    } else {
      return std::nullopt;
    }
    if (digits == 32) return std::nullopt;
    bytes[digits / 2] = static_cast<uint8_t>((bytes[digits / 2] << 4) | nibble);
    ++digits;
  }
  if (digits != 32 || text.back() == '-') return std::nullopt;
  return UuidFromBytes(bytes);
}

bool ParseBlob(std::string_view text, std::string& out) {
  const auto nibble = [](char c) {
    if (IsDigit(c)) return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  constexpr size_t kPiece = 1 << 16;
  constexpr uint64_t kNanosPerEscape = 3;
  out.clear();
  out.reserve(text.size());  // to grow a long one would copy it again and again
  CancellationPoll poll;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      poll.Spend(kNanosPerEscape);
      if (i + 3 >= text.size() || text[i + 1] != 'x') return false;
      const int high = nibble(text[i + 2]);
      const int low = nibble(text[i + 3]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 3;
    } else {
      const std::string_view piece = text.substr(i, kPiece);
      const std::string_view plain = piece.substr(0, piece.find('\\'));
      uint8_t bits = 0;
      for (const char c : plain) bits |= static_cast<uint8_t>(c);
      if (bits > 127) return false;
      poll.Spend(plain.size());
      out += plain;
      i += plain.size() - 1;
    }
  }
  return true;
}

}  // namespace lakebolt
