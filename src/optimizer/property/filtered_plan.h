#pragma once

#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Is a plan taken apart: the rows of `core` for which all `conjuncts` hold.
struct FilteredPlan {
  PlanPtr core;
  std::vector<ExprPtr> conjuncts;
};

/// Lifts the filters of scans, of inner joins' sides, of the left sides of other joins and of what
/// projections read to the top, where plans that differ in their filters alone look alike. The core
/// may give more columns than the plan; a filter that may not move stays where it is.
FilteredPlan LiftFilters(const PlanPtr& plan);

}  // namespace lakebolt
