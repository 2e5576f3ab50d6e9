#pragma once

#include "function/cast/cast_kernel.h"

namespace lakebolt {

/// Finds casts to and from JSON; they come before those of text.
CastKernel FindJsonCast(const LogicalType& from, const LogicalType& to);

/// Finds casts to and from VARIANT.
CastKernel FindVariantCast(const LogicalType& from, const LogicalType& to);

}  // namespace lakebolt
