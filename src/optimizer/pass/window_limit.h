#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Lets a Window node drop rows early where a filter above asks for small ranks only, as in QUALIFY
/// row_number() OVER (…) <= 3: a bounded number of rows a partition is kept. The filter stays. Only
/// where no other call of the node looks beyond the rows that come first.
class WindowLimitPass final : public OptimizerPass {
 public:
  std::string name() const override { return "window_limit"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
