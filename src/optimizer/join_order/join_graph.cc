#include "optimizer/join_order/join_graph.h"

#include <algorithm>

#include "optimizer/cardinality/estimator.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

bool IsEqualityOn(const Expr& expr) {
  return expr.kind() == ExprKind::kCompare && As<CompareExpr>(expr).op() == CompareOp::kEqual;
}

using Member = EqualityClass::Member;

/// Is what joins one relation of the left set with one of the right: a pair of columns a class.
struct CompositeKey {
  size_t left = 0;
  size_t right = 0;
  std::vector<std::pair<const Member*, const Member*>> parts;
};

const Member* MemberOf(const EqualityClass& group, size_t relation) {
  for (const Member& member : group.members) {
    if (member.relation == relation) return &member;
  }
  return nullptr;
}

/// Gathers the classes between two sets by the relations that they equate, so that each class
/// counts once, in the pair of relations that has the most of them: the columns of a composite key
/// are not independent. In other pairs a class counts by its members of fewest distinct values.
std::vector<CompositeKey> CompositeKeys(const std::vector<EqualityClass>& classes, RelationSet left,
                                        RelationSet right) {
  std::vector<const EqualityClass*> open;
  for (const EqualityClass& group : classes) {
    if ((group.relations & left) && (group.relations & right)) open.push_back(&group);
  }
  std::vector<CompositeKey> keys;
  while (!open.empty()) {
    CompositeKey best;
    double best_distinct = 0;
    for (const Member& a : open.front()->members) {
      if ((SingleRelation(a.relation) & left) == 0) continue;
      for (const Member& b : open.front()->members) {
        if ((SingleRelation(b.relation) & right) == 0) continue;
        CompositeKey key{a.relation, b.relation, {}};
        for (const EqualityClass* group : open) {
          const Member* from = MemberOf(*group, a.relation);
          const Member* to = MemberOf(*group, b.relation);
          if (from && to) key.parts.emplace_back(from, to);
        }
        const double distinct = a.distinct + b.distinct;
        if (key.parts.size() < best.parts.size() ||
            (key.parts.size() == best.parts.size() && distinct >= best_distinct)) {
          continue;
        }
        best = std::move(key);
        best_distinct = distinct;
      }
    }
    std::erase_if(open, [&](const EqualityClass* group) {
      return MemberOf(*group, best.left) && MemberOf(*group, best.right);
    });
    keys.push_back(std::move(best));
  }
  return keys;
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
  for (const CompositeKey& key : CompositeKeys(classes, left, right)) {
    double left_keys = 1;
    double right_keys = 1;
    for (const auto& [a, b] : key.parts) {
      left_keys *= std::min(a->distinct, left_rows);
      right_keys *= std::min(b->distinct, right_rows);
    }
    double keys = std::max(left_keys, right_keys);
    if (key.parts.size() > 1) {
      keys = std::min(
          keys, MostCompositeKeys(key.parts[0].first->table_rows, key.parts[0].second->table_rows));
    }
    selectivity /= std::max(1.0, keys);
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
