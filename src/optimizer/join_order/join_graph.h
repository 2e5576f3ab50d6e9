#pragma once

#include <vector>

#include "optimizer/join_order/relation_set.h"
#include "plan/operators.h"

namespace lakebolt {

/// Is one input of a reorderable block of joins.
///
/// A *satellite* is the right side of a semi, anti, left, mark or single join. Such a join treats
/// each row of its left side by itself, so it commutes with inner joins and with other satellites
/// as long as the relations that its conditions refer to (`required`) have been joined before.
struct JoinRelation {
  PlanPtr plan;
  double rows = 1;
  double table_rows = 0;  // of a table that is read for it, before any filter; else 0
  bool satellite = false;
  // Of satellites only:
  JoinKind kind = JoinKind::kInner;
  std::vector<ExprPtr> conditions;
  MarkColumn mark;
  RelationSet required = 0;
  /// Rows after the satellite's join per row before.
  double factor = 1;
};

/// Is a condition of inner joins or of filters between joins, on two relations or more.
struct JoinPredicate {
  ExprPtr expr;
  RelationSet relations = 0;
  double selectivity = 1;
};

/// Is a set of columns that must all be equal: a = b AND b = c makes {a, b, c}. One equality
/// between two sets of relations is enough, and any pair of columns will do.
struct EqualityClass {
  struct Member {
    PlanColumn column;
    size_t relation = 0;
    double distinct = 1;
    ColumnStatistics domain{};  // see CardinalityEstimator
    double table_rows = 0;
    bool repeated = false;  // most values come more than once in the table
    /// Says with how many keys alike in frequency it would meet as many rows of some other
    /// relations as it does (see key_frequency.h).
    std::vector<std::pair<size_t, double>> known_keys = {};
  };
  std::vector<Member> members;
  RelationSet relations = 0;
};

/// Connects two sets of relations: a join of two disjoint sets that hold them is no cross product.
struct JoinEdge {
  RelationSet left = 0;
  RelationSet right = 0;
};

/// Holds a block of joins as a hypergraph, and answers what joining two parts of it means.
class JoinGraph {
 public:
  std::vector<JoinRelation> relations;
  std::vector<JoinPredicate> predicates;
  std::vector<EqualityClass> classes;

  /// Builds the edges; call once when relations, predicates and classes are there.
  void MakeEdges();
  const std::vector<JoinEdge>& complex_edges() const { return complex_edges_; }
  RelationSet all() const;

  /// Returns the relations next to `relation` by edges of one relation to one.
  RelationSet Neighbors(size_t relation) const { return neighbors_[relation]; }

  /// Tells whether an edge runs between the sets.
  bool AreConnected(RelationSet left, RelationSet right) const;

  /// Tells whether the two sets may be joined: a satellite comes alone, as one side, and after the
  /// relations that it requires.
  bool MayJoin(RelationSet left, RelationSet right) const;
  bool IsSatellite(RelationSet set) const {
    return IsSingle(set) && relations[LowestRelation(set)].satellite;
  }

  /// Estimates the rows of a join of `left` and `right` per pair of rows (per left row when `right`
  /// is a satellite).
  double Selectivity(RelationSet left, RelationSet right, double left_rows,
                     double right_rows) const;
  /// Tells whether rows of a relation must equal those of a set: keys of the set are a filter of
  /// it.
  bool Restricts(RelationSet set, size_t relation) const;
  /// Tells whether an equality lets the join be done by hashing.
  bool HasEquality(RelationSet left, RelationSet right) const;

  /// Returns the connected parts.
  std::vector<RelationSet> Components() const;

 private:
  std::vector<RelationSet> neighbors_;
  std::vector<JoinEdge> complex_edges_;
};

}  // namespace lakebolt
