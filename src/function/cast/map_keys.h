#pragma once

#include "function/cast.h"
#include "vector/vector.h"

namespace lakebolt {

/// Checks the keys of maps that a cast has made: those with a NULL key become NULL, and so do those
/// with a key that stands twice, which a strict cast refuses.
void CheckMapKeys(Vector& maps, RowSet rows, CastMode mode);

/// Does so with the maps within values, however deep, of a column that a cast has made.
void CheckMapKeysWithin(Vector& values, CastMode mode);

}  // namespace lakebolt
