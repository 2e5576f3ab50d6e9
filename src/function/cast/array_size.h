#pragma once

#include "function/cast/cast_kernel.h"

namespace lakebolt {

/// Where `to` is a list of fixed size, sees to rows of `out` of another length: an error that shows
/// the row of `input`, or NULL.
void CheckArraySize(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode,
                    Vector& out);

}  // namespace lakebolt
