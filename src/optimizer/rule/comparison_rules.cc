#include "function/cast.h"
#include "optimizer/rule/expression_rules.h"

namespace lakebolt {

namespace {

/// The longest whole numbers that a DOUBLE holds exactly have 53 bits.
constexpr uint32_t kDoubleExactBytes = 4;

const Value* ConstantOf(const ExprPtr& expr) {
  return expr->kind() == ExprKind::kConstant ? &As<ConstantExpr>(expr).value() : nullptr;
}

/// Tells whether every value of `from` is one of `to`, different ones stay different, and order is
/// kept.
bool IsLossless(const LogicalType& from, const LogicalType& to) {
  if (CastCanFail(from, to) || !CastIsMonotonic(from, to)) return false;
  if (from.IsInteger()) {
    if (to.IsInteger() || to.IsDecimal()) return true;
    return to.id() == TypeId::kFloat64 && PhysicalWidth(from.physical()) <= kDoubleExactBytes;
  }
  if (from.IsDecimal()) {
    return to.IsDecimal() && to.scale() >= from.scale() &&
           to.precision() - to.scale() >= from.precision() - from.scale();
  }
  if (from.id() == TypeId::kFloat32) return to.id() == TypeId::kFloat64;
  if (from.id() == TypeId::kDate) return to.id() == TypeId::kTimestamp && !to.with_zone();
  return false;
}

/// Writes a constant as a value of a narrower type; nothing when it is none.
std::optional<Value> AsNarrower(const Value& constant, const LogicalType& type) {
  if (constant.IsNull()) return std::nullopt;
  const Value narrow = CastValue(constant, type, CastMode::kTry);
  if (narrow.IsNull()) return std::nullopt;
  const Value again = CastValue(narrow, constant.type(), CastMode::kTry);
  if (again.IsNull() || !(again == constant)) return std::nullopt;
  return narrow;
}

bool IsLosslessCast(const Expr& expr) {
  return expr.kind() == ExprKind::kCast && IsLossless(expr.child(0)->type(), expr.type());
}

}  // namespace

ExprPtr ConstantToRight(ExprPtr node) {
  if (node->kind() != ExprKind::kCompare) return node;
  const auto& compare = As<CompareExpr>(node);
  if (!ConstantOf(compare.left()) || ConstantOf(compare.right())) return node;
  return std::make_shared<CompareExpr>(Flip(compare.op()), compare.right(), compare.left(),
                                       node->range());
}

ExprPtr PushNotDown(ExprPtr node) {
  if (node->kind() != ExprKind::kNot || node->child(0)->kind() != ExprKind::kConjunction) {
    return node;
  }
  const auto& conjunction = As<ConjunctionExpr>(node->child(0));
  std::vector<ExprPtr> terms;
  for (const ExprPtr& term : conjunction.children()) {
    if (term->kind() == ExprKind::kCompare) {
      const auto& compare = As<CompareExpr>(term);
      terms.push_back(std::make_shared<CompareExpr>(Negate(compare.op()), compare.left(),
                                                    compare.right(), term->range()));
    } else if (term->kind() == ExprKind::kNot) {
      terms.push_back(term->child(0));
    } else {
      terms.push_back(PushNotDown(std::make_shared<NotExpr>(term, term->range())));
    }
  }
  return MakeConjunction(!conjunction.is_and(), std::move(terms));
}

ExprPtr UnwrapCast(ExprPtr node) {
  if (node->kind() == ExprKind::kCompare) {
    const auto& compare = As<CompareExpr>(node);
    const Value* constant = ConstantOf(compare.right());
    if (!constant || !IsLosslessCast(*compare.left())) return node;
    const ExprPtr& inner = compare.left()->child(0);
    std::optional<Value> narrow = AsNarrower(*constant, inner->type());
    if (!narrow) return node;
    return std::make_shared<CompareExpr>(compare.op(), inner, MakeConstant(std::move(*narrow)),
                                         node->range());
  }
  if (node->kind() != ExprKind::kIn || !IsLosslessCast(*node->child(0))) return node;
  const ExprPtr& inner = node->child(0)->child(0);
  std::vector<ExprPtr> items{inner};
  for (size_t i = 1; i < node->children().size(); ++i) {
    const Value* constant = ConstantOf(node->child(i));
    if (!constant) return node;
    std::optional<Value> narrow = AsNarrower(*constant, inner->type());
    if (!narrow) return node;
    items.push_back(MakeConstant(std::move(*narrow)));
  }
  return std::make_shared<InExpr>(std::move(items), node->range());
}

}  // namespace lakebolt
