#pragma once

#include <cstdint>
#include <span>

#include "vector/selection.h"

namespace lakebolt {

/// Writes the group of the i-th row of `rows` to groups[i]: group_of[first[row]], or with a second
/// code group_of[first[row] * factor + second[row]]. Returns how many of them are `missing`.
uint32_t FindCodeGroups(const uint32_t* first, const uint32_t* second, uint32_t factor, RowSet rows,
                        std::span<const uint32_t> group_of, uint32_t missing, uint32_t* groups);

}  // namespace lakebolt
