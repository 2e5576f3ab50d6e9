#pragma once

#include <cstdint>
#include <vector>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Names relations of a block, a bit each.
using RelationBits = uint64_t;

/// Takes inner joins that stand directly above each other apart into relations and conjuncts. Past
/// 64 relations joins further down count as relations.
class InnerJoinBlock {
 public:
  explicit InnerJoinBlock(const PlanPtr& root);

  const std::vector<ExprPtr>& conjuncts() const { return conjuncts_; }
  RelationBits all() const { return ~RelationBits{0} >> (64 - relations_.size()); }

  /// Returns the relations that give any of the columns.
  RelationBits RelationsWith(const ColumnSet& columns) const;
  /// Splits relations into groups that no conjunct links.
  std::vector<RelationBits> Components(RelationBits set) const;
  /// Tells that each conjunct names two relations or more.
  bool AllConjunctsLink() const;
  /// Tells whether conjuncts over these relations alone link all of them.
  bool IsConnected(RelationBits set) const;
  /// Returns the conjuncts over relations of both sets that name no others.
  std::vector<ExprPtr> Between(RelationBits a, RelationBits b) const;
  /// Joins relations, each with one that it is linked to where there is one, under all conjuncts
  /// over them alone.
  PlanPtr Build(RelationBits set) const;

 private:
  void Collect(const PlanPtr& node, size_t siblings);
  /// Adds all relations that conjuncts within `allowed` link with those of `set`.
  RelationBits Closure(RelationBits set, RelationBits allowed, bool within) const;

  std::vector<PlanPtr> relations_;
  std::vector<ExprPtr> conjuncts_;
  std::vector<RelationBits> named_;  // by conjunct
};

}  // namespace lakebolt
