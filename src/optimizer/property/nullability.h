#pragma once

#include <unordered_map>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Finds which columns of a plan are never NULL, from statistics, filters and the shape of the
/// plan. Remembers what it found by node; keep it no longer than the plan.
class Nullability {
 public:
  /// Returns the columns of `node` that are never NULL.
  const ColumnSet& NeverNullColumns(const PlanNode& node);

 private:
  ColumnSet Derive(const PlanNode& node);
  ColumnSet DeriveScan(const ScanNode& scan);
  ColumnSet DeriveAggregate(const AggregateNode& aggregate);
  ColumnSet DeriveJoin(const JoinNode& join);
  ColumnSet DeriveSetOperation(const SetOperationNode& set);

  std::unordered_map<const PlanNode*, ColumnSet> known_;
  std::unordered_map<uint32_t, ColumnSet> ctes_;
};

// Of what lies deep inside an expression these say no; `depth` counts.

/// Tells that `expr` is never NULL when the columns `never_null` are not.
bool IsNeverNull(const Expr& expr, const ColumnSet& never_null, int depth = 0);

/// Tells that `expr` is NULL whenever all columns of `columns` are.
bool IsNullWhenNull(const Expr& expr, const ColumnSet& columns, int depth = 0);

/// Tells that the condition is not TRUE whenever all columns of `columns` are NULL: a filter with
/// it drops the rows that an outer join has filled up.
bool RejectsNulls(const Expr& condition, const ColumnSet& columns, int depth = 0);

}  // namespace lakebolt
