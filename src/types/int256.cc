#include "types/int256.h"

#include <array>
#include <bit>
#include <cmath>

namespace lakebolt {

namespace {

using Words = std::array<uint64_t, Int256::kWords>;

Words MagnitudeOf(const Int256& value) {
  const Int256 positive = value.IsNegative() ? -value : value;
  return {positive.word(0), positive.word(1), positive.word(2), positive.word(3)};
}

Int256 FromWords(const Words& words) {
  const auto high = (static_cast<uint128_t>(words[3]) << 64) | words[2];
  const auto low = (static_cast<uint128_t>(words[1]) << 64) | words[0];
  constexpr Int256 kHalf = Int256(uint128_t{1} << 64) * Int256(uint128_t{1} << 64);
  return Int256(high) * kHalf + Int256(low);
}

bool IsZero(const Words& words) {
  return (words[0] | words[1] | words[2] | words[3]) == 0;
}

int CountWords(const Words& words) {
  int count = Int256::kWords;
  while (count > 0 && words[static_cast<size_t>(count - 1)] == 0) --count;
  return count;
}

/// Divides by one word; the remainder goes to `rest`.
Words DivideByWord(const Words& a, uint64_t divisor, uint64_t& rest) {
  Words quotient{};
  uint128_t left = 0;
  for (size_t i = a.size(); i-- > 0;) {
    left = (left << 64) | a[i];
    quotient[i] = static_cast<uint64_t>(left / divisor);
    left %= divisor;
  }
  rest = static_cast<uint64_t>(left);
  return quotient;
}

/// Divides magnitudes (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D): the divisor
/// is shifted so that its top bit is set, then each word of the quotient is guessed from the top
/// two words, a guess at most 2 too large, and put right. `n` > 1 words of `b` are in use.
Words DivideLong(const Words& a, const Words& b, size_t n, Words& rest) {
  const int shift = std::countl_zero(b[n - 1]);
  const auto shifted = [shift](uint64_t high, uint64_t low) {
    return shift == 0 ? high : (high << shift) | (low >> (64 - shift));
  };
  std::array<uint64_t, Int256::kWords + 1> u{};
  Words v{};
  u[a.size()] = shift == 0 ? 0 : a[a.size() - 1] >> (64 - shift);
  for (size_t i = a.size(); i-- > 0;) u[i] = shifted(a[i], i > 0 ? a[i - 1] : 0);
  for (size_t i = n; i-- > 0;) v[i] = shifted(b[i], i > 0 ? b[i - 1] : 0);
  Words quotient{};
  for (size_t j = a.size() - n + 1; j-- > 0;) {
    const uint128_t top = (static_cast<uint128_t>(u[j + n]) << 64) | u[j + n - 1];
    uint128_t guess = top / v[n - 1];
    uint128_t left = top % v[n - 1];
    while ((guess >> 64) != 0 || guess * v[n - 2] > ((left << 64) | u[j + n - 2])) {
      --guess;
      left += v[n - 1];
      if ((left >> 64) != 0) break;
    }
    uint128_t carry = 0;
    uint64_t borrow = 0;
    for (size_t i = 0; i < n; ++i) {
      carry += guess * v[i];
      const uint128_t difference =
          static_cast<uint128_t>(u[i + j]) - static_cast<uint64_t>(carry) - borrow;
      u[i + j] = static_cast<uint64_t>(difference);
      borrow = (difference >> 64) != 0 ? 1 : 0;
      carry >>= 64;
    }
    const uint128_t difference =
        static_cast<uint128_t>(u[j + n]) - static_cast<uint64_t>(carry) - borrow;
    u[j + n] = static_cast<uint64_t>(difference);
    quotient[j] = static_cast<uint64_t>(guess);
    if ((difference >> 64) == 0) continue;
    --quotient[j];  // the guess was one too large after all
    carry = 0;
    for (size_t i = 0; i < n; ++i) {
      carry += static_cast<uint128_t>(u[i + j]) + v[i];
      u[i + j] = static_cast<uint64_t>(carry);
      carry >>= 64;
    }
    u[j + n] += static_cast<uint64_t>(carry);
  }
  rest = {};
  for (size_t i = 0; i < n; ++i) {
    rest[i] = shift == 0 ? u[i] : (u[i] >> shift) | (u[i + 1] << (64 - shift));
  }
  return quotient;
}

Words Divide(const Words& a, const Words& b, Words& rest) {
  const int n = CountWords(b);
  if (n > 1) return DivideLong(a, b, static_cast<size_t>(n), rest);
  rest = {};
  return DivideByWord(a, b[0], rest[0]);
}

template <typename T>
T ToFloating(const Int256& value) {
  const Words words = MagnitudeOf(value);
  T out = 0;
  for (size_t i = words.size(); i-- > 0;) {
    out = out * static_cast<T>(18446744073709551616.0) + static_cast<T>(words[i]);
  }
  return value.IsNegative() ? -out : out;
}

}  // namespace

Int256 Int256::FromDouble(double value) {
  int exponent = 0;
  const double fraction = std::frexp(std::abs(value), &exponent);
  constexpr int kMantissa = 53;
  const auto digits = static_cast<uint64_t>(std::ldexp(fraction, kMantissa));
  const int shift = exponent - kMantissa;
  Int256 out = 0;
  if (shift <= 0) {
    out = shift > -64 ? Int256(digits >> -shift) : Int256(0);
  } else {
    out = Int256(digits);
    for (int left = shift; left > 0; left -= 32) {
      out = out * Int256(uint64_t{1} << (left < 32 ? left : 32));
    }
  }
  return value < 0 ? -out : out;
}

Int256::operator double() const {
  return FitsInt128(*this) ? static_cast<double>(static_cast<int128_t>(*this))
                           : static_cast<double>(ToFloating<long double>(*this));
}

Int256::operator long double() const {
  return ToFloating<long double>(*this);
}

Int256 operator/(const Int256& a, const Int256& b) {
  Words rest;
  const Int256 quotient = FromWords(Divide(MagnitudeOf(a), MagnitudeOf(b), rest));
  return a.IsNegative() != b.IsNegative() ? -quotient : quotient;
}

Int256 operator%(const Int256& a, const Int256& b) {
  Words rest;
  Divide(MagnitudeOf(a), MagnitudeOf(b), rest);
  return a.IsNegative() ? -FromWords(rest) : FromWords(rest);
}

bool MultiplyOverflows(const Int256& a, const Int256& b, Int256& out) {
  const Words x = MagnitudeOf(a);
  const Words y = MagnitudeOf(b);
  out = a * b;
  if (IsZero(x) || IsZero(y)) return false;
  if (CountWords(x) + CountWords(y) > Int256::kWords + 1) return true;
  // The product has at most one word more than fits; find it out by the full multiplication.
  std::array<uint64_t, 2 * Int256::kWords> full{};
  for (size_t i = 0; i < x.size(); ++i) {
    uint128_t carry = 0;
    for (size_t j = 0; j < y.size(); ++j) {
      carry += static_cast<uint128_t>(x[i]) * y[j] + full[i + j];
      full[i + j] = static_cast<uint64_t>(carry);
      carry >>= 64;
    }
    full[i + y.size()] = static_cast<uint64_t>(carry);
  }
  for (size_t i = Int256::kWords; i < full.size(); ++i) {
    if (full[i] != 0) return true;
  }
  return (a.IsNegative() != b.IsNegative()) != out.IsNegative();
}

}  // namespace lakebolt
