#pragma once

#include <optional>
#include <vector>

#include "function/aggregate_function.h"

namespace lakebolt {

/// Binds sum to BIGNUM; nothing for other types.
std::optional<BoundAggregate> BindBignumSum(const std::vector<LogicalType>& actual);

}  // namespace lakebolt
