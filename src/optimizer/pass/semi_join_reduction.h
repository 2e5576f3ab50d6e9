#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Lets a group by compute only the groups that a join above it keeps: where a small input is
/// joined with a large group by on its keys, a semi join with the small input goes below the group
/// by (into the relation that gives the keys), and its runtime filter into the scan. Correlated
/// aggregates come out of unnesting as such joins.
///
/// After: I. S. Mumick and H. Pirahesh, "Implementation of Magic-sets in a Relational Database
/// System", SIGMOD 1994. Invariant: only groups that no row of the other side joins are left out.
class SemiJoinReductionPass final : public OptimizerPass {
 public:
  std::string name() const override { return "semi_join_reduction"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
