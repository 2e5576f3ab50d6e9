#include "optimizer/unnest/unnesting_pass.h"

#include "optimizer/unnest/dependent_join_elimination.h"
#include "optimizer/unnest/subquery_lowering.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

bool SameColumns(const PlanNode& a, const PlanNode& b) {
  if (a.columns().size() != b.columns().size()) return false;
  for (size_t i = 0; i < a.columns().size(); ++i) {
    if (a.columns()[i].id != b.columns()[i].id) return false;
  }
  return true;
}

}  // namespace

PlanPtr UnnestingPass::Run(PlanPtr plan, OptimizerContext& context) const {
  const PlanPtr original = plan;
  plan = SubqueryLowering(context).Lower(plan);
  plan = DependentJoinElimination(context).Eliminate(plan);
  if (SameColumns(*plan, *original)) return plan;
  // Joins for subqueries have added columns; only the root's list of columns is looked at.
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : original->columns()) items.push_back(PassOn(column));
  return std::make_shared<ProjectNode>(std::move(plan), std::move(items));
}

}  // namespace lakebolt
