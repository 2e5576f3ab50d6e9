#include "optimizer/join_order/join_graph.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "optimizer/cardinality/estimator.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

bool IsEqualityOn(const Expr& expr) {
  return expr.kind() == ExprKind::kCompare && As<CompareExpr>(expr).op() == CompareOp::kEqual;
}

using Member = EqualityClass::Member;

const Member* MemberOf(const EqualityClass& group, size_t relation) {
  for (const Member& member : group.members) {
    if (member.relation == relation) return &member;
  }
  return nullptr;
}

/// Names one relation of each of two sets.
struct RelationPair {
  size_t left = 0;
  size_t right = 0;
};

bool Equates(const EqualityClass& group, const RelationPair& pair) {
  return MemberOf(group, pair.left) && MemberOf(group, pair.right);
}

/// Finds the relations that the first of the classes equates along with the most other classes.
/// Among equals it takes those of fewest distinct values.
RelationPair BestPair(const std::vector<const EqualityClass*>& classes, RelationSet left,
                      RelationSet right) {
  RelationPair best;
  std::ptrdiff_t best_parts = 0;
  double best_distinct = 0;
  for (const Member& a : classes.front()->members) {
    if ((SingleRelation(a.relation) & left) == 0) continue;
    for (const Member& b : classes.front()->members) {
      if ((SingleRelation(b.relation) & right) == 0) continue;
      const RelationPair pair{a.relation, b.relation};
      const auto parts =
          std::count_if(classes.begin(), classes.end(),
                        [&](const EqualityClass* group) { return Equates(*group, pair); });
      const double distinct = a.distinct + b.distinct;
      if (parts < best_parts || (parts == best_parts && distinct >= best_distinct)) continue;
      best = pair;
      best_parts = parts;
      best_distinct = distinct;
    }
  }
  return best;
}

/// Returns how many times as many rows meet in a class as would if all its values were alike.
///
/// Frequencies of one value in several tables are taken to go together and, over the values, to be
/// lognormal: if joining two tables that repeat values gives s times as many rows, then k of them
/// give s^(k (k - 1) / 2) times as many, since what is frequent in two is more so in what they
/// make.
double SkewOf(const EqualityClass& group, RelationSet left, RelationSet right) {
  constexpr int kMostPairs = 4;  // beyond, the most frequent values are all there is
  RelationSet repeated = 0;
  for (const Member& member : group.members) {
    if (member.repeated) repeated |= SingleRelation(member.relation);
  }
  const int pairs = std::popcount(repeated & left) * std::popcount(repeated & right);
  return std::pow(kSkewOfRepeated, std::min(pairs, kMostPairs));
}

/// Returns what is known of the keys of a class in two relations; 0 where nothing is.
double KnownKeys(const EqualityClass& group, const RelationPair& pair) {
  for (const auto& [from, to] : {pair, RelationPair{pair.right, pair.left}}) {
    for (const auto& [relation, keys] : MemberOf(group, from)->known_keys) {
      if (relation == to) return keys;
    }
  }
  return 0;
}

/// Estimates the share of pairs of rows that agree in all classes between two sets. Each class
/// counts once, in the pair of relations that has the most of them: the columns of a composite key
/// are not independent.
double EqualitySelectivity(const std::vector<EqualityClass>& classes, RelationSet left,
                           RelationSet right, double left_rows, double right_rows) {
  std::vector<const EqualityClass*> open;
  for (const EqualityClass& group : classes) {
    if ((group.relations & left) && (group.relations & right)) open.push_back(&group);
  }
  double selectivity = 1;
  while (!open.empty()) {
    const RelationPair pair = BestPair(open, left, right);
    double left_keys = 1;
    double right_keys = 1;
    double values = 1;
    double left_table = 0;
    double right_table = 0;
    double known_keys = 0;
    const double skew = SkewOf(*open.front(), left, right);
    const size_t parts = std::erase_if(open, [&](const EqualityClass* group) {
      const Member* a = MemberOf(*group, pair.left);
      const Member* b = MemberOf(*group, pair.right);
      if (!a || !b) return false;
      known_keys = KnownKeys(*group, pair);
      values = std::max(*a->domain.distinct_count, *b->domain.distinct_count);
      left_keys *= std::min(a->distinct, left_rows);
      right_keys *= std::min(b->distinct, right_rows);
      left_table = a->table_rows;
      right_table = b->table_rows;
      return true;
    });
    // The few rows of a joined set still come from all values that their tables have.
    double keys = values / skew;
    if (parts > 1) {
      keys = CompositeKeys(left_table, right_table, std::max(left_keys, right_keys), parts);
    }
    if (parts == 1 && known_keys > 0) keys = known_keys;
    selectivity /= std::max(1.0, keys);
  }
  return selectivity;
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
  selectivity *= EqualitySelectivity(classes, left, right, left_rows, right_rows);
  const RelationSet both = left | right;
  for (const JoinPredicate& predicate : predicates) {
    if (IsSubset(predicate.relations, both) && !IsSubset(predicate.relations, left) &&
        !IsSubset(predicate.relations, right)) {
      selectivity *= predicate.selectivity;
    }
  }
  return selectivity;
}

bool JoinGraph::Restricts(RelationSet set, size_t relation) const {
  const RelationSet one = SingleRelation(relation);
  return std::any_of(classes.begin(), classes.end(), [&](const EqualityClass& group) {
    return (group.relations & one) && (group.relations & set);
  });
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
