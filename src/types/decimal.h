#pragma once

#include <array>

#include "types/physical.h"

namespace lakebolt {

/// Returns 10^exponent for 0 <= exponent <= 38.
int128_t PowerOfTen(int exponent);

/// Tells whether |value| < 10^precision.
inline bool FitsPrecision(int128_t value, int precision) {
  const int128_t bound = PowerOfTen(precision);
  return value < bound && value > -bound;
}

/// Divides by 10^digits, rounding half away from zero.
int128_t RoundAwayByPowerOfTen(int128_t value, int digits);

}  // namespace lakebolt
