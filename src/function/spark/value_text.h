#pragma once

#include "function/growing_text.h"
#include "vector/vector.h"

namespace lakebolt {

/// Tells whether Spark's text of a type is another than ours: of floating-point numbers, lists,
/// maps and structs.
bool HasSparkText(const LogicalType& type);

/// Appends the text of a row as Spark casts it: 1.0E10, [1, null], {a -> 1}, {1, x}.
void AppendSparkText(const Vector& column, uint32_t row, GrowingText& out);

}  // namespace lakebolt
