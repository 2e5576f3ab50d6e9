#include "plan/binder/separate_subqueries.h"

#include <unordered_set>

#include "plan/plan_copy.h"
#include "plan/plan_rewrite.h"
#include "plan/subquery_expression.h"

namespace lakebolt {

namespace {

class Separator {
 public:
  explicit Separator(BinderState& state) : state_(state) {}

  PlanPtr Visit(const PlanPtr& plan) {
    const PlanPtr result = MapChildren(plan, [this](const PlanPtr& child) { return Visit(child); });
    return MapExpressions(result, [this](const ExprPtr& expr) {
      return TransformExpr(expr, [this](ExprPtr part) { return VisitNode(std::move(part)); });
    });
  }

 private:
  ExprPtr VisitNode(ExprPtr expr) {
    if (expr->kind() != ExprKind::kSubquery) return expr;
    const auto& subquery = As<SubqueryExpr>(expr);
    PlanPtr plan = subquery.plan();
    if (seen_.insert(plan.get()).second) {
      plan = Visit(plan);
    } else {
      ColumnMap map;
      plan = CopyWithNewIds(plan, state_.column_ids(), map, state_.context().next_cte_id);
    }
    return plan == subquery.plan() ? expr : subquery.WithPlan(std::move(plan));
  }

  BinderState& state_;
  std::unordered_set<const PlanNode*> seen_;
};

}  // namespace

PlanPtr SeparateSubqueries(const PlanPtr& plan, BinderState& state) {
  return Separator(state).Visit(plan);
}

}  // namespace lakebolt
