#include "exec/planner/physical_planner.h"
#include "exec/query_context.h"
#include "exec/unnest/unnest.h"
#include "plan/unnest_node.h"

namespace lakebolt {

Stream PhysicalPlanner::PlanUnnest(const UnnestNode& node, const ColumnSet& needed) {
  ColumnSet below = needed;
  for (const NamedExpr& list : node.lists()) CollectColumns(*list.expr, below);
  Stream stream = PlanNodeStream(node.child(), below);
  std::vector<uint32_t> kept;
  std::vector<PlanColumn> columns;
  for (const PlanColumn& column : node.child()->columns()) {
    if (!needed.contains(column.id) || !stream.Has(column.id)) continue;
    kept.push_back(stream.Position(column.id));
    columns.push_back(column);
  }
  for (PlanColumn& column : node.MadeColumns()) columns.push_back(std::move(column));
  std::vector<ExprPtr> lists;
  for (const NamedExpr& list : node.lists()) lists.push_back(stream.Bind(list.expr));
  auto unnest = std::make_shared<Unnest>(std::move(kept), std::move(lists), node.has_ordinality(),
                                         node.keep_empty(), query_.chunk_size);
  Record(node, unnest);
  stream.Add(unnest);
  stream.SetColumns(columns);
  stream.ForgetOrigins();
  return stream;
}

}  // namespace lakebolt
