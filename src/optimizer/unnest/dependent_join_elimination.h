#pragma once

#include "optimizer/unnest/domain_push_down.h"

namespace lakebolt {

/// Makes every dependent join of a plan an ordinary one, from the top down: when a join is dealt
/// with, its left side and all above are free of outer columns already. Dependent joins inside its
/// right side have by then been given the outer columns on their own left sides.
class DependentJoinElimination {
 public:
  explicit DependentJoinElimination(OptimizerContext& context) : context_(context) {}

  PlanPtr Eliminate(const PlanPtr& plan);

 private:
  PlanPtr EliminateJoin(const JoinNode& join);
  /// Computes a projection on top of the right side above the join instead.
  PlanPtr LiftProject(const JoinNode& join);
  /// Tries to make correlated conditions conditions of the join; null when that is not enough.
  PlanPtr TryPullUp(const JoinNode& join, DomainPushDown& push_down,
                    const std::vector<PlanColumn>& outer);
  /// Joins with an ungrouped aggregate as groups, with projections on top of it above the join;
  /// null when the right side is nothing of the kind.
  PlanPtr TryUngrouped(const JoinNode& join, Domain& domain, DomainPushDown& push_down);
  PlanPtr PushDomain(const JoinNode& join, Domain& domain, DomainPushDown& push_down);

  /// Says that the left side's outer columns equal the tags.
  std::vector<ExprPtr> TagConditions(const JoinNode& join, const OuterTags& tags) const;

  OptimizerContext& context_;
};

}  // namespace lakebolt
