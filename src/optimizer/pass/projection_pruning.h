#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Lets only those columns flow that something above needs: scans read fewer columns, projections
/// and aggregates compute fewer, CTEs keep fewer; a projection that passes columns on is put above
/// a join or below an operator that stores rows where that drops columns. Joins that only could add
/// columns that nobody wants are removed.
///
/// Invariant: every node gives at least the needed columns, and the same rows as before.
class ProjectionPruningPass final : public OptimizerPass {
 public:
  std::string name() const override { return "projection_pruning"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
