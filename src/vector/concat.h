#pragma once

#include <cstdint>
#include <vector>

#include "vector/chunk.h"

namespace lakebolt {

/// Joins vectors of one type end to end into one flat vector (a dictionary vector where all share
/// one dictionary).
Vector ConcatVectors(const LogicalType& type, const std::vector<const Vector*>& parts);

/// Joins chunks end to end, column by column; selections are applied. `types` are the columns'.
Chunk ConcatChunks(const std::vector<LogicalType>& types, std::vector<Chunk> chunks);

}  // namespace lakebolt
