#include "optimizer/pass/conditional_aggregates.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

bool PassesOverNulls(const AggregateCall& call) {
  constexpr std::array<std::string_view, 5> kNames = {"sum", "avg", "min", "max", "count"};
  return std::find(kNames.begin(), kNames.end(), call.function->name) != kNames.end() &&
         call.arguments.size() == 1 && !call.distinct && call.mode == AggregateCall::Mode::kFull;
}

bool IsNull(const Expr& expr) {
  return expr.kind() == ExprKind::kConstant && As<ConstantExpr>(expr).value().IsNull();
}

/// Tells whether an expression is CASE WHEN c THEN x END.
bool IsConditional(const Expr& expr) {
  return expr.kind() == ExprKind::kCase && expr.children().size() == 3 && IsNull(*expr.child(2)) &&
         expr.child(1)->type() == expr.type();
}

PlanPtr Rewrite(const PlanPtr& node) {
  if (node->kind() != PlanKind::kAggregate) return node;
  const auto& aggregate = As<AggregateNode>(node);
  std::vector<AggregateCall> calls = aggregate.calls();
  bool changed = false;
  for (AggregateCall& call : calls) {
    if (!PassesOverNulls(call) || !IsConditional(*call.arguments[0])) continue;
    const ExprPtr condition = call.arguments[0]->child(0);
    call.arguments[0] = call.arguments[0]->child(1);
    call.filter =
        call.filter == nullptr ? condition : MakeConjunction(true, {call.filter, condition});
    changed = true;
  }
  if (!changed) return node;
  return std::make_shared<AggregateNode>(aggregate.child(), aggregate.keys(), std::move(calls));
}

}  // namespace

PlanPtr ConditionalAggregatesPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return TransformPlan(plan, Rewrite);
}

}  // namespace lakebolt
