#pragma once

#include "plan/logical_plan.h"

namespace lakebolt {

enum class SubqueryKind : uint8_t {
  kScalar,  // value of the one row, NULL when there is none, an error when there are more
  kExists,
  kAny,  // child 0 op ANY (subquery); IN is "= ANY"
  kAll,  // child 0 op ALL (subquery); NOT IN is "<> ALL"
};

/// Stands for a subquery inside an expression, as the binder leaves it; the unnesting pass turns it
/// into a join. The plan may refer to columns of enclosing queries.
class SubqueryExpr final : public Expr {
 public:
  /// For kAny and kAll `operands` are the left-hand values (more than one for row values), compared
  /// with the plan's first columns of the same types.
  SubqueryExpr(SubqueryKind subquery_kind, LogicalType type, PlanPtr plan, CompareOp op,
               std::vector<ExprPtr> operands, SourceRange range)
      : Expr(ExprKind::kSubquery, std::move(type), std::move(operands), range),
        subquery_kind_(subquery_kind),
        plan_(std::move(plan)),
        op_(op) {}

  SubqueryKind subquery_kind() const { return subquery_kind_; }
  const PlanPtr& plan() const { return plan_; }
  CompareOp op() const { return op_; }

  ExprPtr WithPlan(PlanPtr plan) const;
  ExprPtr WithChildren(std::vector<ExprPtr> children) const override;
  std::string ToString() const override;

 private:
  bool SameNode(const Expr& other) const override;
  uint64_t NodeHash() const override;

  SubqueryKind subquery_kind_;
  PlanPtr plan_;
  CompareOp op_;
};

}  // namespace lakebolt
