#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "types/value.h"

namespace lakebolt {

/// Says which of the values next to a fraction a quantile is.
enum class Pick : uint8_t {
  kContinuous,  // between two
  kDiscrete,    // the first at or above the fraction
  kLower,       // the last at or below it
};

/// Names a place among sorted values: value `low`, and a share of the way to the next.
struct Place {
  size_t low = 0;
  double share = 0;
};

/// Holds a fraction from 0 to 1, exactly where it was written as a decimal.
struct Fraction {
  double value = 0.5;
  std::optional<int128_t> digits;  // value = digits / power
  int128_t power = 1;

  /// Finds the fraction among `count` (at least one) sorted values.
  Place PlaceIn(Pick pick, size_t count) const;
};

/// Holds the fractions that a quantile function is called with.
struct FractionList {
  std::vector<Fraction> fractions;
  std::vector<uint32_t> ascending;  // positions in `fractions`, the least first
  bool is_list = false;
  bool descending = false;  // they were negative: counted from the greatest value

  /// Reads the argument: a number, or a list of them. Gives nothing when the type does not fit;
  /// throws when it is no constant, NULL, out of range, or mixes signs.
  static std::optional<FractionList> From(const LogicalType& type, const Value* constant);
  static FractionList Half();
};

}  // namespace lakebolt
