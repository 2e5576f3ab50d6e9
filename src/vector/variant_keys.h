#pragma once

#include "vector/vector.h"

namespace lakebolt {

/// Tells whether values of a type are VARIANTs or have any within.
bool HasVariants(const LogicalType& type);

/// Returns the type of what values of a type are compared by: BLOBs in the place of VARIANTs.
LogicalType VariantKeyType(const LogicalType& type);

/// Makes what values with VARIANTs are compared by: the bytes of equal VARIANTs differ where they
/// came by different types. Values of another type are returned as they are, flattened.
Vector VariantKeys(const Vector& values);

}  // namespace lakebolt
