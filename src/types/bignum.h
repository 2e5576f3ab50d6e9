#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "types/int256.h"

namespace lakebolt {

// BIGNUM: whole numbers of any length, as bytes whose order is that of the numbers. Three bytes say
// the sign (the highest bit, set from zero on) and how many bytes follow; then the magnitude, most
// significant byte first. Negative numbers have all bits inverted, so that longer ones sort first.
// Zero is 80 00 01 00.

/// Holds a whole number for arithmetic. DuckDB multiplies BIGNUMs as doubles, and so do we: there
/// is no product.
class Bignum {
 public:
  Bignum() = default;
  static Bignum FromInteger(const Int256& value);
  /// Takes the whole part of a finite number.
  static Bignum FromDouble(double value);
  /// Reads decimal digits with an optional sign and a fraction, which rounds half away from zero;
  /// false when the text is no number.
  static bool FromText(std::string_view text, Bignum& out);
  /// Reads the bytes of a value of a column.
  static Bignum FromBytes(std::string_view bytes);

  /// Returns the bytes of a column's value; throws kOutOfRange past 8,388,607 bytes of magnitude.
  std::string ToBytes() const;
  std::string ToText() const;
  /// Returns the nearest double, infinite where none is near.
  double ToDouble() const;
  /// Gives the number as 256 bits; false when it does not fit.
  bool ToInteger(Int256& out) const;

  /// Returns the bytes held beside the object itself.
  size_t MemoryBytes() const { return limbs_.capacity() * sizeof(uint64_t); }

  bool negative() const { return negative_; }
  bool IsZero() const { return limbs_.empty(); }
  Bignum operator-() const;
  Bignum operator+(const Bignum& other) const;
  Bignum operator-(const Bignum& other) const { return *this + -other; }

 private:
  void MultiplyAdd(uint64_t factor, uint64_t addend);
  uint64_t DivideBy(uint64_t divisor);
  void Trim();

  bool negative_ = false;
  std::vector<uint64_t> limbs_;  // least significant first, none of them leading zeros
};

/// Prints the bytes of a BIGNUM as decimal digits.
std::string BignumToString(std::string_view bytes);

}  // namespace lakebolt
