#include "optimizer/pass/expression_rewrite.h"

#include "expression/evaluator.h"
#include "optimizer/rule/expression_rules.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"
#include "plan/subquery_expression.h"

namespace lakebolt {

namespace {

PlanPtr RewritePlan(const PlanPtr& plan);

/// Runs all rules on one node whose children are done.
ExprPtr RewriteNode(ExprPtr node) {
  if (node->kind() == ExprKind::kSubquery) {
    const auto& subquery = As<SubqueryExpr>(node);
    PlanPtr plan = RewritePlan(subquery.plan());
    return plan == subquery.plan() ? node : subquery.WithPlan(std::move(plan));
  }
  node = PushNotDown(std::move(node));
  node = ConstantToRight(std::move(node));
  node = UnwrapCast(std::move(node));
  node = EqualitiesToIn(std::move(node));
  node = FactorDisjunction(std::move(node));
  return node;
}

bool IsSimple(const Expr& expr) {
  return expr.kind() == ExprKind::kColumn || expr.kind() == ExprKind::kConstant;
}

ExprPtr RewriteExpr(const ExprPtr& expr) {
  if (IsSimple(*expr)) return expr;
  return TransformExpr(FoldConstants(expr), RewriteNode);
}

/// Rewrites a node's expressions; a folded item keeps its type, which the columns above rely on.
PlanPtr RewritePlanNode(const PlanPtr& node) {
  const PlanPtr rewritten = MapExpressions(node, [](const ExprPtr& expr) {
    ExprPtr result = RewriteExpr(expr);
    return result->type() == expr->type() ? result : MakeCast(std::move(result), expr->type());
  });
  if (rewritten->kind() != PlanKind::kFilter) return rewritten;
  std::vector<ExprPtr> terms;
  for (const ExprPtr& conjunct : As<FilterNode>(rewritten).conjuncts()) {
    SplitConjuncts(conjunct, terms);
  }
  if (terms.size() == As<FilterNode>(rewritten).conjuncts().size()) return rewritten;
  return std::make_shared<FilterNode>(rewritten->child(), std::move(terms));
}

PlanPtr RewritePlan(const PlanPtr& plan) {
  return TransformPlan(plan, RewritePlanNode);
}

}  // namespace

PlanPtr ExpressionRewritePass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return RewritePlan(plan);
}

}  // namespace lakebolt
