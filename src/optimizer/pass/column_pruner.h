#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Carries the set of needed columns down a plan: one case an operator.
class ColumnPruner {
 public:
  /// Returns the plan without what is not needed for `needed`; it may give a few columns more.
  PlanPtr Prune(const PlanPtr& plan, const ColumnSet& needed);

 private:
  PlanPtr PruneScan(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneValues(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneProject(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneAggregate(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneWindow(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneJoin(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneSetOperation(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneCte(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneRecursiveCte(const PlanPtr& plan);
  PlanPtr PruneBoth(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneComputedLimit(const PlanPtr& plan, const ColumnSet& needed);
  PlanPtr PruneCteScan(const PlanPtr& plan, const ColumnSet& needed);
  /// Prunes an operator with one child that passes all columns on and looks at some itself.
  PlanPtr PruneThrough(const PlanPtr& plan, const ColumnSet& needed);

  std::unordered_map<uint32_t, ColumnSet> cte_needed_;
  std::unordered_set<uint32_t> cte_scanned_;
};

}  // namespace lakebolt
