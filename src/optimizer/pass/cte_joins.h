#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Keeps out of a CTE the rows that none of its readers finds a partner for: where each reader
/// joins what it reads with the same few rows of a table by the same column, the definition is
/// semi-joined with them, and their runtime filter reaches its scan. Readers keep their own joins.
///
/// Invariant: only rows that every reader's inner or semi join drops are left out.
class CteJoinsPass final : public OptimizerPass {
 public:
  std::string name() const override { return "cte_joins"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
