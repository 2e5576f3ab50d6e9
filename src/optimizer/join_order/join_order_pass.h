#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Orders joins by estimated cost: DPhyp over the hypergraph of each block of joins, greedily where
/// a block is too large for that or falls into unconnected parts.
class JoinOrderPass final : public OptimizerPass {
 public:
  std::string name() const override { return "join_order"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
