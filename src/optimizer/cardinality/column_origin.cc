#include "optimizer/cardinality/column_origin.h"

#include <algorithm>

#include "plan/plan_rewrite.h"

namespace lakebolt {

bool IsEquality(const Expr& expr) {
  if (expr.kind() != ExprKind::kCompare) return false;
  const CompareOp op = As<CompareExpr>(expr).op();
  return op == CompareOp::kEqual || op == CompareOp::kNotDistinct;
}

bool HasColumn(const PlanNode& node, ColumnId id) {
  return std::any_of(node.columns().begin(), node.columns().end(),
                     [&](const PlanColumn& column) { return column.id == id; });
}

bool ComesFrom(const Expr& expr, const PlanNode& node) {
  ColumnSet used;
  CollectColumns(expr, used);
  return !used.empty() &&
         std::all_of(used.begin(), used.end(), [&](ColumnId id) { return HasColumn(node, id); });
}

}  // namespace lakebolt
