#pragma once

#include <vector>

#include "function/scalar/nested/element_set.h"
#include "vector/vector.h"

namespace lakebolt {

/// Raises an error when a key of one map is NULL or stands twice; `set` is over `keys`.
void CheckKeys(const Vector& keys, ListEntry entry, ElementSet& set);

/// Makes a vector of maps over keys and values, a row an entry of a map.
Vector MakeMapVector(const LogicalType& type, const std::vector<ListEntry>& entries, Vector keys,
                     Vector values, BufferPtr validity);

}  // namespace lakebolt
