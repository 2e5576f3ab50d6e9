#pragma once

#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Holds the evaluated input of a group-by for some rows.
struct GroupInput {
  std::vector<Vector> keys;
  std::vector<std::vector<Vector>> arguments;  // per call
  std::vector<const uint8_t*> filter_masks;    // per call, by row number; null: all rows
};

}  // namespace lakebolt
