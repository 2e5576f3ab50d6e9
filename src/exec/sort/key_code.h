#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "types/physical.h"

namespace lakebolt {

/// Tells whether values of a C++ type have codes of 64 bits; others have 128, or none.
template <typename T>
concept HasNarrowCode = (std::integral<T> && sizeof(T) <= 8) || std::floating_point<T>;

template <typename T>
concept HasWideCode =
    std::same_as<T, int128_t> || std::same_as<T, uint128_t> || std::same_as<T, Interval>;

/// Turns a number into an unsigned one of 64 bits with the same order: NaN comes after all others,
/// -0 equals 0.
template <HasNarrowCode T>
inline uint64_t OrderCode(T value) {
  if constexpr (std::floating_point<T>) {
    // A float is the same number as a double, and ordered the same.
    auto number = static_cast<double>(value);
    if (number != number) number = std::numeric_limits<double>::quiet_NaN();
    if (number == 0) number = 0;
    const auto bits = std::bit_cast<uint64_t>(number);
    return (bits >> 63) != 0 ? ~bits : bits | (uint64_t{1} << 63);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<uint64_t>(static_cast<int64_t>(value)) ^ (uint64_t{1} << 63);
  } else {
    return value;
  }
}

template <HasWideCode T>
inline uint128_t OrderCode(const T& value) {
  if constexpr (std::same_as<T, Interval>) {
    return OrderCode(value.Normalized());
  } else if constexpr (std::same_as<T, uint128_t>) {
    return value;
  } else {
    return static_cast<uint128_t>(value) ^ (static_cast<uint128_t>(1) << 127);
  }
}

}  // namespace lakebolt
