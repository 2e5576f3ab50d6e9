#pragma once

#include "optimizer/optimizer.h"
#include "plan/operators.h"

namespace lakebolt {

/// Hands the filters above a scan to its source: what the source answers exactly is dropped from
/// the plan, what it answers inexactly (row groups skipped by statistics) stays there too.
class ScanFiltersPass final : public OptimizerPass {
 public:
  std::string name() const override { return "scan_filters"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

/// Rewrites filters over a scan's columns to positions in its source's schema.
std::vector<ExprPtr> ToSourceFilters(const ScanNode& scan, const std::vector<ExprPtr>& filters);

}  // namespace lakebolt
