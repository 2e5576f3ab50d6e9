#pragma once

#include <compare>
#include <cstdint>
#include <type_traits>

namespace lakebolt {

using int128_t = __int128;
using uint128_t = unsigned __int128;

/// Tells whether T is one of the 128-bit integers, which the standard's traits leave out.
template <typename T>
inline constexpr bool kIsInt128 = std::is_same_v<T, int128_t> || std::is_same_v<T, uint128_t>;

/// Is any integer type of the compiler.
template <typename T>
concept BuiltinInteger = std::is_integral_v<T> || kIsInt128<T>;

/// Holds a signed integer of 256 bits in two's complement, the least 64 bits first (Arrow's layout
/// of a 256-bit decimal). Plain operators wrap around; the Checked ones tell of overflow.
class Int256 {
 public:
  static constexpr int kWords = 4;

  constexpr Int256() = default;
  template <BuiltinInteger T>
  constexpr Int256(T value) {  // NOLINT: widening loses nothing
    const auto low = static_cast<uint128_t>(value);
    words_[0] = static_cast<uint64_t>(low);
    words_[1] = static_cast<uint64_t>(low >> 64);
    words_[2] = words_[3] = value < T{0} ? ~uint64_t{0} : 0;
  }

  /// Truncates a finite floating-point number; one of 2^255 or more in magnitude gives nonsense.
  static Int256 FromDouble(double value);

  constexpr uint64_t word(int i) const { return words_[i]; }
  constexpr bool IsNegative() const { return (words_[kWords - 1] >> 63) != 0; }

  /// Keeps the low bits of the number.
  template <BuiltinInteger T>
  explicit constexpr operator T() const {
    return static_cast<T>((static_cast<uint128_t>(words_[1]) << 64) | words_[0]);
  }
  explicit operator double() const;
  explicit operator float() const { return static_cast<float>(static_cast<double>(*this)); }
  explicit operator long double() const;

  constexpr Int256 operator~() const {
    Int256 out;
    for (int i = 0; i < kWords; ++i) out.words_[i] = ~words_[i];
    return out;
  }
  constexpr Int256 operator-() const { return ~*this + Int256(1); }

  friend constexpr Int256 operator+(const Int256& a, const Int256& b) {
    Int256 out;
    uint128_t carry = 0;
    for (int i = 0; i < kWords; ++i) {
      carry += static_cast<uint128_t>(a.words_[i]) + b.words_[i];
      out.words_[i] = static_cast<uint64_t>(carry);
      carry >>= 64;
    }
    return out;
  }
  friend constexpr Int256 operator-(const Int256& a, const Int256& b) { return a + -b; }
  friend constexpr Int256 operator*(const Int256& a, const Int256& b) {
    Int256 out;
    for (int i = 0; i < kWords; ++i) {
      uint128_t carry = 0;
      for (int j = 0; i + j < kWords; ++j) {
        carry += static_cast<uint128_t>(a.words_[i]) * b.words_[j] + out.words_[i + j];
        out.words_[i + j] = static_cast<uint64_t>(carry);
        carry >>= 64;
      }
    }
    return out;
  }
  /// Divides, dropping the fraction; the divisor must not be 0.
  friend Int256 operator/(const Int256& a, const Int256& b);
  /// Gives the remainder with the sign of the dividend.
  friend Int256 operator%(const Int256& a, const Int256& b);

  Int256& operator+=(const Int256& other) { return *this = *this + other; }
  Int256& operator-=(const Int256& other) { return *this = *this - other; }
  Int256& operator*=(const Int256& other) { return *this = *this * other; }

  constexpr bool operator==(const Int256& other) const = default;
  friend constexpr std::strong_ordering operator<=>(const Int256& a, const Int256& b) {
    if (a.IsNegative() != b.IsNegative()) {
      return a.IsNegative() ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    for (int i = kWords - 1; i > 0; --i) {
      if (a.words_[i] != b.words_[i]) return a.words_[i] <=> b.words_[i];
    }
    return a.words_[0] <=> b.words_[0];
  }

 private:
  uint64_t words_[kWords] = {};
};
static_assert(sizeof(Int256) == 32);

// Arithmetic that tells of overflow, with one name for all widths: each returns whether the result
// does not fit.

template <BuiltinInteger T>
bool AddOverflows(T a, T b, T& out) {
  return __builtin_add_overflow(a, b, &out);
}
template <BuiltinInteger T>
bool SubtractOverflows(T a, T b, T& out) {
  return __builtin_sub_overflow(a, b, &out);
}
template <BuiltinInteger T>
bool MultiplyOverflows(T a, T b, T& out) {
  return __builtin_mul_overflow(a, b, &out);
}
inline bool AddOverflows(const Int256& a, const Int256& b, Int256& out) {
  const bool negative = a.IsNegative();
  const bool same_sign = negative == b.IsNegative();
  out = a + b;
  return same_sign && out.IsNegative() != negative;
}
inline bool SubtractOverflows(const Int256& a, const Int256& b, Int256& out) {
  const bool negative = a.IsNegative();
  const bool same_sign = negative == b.IsNegative();
  out = a - b;
  return !same_sign && out.IsNegative() != negative;
}
bool MultiplyOverflows(const Int256& a, const Int256& b, Int256& out);

/// Is any whole number that a column can hold.
template <typename T>
concept WholeNumber = BuiltinInteger<T> || std::is_same_v<T, Int256>;

/// Tells whether numbers of type T have a sign.
template <typename T>
inline constexpr bool kHasSign =
    std::is_signed_v<T> || std::is_same_v<T, int128_t> || std::is_same_v<T, Int256>;

/// Tells whether a wide number fits 128 bits with a sign.
inline bool FitsInt128(const Int256& value) {
  return Int256(static_cast<int128_t>(value)) == value;
}

}  // namespace lakebolt
