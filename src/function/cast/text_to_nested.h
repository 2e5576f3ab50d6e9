#pragma once

#include "function/cast/cast_kernel.h"

namespace lakebolt {

/// Knows the casts of text to lists, maps and structs; see FindCast.
CastKernel FindTextToNestedCast(const LogicalType& from, const LogicalType& to);

}  // namespace lakebolt
