#pragma once

#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Makes NULL of a union on the left of a comparison wherever both sides hold the same member and
/// one of these is NULL: they compare as the members would.
void NullUnionsOfNull(std::vector<Vector>& sides, RowSet rows);

}  // namespace lakebolt
