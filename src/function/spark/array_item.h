#pragma once

#include <optional>
#include <vector>

#include "function/scalar_function.h"

namespace lakebolt {

/// Returns what array[index] is in Spark's ANSI mode, for the types of both: the element, counted
/// from 0, and an error outside of the array. Nothing for other types.
std::optional<BoundScalar> BindArrayItem(const std::vector<LogicalType>& actual);

}  // namespace lakebolt
