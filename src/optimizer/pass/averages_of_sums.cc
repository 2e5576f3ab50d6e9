#include "optimizer/pass/averages_of_sums.h"

#include <algorithm>

#include "function/aggregate/average.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

bool IsPlainCall(const AggregateCall& call, const std::string& function) {
  return call.function->name == function && call.arguments.size() == 1 && !call.distinct &&
         call.mode == AggregateCall::Mode::kFull;
}

bool SameExpr(const ExprPtr& a, const ExprPtr& b) {
  return a == nullptr || b == nullptr ? a == b : a->Equals(*b);
}

/// Tells whether two calls see the same values.
bool SeeTheSame(const AggregateCall& a, const AggregateCall& b) {
  return SameExpr(a.arguments[0], b.arguments[0]) && SameExpr(a.filter, b.filter) &&
         !IsVolatile(*a.arguments[0]) && (a.filter == nullptr || !IsVolatile(*a.filter));
}

const AggregateCall* Find(const std::vector<AggregateCall>& calls, const std::string& function,
                          const AggregateCall& like) {
  const auto found = std::find_if(calls.begin(), calls.end(), [&](const AggregateCall& call) {
    return IsPlainCall(call, function) && SeeTheSame(call, like);
  });
  return found == calls.end() ? nullptr : &*found;
}

ExprPtr ColumnOf(const AggregateCall& call) {
  return MakeColumn({call.id, call.name, call.type()});
}

/// Returns the call that counts the values of `like`, adding it to `calls` if need be.
AggregateCall CountOf(const AggregateCall& like, std::vector<AggregateCall>& calls,
                      OptimizerContext& context) {
  if (const AggregateCall* known = Find(calls, "count", like)) return *known;
  AggregateCall count;
  count.id = context.column_ids->Next();
  count.name = "count";
  count.function = context.functions->BindAggregate("count", {like.arguments[0]->type()}, {});
  count.arguments = {MakeCast(like.arguments[0], count.function->arguments[0])};
  count.filter = like.filter;
  calls.push_back(count);
  return count;
}

PlanPtr Rewrite(const PlanPtr& node, OptimizerContext& context) {
  if (node->kind() != PlanKind::kAggregate) return node;
  const auto& aggregate = As<AggregateNode>(node);
  const auto is_answered = [&](const AggregateCall& call) {
    return IsPlainCall(call, "avg") && HasExactSum(call.arguments[0]->type()) &&
           Find(aggregate.calls(), "sum", call) != nullptr;
  };
  std::vector<AggregateCall> calls;
  for (const AggregateCall& call : aggregate.calls()) {
    if (!is_answered(call)) calls.push_back(call);
  }
  if (calls.size() == aggregate.calls().size()) return node;
  std::vector<NamedExpr> items;
  for (const NamedExpr& key : aggregate.keys()) {
    items.push_back(PassOn({key.id, key.name, key.expr->type()}));
  }
  for (const AggregateCall& call : aggregate.calls()) {
    ExprPtr answer = ColumnOf(call);
    if (is_answered(call)) {
      const AggregateCall count = CountOf(call, calls, context);
      const ExprPtr sum = ColumnOf(*Find(aggregate.calls(), "sum", call));
      answer = std::make_shared<CallExpr>(AverageOfSum(sum->type(), call.arguments[0]->type()),
                                          std::vector<ExprPtr>{sum, ColumnOf(count)});
    }
    items.push_back({call.id, call.name, std::move(answer)});
  }
  PlanPtr below =
      std::make_shared<AggregateNode>(aggregate.child(), aggregate.keys(), std::move(calls));
  return std::make_shared<ProjectNode>(std::move(below), std::move(items));
}

}  // namespace

PlanPtr AveragesOfSumsPass::Run(PlanPtr plan, OptimizerContext& context) const {
  return TransformPlan(plan, [&](PlanPtr node) { return Rewrite(node, context); });
}

}  // namespace lakebolt
