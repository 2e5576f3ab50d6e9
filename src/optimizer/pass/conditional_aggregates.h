#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Turns sum(CASE WHEN c THEN x END) into sum(x) FILTER (WHERE c), likewise avg, min, max and
/// count: rows for which c does not hold are then passed over, where CASE makes a NULL of each.
class ConditionalAggregatesPass final : public OptimizerPass {
 public:
  std::string name() const override { return "conditional_aggregates"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
