#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Moves limits down: two limits become one, a limit goes below projections, a copy of it (offset
/// added) into the inputs of UNION ALL and the preserved side of outer joins, and into scans whose
/// filters are all answered by the source. A limit of 0 makes an empty input.
///
/// Invariant: without a sort below, any `limit` rows after skipping `offset` are a right answer.
class LimitPushdownPass final : public OptimizerPass {
 public:
  std::string name() const override { return "limit_pushdown"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
