#include "api/statement/copy_order.h"

#include <algorithm>

#include "plan/operators.h"

namespace lakebolt {

namespace {

/// Steps down to the sort whose order the result has; null when there is none.
const SortNode* SortOf(const PlanNode& plan) {
  const PlanNode* node = &plan;
  while (node->kind() == PlanKind::kProject || node->kind() == PlanKind::kLimit) {
    node = node->child().get();
  }
  return node->kind() == PlanKind::kSort ? &As<SortNode>(*node) : nullptr;
}

bool HasPlainOrder(const LogicalType& type) {
  switch (type.id()) {
    case TypeId::kVarchar:
    case TypeId::kBlob:
    case TypeId::kBoolean:
    case TypeId::kDate:
    case TypeId::kTime:
    case TypeId::kTimestamp: return true;
    default: return type.IsInteger() || type.IsFloating() || type.id() == TypeId::kDecimal;
  }
}

}  // namespace

std::vector<OrderedColumn> OrderOf(const BoundQuery& query) {
  std::vector<OrderedColumn> order;
  const SortNode* sort = SortOf(*query.plan);
  if (sort == nullptr) return order;
  for (const SortKey& key : sort->keys()) {
    if (key.expr->kind() != ExprKind::kColumn || !HasPlainOrder(key.expr->type())) break;
    const ColumnId id = As<ColumnExpr>(*key.expr).id();
    const auto found = std::find(query.columns.begin(), query.columns.end(), id);
    if (found == query.columns.end()) break;
    const auto place = static_cast<size_t>(found - query.columns.begin());
    order.push_back({query.names[place], key.descending, key.nulls_first});
  }
  return order;
}

}  // namespace lakebolt
