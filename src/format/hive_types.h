#pragma once

#include <vector>

#include "types/value.h"

namespace lakebolt {

/// Returns the type of a partition key whose values in paths are these texts (or NULL): BIGINT,
/// DATE or TIMESTAMP where each says such a value and nothing else, or VARCHAR. `00501`, `1.5` and
/// `+1` are texts: as numbers they would be other values.
LogicalType HiveTypeOf(const std::vector<Value>& texts);

}  // namespace lakebolt
