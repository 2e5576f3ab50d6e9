#include "optimizer/unnest/unnesting_pass.h"

#include "optimizer/unnest/dependent_join_elimination.h"
#include "optimizer/unnest/subquery_lowering.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

PlanPtr UnnestingPass::Run(PlanPtr plan, OptimizerContext& context) const {
  const std::vector<PlanColumn> columns = plan->columns();
  plan = SubqueryLowering(context).Lower(plan);
  plan = DependentJoinElimination(context).Eliminate(plan);
  // Joins for subqueries have added columns; only the root's list of columns is looked at.
  return WithColumns(std::move(plan), columns);
}

}  // namespace lakebolt
