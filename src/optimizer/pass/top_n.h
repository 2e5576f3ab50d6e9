#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Makes LIMIT over ORDER BY a top-N, also through projections in between: a heap of N rows stands
/// for a full sort. A limit too large for a heap stays as it is.
class TopNPass final : public OptimizerPass {
 public:
  std::string name() const override { return "top_n"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
