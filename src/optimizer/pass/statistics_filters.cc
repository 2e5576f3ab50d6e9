#include "optimizer/pass/statistics_filters.h"

#include <algorithm>

#include "optimizer/cardinality/estimator.h"
#include "optimizer/pass/filter_pusher.h"

namespace lakebolt {

namespace {

enum class Verdict { kUnknown, kNeverTrue, kAlwaysTrue };

const Value* ConstantOf(const Expr& expr) {
  return expr.kind() == ExprKind::kConstant ? &As<ConstantExpr>(expr).value() : nullptr;
}

bool HasTrustedBounds(const ColumnStatistics& statistics, const LogicalType& type) {
  return statistics.min && statistics.max && !type.IsFloating() && !type.IsNested() &&
         statistics.min->type() == type && statistics.max->type() == type;
}

/// Judges `value op constant` for all values between the bounds.
Verdict JudgeBounds(CompareOp op, const Value& min, const Value& max, const Value& constant) {
  const int low = Value::Compare(min, constant);
  const int high = Value::Compare(max, constant);
  const auto verdict = [](bool always, bool never) {
    if (never) return Verdict::kNeverTrue;
    return always ? Verdict::kAlwaysTrue : Verdict::kUnknown;
  };
  switch (op) {
    case CompareOp::kEqual: return verdict(low == 0 && high == 0, low > 0 || high < 0);
    case CompareOp::kNotEqual: return verdict(low > 0 || high < 0, low == 0 && high == 0);
    case CompareOp::kLess: return verdict(high < 0, low >= 0);
    case CompareOp::kLessEqual: return verdict(high <= 0, low > 0);
    case CompareOp::kGreater: return verdict(low > 0, high <= 0);
    case CompareOp::kGreaterEqual: return verdict(low >= 0, high < 0);
    default: return Verdict::kUnknown;
  }
}

/// Judges the conditions on one input.
class ConditionJudge {
 public:
  ConditionJudge(const PlanNode& input, CardinalityEstimator& estimator)
      : input_(input), estimator_(estimator) {}

  Verdict Judge(const Expr& condition) {
    if (IsVolatile(condition) || CanFail(condition)) return Verdict::kUnknown;
    switch (condition.kind()) {
      case ExprKind::kCompare: return JudgeCompare(As<CompareExpr>(condition));
      case ExprKind::kIn: return JudgeIn(condition);
      case ExprKind::kIsNull:
        return HasNoNulls(*condition.child(0)) ? Verdict::kNeverTrue : Verdict::kUnknown;
      case ExprKind::kNot: {
        const Expr& inner = *condition.child(0);
        const bool is_null = inner.kind() == ExprKind::kIsNull;
        return is_null && HasNoNulls(*inner.child(0)) ? Verdict::kAlwaysTrue : Verdict::kUnknown;
      }
      case ExprKind::kConjunction: return JudgeConjunction(As<ConjunctionExpr>(condition));
      default: return Verdict::kUnknown;
    }
  }

 private:
  bool HasNoNulls(const Expr& expr) { return estimator_.StatisticsOf(input_, expr).HasNoNulls(); }

  Verdict JudgeCompare(const CompareExpr& compare) {
    const Value* constant = ConstantOf(*compare.right());
    if (!constant || constant->IsNull()) return Verdict::kUnknown;
    const ColumnStatistics statistics = estimator_.StatisticsOf(input_, *compare.left());
    if (!HasTrustedBounds(statistics, constant->type())) return Verdict::kUnknown;
    const Verdict verdict = JudgeBounds(compare.op(), *statistics.min, *statistics.max, *constant);
    // NULL is not TRUE.
    if (verdict == Verdict::kAlwaysTrue && !statistics.HasNoNulls()) return Verdict::kUnknown;
    return verdict;
  }

  Verdict JudgeIn(const Expr& in) {
    const ColumnStatistics statistics = estimator_.StatisticsOf(input_, *in.child(0));
    if (!HasTrustedBounds(statistics, in.child(0)->type())) return Verdict::kUnknown;
    for (size_t i = 1; i < in.children().size(); ++i) {
      const Value* item = ConstantOf(*in.child(i));
      if (!item) return Verdict::kUnknown;
      if (item->IsNull()) continue;
      if (JudgeBounds(CompareOp::kEqual, *statistics.min, *statistics.max, *item) !=
          Verdict::kNeverTrue) {
        return Verdict::kUnknown;
      }
    }
    return Verdict::kNeverTrue;
  }

  Verdict JudgeConjunction(const ConjunctionExpr& conjunction) {
    const Verdict deciding = conjunction.is_and() ? Verdict::kNeverTrue : Verdict::kAlwaysTrue;
    bool all_other = true;
    for (const ExprPtr& term : conjunction.children()) {
      const Verdict verdict = Judge(*term);
      if (verdict == deciding) return deciding;
      all_other &= verdict != Verdict::kUnknown;
    }
    if (!all_other) return Verdict::kUnknown;
    return conjunction.is_and() ? Verdict::kAlwaysTrue : Verdict::kNeverTrue;
  }

  const PlanNode& input_;
  CardinalityEstimator& estimator_;
};

PlanPtr Decide(const PlanPtr& plan, CardinalityEstimator& estimator) {
  std::vector<PlanPtr> children;
  bool changed = false;
  for (const PlanPtr& child : plan->children()) {
    children.push_back(Decide(child, estimator));
    changed |= children.back() != child;
  }
  if (plan->kind() == PlanKind::kFilter) {
    ConditionJudge judge(*plan->child(), estimator);
    std::vector<ExprPtr> kept;
    for (const ExprPtr& conjunct : As<FilterNode>(plan).conjuncts()) {
      const Verdict verdict = judge.Judge(*conjunct);
      if (verdict == Verdict::kNeverTrue) return MakeEmpty(*plan);
      if (verdict == Verdict::kUnknown) kept.push_back(conjunct);
    }
    if (kept.empty()) return children[0];
    if (kept.size() < As<FilterNode>(plan).conjuncts().size()) {
      return std::make_shared<FilterNode>(std::move(children[0]), std::move(kept));
    }
  }
  return changed ? plan->WithChildren(std::move(children)) : plan;
}

}  // namespace

PlanPtr StatisticsFiltersPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  CardinalityEstimator estimator(*plan);
  return Decide(plan, estimator);
}

}  // namespace lakebolt
