// Constant folding: what has no column in it is computed once, and logic that constants decide is
// simplified.

#include <algorithm>
#include <optional>

#include "base/cancellation_scope.h"
#include "base/evaluation_memory.h"
#include "expression/eval_node.h"
#include "expression/evaluator.h"

namespace lakebolt {

namespace {

bool IsConstant(const ExprPtr& expr) {
  return expr->kind() == ExprKind::kConstant;
}
bool IsNull(const ExprPtr& expr) {
  return IsConstant(expr) && As<ConstantExpr>(expr).value().IsNull();
}
/// Returns what a constant boolean says: nothing for NULL and for what is not constant.
std::optional<bool> Truth(const ExprPtr& expr) {
  if (!IsConstant(expr) || IsNull(expr)) return std::nullopt;
  return As<ConstantExpr>(expr).value().boolean();
}

ExprPtr ConstantAt(Value value, const Expr& at) {
  return std::make_shared<ConstantExpr>(std::move(value), at.range());
}

/// Drops terms that change nothing, stops at one that decides, and flattens nested ones.
ExprPtr FoldConjunction(const ExprPtr& expr) {
  const bool is_and = As<ConjunctionExpr>(expr).is_and();
  std::vector<ExprPtr> terms;
  std::vector<ExprPtr> pending(expr->children().rbegin(), expr->children().rend());
  bool changed = false;
  while (!pending.empty()) {
    ExprPtr term = std::move(pending.back());
    pending.pop_back();
    if (term->kind() == ExprKind::kConjunction && As<ConjunctionExpr>(term).is_and() == is_and) {
      pending.insert(pending.end(), term->children().rbegin(), term->children().rend());
      changed = true;
      continue;
    }
    const auto truth = Truth(term);
    if (truth) {
      if (*truth != is_and) return ConstantAt(Value::Boolean(*truth), *expr);
      changed = true;
      continue;
    }
    terms.push_back(std::move(term));
  }
  if (!changed) return expr;
  if (terms.empty()) return ConstantAt(Value::Boolean(is_and), *expr);
  if (terms.size() == 1) return terms[0];
  return std::make_shared<ConjunctionExpr>(is_and, std::move(terms), expr->range());
}

ExprPtr FoldNot(const ExprPtr& expr) {
  const ExprPtr& input = expr->child(0);
  if (input->kind() == ExprKind::kNot) return input->child(0);
  if (input->kind() == ExprKind::kCompare) {
    const auto& compare = As<CompareExpr>(input);
    return std::make_shared<CompareExpr>(Negate(compare.op()), compare.left(), compare.right(),
                                         expr->range());
  }
  return expr;
}

ExprPtr FoldCompare(const ExprPtr& expr) {
  const CompareOp op = As<CompareExpr>(expr).op();
  const bool null_aware = op == CompareOp::kDistinct || op == CompareOp::kNotDistinct;
  if (!null_aware && (IsNull(expr->child(0)) || IsNull(expr->child(1)))) {
    return ConstantAt(Value(TypeId::kBoolean), *expr);
  }
  return expr;
}

/// Drops branches that are never taken and all after one that always is.
ExprPtr FoldName(const ExprPtr& expr) {
  std::vector<ExprPtr> kept;
  const auto& children = expr->children();
  ExprPtr otherwise = children.back();
  for (size_t i = 0; i + 1 < children.size(); i += 2) {
    if (!IsConstant(children[i])) {
      kept.push_back(children[i]);
      kept.push_back(children[i + 1]);
    } else if (Truth(children[i]).value_or(false)) {
      otherwise = children[i + 1];
      break;
    }
  }
  if (kept.size() + 1 == children.size()) return expr;
  if (kept.empty()) return otherwise;
  kept.push_back(std::move(otherwise));
  return expr->WithChildren(std::move(kept));
}

ExprPtr FoldCoalesce(const ExprPtr& expr) {
  std::vector<ExprPtr> kept;
  for (const ExprPtr& child : expr->children()) {
    if (IsNull(child)) continue;
    kept.push_back(child);
    if (IsConstant(child)) break;
  }
  if (kept.size() == expr->children().size()) return expr;
  if (kept.empty()) return ConstantAt(Value(expr->type()), *expr);
  if (kept.size() == 1) return kept[0];
  return expr->WithChildren(std::move(kept));
}

ExprPtr FoldCall(const ExprPtr& expr) {
  const FunctionTraits& traits = As<CallExpr>(expr).function().traits;
  if (traits.nulls != NullHandling::kPropagate || traits.volatility == Volatility::kVolatile) {
    return expr;
  }
  for (const ExprPtr& argument : expr->children()) {
    if (IsNull(argument)) return ConstantAt(Value(expr->type()), *expr);
  }
  return expr;
}

ExprPtr FoldIn(const ExprPtr& expr) {
  if (IsNull(expr->child(0))) return ConstantAt(Value(TypeId::kBoolean), *expr);
  if (expr->children().size() == 2) {
    return std::make_shared<CompareExpr>(CompareOp::kEqual, expr->child(0), expr->child(1),
                                         expr->range());
  }
  return expr;
}

/// Tells whether a lambda captures nothing but constants.
bool IsConstantLambda(const ExprPtr& expr) {
  return expr->kind() == ExprKind::kLambda &&
         std::all_of(expr->children().begin(), expr->children().end(), IsConstant);
}

/// Computes a node whose children are all constants; leaves it when that raises an error.
std::optional<ExprPtr> Compute(const ExprPtr& expr) {
  switch (expr->kind()) {
    case ExprKind::kConstant:
    case ExprKind::kColumn:
    case ExprKind::kInput:
    case ExprKind::kLambda:
    case ExprKind::kSubquery: return std::nullopt;
    default: break;
  }
  for (const ExprPtr& child : expr->children()) {
    if (!IsConstant(child) && !IsConstantLambda(child)) return std::nullopt;
  }
  if (IsVolatile(*expr)) return std::nullopt;
  // As a value, a list takes many times the memory; and where it is computed with the rows, that is
  // done within the query's memory.
  constexpr size_t kLargest = size_t{2} << 20;
  const EvaluationMemory::Bound bound(int64_t{0});
  try {
    const Vector value = EvaluateOneRow(expr);
    if (value.MemoryBytes() > kLargest) return std::nullopt;
    return ConstantAt(value.GetValue(0), *expr);
  } catch (const UserError&) {
    CheckCancellation();
    return std::nullopt;
  }
}

ExprPtr FoldNode(const ExprPtr& expr) {
  if (auto computed = Compute(expr)) return *computed;
  switch (expr->kind()) {
    case ExprKind::kConjunction: return FoldConjunction(expr);
    case ExprKind::kNot: return FoldNot(expr);
    case ExprKind::kCompare: return FoldCompare(expr);
    case ExprKind::kCase: return FoldName(expr);
    case ExprKind::kCoalesce: return FoldCoalesce(expr);
    case ExprKind::kCall: return FoldCall(expr);
    case ExprKind::kIn: return FoldIn(expr);
    default: return expr;
  }
}

}  // namespace

ExprPtr FoldConstants(const ExprPtr& expr) {
  return TransformExpr(expr, [](ExprPtr node) { return FoldNode(node); });
}

}  // namespace lakebolt
