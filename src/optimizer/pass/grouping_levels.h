#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Groups a CTE's rows once where all its readers are group-bys over it, as those of ROLLUP, CUBE
/// and GROUPING SETS are: the finest grouping reads the rows, coarser ones its states or those of
/// another coarser one. The rows themselves are then no longer kept. Aggregates whose states are
/// not of bounded size (lists, quantiles), or that see the order of rows, stay as they are.
class GroupingLevelsPass final : public OptimizerPass {
 public:
  std::string name() const override { return "grouping_levels"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
