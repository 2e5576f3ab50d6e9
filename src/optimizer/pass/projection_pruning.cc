#include "optimizer/pass/projection_pruning.h"

#include "optimizer/pass/column_pruner.h"

namespace lakebolt {

PlanPtr ProjectionPruningPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  const std::vector<PlanColumn> columns = plan->columns();
  plan = ColumnPruner().Prune(plan, OutputColumns(*plan));
  return WithColumns(std::move(plan), columns);
}

}  // namespace lakebolt
