#pragma once

#include <cstdint>
#include <vector>

#include "vector/chunk.h"

namespace lakebolt {

/// Stands for a row that is not there, in GatherNullable.
constexpr uint32_t kNullRow = ~uint32_t{0};

/// Returns the rows `rows` of all columns of `from`, with NULLs for each kNullRow. `types` are the
/// columns'; `from` may be empty.
std::vector<Vector> GatherNullable(const Chunk& from, const std::vector<LogicalType>& types,
                                   std::vector<uint32_t> rows);

}  // namespace lakebolt
