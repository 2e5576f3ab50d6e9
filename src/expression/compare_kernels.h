#pragma once

#include "expression/expression.h"
#include "vector/vector.h"

namespace lakebolt {

/// Writes `a op b` as 0 or 1 into out[row] for the rows of `rows`, for two vectors of one type and
/// any encoding. For IS [NOT] DISTINCT FROM that is the answer; for other operators rows with a
/// NULL get an unspecified value.
void CompareVectors(CompareOp op, const Vector& a, const Vector& b, RowSet rows, uint8_t* out);

}  // namespace lakebolt
