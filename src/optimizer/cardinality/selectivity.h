#pragma once

#include <vector>

#include "optimizer/cardinality/expression_statistics.h"

namespace lakebolt {

/// Estimates the share of rows for which conditions are true, from column statistics.
class SelectivityEstimator {
 public:
  /// `rows` is how many rows there are before; `lookup` tells of their columns.
  SelectivityEstimator(double rows, StatisticsLookup lookup)
      : rows_(rows), lookup_(std::move(lookup)) {}

  /// Estimates all conditions together: bounds on one expression are put together to a range;
  /// further conditions count less and less (exponential backoff), as they tend to be correlated.
  double OfConjuncts(const std::vector<ExprPtr>& conjuncts, int depth = 0) const;

  /// Estimates one condition; `depth` counts how deep inside another one it stands.
  double Of(const Expr& condition, int depth = 0) const;

 private:
  double OfCompare(const CompareExpr& compare) const;
  double OfEqual(const Expr& expr, const Value* constant) const;
  double OfRange(const ColumnStatistics& statistics, CompareOp op, const Value& constant) const;
  double OfColumns(const CompareExpr& compare) const;
  double OfIn(const Expr& in) const;
  double OfCall(const CallExpr& call) const;
  double NullFraction(const ColumnStatistics& statistics) const;

  double rows_;
  StatisticsLookup lookup_;
};

/// Estimates how many of `distinct` values are left among `rows` rows drawn from all.
double DistinctAmong(double distinct, double rows);

/// Narrows what is known of a column by a condition that holds.
void NarrowByCondition(const Expr& condition, ColumnId column, ColumnStatistics& statistics);

}  // namespace lakebolt
