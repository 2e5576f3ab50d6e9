#pragma once

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Tells whether two plans compute the same rows by structure, whatever their columns are numbered;
/// `map` gets the columns of `b` to those of `a`. Plans with volatile functions or streams that can
/// be read once, and those that read CTEs, match nothing.
bool PlansMatch(const PlanNode& a, const PlanNode& b, ColumnMap& map);

}  // namespace lakebolt
