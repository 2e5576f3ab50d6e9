#pragma once

#include "vector/vector.h"

namespace lakebolt {

/// Copies rows `rows[0 .. count)` of `from` (any encoding) to the same rows of the flat vector `to`
/// of the same type, NULLs included.
void ScatterRows(const Vector& from, const uint32_t* rows, uint32_t count, Vector& to);

}  // namespace lakebolt
