#pragma once

#include <unordered_set>
#include <vector>

#include "optimizer/optimizer.h"
#include "optimizer/property/nullability.h"
#include "plan/operators.h"
#include "plan/subquery_expression.h"

namespace lakebolt {

/// Replaces each subquery in an expression by a column of a join put below the operator: a single
/// join for a scalar subquery, a mark join for EXISTS, IN, ANY and ALL, a semi or anti join where
/// such a one stands alone as a condition of WHERE and NULLs cannot tell the difference.
class SubqueryLowering {
 public:
  explicit SubqueryLowering(OptimizerContext& context) : context_(context) {}

  /// Lowers all subqueries of the plan, those inside subqueries first. The plan may give more
  /// columns than before.
  PlanPtr Lower(const PlanPtr& plan);

 private:
  PlanPtr LowerNode(const PlanPtr& node);
  PlanPtr LowerFilter(const FilterNode& filter);
  PlanPtr LowerJoin(const JoinNode& join);
  PlanPtr LowerFullJoin(const JoinNode& join);
  PlanPtr LowerValues(const ValuesNode& values);

  /// Adds the joins that `expr` needs above `input` and returns it without subqueries.
  ExprPtr LowerExpr(const ExprPtr& expr, PlanPtr& input);
  ExprPtr LowerSubquery(const SubqueryExpr& subquery, PlanPtr& input);
  ExprPtr LowerScalar(const SubqueryExpr& subquery, PlanPtr& input);
  ExprPtr LowerExists(const SubqueryExpr& subquery, PlanPtr& input);
  ExprPtr LowerAny(const SubqueryExpr& subquery, PlanPtr& input);
  /// Tries a semi or anti join for a conjunct that is a subquery; false when it does not fit.
  bool LowerConjunct(const ExprPtr& conjunct, PlanPtr& input);
  /// Keeps the rows for which `operands op` a row of the subquery is FALSE for all of its rows.
  void LowerNotAny(const SubqueryExpr& subquery, CompareOp op, PlanPtr& input);

  /// Finds what the same subquery has become for the node at hand; null when it is new there.
  ExprPtr FindLowered(const SubqueryExpr& subquery) const;

  /// Returns the subquery's plan, lowered; a copy if the plan was used before.
  PlanPtr TakePlan(const SubqueryExpr& subquery);
  PlanPtr MakeJoin(JoinKind kind, const PlanPtr& left, PlanPtr right,
                   std::vector<ExprPtr> conditions, MarkColumn mark = {}) const;

  struct Lowered {
    std::shared_ptr<const SubqueryExpr> subquery;
    ExprPtr result;
  };

  OptimizerContext& context_;
  std::unordered_set<ColumnId> used_;  // plans by their first columns, which no other plan makes
  std::vector<Lowered> lowered_;       // subqueries of the node at hand
};

}  // namespace lakebolt
