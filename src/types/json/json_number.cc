#include "types/json/json_number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

namespace lakebolt {

namespace {

/// Is what the digits of a number make together.
struct Digits {
  static constexpr int64_t kMost = 19;  // so many fit into 64 bits, whatever they are
  uint64_t value = 0;
  int64_t count = 0;

  /// Tells whether a double holds the value as it is.
  bool AreExact() const { return count <= kMost && value <= uint64_t{1} << 53; }

  /// Takes the digits at `at`; false where there is none.
  bool Take(const char*& at, const char* end) {
    const char* const begin = at;
    for (; at != end && *at >= '0' && *at <= '9'; ++at) {
      value = value * 10 + static_cast<uint64_t>(*at - '0');
    }
    count += at - begin;
    return at != begin;
  }
};

/// Holds the powers of ten that a double holds as they are.
constexpr std::array<double, 23> kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// Keeps the text of a number that no other kind holds.
void KeepText(const char* begin, const char* end, JsonNode& out) {
  out.kind = JsonKind::kBigNumber;
  out.text = begin;
  out.count = static_cast<uint32_t>(end - begin);
}

/// Makes a whole number of its digits, which stand from `begin` to `end` behind a sign.
void MakeWhole(const char* begin, const char* end, Digits digits, JsonNode& out) {
  const bool negative = *begin == '-';
  const char* const first = begin + (negative ? 1 : 0);
  const bool fits =
      digits.count <= Digits::kMost || std::from_chars(first, end, digits.value).ec == std::errc();
  if (!negative && fits) {
    out.kind = JsonKind::kUnsigned;
    out.unsigned_value = digits.value;
  } else if (negative && fits && digits.value <= uint64_t{1} << 63) {
    out.kind = JsonKind::kSigned;
    out.signed_value = static_cast<int64_t>(~digits.value + 1);
  } else {
    KeepText(begin, end, out);
  }
}

}  // namespace

const char* ReadJsonNumber(const char*& at, const char* end, JsonNode& out) {
  const char* const begin = at;
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  Digits digits;
  const char* const first = at;
  if (!digits.Take(at, end)) return at = begin, "unexpected character, expected a value";
  if (*first == '0' && at - first > 1) return at = first + 1, "number with a leading zero";
  const int64_t whole_digits = digits.count;
  const bool has_point = at != end && *at == '.';
  if (has_point && !digits.Take(++at, end)) return "no digit after the decimal point";
  const int64_t decimals = digits.count - whole_digits;
  const bool has_exponent = at != end && (*at | 0x20) == 'e';
  if (has_exponent) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    Digits exponent;
    if (!exponent.Take(at, end)) return "no digit after the exponent";
  }
  if (!has_point && !has_exponent) {
    MakeWhole(begin, at, digits, out);
    return nullptr;
  }
  // Both are exact, so that their quotient is rounded once.
  double value = 0;
  if (!has_exponent && digits.AreExact() && decimals < static_cast<int64_t>(kPowers.size())) {
    value = static_cast<double>(digits.value) / kPowers[static_cast<size_t>(decimals)];
    if (negative) value = -value;
  } else if (std::from_chars(begin, at, value).ec == std::errc::result_out_of_range) {
    value = std::strtod(std::string(begin, at).c_str(), nullptr);
  }
  if (std::isinf(value)) {
    KeepText(begin, at, out);
  } else {
    out.kind = JsonKind::kDouble;
    out.double_value = value;
  }
  return nullptr;
}

}  // namespace lakebolt
