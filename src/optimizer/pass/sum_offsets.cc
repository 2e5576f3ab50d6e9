#include "optimizer/pass/sum_offsets.h"

#include <optional>

#include "function/registry.h"
#include "optimizer/cardinality/estimator.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Is `base` plus a constant.
struct Offset {
  ExprPtr base;
  int128_t constant = 0;
};

std::optional<int128_t> IntegerOf(const Expr& expr) {
  if (expr.kind() != ExprKind::kConstant || !expr.type().IsInteger()) return std::nullopt;
  const Value& value = As<ConstantExpr>(expr).value();
  if (value.IsNull()) return std::nullopt;
  return value.integral();
}

/// Takes `x + c`, `c + x` and `x - c` of integers apart; of anything else the constant is 0.
Offset SplitOffset(const ExprPtr& expr) {
  if (expr->kind() != ExprKind::kCall || expr->children().size() != 2) return {expr, 0};
  const std::string& name = As<CallExpr>(expr).function().name;
  const ExprPtr& left = expr->child(0);
  const ExprPtr& right = expr->child(1);
  if (name != "+" && name != "-") return {expr, 0};
  if (const auto constant = IntegerOf(*right)) {
    return {left, name == "+" ? *constant : -*constant};
  }
  if (name == "+") {
    if (const auto constant = IntegerOf(*left)) return {right, *constant};
  }
  return {expr, 0};
}

/// Rewrites the aggregates of one plan.
class OffsetRewriter {
 public:
  OffsetRewriter(OptimizerContext& context, const PlanNode& plan)
      : context_(context), estimator_(plan) {}

  PlanPtr Rewrite(const PlanPtr& node) {
    if (node->kind() != PlanKind::kAggregate) return node;
    const auto& aggregate = As<AggregateNode>(node);
    calls_.clear();
    items_.clear();
    std::vector<std::optional<Offset>> offsets;
    for (const AggregateCall& call : aggregate.calls()) {
      offsets.push_back(SplitSum(aggregate, call));
      if (!offsets.back()) calls_.push_back(call);
    }
    if (calls_.size() == offsets.size()) return node;
    for (const NamedExpr& key : aggregate.keys()) {
      items_.push_back({key.id, key.name, MakeColumn({key.id, key.name, key.expr->type()})});
    }
    for (size_t i = 0; i < offsets.size(); ++i) {
      const AggregateCall& call = aggregate.calls()[i];
      items_.push_back(
          {call.id, call.name, offsets[i] ? Compute(call, *offsets[i]) : Column(call)});
    }
    return std::make_shared<ProjectNode>(
        std::make_shared<AggregateNode>(aggregate.child(), aggregate.keys(), calls_), items_);
  }

 private:
  /// Splits the argument of a sum that another sum shares; nothing where it may overflow.
  std::optional<Offset> SplitSum(const AggregateNode& aggregate, const AggregateCall& call) {
    if (!IsIntegerSum(call)) return std::nullopt;
    Offset offset = SplitOffset(call.arguments[0]);
    if (offset.constant == 0 || !IsShared(aggregate, *offset.base)) return std::nullopt;
    const LogicalType& type = call.arguments[0]->type();
    const ColumnStatistics bounds = estimator_.StatisticsOf(*aggregate.child(), *offset.base);
    if (offset.base->type() != type || !bounds.min || !bounds.max || bounds.min->type() != type ||
        bounds.max->type() != type || bounds.min->IsNull() || bounds.max->IsNull()) {
      return std::nullopt;
    }
    const int128_t low = static_cast<int128_t>(bounds.min->integral()) + offset.constant;
    const int128_t high = static_cast<int128_t>(bounds.max->integral()) + offset.constant;
    if (!Fits(low, type) || !Fits(high, type)) return std::nullopt;
    return offset;
  }

  /// Tells whether a call adds up to a HUGEINT, in which everything here is exact.
  static bool IsIntegerSum(const AggregateCall& call) {
    return call.function->name == "sum" && call.arguments.size() == 1 && !call.distinct &&
           call.filter == nullptr && call.mode == AggregateCall::Mode::kFull &&
           call.arguments[0]->type().IsInteger() && call.type().id() == TypeId::kInt128 &&
           !IsVolatile(*call.arguments[0]);
  }

  static bool IsShared(const AggregateNode& aggregate, const Expr& base) {
    int sums = 0;
    for (const AggregateCall& call : aggregate.calls()) {
      if (IsIntegerSum(call) && SplitOffset(call.arguments[0]).base->Equals(base)) ++sums;
    }
    return sums > 1;
  }

  static bool Fits(int128_t number, const LogicalType& type) {
    const int bits = static_cast<int>(PhysicalWidth(type.physical())) * 8;
    if (bits > 64) return false;
    const bool is_signed = !type.IsUnsignedInteger();
    const int128_t limit = static_cast<int128_t>(1) << (is_signed ? bits - 1 : bits);
    return number < limit && number >= (is_signed ? -limit : 0);
  }

  static ExprPtr Column(const AggregateCall& call) {
    return MakeColumn({call.id, call.name, call.type()});
  }

  /// Computes SUM(base) + constant * COUNT(base).
  ExprPtr Compute(const AggregateCall& call, const Offset& offset) {
    const ExprPtr sum = Shared(call, call.function, offset.base);
    const ExprPtr count =
        MakeCast(Shared(call, context_.functions->BindAggregate("count", {offset.base->type()}, {}),
                        offset.base),
                 TypeId::kInt128);
    const auto constant = MakeConstant(Value::Integral(TypeId::kInt128, offset.constant));
    return Binary("+", sum, Binary("*", count, constant));
  }

  ExprPtr Binary(const char* name, ExprPtr left, ExprPtr right) {
    auto function = context_.functions->BindScalar(name, {left->type(), right->type()}, {});
    return std::make_shared<CallExpr>(std::move(function),
                                      std::vector<ExprPtr>{std::move(left), std::move(right)});
  }

  /// Returns the column of a call over `argument`, made at its first use.
  ExprPtr Shared(const AggregateCall& like, std::shared_ptr<const BoundAggregate> function,
                 const ExprPtr& argument) {
    for (const AggregateCall& call : calls_) {
      const bool same = call.function->name == function->name && call.arguments.size() == 1 &&
                        !call.distinct && call.filter == nullptr &&
                        call.mode == AggregateCall::Mode::kFull &&
                        call.arguments[0]->Equals(*argument) && call.type() == function->result;
      if (same) return Column(call);
    }
    AggregateCall call = like;
    call.id = context_.column_ids->Next();
    call.name = function->name;
    call.function = std::move(function);
    call.arguments = {argument};
    calls_.push_back(call);
    return Column(call);
  }

  OptimizerContext& context_;
  CardinalityEstimator estimator_;
  std::vector<AggregateCall> calls_;
  std::vector<NamedExpr> items_;
};

}  // namespace

PlanPtr SumOffsetsPass::Run(PlanPtr plan, OptimizerContext& context) const {
  OffsetRewriter rewriter(context, *plan);
  return TransformPlan(plan, [&](const PlanPtr& node) { return rewriter.Rewrite(node); });
}

}  // namespace lakebolt
