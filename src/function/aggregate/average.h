#pragma once

#include <memory>

#include "function/scalar_function.h"
#include "types/logical_type.h"

namespace lakebolt {

/// Tells whether averages of a type come from exact sums of 128 bits.
bool HasExactSum(const LogicalType& type);

/// Returns a function of sum(x) and count(x) that gives avg(x), for an x of such a type.
std::shared_ptr<const BoundScalar> AverageOfSum(const LogicalType& sum, const LogicalType& type);

}  // namespace lakebolt
