#pragma once

#include <string>

#include "vector/vector.h"

namespace lakebolt {

/// Appends the text of one row of `column`, as SQL results print it, to `out`; NULL appends
/// nothing. Returns whether the row was not NULL.
bool AppendCell(const Vector& column, uint32_t row, std::string* out);

/// Tells whether values of `type` are numbers, which stand at the right of a column.
bool AlignsRight(const LogicalType& type);

/// Returns the name of `type` in lower case, as headers show it.
std::string TypeLabel(const LogicalType& type);

}  // namespace lakebolt
