#pragma once

#include "vector/vector.h"

namespace lakebolt {

/// Writes the rows of a nested vector as bytes that are equal where the values are (NULL equals
/// NULL inside), into a BLOB vector of rows.size rows, so that nested keys are handled as text is.
/// Rows that are NULL themselves stay NULL.
Vector PackNested(const Vector& nested, RowSet rows);

/// Reads such bytes back. Strings of the result point into those of `packed`, whose owners it
/// shares.
Vector UnpackNested(const LogicalType& type, const Vector& packed);

}  // namespace lakebolt
