#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Makes inner joins semi joins where nobody sees how often a row comes: below IN and EXISTS,
/// DISTINCT, and aggregates that ignore repeated rows, also in a CTE all of whose readers are
/// such. Relations of which only the presence of a partner matters then multiply no rows (TPC-DS
/// Q95 joins a table with itself in order to know which keys have two different values).
///
/// Invariant: without repeats, the rows stay the same in the columns that somebody looks at.
class ExistenceJoinsPass final : public OptimizerPass {
 public:
  std::string name() const override { return "existence_joins"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
