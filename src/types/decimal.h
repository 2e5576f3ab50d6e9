#pragma once

#include <array>

#include "types/logical_type.h"

namespace lakebolt {

/// Returns 10^exponent for 0 <= exponent <= 38.
int128_t PowerOfTen(int exponent);

/// Returns the most digits of a result of these decimals: 38, unless one of them has more already.
inline int MostDigits(const LogicalType& a, const LogicalType& b) {
  return a.precision() > kMaxDecimal128Precision || b.precision() > kMaxDecimal128Precision
             ? kMaxDecimalPrecision
             : kMaxDecimal128Precision;
}

/// Returns 10^exponent for 0 <= exponent <= 76.
const Int256& WidePowerOfTen(int exponent);

/// Returns a power of ten as one or the other type.
template <typename T>
T PowerOfTenAs(int exponent) {
  if constexpr (std::is_same_v<T, Int256>) {
    return WidePowerOfTen(exponent);
  } else {
    return static_cast<T>(PowerOfTen(exponent));
  }
}

/// Tells whether |value| < 10^precision.
inline bool FitsPrecision(int128_t value, int precision) {
  const int128_t bound = PowerOfTen(precision);
  return value < bound && value > -bound;
}

inline bool FitsPrecision(const Int256& value, int precision) {
  const Int256& bound = WidePowerOfTen(precision);
  return value < bound && value > -bound;
}

/// Divides by 10^digits, rounding half away from zero.
int128_t RoundAwayByPowerOfTen(int128_t value, int digits);
Int256 RoundAwayByPowerOfTen(const Int256& value, int digits);

}  // namespace lakebolt
