#pragma once

#include <vector>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Carries conditions down a plan: one case an operator.
class FilterPusher {
 public:
  using Conjuncts = std::vector<ExprPtr>;

  /// Returns `plan` with only the rows for which all of `conjuncts` are true. `known` are
  /// conditions that something above checks: they are not applied here, but rows for which they
  /// are not true do not matter.
  PlanPtr Push(const PlanPtr& plan, Conjuncts conjuncts, const Conjuncts& known);

 private:
  PlanPtr PushProject(const PlanPtr& plan, Conjuncts conjuncts, const Conjuncts& known);
  PlanPtr PushAggregate(const PlanPtr& plan, Conjuncts conjuncts, const Conjuncts& known);
  PlanPtr PushWindow(const PlanPtr& plan, Conjuncts conjuncts);
  PlanPtr PushPartitionLimit(const PlanPtr& plan, Conjuncts conjuncts);
  PlanPtr PushUnnest(const PlanPtr& plan, Conjuncts conjuncts);
  PlanPtr PushSetOperation(const PlanPtr& plan, const Conjuncts& conjuncts);
  PlanPtr PushJoin(const PlanPtr& plan, Conjuncts conjuncts, const Conjuncts& known);
  PlanPtr PushInner(const JoinNode& join, Conjuncts conjuncts, const Conjuncts& known);
  PlanPtr PushLeftKeeping(const JoinNode& join, Conjuncts conjuncts, const Conjuncts& known);
  PlanPtr PushFull(const JoinNode& join, Conjuncts conjuncts);
  /// Lets only the node's children be visited.
  PlanPtr PushNothing(const PlanPtr& plan, Conjuncts conjuncts);
};

/// Puts a filter above a plan; the plan itself when there are no conjuncts. Those that may raise an
/// error come last, so that the others spare them rows.
PlanPtr MakeFilter(PlanPtr plan, std::vector<ExprPtr> conjuncts);

/// Makes a plan without rows that gives the columns of `node`.
PlanPtr MakeEmpty(const PlanNode& node);

}  // namespace lakebolt
