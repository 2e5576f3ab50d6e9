#pragma once

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Tells whether no two rows of the plan agree in all of `columns` (NULLs agree). Without columns:
/// whether the plan gives at most one row. From the plan's shape only, never from estimates.
bool IsUniqueOn(const PlanNode& plan, const ColumnSet& columns);

/// Tells whether the plan gives one row, no more and no less.
bool GivesExactlyOneRow(const PlanNode& plan);

}  // namespace lakebolt
