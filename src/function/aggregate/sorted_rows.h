#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vector/order_key.h"

namespace lakebolt {

/// Returns `rows` of a column of any type in the order of their values; equal ones as they came.
std::vector<uint32_t> SortedRows(const Vector& column, std::span<const uint32_t> rows,
                                 KeyOrder order);

}  // namespace lakebolt
