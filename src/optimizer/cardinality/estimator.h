#pragma once

#include <unordered_map>

#include "optimizer/cardinality/selectivity.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Says how many composite keys two tables of so many rows may have in common, of `combinations` of
/// their columns' values. One table may list the keys of the other: if it is the smaller, they are
/// as many as its rows, if it is the larger, as many as that has. Tables that have nothing to do
/// with each other meet as rarely as all combinations say; but few such agree in more than two
/// columns. Between these lies what errs least.
double CompositeKeys(double left_rows, double right_rows, double combinations, size_t columns);

/// Takes from two columns' domains what lies outside the other's bounds.
void MeetDomains(const LogicalType& type, ColumnStatistics& a, ColumnStatistics& b);

/// Says how many more pairs of rows agree in a column that both sides repeat than if each value
/// came as often as any other: some come much more often, and those mostly do so in both tables.
constexpr double kSkewOfRepeated = 3;

/// Answers, for the nodes of one plan, how many rows to expect and what is known of each column:
/// statistics travel up from the sources through all operators. Bounds and "no NULLs" always hold;
/// row numbers and distinct counts are estimates. Answers are kept by node, so an estimator must
/// not outlive the plan; it is asked only for what is needed and reads no more.
class CardinalityEstimator {
 public:
  /// Notes the plan's CTEs; nodes made later may be asked for too, as long as they are kept.
  explicit CardinalityEstimator(const PlanNode& plan) { NoteCtes(plan); }

  double EstimateRows(const PlanNode& node);
  ColumnStatistics StatisticsOf(const PlanNode& node, ColumnId column);
  /// Derives what is known of an expression over the columns of `node`.
  ColumnStatistics StatisticsOf(const PlanNode& node, const Expr& expr);

  /// Estimates the bytes in memory of one row of those columns of the node that are in `wanted`.
  double RowWidth(const PlanNode& node, const ColumnSet& wanted);

  /// Says where a column's values come from: a scan or a group by.
  struct Origin {
    const PlanNode* node = nullptr;  // null when the column is computed
    ColumnId column = kNoColumn;     // as the node calls it
    double rows = 0;                 // the table's rows before any filter
    double kept = 0;                 // the rows that filters right above it leave
  };
  Origin OriginOf(const PlanNode& node, ColumnId column);
  /// Tells whether a table holds most values of a column more than once.
  bool IsRepeated(const Origin& origin);

  /// Estimates the share of left x right rows for which the conditions hold.
  double JoinSelectivity(const PlanNode& left, const PlanNode& right,
                         const std::vector<ExprPtr>& conditions);
  /// Estimates the share of left rows that have a match on the right.
  double MatchFraction(const PlanNode& left, const PlanNode& right,
                       const std::vector<ExprPtr>& conditions);
  /// Estimates the distinct values of a column; a guess when nothing is known. Has the source look
  /// closer, once, where it can.
  double DistinctCount(const PlanNode& node, const Expr& expr);

  /// Derives what is known of a column's values where its rows come from: in a table, under the
  /// conditions on the column itself. What other conditions leave of these values are as many fewer
  /// matches of a join, whatever their number.
  ColumnStatistics DomainOf(const PlanNode& node, const Expr& expr);

  /// Estimates how many values the keys of two sides of a join may meet in.
  double CommonValues(const PlanNode& left, const Expr& left_key, const PlanNode& right,
                      const Expr& right_key);

  /// Adds the CTEs of a plan that is made later.
  void NoteCtes(const PlanNode& plan);

 private:
  double DeriveRows(const PlanNode& node);
  double FilterRows(const FilterNode& filter);
  double ScanRows(const ScanNode& scan, std::vector<ExprPtr> conjuncts);
  double JoinRows(const JoinNode& join);
  double GroupRows(const AggregateNode& aggregate);
  double SetOperationRows(const SetOperationNode& set);
  ColumnStatistics Derive(const PlanNode& node, ColumnId column);
  ColumnStatistics DeriveScan(const ScanNode& scan, ColumnId column);
  ColumnStatistics DeriveValues(const ValuesNode& values, ColumnId column);
  ColumnStatistics DeriveFilter(const FilterNode& filter, ColumnId column);
  ColumnStatistics DeriveAggregate(const AggregateNode& aggregate, ColumnId column);
  ColumnStatistics DeriveSetOperation(const SetOperationNode& set, ColumnId column);
  ColumnStatistics DeriveCteScan(const CteScanNode& scan, ColumnId column);
  ColumnStatistics DeriveJoin(const JoinNode& join, ColumnId column);
  StatisticsLookup LookupIn(const PlanNode& node);
  void SampleDistinct(const PlanNode& node, ColumnId column);
  ColumnStatistics DomainOf(const PlanNode& node, ColumnId column);

  std::unordered_map<const PlanNode*, double> rows_;
  std::unordered_map<const PlanNode*, std::unordered_map<ColumnId, ColumnStatistics>> columns_;
  std::unordered_map<uint32_t, const PlanNode*> ctes_;
};

}  // namespace lakebolt
