#pragma once

#include "optimizer/unnest/domain_push_down.h"

namespace lakebolt {

/// Frees a plan from outer columns in the simple and frequent case that only conditions on the way
/// to its top refer to them: those become conditions of the join above, and no domain is needed.
class PredicatePullUp {
 public:
  explicit PredicatePullUp(DomainPushDown& push_down) : push_down_(push_down) {}

  /// Returns the plan without its correlated conditions, which `pulled` gets. Gives null when
  /// something else in the plan is correlated.
  PlanPtr Pull(const PlanPtr& plan, std::vector<ExprPtr>& pulled);

 private:
  PlanPtr PullFilter(const PlanPtr& plan, std::vector<ExprPtr>& pulled);
  PlanPtr PullProject(const PlanPtr& plan, std::vector<ExprPtr>& pulled);
  PlanPtr PullJoin(const PlanPtr& plan, std::vector<ExprPtr>& pulled);

  DomainPushDown& push_down_;
};

}  // namespace lakebolt
