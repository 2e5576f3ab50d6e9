#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Takes group keys away that other keys determine, as a - 1 next to a, and computes them once a
/// group above the aggregate.
class DependentKeysPass final : public OptimizerPass {
 public:
  std::string name() const override { return "dependent_keys"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
