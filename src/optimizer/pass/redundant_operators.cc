#include "optimizer/pass/redundant_operators.h"

#include <algorithm>

#include "optimizer/property/uniqueness.h"

namespace lakebolt {

namespace {

/// Tells whether the order of rows matters to an aggregate. Sums of floating point numbers may
/// differ in the last digits, as they do between runs on several threads anyway.
bool LooksAtOrder(const AggregateNode& aggregate) {
  return std::any_of(aggregate.calls().begin(), aggregate.calls().end(),
                     [](const AggregateCall& call) { return !call.function->ignores_order; });
}

/// Removes sorts; `ordered` tells whether someone above sees the order of the plan's rows.
PlanPtr DropSorts(const PlanPtr& plan, bool ordered) {
  if (plan->kind() == PlanKind::kSort && !ordered) return DropSorts(plan->child(), false);
  std::vector<PlanPtr> children;
  bool changed = false;
  for (size_t i = 0; i < plan->children().size(); ++i) {
    bool below = ordered;
    switch (plan->kind()) {
      case PlanKind::kLimit:
      case PlanKind::kComputedLimit:
      case PlanKind::kSample:
      case PlanKind::kPositionalJoin: below = true; break;
      case PlanKind::kSort:
      case PlanKind::kTopN:
      case PlanKind::kJoin:
      case PlanKind::kSetOperation: below = false; break;
      // Rows that the window does not order are seen as they come.
      case PlanKind::kWindow: below = true; break;
      case PlanKind::kPartitionLimit: below = As<PartitionLimitNode>(plan).keys().empty(); break;
      case PlanKind::kAggregate: below = LooksAtOrder(As<AggregateNode>(plan)); break;
      case PlanKind::kCte: below = i == 1 ? ordered : true; break;
      default: break;
    }
    children.push_back(DropSorts(plan->child(i), below));
    changed |= children.back() != plan->child(i);
  }
  return changed ? plan->WithChildren(std::move(children)) : plan;
}

/// Removes a DISTINCT over rows that are distinct.
PlanPtr DropDistinct(const PlanPtr& node) {
  if (node->kind() != PlanKind::kAggregate) return node;
  const auto& aggregate = As<AggregateNode>(node);
  if (!aggregate.calls().empty() || aggregate.keys().empty()) return node;
  ColumnSet keys;
  for (const NamedExpr& key : aggregate.keys()) {
    if (key.expr->kind() == ExprKind::kColumn) keys.insert(As<ColumnExpr>(key.expr).id());
  }
  if (!IsUniqueOn(*aggregate.child(), keys)) return node;
  return std::make_shared<ProjectNode>(aggregate.child(), aggregate.keys());
}

/// Computes constant keys above the group by, if there are others.
PlanPtr DropConstantKeys(const PlanPtr& node) {
  if (node->kind() != PlanKind::kAggregate) return node;
  const auto& aggregate = As<AggregateNode>(node);
  const auto is_constant = [](const NamedExpr& key) {
    return key.expr->kind() == ExprKind::kConstant;
  };
  std::vector<NamedExpr> keys = aggregate.keys();
  std::erase_if(keys, is_constant);
  // Without keys the group by would give a row for no rows.
  if (keys.empty() || keys.size() == aggregate.keys().size()) return node;
  PlanPtr groups =
      std::make_shared<AggregateNode>(aggregate.child(), std::move(keys), aggregate.calls());
  std::vector<NamedExpr> items;
  for (const NamedExpr& key : aggregate.keys()) {
    items.push_back(is_constant(key) ? key : PassOn({key.id, key.name, key.expr->type()}));
  }
  for (const AggregateCall& call : aggregate.calls()) {
    items.push_back(PassOn({call.id, call.name, call.type()}));
  }
  return std::make_shared<ProjectNode>(std::move(groups), std::move(items));
}

}  // namespace

PlanPtr RedundantOperatorsPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  plan = DropSorts(plan, true);
  return TransformPlan(plan, [](PlanPtr node) { return DropConstantKeys(DropDistinct(node)); });
}

}  // namespace lakebolt
