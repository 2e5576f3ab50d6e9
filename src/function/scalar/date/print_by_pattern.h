#pragma once

#include <string>

#include "vector/selection.h"
#include "vector/vector.h"

namespace lakebolt {

/// Prints dates or timestamps by a pattern, as strftime does, for the session's zone. Throws
/// kInvalidArgument for a conversion that does not exist.
Vector PrintByPattern(const Vector& times, const std::string& pattern, RowSet rows);

}  // namespace lakebolt
