#include "exec/planner/physical_planner.h"
#include "exec/set/recursive_cte.h"

namespace lakebolt {

namespace {

/// Names the columns of the anchor or the step that become the CTE's, in order.
std::vector<PlanColumn> RowColumns(const RecursiveCteNode& node, const std::vector<ColumnId>& ids) {
  std::vector<PlanColumn> columns = node.columns();
  for (size_t i = 0; i < ids.size(); ++i) {
    columns[i].id = ids[i];
    if (!node.key().columns.empty()) columns[i].type = node.key().row_types[i];
  }
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

  PhysicalPlan Plan(const RecursiveCte::Tables& tables,
                    const std::shared_ptr<Materialize>& result) {
    PhysicalPlanner planner(query_);
    planner.ctes_ = ctes_;
    planner.ctes_[node_->cte_id()] = {tables.working, node_->columns(), true};
    if (tables.all_rows) {
      planner.ctes_[node_->key().all_rows_id] = {tables.all_rows, node_->columns(), true};
    }
    return planner.Plan(node_->step(), RowColumns(*node_, node_->inputs().step), result);
  }

  const std::shared_ptr<const RecursiveCteNode>& node() const { return node_; }

 private:
  std::shared_ptr<const RecursiveCteNode> node_;  // keeps the step's plan alive
  QueryContext& query_;
  std::unordered_map<uint32_t, MaterializedCte> ctes_;
};

Stream PhysicalPlanner::PlanRecursiveCte(const RecursiveCteNode& node) {
  const std::vector<ColumnId>& ids = node.inputs().anchor;
  Stream anchor = PlanNodeStream(node.anchor(), ColumnSet(ids.begin(), ids.end()));
  anchor.Narrow(RowColumns(node, ids));
  auto first_rows = std::make_shared<Materialize>(query_, node.cte_name());
  Record(node, first_rows);
  anchor.Close(first_rows);

  auto step = std::make_shared<RecursiveStep>(node, query_, ctes_);
  auto source = std::make_shared<RecursiveCte>(
      step->node(), first_rows,
      [step](const auto& tables, const auto& result) { return step->Plan(tables, result); },
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
