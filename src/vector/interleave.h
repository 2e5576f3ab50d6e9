#pragma once

#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Names rows of several vectors in a common order: row `rows[i]` of vector `sources[i]`.
struct InterleavedRows {
  std::vector<uint32_t> sources;
  std::vector<uint32_t> rows;
};

/// Makes a flat vector of rows of several vectors of one type.
Vector Interleave(const LogicalType& type, const std::vector<const Vector*>& vectors,
                  const InterleavedRows& rows);

}  // namespace lakebolt
