#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Aggregates below joins what the joins only look up keys for: the side that holds all arguments
/// is grouped by its join keys and its part of the group keys, and the group-by above merges the
/// states. W. P. Yan and P.-Å. Larson, "Eager Aggregation and Lazy Aggregation", VLDB 1995. It is
/// right whatever the joins do to the number of rows, since a state merged n times stands for n
/// copies of its rows; it is done where estimates say that fewer rows to join and wide keys to hash
/// pay for the additional grouping. Arguments that may fail stay above.
class EagerAggregationPass final : public OptimizerPass {
 public:
  std::string name() const override { return "eager_aggregation"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
