#pragma once

#include <memory>
#include <vector>

#include "function/aggregate_function.h"

namespace lakebolt {

/// Makes of an aggregate one that takes its rows in an order: f(x ORDER BY y DESC). Its arguments
/// are those of `inner`, then sort keys of types `keys`, ordered by `order`. Rows are kept with
/// their keys until a group's result is asked for, then sorted and given to the inner states.
std::shared_ptr<const BoundAggregate> OrderAggregate(std::shared_ptr<const BoundAggregate> inner,
                                                     const std::vector<LogicalType>& keys,
                                                     std::vector<KeyOrder> order);

}  // namespace lakebolt
