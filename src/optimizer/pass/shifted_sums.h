#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Computes sum(x), sum(x + 1), sum(x - 2) ... of one aggregation from one sum and one count:
/// sum(x + c) is sum(x) + c * count(x). Only for integers, and only where the bounds of x prove
/// that no x + c overflows, as the sum of what overflows would be an error.
class ShiftedSumsPass final : public OptimizerPass {
 public:
  std::string name() const override { return "shifted_sums"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
