#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Computes a part of the plan that occurs more than once only once, as a CTE (TPC-H Q11). Looked
/// at are group bys and whole blocks of joins, where keeping the rows costs less than making them
/// again.
class CommonSubplansPass final : public OptimizerPass {
 public:
  std::string name() const override { return "common_subplans"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
