#include "plan/binder/group_rewriter.h"

#include "plan/plan_rewrite.h"
#include "plan/subquery_expression.h"

namespace lakebolt {

GroupRewriter::GroupRewriter(const PlanNode& input, const std::vector<NamedExpr>& keys,
                             const std::vector<std::pair<ExprPtr, ExprPtr>>& stand_ins,
                             std::unordered_map<ColumnId, ExprPtr> constants)
    : constants_(std::move(constants)) {
  for (const PlanColumn& column : input.columns()) input_columns_.insert(column.id);
  for (const NamedExpr& key : keys) {
    AddKey(key.expr, std::make_shared<ColumnExpr>(key.id, key.name, key.expr->type()));
  }
  for (const auto& [expr, reference] : stand_ins) AddKey(expr, reference);
}

void GroupRewriter::AddKey(const ExprPtr& expr, ExprPtr reference) {
  if (expr->kind() == ExprKind::kColumn) {
    column_keys_.emplace(As<ColumnExpr>(expr).id(), std::move(reference));
  } else if (expr->kind() == ExprKind::kConstant) {
    constant_keys_.emplace_back(expr, std::move(reference));
  } else {
    expression_keys_.emplace_back(expr, std::move(reference));
  }
}

ExprPtr GroupRewriter::RewriteItem(const ExprPtr& expr) const {
  for (const auto& [key, reference] : constant_keys_) {
    if (key->type() == expr->type() && key->Equals(*expr)) return reference;
  }
  return Rewrite(expr);
}

ExprPtr GroupRewriter::RewriteColumn(const ExprPtr& expr) const {
  const auto& column = As<ColumnExpr>(expr);
  const auto key = column_keys_.find(column.id());
  if (key != column_keys_.end()) {
    const bool itself =
        key->second->kind() == ExprKind::kColumn && As<ColumnExpr>(key->second).id() == column.id();
    return itself ? expr : key->second;
  }
  const auto constant = constants_.find(column.id());
  if (constant != constants_.end()) return constant->second;
  if (!input_columns_.contains(column.id())) return expr;  // an aggregate, or of an outer query
  if (bare_) return bare_(expr);
  throw UserError(ErrorCode::kInvalidQuery,
                  "column \"" + column.name() +
                      "\" must appear in the GROUP BY clause or be used in an aggregate function",
                  expr->range(),
                  "group by it, or take any value of the group: any_value(" + column.name() + ")");
}

ExprPtr GroupRewriter::KeyFor(const ExprPtr& expr) const {
  for (const auto& [key, reference] : expression_keys_) {
    if (key == expr) return reference;
    if (key->kind() == expr->kind() && key->type() == expr->type() && key->Equals(*expr)) {
      return reference;
    }
  }
  return nullptr;
}

ExprPtr GroupRewriter::Rewrite(const ExprPtr& expr) const {
  if (expr->kind() == ExprKind::kColumn) return RewriteColumn(expr);
  if (ExprPtr key = KeyFor(expr)) return key;
  std::vector<ExprPtr> children;
  bool changed = false;
  children.reserve(expr->children().size());
  for (const ExprPtr& child : expr->children()) {
    children.push_back(Rewrite(child));
    changed |= children.back() != child;
  }
  ExprPtr result = changed ? expr->WithChildren(std::move(children)) : expr;
  if (result->kind() != ExprKind::kSubquery) return result;
  const auto& subquery = As<SubqueryExpr>(result);
  PlanPtr plan = RewritePlan(subquery.plan());
  return plan == subquery.plan() ? result : subquery.WithPlan(std::move(plan));
}

PlanPtr GroupRewriter::RewritePlan(const PlanPtr& plan) const {
  const PlanPtr result =
      MapChildren(plan, [this](const PlanPtr& child) { return RewritePlan(child); });
  return MapExpressions(result, [this](const ExprPtr& expr) { return Rewrite(expr); });
}

}  // namespace lakebolt
