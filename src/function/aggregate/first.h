#pragma once

#include "function/aggregate_function.h"

namespace lakebolt {

/// Binds what the first row of a group has, or the last one; perhaps of those that are not NULL.
BoundAggregate BindFirst(const LogicalType& type, bool last, bool skips_nulls);

}  // namespace lakebolt
