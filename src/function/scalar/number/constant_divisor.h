#pragma once

#include <bit>
#include <cstdint>

#include "types/int256.h"

namespace lakebolt {

/// Divides numbers below 2^63 by a number that stays the same for many of them, by a product and a
/// shift. Granlund and Montgomery, "Division by Invariant Integers using Multiplication" (1994):
/// with l = ceil(log2(d)) and m = floor(2^(63 + l) / d) + 1, which takes 64 bits, n / d is
/// m * n >> (63 + l) for all n < 2^63.
class ConstantDivisor {
 public:
  explicit ConstantDivisor(uint64_t divisor)
      : divisor_(divisor), shift_(63 + std::bit_width(divisor - 1)) {
    factor_ = static_cast<uint64_t>((static_cast<uint128_t>(1) << shift_) / divisor) + 1;
  }

  uint64_t Quotient(uint64_t number) const {
    return static_cast<uint64_t>((static_cast<uint128_t>(number) * factor_) >> shift_);
  }
  uint64_t Remainder(uint64_t number) const { return number - Quotient(number) * divisor_; }
  uint64_t divisor() const { return divisor_; }

 private:
  uint64_t divisor_;
  int shift_;
  uint64_t factor_;
};

}  // namespace lakebolt
