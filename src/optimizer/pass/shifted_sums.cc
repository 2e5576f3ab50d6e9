#include "optimizer/pass/shifted_sums.h"

#include <algorithm>
#include <optional>

#include "optimizer/cardinality/estimator.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Is sum(base + shift), the call number `call` of its aggregation.
struct ShiftedSum {
  size_t call;
  ExprPtr base;
  int128_t shift;
};

/// Gathers the sums over one base, and the two calls that answer them all.
struct SumGroup {
  std::vector<ShiftedSum> sums;
  AggregateCall sum;
  AggregateCall count;
};

bool IsIntegerConstant(const Expr& expr) {
  return expr.kind() == ExprKind::kConstant && expr.type().IsInteger() &&
         As<ConstantExpr>(expr).value().HasIntegral();
}

/// Takes the argument of a sum apart; its base is the whole of it when nothing is added.
ShiftedSum TakeApart(size_t call, const ExprPtr& argument) {
  if (argument->kind() == ExprKind::kCall) {
    const std::string& op = As<CallExpr>(*argument).function().name;
    const auto& operands = argument->children();
    const auto shift = [&](size_t i) { return As<ConstantExpr>(*operands[i]).value().integral(); };
    if (operands.size() == 2 && (op == "+" || op == "-") && IsIntegerConstant(*operands[1])) {
      return {call, operands[0], op == "+" ? shift(1) : -shift(1)};
    }
    if (operands.size() == 2 && op == "+" && IsIntegerConstant(*operands[0])) {
      return {call, operands[1], shift(0)};
    }
  }
  return {call, argument, 0};
}

/// Rewrites the aggregations of one plan.
class SumRewriter {
 public:
  SumRewriter(const PlanNode& plan, OptimizerContext& context)
      : estimator_(plan), context_(context) {}

  PlanPtr Rewrite(const PlanPtr& node) {
    if (node->kind() != PlanKind::kAggregate) return node;
    const auto& aggregate = As<AggregateNode>(node);
    std::vector<SumGroup> groups = FindGroups(aggregate);
    std::erase_if(groups, [](const SumGroup& group) { return group.sums.size() < 2; });
    if (groups.empty()) return node;
    return Build(aggregate, groups);
  }

 private:
  bool IsPlainSum(const AggregateCall& call) const {
    return call.function->name == "sum" && call.arguments.size() == 1 && !call.distinct &&
           !call.filter && call.mode == AggregateCall::Mode::kFull &&
           call.arguments[0]->type().IsInteger() && call.type() == LogicalType(TypeId::kInt128);
  }

  /// Tells whether no value of the expression can overflow: then, and only then, it has bounds.
  bool IsSafe(const AggregateNode& aggregate, const Expr& argument) {
    const ColumnStatistics known = estimator_.StatisticsOf(*aggregate.child(), argument);
    return known.min && known.max;
  }

  std::vector<SumGroup> FindGroups(const AggregateNode& aggregate) {
    std::vector<SumGroup> groups;
    for (size_t i = 0; i < aggregate.calls().size(); ++i) {
      const AggregateCall& call = aggregate.calls()[i];
      if (!IsPlainSum(call) || IsVolatile(*call.arguments[0])) continue;
      ShiftedSum sum = TakeApart(i, call.arguments[0]);
      if (!sum.base->type().IsInteger()) continue;
      if (sum.shift != 0 && !IsSafe(aggregate, *call.arguments[0])) continue;
      const auto same = std::find_if(groups.begin(), groups.end(), [&](const SumGroup& group) {
        return group.sums[0].base->Equals(*sum.base);
      });
      SumGroup& group = same == groups.end() ? groups.emplace_back() : *same;
      group.sums.push_back(std::move(sum));
    }
    return groups;
  }

  AggregateCall MakeCall(const std::string& function, const ExprPtr& argument) {
    AggregateCall call;
    call.id = context_.column_ids->Next();
    call.name = function;
    call.function = context_.functions->BindAggregate(function, {argument->type()}, {});
    call.arguments = {MakeCast(argument, call.function->arguments[0])};
    return call;
  }

  ExprPtr Combine(const std::string& op, ExprPtr left, ExprPtr right) {
    auto function = context_.functions->BindScalar(op, {left->type(), right->type()}, {});
    return std::make_shared<CallExpr>(std::move(function),
                                      std::vector<ExprPtr>{std::move(left), std::move(right)});
  }

  /// Makes sum(base) + shift * count(base).
  ExprPtr Answer(const SumGroup& group, const ShiftedSum& sum) {
    const LogicalType wide(TypeId::kInt128);
    const auto column = [](const AggregateCall& call) {
      return MakeColumn({call.id, call.name, call.type()});
    };
    if (sum.shift == 0) return column(group.sum);
    ExprPtr shift = Combine("*", MakeConstant(Value::Integral(wide, sum.shift)),
                            MakeCast(column(group.count), wide));
    return Combine("+", column(group.sum), std::move(shift));
  }

  PlanPtr Build(const AggregateNode& aggregate, std::vector<SumGroup>& groups) {
    std::vector<ExprPtr> answers(aggregate.calls().size());
    std::vector<AggregateCall> calls;
    for (SumGroup& group : groups) {
      group.sum = MakeCall("sum", group.sums[0].base);
      group.count = MakeCall("count", group.sums[0].base);
      for (const ShiftedSum& sum : group.sums) answers[sum.call] = Answer(group, sum);
      calls.push_back(group.sum);
      calls.push_back(group.count);
    }
    std::vector<NamedExpr> items;
    for (const NamedExpr& key : aggregate.keys()) {
      items.push_back(PassOn({key.id, key.name, key.expr->type()}));
    }
    for (size_t i = 0; i < answers.size(); ++i) {
      const AggregateCall& call = aggregate.calls()[i];
      if (answers[i]) {
        items.push_back({call.id, call.name, answers[i]});
      } else {
        calls.push_back(call);
        items.push_back(PassOn({call.id, call.name, call.type()}));
      }
    }
    PlanPtr below =
        std::make_shared<AggregateNode>(aggregate.child(), aggregate.keys(), std::move(calls));
    return std::make_shared<ProjectNode>(std::move(below), std::move(items));
  }

  CardinalityEstimator estimator_;
  OptimizerContext& context_;
};

}  // namespace

PlanPtr ShiftedSumsPass::Run(PlanPtr plan, OptimizerContext& context) const {
  SumRewriter rewriter(*plan, context);
  return TransformPlan(plan, [&](PlanPtr node) { return rewriter.Rewrite(node); });
}

}  // namespace lakebolt
