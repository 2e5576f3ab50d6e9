#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Computes ungrouped aggregates over the same input but for its filters in one reading: each
/// call gets its own filter, and the input keeps what any of them wants (TPC-DS Q9, Q28, Q88).
/// Where all calls of an ungrouped aggregate have a FILTER, the input keeps only rows that pass
/// one. Keeps: one row an aggregate, on empty inputs too; arguments are computed for no further
/// rows.
class AggregateFusionPass final : public OptimizerPass {
 public:
  std::string name() const override { return "aggregate_fusion"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
