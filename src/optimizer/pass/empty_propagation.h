#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Removes what an empty input makes empty or idle: a join with nothing, a group by of nothing, an
/// anti join against nothing.
class EmptyPropagationPass final : public OptimizerPass {
 public:
  std::string name() const override { return "empty_propagation"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
