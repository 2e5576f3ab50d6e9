#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Answers ungrouped count, min and max from exact statistics of the source, without a scan.
class StatisticsAggregatesPass final : public OptimizerPass {
 public:
  std::string name() const override { return "statistics_aggregates"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
