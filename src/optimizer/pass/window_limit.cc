#include "optimizer/pass/window_limit.h"

#include <algorithm>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

using Limit = WindowNode::Limit;

/// Beyond this many rows a partition nothing is gained.
constexpr int64_t kLargestLimit = 1'000'000;

std::optional<Limit::Rank> RankOf(const WindowCall& call) {
  if (!call.function || !call.argument_order.empty()) return std::nullopt;
  if (call.function->name == "row_number") return Limit::Rank::kRowNumber;
  if (call.function->name == "rank") return Limit::Rank::kRank;
  if (call.function->name == "dense_rank") return Limit::Rank::kDenseRank;
  return std::nullopt;
}

/// Returns the largest value of a column that a condition lets pass, if it says so.
std::optional<int64_t> UpperBound(const Expr& condition, ColumnId column) {
  if (condition.kind() != ExprKind::kCompare) return std::nullopt;
  const auto& compare = As<CompareExpr>(condition);
  const auto is_column = [&](const ExprPtr& expr) {
    return expr->kind() == ExprKind::kColumn && As<ColumnExpr>(expr).id() == column;
  };
  CompareOp op = compare.op();
  ExprPtr bound = compare.right();
  if (is_column(compare.right())) {
    op = Flip(op);
    bound = compare.left();
  } else if (!is_column(compare.left())) {
    return std::nullopt;
  }
  if (bound->kind() != ExprKind::kConstant || !bound->type().IsInteger()) return std::nullopt;
  const Value& value = As<ConstantExpr>(bound).value();
  if (value.IsNull() || value.integral() > kLargestLimit || value.integral() < 0) {
    return std::nullopt;
  }
  const auto number = static_cast<int64_t>(value.integral());
  switch (op) {
    case CompareOp::kEqual:
    case CompareOp::kLessEqual: return number;
    case CompareOp::kLess: return std::max<int64_t>(number - 1, 0);
    default: return std::nullopt;
  }
}

PlanPtr LimitWindow(const PlanPtr& node) {
  if (node->kind() != PlanKind::kFilter || node->child()->kind() != PlanKind::kWindow) return node;
  const auto& window = As<WindowNode>(node->child());
  const bool all_run =
      std::all_of(window.calls().begin(), window.calls().end(), [&](const WindowCall& call) {
        return RankOf(call) && call.order_size == window.order().size();
      });
  if (!all_run || window.limit()) return node;
  std::optional<Limit> best;
  for (const WindowCall& call : window.calls()) {
    for (const ExprPtr& conjunct : As<FilterNode>(node).conjuncts()) {
      const std::optional<int64_t> bound = UpperBound(*conjunct, call.id);
      if (!bound) continue;
      const Limit limit{*RankOf(call), static_cast<uint64_t>(*bound)};
      if (!best || limit.rank < best->rank) best = limit;
    }
  }
  return best ? node->WithChildren({window.WithLimit(*best)}) : node;
}

}  // namespace

PlanPtr WindowLimitPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return TransformPlan(plan, LimitWindow);
}

}  // namespace lakebolt
