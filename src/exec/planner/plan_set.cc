// Set operations and shared subplans.

#include "base/error.h"
#include "exec/planner/physical_planner.h"
#include "exec/set/multiset.h"

namespace lakebolt {

namespace {

/// Returns the columns `ids` of a node, in this order.
std::vector<PlanColumn> PickColumns(const PlanNode& node, const std::vector<ColumnId>& ids) {
  std::unordered_map<ColumnId, const PlanColumn*> by_id;
  for (const PlanColumn& column : node.columns()) by_id[column.id] = &column;
  std::vector<PlanColumn> columns;
  for (const ColumnId id : ids) columns.push_back(*by_id.at(id));
  return columns;
}

/// Lets each branch of a UNION wait for the one before it where that is small: its rows then come
/// in the order written, and little parallel work is lost.
void KeepSmallBranchesInOrder(const SetOperationNode& node, const std::vector<Stream>& branches) {
  constexpr double kSmall = 100'000;
  for (size_t i = 1; i < branches.size(); ++i) {
    const double rows = node.child(i - 1)->estimated_rows();
    if (rows < 0 || rows > kSmall) continue;
    for (Pipeline* later : branches[i].pipelines()) {
      later->after_pipelines.insert(later->after_pipelines.end(),
                                    branches[i - 1].pipelines().begin(),
                                    branches[i - 1].pipelines().end());
    }
  }
}

}  // namespace

Stream PhysicalPlanner::PlanSetOperation(const SetOperationNode& node) {
  std::vector<Stream> inputs;
  for (size_t i = 0; i < node.children().size(); ++i) {
    const std::vector<PlanColumn> columns = PickColumns(*node.child(i), node.inputs()[i]);
    const ColumnSet needed(node.inputs()[i].begin(), node.inputs()[i].end());
    inputs.push_back(PlanNodeStream(node.child(i), needed));
    inputs.back().Narrow(columns);
    inputs.back().Rename(node.columns());
  }
  if (node.operation() == SetOperationKind::kUnion) KeepSmallBranchesInOrder(node, inputs);
  Stream out = std::move(inputs[0]);
  if (node.operation() == SetOperationKind::kUnion) {
    for (size_t i = 1; i < inputs.size(); ++i) out.Merge(std::move(inputs[i]));
    return node.all() ? out : GroupDistinct(node, std::move(out), node.columns());
  }
  auto right = std::make_shared<MultisetBuild>(out.types(), query_.memory);
  auto left = std::make_shared<MultisetProbe>(right, node.operation(), node.all());
  Record(node, right);
  Record(node, left);
  inputs[1].Close(right);
  out.WaitFor(right.get());
  out.Add(left);
  return out;
}

Stream PhysicalPlanner::PlanCte(const CteNode& node, const ColumnSet& needed) {
  const std::vector<PlanColumn>& columns = node.definition()->columns();
  Stream definition = PlanNodeStream(node.definition(), OutputColumns(*node.definition()));
  definition.Narrow(columns);
  auto sink = std::make_shared<Materialize>(query_, node.cte_name());
  Record(node, sink);
  definition.Close(sink);
  ctes_[node.cte_id()] = {sink, columns, false};
  return PlanNodeStream(node.body(), needed);
}

Stream PhysicalPlanner::PlanCteScan(const CteScanNode& node, const ColumnSet& needed) {
  const MaterializedCte& cte = ctes_.at(node.cte_id());
  std::unordered_map<ColumnId, uint32_t> kept;
  for (uint32_t i = 0; i < cte.columns.size(); ++i) kept[cte.columns[i].id] = i;
  std::vector<uint32_t> positions;
  std::vector<PlanColumn> columns;
  for (size_t i = 0; i < node.columns().size(); ++i) {
    if (!needed.contains(node.columns()[i].id)) continue;
    positions.push_back(kept.at(node.definition_ids()[i]));
    columns.push_back(node.columns()[i]);
  }
  auto source = std::make_shared<MaterializedScan>(cte.sink, std::move(positions));
  Record(node, source);
  Stream out(NewPipeline(source), columns);
  if (!cte.finished) out.WaitFor(cte.sink.get());
  return out;
}

}  // namespace lakebolt
