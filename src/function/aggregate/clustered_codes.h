#pragma once

#include <cstdint>

#include "vector/vector.h"

namespace lakebolt {

/// Is how many rows SumClusteredCodes takes at most.
constexpr uint32_t kClusteredRows = 1024;

/// Tells whether SumClusteredCodes can read the values: words of a dictionary that fits registers,
/// so small that all rows add up within 32 bits.
bool CanSumClusteredCodes(const Vector& values, RowSet rows);

/// Writes what all rows up to the end of the k-th group come to, to sums[k], and the number of
/// these rows to ends[k]. `groups` are clustered, and `codes` those of the rows.
void SumClusteredCodes(const Vector& dictionary, const uint32_t* codes, const uint32_t* groups,
                       uint32_t count, int32_t* sums, uint32_t* ends);

}  // namespace lakebolt
