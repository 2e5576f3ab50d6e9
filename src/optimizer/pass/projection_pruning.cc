#include "optimizer/pass/projection_pruning.h"

#include "optimizer/pass/column_pruner.h"

namespace lakebolt {

namespace {

bool SameColumns(const std::vector<PlanColumn>& a, const std::vector<PlanColumn>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i].id != b[i].id) return false;
  }
  return true;
}

}  // namespace

PlanPtr ProjectionPruningPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  const std::vector<PlanColumn> columns = plan->columns();
  plan = ColumnPruner().Prune(plan, OutputColumns(*plan));
  if (SameColumns(plan->columns(), columns)) return plan;
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : columns) items.push_back(PassOn(column));
  return std::make_shared<ProjectNode>(std::move(plan), std::move(items));
}

}  // namespace lakebolt
