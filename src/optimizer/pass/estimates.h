#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Writes the estimated rows onto every node, for EXPLAIN and for exec's choice of structures. Runs
/// last: any rewrite would lose them.
class EstimatesPass final : public OptimizerPass {
 public:
  std::string name() const override { return "estimates"; }
  bool required() const override { return true; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
