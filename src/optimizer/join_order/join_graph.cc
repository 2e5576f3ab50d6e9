#include "optimizer/join_order/join_graph.h"

#include <algorithm>
#include <limits>
#include <map>

#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

bool IsEqualityOn(const Expr& expr) {
  return expr.kind() == ExprKind::kCompare && As<CompareExpr>(expr).op() == CompareOp::kEqual;
}

/// Finds the member with the fewest distinct values inside `set`; null when there is none.
const EqualityClass::Member* LeastDistinct(const EqualityClass& group, RelationSet set) {
  const EqualityClass::Member* least = nullptr;
  for (const auto& member : group.members) {
    if ((SingleRelation(member.relation) & set) == 0) continue;
    if (!least || member.distinct < least->distinct) least = &member;
  }
  return least;
}

}  // namespace

RelationSet JoinGraph::all() const {
  return relations.size() == kMostRelations ? ~RelationSet{0}
                                            : SingleRelation(relations.size()) - 1;
}

void JoinGraph::MakeEdges() {
  neighbors_.assign(relations.size(), 0);
  const auto connect = [&](RelationSet left, RelationSet right) {
    if (IsSingle(left) && IsSingle(right)) {
      neighbors_[LowestRelation(left)] |= right;
      neighbors_[LowestRelation(right)] |= left;
    } else {
      complex_edges_.push_back({left, right});
    }
  };
  for (const EqualityClass& group : classes) {
    for (const auto& member : group.members) {
      neighbors_[member.relation] |= group.relations & ~SingleRelation(member.relation);
    }
  }
  for (const JoinPredicate& predicate : predicates) {
    const RelationSet set = predicate.relations;
    const RelationSet lowest = set & (~set + 1);
    if (lowest != set) connect(lowest, set & ~lowest);
  }
  for (size_t i = 0; i < relations.size(); ++i) {
    if (relations[i].satellite) connect(relations[i].required, SingleRelation(i));
  }
}

bool JoinGraph::AreConnected(RelationSet left, RelationSet right) const {
  for (RelationSet rest = left; rest != 0; rest &= rest - 1) {
    if (neighbors_[LowestRelation(rest)] & right) return true;
  }
  return std::any_of(complex_edges_.begin(), complex_edges_.end(), [&](const JoinEdge& edge) {
    return (IsSubset(edge.left, left) && IsSubset(edge.right, right)) ||
           (IsSubset(edge.left, right) && IsSubset(edge.right, left));
  });
}

bool JoinGraph::MayJoin(RelationSet left, RelationSet right) const {
  if (IsSatellite(right)) {
    return !IsSatellite(left) && IsSubset(relations[LowestRelation(right)].required, left);
  }
  if (IsSatellite(left)) return IsSubset(relations[LowestRelation(left)].required, right);
  return true;
}

double JoinGraph::Selectivity(RelationSet left, RelationSet right, double left_rows,
                              double right_rows) const {
  double selectivity = 1;
  if (IsSatellite(right)) selectivity = relations[LowestRelation(right)].factor;
  // Equalities between the same two relations make one composite key.
  struct Key {
    double selectivity = 1;
    int parts = 0;
    double left_table = 0;
    double right_table = 0;
  };
  std::map<std::pair<size_t, size_t>, Key> keys;
  for (const EqualityClass& group : classes) {
    const auto* a = LeastDistinct(group, left);
    const auto* b = LeastDistinct(group, right);
    if (!a || !b) continue;
    Key& key = keys[{a->relation, b->relation}];
    const double distinct =
        std::max(std::min(a->distinct, left_rows), std::min(b->distinct, right_rows));
    key.selectivity /= std::max(1.0, distinct);
    ++key.parts;
    key.left_table = std::max(key.left_table, a->table_rows);
    key.right_table = std::max(key.right_table, b->table_rows);
  }
  for (const auto& [pair, key] : keys) {
    double share = key.selectivity;
    if (key.parts > 1 && key.left_table > 0 && key.right_table > 0) {
      share = std::max(share, 1 / std::min(key.left_table, key.right_table));
    }
    selectivity *= share;
  }
  const RelationSet both = left | right;
  for (const JoinPredicate& predicate : predicates) {
    if (IsSubset(predicate.relations, both) && !IsSubset(predicate.relations, left) &&
        !IsSubset(predicate.relations, right)) {
      selectivity *= predicate.selectivity;
    }
  }
  return selectivity;
}

bool JoinGraph::HasEquality(RelationSet left, RelationSet right) const {
  for (const EqualityClass& group : classes) {
    if ((group.relations & left) && (group.relations & right)) return true;
  }
  const auto splits = [&](const ExprPtr& expr) { return IsEqualityOn(*expr); };
  if (IsSatellite(right)) {
    const auto& conditions = relations[LowestRelation(right)].conditions;
    return std::any_of(conditions.begin(), conditions.end(), splits);
  }
  return std::any_of(predicates.begin(), predicates.end(), [&](const JoinPredicate& predicate) {
    return IsSubset(predicate.relations, left | right) && (predicate.relations & left) &&
           (predicate.relations & right) && splits(predicate.expr);
  });
}

std::vector<RelationSet> JoinGraph::Components() const {
  std::vector<RelationSet> parts;
  RelationSet left = all();
  while (left != 0) {
    RelationSet part = left & (~left + 1);
    for (RelationSet before = 0; before != part;) {
      before = part;
      for (RelationSet rest = part; rest != 0; rest &= rest - 1) {
        part |= neighbors_[LowestRelation(rest)];
      }
      for (const JoinEdge& edge : complex_edges_) {
        if ((edge.left | edge.right) & part) part |= edge.left | edge.right;
      }
    }
    parts.push_back(part);
    left &= ~part;
  }
  return parts;
}

}  // namespace lakebolt
