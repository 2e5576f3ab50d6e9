#include "exec/planner/physical_planner.h"
#include "exec/set/recursive_cte.h"

namespace lakebolt {

namespace {

std::vector<PlanColumn> ColumnsOf(const std::vector<ColumnId>& ids,
                                  const std::vector<PlanColumn>& like) {
  std::vector<PlanColumn> columns = like;
  for (size_t i = 0; i < ids.size(); ++i) columns[i].id = ids[i];
  return columns;
}

}  // namespace

/// Plans the rounds of one recursive CTE; lives as long as its operator.
class PhysicalPlanner::RecursiveStep {
 public:
  RecursiveStep(const RecursiveCteNode& node, QueryContext& query,
                std::unordered_map<uint32_t, MaterializedCte> ctes)
      : node_(std::static_pointer_cast<const RecursiveCteNode>(node.shared_from_this())),
        query_(query),
        ctes_(std::move(ctes)) {
    for (auto& [id, cte] : ctes_) cte.finished = true;
  }

  PhysicalPlan Plan(const std::shared_ptr<Materialize>& working,
                    const std::shared_ptr<Materialize>& result) {
    PhysicalPlanner planner(query_);
    planner.ctes_ = ctes_;
    planner.ctes_[node_->cte_id()] = {working, node_->columns(), true};
    return planner.Plan(node_->step(), ColumnsOf(node_->inputs().step, node_->columns()), result);
  }

 private:
  std::shared_ptr<const RecursiveCteNode> node_;  // keeps the step's plan alive
  QueryContext& query_;
  std::unordered_map<uint32_t, MaterializedCte> ctes_;
};

Stream PhysicalPlanner::PlanRecursiveCte(const RecursiveCteNode& node) {
  const std::vector<ColumnId>& ids = node.inputs().anchor;
  Stream anchor = PlanNodeStream(node.anchor(), ColumnSet(ids.begin(), ids.end()));
  anchor.Narrow(ColumnsOf(ids, node.columns()));
  auto first_rows = std::make_shared<Materialize>(query_.memory, node.cte_name());
  Record(node, first_rows);
  anchor.Close(first_rows);

  auto step = std::make_shared<RecursiveStep>(node, query_, ctes_);
  std::vector<LogicalType> types;
  for (const PlanColumn& column : node.columns()) types.push_back(column.type);
  auto source = std::make_shared<RecursiveCte>(
      node.cte_name(), types, !node.all(), first_rows,
      [step](const auto& working, const auto& result) { return step->Plan(working, result); },
      query_);
  Record(node, source);
  Stream out(NewPipeline(source), node.columns());
  out.WaitFor(first_rows.get());
  // The step may read what enclosing queries share.
  for (const auto& [id, cte] : ctes_) {
    if (!cte.finished) out.WaitFor(cte.sink.get());
  }
  return out;
}

}  // namespace lakebolt
