#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Keeps out of a CTE the rows that none of its readers wants: where each reader filters what it
/// reads, the definition is filtered by the disjunction of their conditions, as far down as that
/// can go. Readers keep their own filters. Conditions that may fail or are volatile take no part.
class CteFiltersPass final : public OptimizerPass {
 public:
  std::string name() const override { return "cte_filters"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
