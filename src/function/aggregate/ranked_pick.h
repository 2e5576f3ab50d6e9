#pragma once

#include <span>
#include <vector>

#include "function/aggregate/fraction.h"
#include "vector/vector.h"

namespace lakebolt {

/// Is what the states of an aggregate may be besides, one that is made of the values at some places
/// of their order: windows that keep the order of a frame's values as it moves need no states.
class RankedPick {
 public:
  /// Names what a place in the order holds: a row, the row behind it, and a share of the way there.
  struct Picked {
    uint32_t low = 0;
    uint32_t high = 0;
    double share = 0;
  };

  virtual ~RankedPick() = default;

  /// Tells whether the greatest value comes first.
  virtual bool IsDescending() const = 0;
  /// Returns the places that matter among `count` (at least one) values, always as many.
  virtual std::vector<Place> PlacesIn(size_t count) const = 0;
  /// Makes the results: of result i what `picked` has from i times the number of places on, rows of
  /// `values`; NULL where `present` is 0.
  virtual Vector ResultsOf(const Vector& values, std::span<const Picked> picked,
                           const std::vector<uint8_t>& present) const = 0;
};

}  // namespace lakebolt
