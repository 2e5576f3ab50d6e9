#pragma once

#include <cstdint>
#include <vector>

#include "exec/sort/sort_key.h"

namespace lakebolt {

/// Returns the rows in the order of their keys, equal keys in row order; only the first `limit` of
/// them if there are more.
std::vector<uint32_t> OrderRows(const EncodedKeys& keys, size_t limit);

}  // namespace lakebolt
