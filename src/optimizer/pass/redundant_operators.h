#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Removes operators that change nothing: sorts whose order nobody sees, DISTINCT of rows that are
/// distinct already, constant keys of a group by.
class RedundantOperatorsPass final : public OptimizerPass {
 public:
  std::string name() const override { return "redundant_operators"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
