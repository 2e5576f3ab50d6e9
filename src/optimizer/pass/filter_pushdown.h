#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Moves conditions as close to the scans as they may go, joins' conditions included; turns cross
/// products with a condition into joins and outer joins whose filled-up rows are dropped anyway
/// into inner ones; replaces inputs that a condition makes empty.
///
/// Invariant: a condition moves below an operator only where filtering before and after it give the
/// same rows. See `FilterPusher` for the case of each operator.
class FilterPushdownPass final : public OptimizerPass {
 public:
  std::string name() const override { return "filter_pushdown"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
