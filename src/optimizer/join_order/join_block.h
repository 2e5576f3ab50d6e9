#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "optimizer/cardinality/estimator.h"
#include "optimizer/join_order/join_graph.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Takes a block of joins apart into a join graph, and builds a plan from a join tree over it.
///
/// The block holds inner joins, filters and projections between them, and on the way down the left
/// sides of semi, anti, left, mark and single joins; anything else is a relation. Computed columns
/// of projections inside the block are computed above it.
class JoinBlock {
 public:
  /// Rewrites a relation's plan: blocks inside it are ordered on their own.
  using Recurse = std::function<PlanPtr(const PlanPtr&)>;

  JoinBlock(const PlanPtr& root, CardinalityEstimator& estimator, const Recurse& recurse);

  /// Tells whether there are too many relations for a graph.
  bool IsTooLarge() const { return graph_.relations.size() > kMostRelations; }
  const JoinGraph& graph() const { return graph_; }

  /// Turns relations and conditions into the graph; call when it is not too large.
  void Analyze();

  /// Makes the plan of a tree; `find` gives the tree of a set.
  template <typename Find>
  PlanPtr Build(RelationSet set, const Find& find) const {
    const auto& tree = *find(set);
    if (tree.left == 0) return graph_.relations[LowestRelation(set)].plan;
    return Combine(Build(tree.left, find), tree.left, Build(tree.right, find), tree.right);
  }

  /// Puts what was set aside above the block's plan: computed columns.
  PlanPtr Finish(PlanPtr plan) const;

 private:
  void Collect(const PlanPtr& node);
  void CollectProject(const PlanPtr& node);
  void CollectSatellite(const JoinNode& join);
  void AddRelation(PlanPtr plan);
  void AddConjuncts(const std::vector<ExprPtr>& conjuncts);
  PlanPtr Combine(PlanPtr left, RelationSet left_set, PlanPtr right, RelationSet right_set) const;

  RelationSet RelationsOf(const Expr& expr) const;
  void AnalyzeSatellite(JoinRelation& relation);
  bool AddEquality(const Expr& conjunct);
  void JoinClasses(ColumnId a, ColumnId b);
  void FinishClasses();
  void FindKeyFrequencies();
  void AddPredicate(const ExprPtr& conjunct, RelationSet relations);

  JoinGraph graph_;
  CardinalityEstimator& estimator_;
  Recurse recurse_;
  std::vector<ExprPtr> conjuncts_;
  std::vector<NamedExpr> computed_;
  std::unordered_map<ColumnId, ExprPtr> substitutes_;
  std::unordered_map<ColumnId, size_t> relation_of_;
  std::unordered_map<ColumnId, PlanColumn> column_of_;
  std::unordered_map<ColumnId, size_t> class_of_;
  /// Relations that stand in for those a satellite's conditions do not name.
  std::vector<size_t> first_left_;
};

}  // namespace lakebolt
