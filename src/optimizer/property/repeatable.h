#pragma once

#include "plan/operators.h"

namespace lakebolt {

/// Tells whether computing the plan a second time costs little and gives the same rows: filters and
/// projections of one table, nothing volatile, no stream that can be read once only.
bool IsCheapToRepeat(const PlanNode& plan);

}  // namespace lakebolt
