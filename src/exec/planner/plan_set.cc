// Set operations and shared subplans.

#include "base/error.h"
#include "exec/aggregate/hash_aggregate.h"
#include "exec/planner/physical_planner.h"
#include "exec/project/project.h"
#include "exec/set/repeat_rows.h"
#include "exec/set/side_counts.h"

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
  if (node.operation() != SetOperationKind::kUnion) return PlanMultiset(node, std::move(inputs));
  KeepSmallBranchesInOrder(node, inputs);
  Stream out = std::move(inputs[0]);
  for (size_t i = 1; i < inputs.size(); ++i) out.Merge(std::move(inputs[i]));
  return node.all() ? out : GroupDistinct(node, std::move(out), node.columns());
}

/// Plans INTERSECT or EXCEPT as a group-by over the rows of both inputs; see MakeSideCounts.
Stream PhysicalPlanner::PlanMultiset(const SetOperationNode& node, std::vector<Stream> inputs) {
  AggregateSpec spec;
  for (uint32_t i = 0; i < node.columns().size(); ++i) {
    const PlanColumn& column = node.columns()[i];
    spec.keys.push_back(std::make_shared<InputExpr>(i, column.type, column.name));
  }
  for (size_t side = 0; side < inputs.size(); ++side) {
    std::vector<ExprPtr> items = spec.keys;
    items.push_back(MakeConstant(Value::Boolean(side > 0)));
    inputs[side].Add(std::make_shared<Project>(std::move(items)));
    inputs[side].ForgetOrigins();
  }
  const auto width = static_cast<uint32_t>(spec.keys.size());
  spec.calls.push_back({MakeSideCounts(node.operation(), node.all()),
                        {std::make_shared<InputExpr>(width, TypeId::kBoolean, "is_right")},
                        nullptr});
  Stream rows = std::move(inputs[0]);
  rows.Merge(std::move(inputs[1]));
  auto sink = std::make_shared<HashAggregate>(std::move(spec), query_);
  std::vector<PlanColumn> columns = node.columns();
  columns.push_back({kNoColumn, "copies", TypeId::kInt64});
  Stream out = Through(node, rows, sink, std::make_shared<AggregateScan>(sink), columns);
  auto repeat = std::make_shared<RepeatRows>();
  Record(node, repeat);
  out.Add(repeat);
  out.SetColumns(node.columns());
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
