#pragma once

#include <unordered_map>
#include <unordered_set>

#include "optimizer/unnest/domain.h"
#include "optimizer/unnest/equalities.h"

namespace lakebolt {

/// Frees a plan from outer columns: one case an operator.
///
/// Push(node) answers with a plan that computes `node` for every value of the domain at once, its
/// rows tagged with the values that they belong to. Invariant: the rows tagged d are exactly what
/// `node` gives for the outer values d, for every d of the domain. Tags outside of the domain may
/// come out too; the join that takes the result drops them.
///
/// Where no outer column is referred to below, the tags are columns that must equal the outer ones
/// anyway (`ColumnEqualities`), or else a cross product with the domain.
class DomainPushDown {
 public:
  struct Result {
    PlanPtr plan;
    OuterTags tags;
  };

  DomainPushDown(std::vector<PlanColumn> outer, Domain& domain, OptimizerContext& context);

  Result Push(const PlanPtr& node, const ColumnEqualities& equal);

  /// Tells whether the plan refers to an outer column.
  bool UsesOuter(const PlanNode& node);
  bool UsesOuter(const Expr& expr) const;

  /// Replaces outer columns by their tags.
  ExprPtr Rename(const ExprPtr& expr, const OuterTags& tags) const;
  std::vector<ExprPtr> Rename(std::vector<ExprPtr> exprs, const OuterTags& tags) const;

  /// Says that both sides' tags agree.
  std::vector<ExprPtr> SameTags(const OuterTags& a, const OuterTags& b) const;

  /// Adds tags to group keys (without twins); `tags` then names the keys.
  static void AddTagKeys(std::vector<NamedExpr>& keys, OuterTags& tags);

 private:
  Result PushLeaf(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushValues(const PlanPtr& node);
  Result PushFilter(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushProject(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushUnnest(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushAggregate(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushUngrouped(const AggregateNode& aggregate);
  Result PushJoin(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushInner(const JoinNode& join, const ColumnEqualities& equal);
  Result PushLeftKeeping(const JoinNode& join, const ColumnEqualities& equal);
  Result PushFull(const JoinNode& join);
  Result PushDependent(const JoinNode& join, const ColumnEqualities& equal);
  Result PushSort(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushLimit(const PlanPtr& node);
  Result PushWindow(const PlanPtr& node);
  Result PushPartitionLimit(const PlanPtr& node);
  Result PushSetOperation(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushCte(const PlanPtr& node, const ColumnEqualities& equal);
  Result PushRecursiveCte(const PlanPtr& node);
  Result PushAsofJoin(const PlanPtr& node);
  Result PushSample(const PlanPtr& node);
  Result PushCteScan(const PlanPtr& node);

  /// Tells whether expressions in the plan refer to an outer column, or scans to a correlated CTE.
  bool RefersToOuter(const PlanNode& node) const;

  /// Makes the scans of correlated CTEs inside a plan keep only the rows with tags equal to the
  /// outer columns: for plans that stay dependent.
  PlanPtr FilterCorrelatedCtes(const PlanPtr& plan);

  std::vector<PlanColumn> outer_;
  ColumnSet outer_ids_;
  Domain& domain_;
  OptimizerContext& context_;
  std::unordered_map<const PlanNode*, bool> uses_outer_;
  std::vector<PlanPtr> made_;  // keeps nodes alive that `uses_outer_` knows
  std::unordered_set<uint32_t> correlated_cte_ids_;
  /// CTEs whose definition referred to outer columns, with the tags that definitions now give.
  std::unordered_map<uint32_t, OuterTags> correlated_ctes_;
};

}  // namespace lakebolt
