#include "optimizer/pass/dependent_keys.h"

#include <algorithm>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Tells whether values of a group key of this type that are equal are the same in every respect:
/// not so where 0 equals -0, or a month 30 days.
bool IsEqualSame(const LogicalType& type) {
  switch (type.physical()) {
    case PhysicalType::kFloat:
    case PhysicalType::kDouble:
    case PhysicalType::kInterval:
    case PhysicalType::kList:
    case PhysicalType::kStruct: return false;
    default: return true;
  }
}

bool IsWithin(const Expr& expr, const ColumnMap& columns) {
  ColumnSet used;
  CollectColumns(expr, used);
  return std::all_of(used.begin(), used.end(), [&](ColumnId id) { return columns.contains(id); });
}

PlanPtr DropDependentKeys(const PlanPtr& node) {
  if (node->kind() != PlanKind::kAggregate) return node;
  const auto& aggregate = As<AggregateNode>(node);
  ColumnMap columns;  // of the input that are keys themselves, to the keys' own
  for (const NamedExpr& key : aggregate.keys()) {
    if (key.expr->kind() != ExprKind::kColumn || !IsEqualSame(key.expr->type())) continue;
    columns.emplace(As<ColumnExpr>(key.expr).id(), key.id);
  }
  if (columns.empty()) return node;
  const auto depends = [&](const NamedExpr& key) {
    if (key.expr->kind() == ExprKind::kColumn) return false;
    return !IsVolatile(*key.expr) && IsWithin(*key.expr, columns);
  };
  std::vector<NamedExpr> kept;
  std::vector<NamedExpr> items;
  for (const NamedExpr& key : aggregate.keys()) {
    if (depends(key)) {
      items.push_back({key.id, key.name, RenameColumns(key.expr, columns)});
    } else {
      kept.push_back(key);
      items.push_back(PassOn({key.id, key.name, key.expr->type()}));
    }
  }
  if (kept.size() == aggregate.keys().size()) return node;
  for (const AggregateCall& call : aggregate.calls()) {
    items.push_back(PassOn({call.id, call.name, call.type()}));
  }
  auto smaller =
      std::make_shared<AggregateNode>(aggregate.child(), std::move(kept), aggregate.calls());
  return std::make_shared<ProjectNode>(std::move(smaller), std::move(items));
}

}  // namespace

PlanPtr DependentKeysPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return TransformPlan(plan, DropDependentKeys);
}

}  // namespace lakebolt
