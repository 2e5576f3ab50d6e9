#pragma once

#include <vector>

#include "expression/expression.h"

namespace lakebolt {

/// Makes the bytes that a VARIANT is compared by: its own differ where equal values came by
/// different types.
ExprPtr VariantKeyOf(ExprPtr variant);

/// Puts keys in the place of VARIANTs and of what is compared with them, which is read as one;
/// returns whether there are any.
bool CompareAsVariants(std::vector<ExprPtr>& values);

}  // namespace lakebolt
