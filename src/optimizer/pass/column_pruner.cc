#include "optimizer/pass/column_pruner.h"

#include <algorithm>

#include "optimizer/property/uniqueness.h"
#include "plan/recursive_cte.h"
#include "plan/row_operators.h"

namespace lakebolt {

namespace {

void AddColumns(const std::vector<ExprPtr>& exprs, ColumnSet& out) {
  for (const ExprPtr& expr : exprs) CollectColumns(*expr, out);
}

PlanPtr WithChild(const PlanPtr& plan, PlanPtr child) {
  return child == plan->child() ? plan : plan->WithChildren({std::move(child)});
}

/// Returns the columns of `side` that conditions say equal something of the other side.
ColumnSet EqualColumns(const JoinNode& join, const PlanNode& side) {
  const ColumnSet own = OutputColumns(side);
  ColumnSet out;
  for (const ExprPtr& condition : join.conditions()) {
    if (condition->kind() != ExprKind::kCompare) continue;
    const CompareOp op = As<CompareExpr>(condition).op();
    if (op != CompareOp::kEqual && op != CompareOp::kNotDistinct) continue;
    for (size_t i = 0; i < 2; ++i) {
      const Expr& target = *condition->child(i);
      if (target.kind() != ExprKind::kColumn || !own.contains(As<ColumnExpr>(target).id()))
        continue;
      ColumnSet other;
      CollectColumns(*condition->child(1 - i), other);
      if (std::none_of(other.begin(), other.end(), [&](ColumnId id) { return own.contains(id); })) {
        out.insert(As<ColumnExpr>(target).id());
      }
    }
  }
  return out;
}

/// Tells that the join gives each left row once, whatever the right side holds, and that nobody
/// needs what it adds.
bool IsJoinUseless(const JoinNode& join, const ColumnSet& needed) {
  if (join.join_kind() == JoinKind::kMark) return !needed.contains(join.mark().id);
  if (join.join_kind() != JoinKind::kLeft && join.join_kind() != JoinKind::kInner) return false;
  const auto& right = join.right()->columns();
  const bool wanted = std::any_of(right.begin(), right.end(), [&](const PlanColumn& column) {
    return needed.contains(column.id);
  });
  if (wanted) return false;
  if (join.join_kind() == JoinKind::kInner) {
    return join.conditions().empty() && GivesExactlyOneRow(*join.right());
  }
  return IsUniqueOn(*join.right(), EqualColumns(join, *join.right()));
}

}  // namespace

PlanPtr ColumnPruner::Prune(const PlanPtr& plan, const ColumnSet& needed) {
  switch (plan->kind()) {
    case PlanKind::kScan: return PruneScan(plan, needed);
    case PlanKind::kValues: return PruneValues(plan, needed);
    case PlanKind::kProject: return PruneProject(plan, needed);
    case PlanKind::kAggregate: return PruneAggregate(plan, needed);
    case PlanKind::kWindow: return PruneWindow(plan, needed);
    case PlanKind::kJoin: return PruneJoin(plan, needed);
    case PlanKind::kSetOperation: return PruneSetOperation(plan, needed);
    case PlanKind::kCte: return PruneCte(plan, needed);
    case PlanKind::kCteScan: return PruneCteScan(plan, needed);
    case PlanKind::kRecursiveCte: return PruneRecursiveCte(plan);
    case PlanKind::kPositionalJoin:
    case PlanKind::kAsofJoin: return PruneBoth(plan, needed);
    case PlanKind::kComputedLimit: return PruneComputedLimit(plan, needed);
    default: return PruneThrough(plan, needed);
  }
}

PlanPtr ColumnPruner::PruneThrough(const PlanPtr& plan, const ColumnSet& needed) {
  ColumnSet below = needed;
  AddColumns(plan->expressions(), below);
  return WithChild(plan, Prune(plan->child(), below));
}

PlanPtr ColumnPruner::PruneScan(const PlanPtr& plan, const ColumnSet& needed) {
  std::vector<ColumnId> ids;
  for (const PlanColumn& column : plan->columns()) {
    if (needed.contains(column.id)) ids.push_back(column.id);
  }
  if (ids.size() == As<ScanNode>(plan).scan_columns().size()) return plan;
  return As<ScanNode>(plan).WithOutput(ids);
}

PlanPtr ColumnPruner::PruneValues(const PlanPtr& plan, const ColumnSet& needed) {
  const auto& values = As<ValuesNode>(plan);
  std::vector<size_t> kept;
  for (size_t c = 0; c < values.columns().size(); ++c) {
    if (needed.contains(values.columns()[c].id)) kept.push_back(c);
  }
  if (kept.size() == values.columns().size()) return plan;
  std::vector<PlanColumn> columns;
  for (const size_t c : kept) columns.push_back(values.columns()[c]);
  std::vector<std::vector<ExprPtr>> rows;
  for (const auto& row : values.rows()) {
    std::vector<ExprPtr>& narrow = rows.emplace_back();
    for (const size_t c : kept) narrow.push_back(row[c]);
  }
  return std::make_shared<ValuesNode>(std::move(columns), std::move(rows));
}

PlanPtr ColumnPruner::PruneProject(const PlanPtr& plan, const ColumnSet& needed) {
  std::vector<NamedExpr> items;
  ColumnSet given;
  ColumnSet below;
  bool computes = false;
  for (const NamedExpr& item : As<ProjectNode>(plan).items()) {
    if (!needed.contains(item.id) || !given.insert(item.id)) continue;
    CollectColumns(*item.expr, below);
    computes |= !IsPassedOn(item);
    items.push_back(item);
  }
  PlanPtr child = Prune(plan->child(), below);
  // Exec carries only what is needed, so a projection that drops columns is not.
  if (!computes) return child;
  if (child == plan->child() && items.size() == plan->columns().size()) return plan;
  return std::make_shared<ProjectNode>(std::move(child), std::move(items));
}

PlanPtr ColumnPruner::PruneAggregate(const PlanPtr& plan, const ColumnSet& needed) {
  const auto& aggregate = As<AggregateNode>(plan);
  std::vector<AggregateCall> calls;
  ColumnSet below;
  for (const NamedExpr& key : aggregate.keys()) CollectColumns(*key.expr, below);
  for (const AggregateCall& call : aggregate.calls()) {
    if (!needed.contains(call.id)) continue;
    AddColumns(call.arguments, below);
    if (call.filter) CollectColumns(*call.filter, below);
    calls.push_back(call);
  }
  if (calls.empty() && aggregate.keys().empty()) {
    // One row without columns, whatever is below.
    return std::make_shared<ValuesNode>(std::vector<PlanColumn>{},
                                        std::vector<std::vector<ExprPtr>>(1));
  }
  PlanPtr child = Prune(aggregate.child(), below);
  if (calls.size() == aggregate.calls().size()) return WithChild(plan, std::move(child));
  return std::make_shared<AggregateNode>(std::move(child), aggregate.keys(), std::move(calls));
}

PlanPtr ColumnPruner::PruneWindow(const PlanPtr& plan, const ColumnSet& needed) {
  const auto& window = As<WindowNode>(plan);
  std::vector<WindowCall> calls;
  uint32_t order_size = 0;
  for (const WindowCall& call : window.calls()) {
    if (!needed.contains(call.id)) continue;
    order_size = std::max(order_size, call.order_size);
    calls.push_back(call);
  }
  if (calls.empty()) return Prune(window.child(), needed);
  if (calls.size() == window.calls().size()) return PruneThrough(plan, needed);
  std::vector<SortKey> order(window.order().begin(), window.order().begin() + order_size);
  // A limit by the longer order would not hold for the shorter one.
  const bool keeps_limit = order_size == window.order().size();
  const PlanPtr narrow =
      std::make_shared<WindowNode>(window.child(), window.partition(), std::move(order),
                                   std::move(calls), keeps_limit ? window.limit() : std::nullopt);
  return PruneThrough(narrow, needed);
}

PlanPtr ColumnPruner::PruneJoin(const PlanPtr& plan, const ColumnSet& needed) {
  const auto& join = As<JoinNode>(plan);
  if (IsJoinUseless(join, needed)) return Prune(join.left(), needed);
  ColumnSet below = needed;
  AddColumns(join.conditions(), below);
  PlanPtr left = Prune(join.left(), below);
  PlanPtr right = Prune(join.right(), below);
  if (left == join.left() && right == join.right()) return plan;
  return plan->WithChildren({std::move(left), std::move(right)});
}

PlanPtr ColumnPruner::PruneSetOperation(const PlanPtr& plan, const ColumnSet& needed) {
  const auto& set = As<SetOperationNode>(plan);
  const bool narrow = set.operation() == SetOperationKind::kUnion && set.all();
  std::vector<PlanColumn> columns;
  std::vector<std::vector<ColumnId>> inputs(set.inputs().size());
  for (size_t c = 0; c < set.columns().size(); ++c) {
    if (narrow && !needed.contains(set.columns()[c].id)) continue;
    columns.push_back(set.columns()[c]);
    for (size_t i = 0; i < inputs.size(); ++i) inputs[i].push_back(set.inputs()[i][c]);
  }
  std::vector<PlanPtr> children;
  for (size_t i = 0; i < set.children().size(); ++i) {
    children.push_back(Prune(set.child(i), ColumnSet(inputs[i].begin(), inputs[i].end())));
  }
  return std::make_shared<SetOperationNode>(set.operation(), set.all(), std::move(children),
                                            std::move(inputs), std::move(columns));
}

PlanPtr ColumnPruner::PruneCte(const PlanPtr& plan, const ColumnSet& needed) {
  const auto& cte = As<CteNode>(plan);
  cte_needed_[cte.cte_id()] = {};
  cte_scanned_.erase(cte.cte_id());
  PlanPtr body = Prune(cte.body(), needed);
  if (!cte_scanned_.contains(cte.cte_id())) return body;
  PlanPtr definition = Prune(cte.definition(), cte_needed_[cte.cte_id()]);
  return plan->WithChildren({std::move(definition), std::move(body)});
}

PlanPtr ColumnPruner::PruneRecursiveCte(const PlanPtr& plan) {
  // Every column may decide what the next round gives.
  const auto& inputs = As<RecursiveCteNode>(plan).inputs();
  PlanPtr anchor = Prune(plan->child(0), ColumnSet(inputs.anchor.begin(), inputs.anchor.end()));
  PlanPtr step = Prune(plan->child(1), ColumnSet(inputs.step.begin(), inputs.step.end()));
  return plan->WithChildren({std::move(anchor), std::move(step)});
}

PlanPtr ColumnPruner::PruneBoth(const PlanPtr& plan, const ColumnSet& needed) {
  ColumnSet below = needed;
  AddColumns(plan->expressions(), below);
  PlanPtr left = Prune(plan->child(0), below);
  PlanPtr right = Prune(plan->child(1), below);
  return plan->WithChildren({std::move(left), std::move(right)});
}

PlanPtr ColumnPruner::PruneComputedLimit(const PlanPtr& plan, const ColumnSet& needed) {
  ColumnSet below = needed;
  AddColumns(plan->expressions(), below);
  PlanPtr input = Prune(plan->child(0), below);
  PlanPtr bounds = Prune(plan->child(1), OutputColumns(*plan->child(1)));
  return plan->WithChildren({std::move(input), std::move(bounds)});
}

PlanPtr ColumnPruner::PruneCteScan(const PlanPtr& plan, const ColumnSet& needed) {
  const auto& scan = As<CteScanNode>(plan);
  std::vector<PlanColumn> columns;
  std::vector<ColumnId> definition_ids;
  ColumnSet& noted = cte_needed_[scan.cte_id()];
  cte_scanned_.insert(scan.cte_id());
  for (size_t i = 0; i < scan.columns().size(); ++i) {
    if (!needed.contains(scan.columns()[i].id)) continue;
    columns.push_back(scan.columns()[i]);
    definition_ids.push_back(scan.definition_ids()[i]);
    noted.insert(scan.definition_ids()[i]);
  }
  if (columns.size() == scan.columns().size()) return plan;
  return std::make_shared<CteScanNode>(scan.cte_id(), scan.cte_name(), std::move(columns),
                                       std::move(definition_ids));
}

}  // namespace lakebolt
