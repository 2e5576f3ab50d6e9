#pragma once

#include <map>
#include <vector>

#include "optimizer/optimizer.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Stands for an outer column inside a plan that no longer depends on it.
struct OuterTag {
  PlanColumn column;
  bool never_null = false;
};

/// Maps outer columns to the columns that stand for them; ordered, so that plans come out the same
/// each time.
using OuterTags = std::map<ColumnId, OuterTag>;

/// Makes the domain of a dependent join: the distinct values that the left side gives its outer
/// columns. What the right side computes once a row it then computes once a domain value.
///
/// The left side is read twice then: a copy of it when it is cheap to compute again, else a CTE.
class Domain {
 public:
  Domain(PlanPtr left, OptimizerContext& context) : left_(std::move(left)), context_(context) {}

  /// Makes a plan that gives each combination of values of `columns` once; sets their tags.
  PlanPtr Use(const std::vector<PlanColumn>& columns, OuterTags& tags);

  /// Returns what takes the left side's place in the join.
  PlanPtr left() const { return cte_scan_ ? cte_scan_ : left_; }

  /// Puts the left side's CTE above the finished join, if there is one.
  PlanPtr Finish(PlanPtr join) const;

 private:
  /// Returns a second reader of the left side; `map` gets its columns to the reader's.
  PlanPtr ReadAgain(ColumnMap& map);

  PlanPtr left_;
  OptimizerContext& context_;
  PlanPtr cte_scan_;        // stands for the left side once there is a CTE
  PlanPtr cte_definition_;  // a copy of the left side with ids of its own
  ColumnMap cte_columns_;   // left column to definition column
  uint32_t cte_id_ = 0;
};

}  // namespace lakebolt
