#include "plan/binder/separate_subqueries.h"

#include <unordered_set>

#include "plan/plan_rewrite.h"
#include "plan/subquery_expression.h"

namespace lakebolt {

namespace {

class Separator {
 public:
  explicit Separator(BinderState& state) : state_(state) {}

  PlanPtr Visit(const PlanPtr& plan) {
    std::vector<PlanPtr> children;
    bool changed = false;
    for (const PlanPtr& child : plan->children()) {
      children.push_back(Visit(child));
      changed |= children.back() != child;
    }
    PlanPtr result = changed ? plan->WithChildren(std::move(children)) : plan;
    changed = false;
    std::vector<ExprPtr> expressions = result->expressions();
    for (ExprPtr& expr : expressions) {
      ExprPtr separate =
          TransformExpr(expr, [this](ExprPtr part) { return VisitNode(std::move(part)); });
      changed |= separate != expr;
      expr = std::move(separate);
    }
    return changed ? result->WithExpressions(std::move(expressions)) : result;
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
