#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "plan/logical_plan.h"

namespace lakebolt {

/// Lifts expressions from below an Aggregate to above it: what equals a grouping key becomes a
/// reference to the key, in subqueries too, and a column that is neither grouped nor aggregated is
/// an error at its place.
class GroupRewriter {
 public:
  /// `input` is the plan below; `constants` stand in for columns such as those of GROUPING.
  /// `stand_ins` are references for expressions that no key equals but that each group has one
  /// value of.
  GroupRewriter(const PlanNode& input, const std::vector<NamedExpr>& keys,
                const std::vector<std::pair<ExprPtr, ExprPtr>>& stand_ins,
                std::unordered_map<ColumnId, ExprPtr> constants);

  /// Lets `take` say what stands for a column that is neither grouped nor aggregated.
  void TakeBareColumns(std::function<ExprPtr(const ExprPtr&)> take) { bare_ = std::move(take); }

  ExprPtr Rewrite(const ExprPtr& expr) const;
  /// Rewrites an expression that may be a constant key as a whole, as an item of SELECT is; within
  /// others a constant is itself.
  ExprPtr RewriteItem(const ExprPtr& expr) const;

 private:
  void AddKey(const ExprPtr& expr, ExprPtr reference);
  ExprPtr RewriteColumn(const ExprPtr& expr) const;
  ExprPtr KeyFor(const ExprPtr& expr) const;
  PlanPtr RewritePlan(const PlanPtr& plan) const;

  std::unordered_set<ColumnId> input_columns_;
  std::unordered_map<ColumnId, ExprPtr> column_keys_;  // plain columns
  std::vector<std::pair<ExprPtr, ExprPtr>> constant_keys_;
  std::vector<std::pair<ExprPtr, ExprPtr>> expression_keys_;  // all other keys
  std::unordered_map<ColumnId, ExprPtr> constants_;
  std::function<ExprPtr(const ExprPtr&)> bare_;
};

}  // namespace lakebolt
