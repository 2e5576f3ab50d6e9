// Building blocks for rewrites: equality, traversal, and what an expression may do. Traversals keep
// their own stack, so that the depth of an expression is bounded by memory only.

#include <utility>

#include "base/cancellation_scope.h"
#include "base/hash.h"
#include "expression/expression.h"
#include "function/cast.h"

namespace lakebolt {

bool Expr::Equals(const Expr& other) const {
  std::vector<std::pair<const Expr*, const Expr*>> left_to_do = {{this, &other}};
  while (!left_to_do.empty()) {
    const auto [a, b] = left_to_do.back();
    left_to_do.pop_back();
    if (a == b) continue;
    if (a->kind_ != b->kind_ || a->children_.size() != b->children_.size() ||
        a->type_ != b->type_ || !a->SameNode(*b)) {
      return false;
    }
    for (size_t i = 0; i < a->children_.size(); ++i) {
      left_to_do.emplace_back(a->children_[i].get(), b->children_[i].get());
    }
  }
  return true;
}

uint64_t Expr::Hash() const {
  uint64_t hash = CombineHash(HashWord(static_cast<uint64_t>(kind_)), NodeHash());
  for (const ExprPtr& child : children_) hash = CombineHash(hash, child->Hash());
  return hash;
}

ExprPtr MakeConstant(Value value) {
  return std::make_shared<ConstantExpr>(std::move(value));
}

ExprPtr MakeCompare(CompareOp op, ExprPtr left, ExprPtr right) {
  return std::make_shared<CompareExpr>(op, std::move(left), std::move(right));
}

ExprPtr MakeConjunction(bool is_and, std::vector<ExprPtr> terms) {
  if (terms.empty()) return MakeConstant(Value::Boolean(is_and));
  if (terms.size() == 1) return std::move(terms[0]);
  std::vector<ExprPtr> flat;
  flat.reserve(terms.size());
  for (ExprPtr& term : terms) {
    const bool same =
        term->kind() == ExprKind::kConjunction && As<ConjunctionExpr>(term).is_and() == is_and;
    if (same) {
      flat.insert(flat.end(), term->children().begin(), term->children().end());
    } else {
      flat.push_back(std::move(term));
    }
  }
  return std::make_shared<ConjunctionExpr>(is_and, std::move(flat));
}

ExprPtr MakeCast(ExprPtr input, const LogicalType& to) {
  if (input->type() == to) return input;
  if (input->kind() == ExprKind::kConstant) {
    try {
      return std::make_shared<ConstantExpr>(CastValue(As<ConstantExpr>(input).value(), to),
                                            input->range());
    } catch (const UserError&) {
      CheckCancellation();
      // The error is due when a row asks for the value, if one ever does.
    }
  }
  const SourceRange range = input->range();
  return std::make_shared<CastExpr>(std::move(input), to, false, range);
}

void SplitConjuncts(const ExprPtr& expr, std::vector<ExprPtr>& out) {
  if (expr->kind() == ExprKind::kConjunction && As<ConjunctionExpr>(expr).is_and()) {
    for (const ExprPtr& term : expr->children()) SplitConjuncts(term, out);
  } else {
    out.push_back(expr);
  }
}

ExprPtr TransformExpr(const ExprPtr& expr, const std::function<ExprPtr(ExprPtr)>& rewrite) {
  struct Frame {
    ExprPtr node;
    std::vector<ExprPtr> children;  // rewritten so far
    bool changed = false;
  };
  std::vector<Frame> stack;
  stack.push_back({expr, {}, false});
  while (true) {
    Frame& top = stack.back();
    if (top.children.size() < top.node->children().size()) {
      ExprPtr next = top.node->child(top.children.size());
      stack.push_back({std::move(next), {}, false});
      continue;
    }
    ExprPtr node = top.changed ? top.node->WithChildren(std::move(top.children)) : top.node;
    ExprPtr result = rewrite(std::move(node));
    const bool changed = result != top.node;
    stack.pop_back();
    if (stack.empty()) return result;
    stack.back().children.push_back(std::move(result));
    stack.back().changed |= changed;
  }
}

void VisitExpr(const Expr& expr, const std::function<bool(const Expr&)>& visit) {
  std::vector<const Expr*> stack = {&expr};
  while (!stack.empty()) {
    const Expr* node = stack.back();
    stack.pop_back();
    if (!visit(*node)) continue;
    const auto& children = node->children();
    for (auto child = children.rbegin(); child != children.rend(); ++child) {
      stack.push_back(child->get());
    }
  }
}

namespace {

/// Tells whether `test` holds for any node; the bodies of lambdas are looked at too.
bool AnyNode(const Expr& expr, bool (*test)(const Expr&)) {
  bool found = false;
  VisitExpr(expr, [&](const Expr& node) {
    found = found || test(node) ||
            (node.kind() == ExprKind::kLambda && AnyNode(*As<LambdaExpr>(node).body(), test));
    return !found;
  });
  return found;
}

}  // namespace

bool IsVolatile(const Expr& expr) {
  return AnyNode(expr, [](const Expr& node) {
    return node.kind() == ExprKind::kCall &&
           As<CallExpr>(node).function().traits.volatility == Volatility::kVolatile;
  });
}

bool CanFail(const Expr& expr) {
  return AnyNode(expr, [](const Expr& node) {
    switch (node.kind()) {
      case ExprKind::kSubquery: return true;
      case ExprKind::kCall: return As<CallExpr>(node).function().traits.can_fail;
      case ExprKind::kCast:
        return !As<CastExpr>(node).is_try() && CastCanFail(node.child(0)->type(), node.type());
      default: return false;
    }
  });
}

bool IsFoldable(const Expr& expr) {
  bool refers = false;
  VisitExpr(expr, [&](const Expr& node) {
    refers = refers || node.kind() == ExprKind::kColumn || node.kind() == ExprKind::kInput ||
             node.kind() == ExprKind::kSubquery;
    return !refers;
  });
  return !refers && !IsVolatile(expr);
}

}  // namespace lakebolt
