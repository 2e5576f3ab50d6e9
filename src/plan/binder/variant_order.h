#pragma once

#include <vector>

#include "expression/expression.h"

namespace lakebolt {

/// Makes what values with VARIANTs are compared by: bytes in the place of each, as its own differ
/// where equal values came by different types.
ExprPtr VariantKeyOf(ExprPtr value);

/// Puts keys in the place of values with VARIANTs and of what is compared with them, which is read
/// as one; returns whether there are any.
bool CompareAsVariants(std::vector<ExprPtr>& values);

}  // namespace lakebolt
