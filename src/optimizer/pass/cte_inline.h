#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Puts the definition of a CTE where it is read, when it is read only once or so cheap that
/// reading it again costs no more than keeping it; drops CTEs that nobody reads. Conditions can
/// then move into the definition. Others stay: they are computed once.
class CteInlinePass final : public OptimizerPass {
 public:
  std::string name() const override { return "cte_inline"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
