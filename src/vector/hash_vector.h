#pragma once

#include <cstdint>

#include "vector/vector.h"

namespace lakebolt {

/// Writes (`first`) or combines into `hashes[i]` the hash of the value in row `rows[i]`, for all i
/// below rows.count. Values that compare equal hash equally whatever the encoding: NULLs are one
/// value, -0.0 is 0.0, all NaNs are one, intervals go by their normalized span. Hashes the entries
/// of a dictionary once when it is no larger than the rows.
void HashColumn(const Vector& column, RowSet rows, bool first, uint64_t* hashes);

}  // namespace lakebolt
