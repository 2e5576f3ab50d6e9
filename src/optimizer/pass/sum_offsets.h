#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Computes sums of integers that differ by constants only once: SUM(x + 1), SUM(x + 2) and SUM(x)
/// all follow from SUM(x) and COUNT(x). Only where bounds prove that no x + c overflows, as that is
/// an error.
class SumOffsetsPass final : public OptimizerPass {
 public:
  std::string name() const override { return "sum_offsets"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
