#include "optimizer/join_order/join_block.h"

#include <algorithm>

#include "optimizer/join_order/key_frequency.h"
#include "source/key_lister.h"

namespace lakebolt {

namespace {

constexpr double kLeastAntiFactor = 0.05;

bool HasVolatile(const PlanNode& node) {
  const std::vector<ExprPtr> expressions = node.expressions();
  return std::any_of(expressions.begin(), expressions.end(),
                     [](const ExprPtr& expr) { return IsVolatile(*expr); });
}

bool IsColumnEquality(const Expr& expr) {
  return expr.kind() == ExprKind::kCompare && As<CompareExpr>(expr).op() == CompareOp::kEqual &&
         expr.child(0)->kind() == ExprKind::kColumn && expr.child(1)->kind() == ExprKind::kColumn;
}

/// Tells whether there are joins below that a projection in between would keep apart.
bool HoldsJoins(const PlanNode& node) {
  switch (node.kind()) {
    case PlanKind::kJoin: return true;
    case PlanKind::kFilter:
    case PlanKind::kProject: return !HasVolatile(node) && HoldsJoins(*node.child());
    default: return false;
  }
}

/// Returns the rows of the table that a plan filters, if that is all it does; else 0.
double TableRows(const PlanNode& plan) {
  switch (plan.kind()) {
    case PlanKind::kScan: return As<ScanNode>(plan).source()->statistics().row_count.value_or(0);
    case PlanKind::kFilter:
    case PlanKind::kProject: return TableRows(*plan.child());
    default: return 0;
  }
}

}  // namespace

JoinBlock::JoinBlock(const PlanPtr& root, CardinalityEstimator& estimator, const Recurse& recurse)
    : estimator_(estimator), recurse_(recurse) {
  Collect(root);
}

void JoinBlock::AddConjuncts(const std::vector<ExprPtr>& conjuncts) {
  conjuncts_.insert(conjuncts_.end(), conjuncts.begin(), conjuncts.end());
}

void JoinBlock::Collect(const PlanPtr& node) {
  switch (node->kind()) {
    case PlanKind::kFilter:
      if (HasVolatile(*node) || !HoldsJoins(*node->child())) break;
      Collect(node->child());
      AddConjuncts(As<FilterNode>(node).conjuncts());
      return;
    case PlanKind::kProject:
      if (HasVolatile(*node) || !HoldsJoins(*node->child())) break;
      CollectProject(node);
      return;
    case PlanKind::kJoin: {
      const auto& join = As<JoinNode>(node);
      if (join.join_kind() == JoinKind::kInner) {
        Collect(join.left());
        Collect(join.right());
        AddConjuncts(join.conditions());
        return;
      }
      if (join.join_kind() == JoinKind::kFull) break;
      if (join.join_kind() == JoinKind::kRight) {
        CollectSatellite(JoinNode(JoinKind::kLeft, join.right(), join.left(), join.conditions()));
      } else {
        CollectSatellite(join);
      }
      return;
    }
    default: break;
  }
  AddRelation(recurse_(node));
}

void JoinBlock::CollectProject(const PlanPtr& node) {
  Collect(node->child());
  for (const NamedExpr& item : As<ProjectNode>(node).items()) {
    if (IsPassedOn(item)) continue;
    NamedExpr computed = item;
    computed.expr = SubstituteColumns(item.expr, substitutes_);
    substitutes_.emplace(item.id, computed.expr);
    computed_.push_back(std::move(computed));
  }
}

void JoinBlock::CollectSatellite(const JoinNode& join) {
  const size_t first = graph_.relations.size();
  Collect(join.left());
  AddRelation(recurse_(join.right()));
  JoinRelation& satellite = graph_.relations.back();
  satellite.satellite = true;
  satellite.kind = join.join_kind();
  satellite.conditions = join.conditions();
  satellite.mark = join.mark();
  first_left_.back() = first;
  if (join.join_kind() == JoinKind::kMark) {
    relation_of_[join.mark().id] = graph_.relations.size() - 1;
  }
}

void JoinBlock::AddRelation(PlanPtr plan) {
  for (const PlanColumn& column : plan->columns()) {
    relation_of_[column.id] = graph_.relations.size();
    column_of_[column.id] = column;
  }
  JoinRelation relation;
  relation.rows = std::max(1.0, estimator_.EstimateRows(*plan));
  relation.table_rows = TableRows(*plan);
  relation.plan = std::move(plan);
  graph_.relations.push_back(std::move(relation));
  first_left_.push_back(0);
}

RelationSet JoinBlock::RelationsOf(const Expr& expr) const {
  ColumnSet used;
  CollectColumns(expr, used);
  RelationSet set = 0;
  for (const ColumnId id : used) set |= SingleRelation(relation_of_.at(id));
  return set;
}

void JoinBlock::Analyze() {
  for (size_t i = 0; i < graph_.relations.size(); ++i) {
    if (!graph_.relations[i].satellite) continue;
    JoinRelation& relation = graph_.relations[i];
    for (ExprPtr& condition : relation.conditions) {
      condition = SubstituteColumns(condition, substitutes_);
      relation.required |= RelationsOf(*condition);
    }
    relation.required &= ~SingleRelation(i);
    if (relation.required == 0) relation.required = SingleRelation(first_left_[i]);
    AnalyzeSatellite(relation);
  }
  std::vector<ExprPtr> terms;
  for (const ExprPtr& conjunct : conjuncts_) {
    SplitConjuncts(SubstituteColumns(conjunct, substitutes_), terms);
  }
  std::vector<ExprPtr> others;
  for (const ExprPtr& term : terms) {
    if (!AddEquality(*term)) others.push_back(term);
  }
  FinishClasses();
  for (const ExprPtr& term : others) AddPredicate(term, RelationsOf(*term));
  FindKeyFrequencies();
  graph_.MakeEdges();
}

void JoinBlock::AnalyzeSatellite(JoinRelation& relation) {
  double matches = 1;  // share of left rows with a match
  double per_row = relation.rows;
  bool has_key = false;
  for (const ExprPtr& condition : relation.conditions) {
    if (!IsColumnEquality(*condition)) {
      per_row *= 0.5;
      continue;
    }
    const Expr* own = condition->child(0).get();
    const Expr* left = condition->child(1).get();
    if (graph_.relations[relation_of_.at(As<ColumnExpr>(*own).id())].plan != relation.plan) {
      std::swap(own, left);
    }
    const PlanNode& left_plan = *graph_.relations[relation_of_.at(As<ColumnExpr>(*left).id())].plan;
    const double own_distinct = estimator_.DistinctCount(*relation.plan, *own);
    has_key = true;
    const double values =
        std::max(1.0, estimator_.CommonValues(left_plan, *left, *relation.plan, *own));
    matches = std::min(matches, own_distinct / values);
    per_row /= values;
  }
  if (!has_key && !relation.conditions.empty()) matches = 0.5;
  switch (relation.kind) {
    case JoinKind::kSemi: relation.factor = matches; break;
    case JoinKind::kAnti: relation.factor = std::max(kLeastAntiFactor, 1 - matches); break;
    case JoinKind::kLeft: relation.factor = std::max(1.0, per_row); break;
    default: relation.factor = 1;
  }
}

bool JoinBlock::AddEquality(const Expr& conjunct) {
  if (!IsColumnEquality(conjunct)) return false;
  const ColumnId a = As<ColumnExpr>(conjunct.child(0)).id();
  const ColumnId b = As<ColumnExpr>(conjunct.child(1)).id();
  // Columns of satellites may be NULL or missing where others are not: they make no classes.
  for (const ColumnId id : {a, b}) {
    if (graph_.relations[relation_of_.at(id)].satellite) return false;
  }
  if (relation_of_.at(a) == relation_of_.at(b)) return false;
  JoinClasses(a, b);
  return true;
}

void JoinBlock::JoinClasses(ColumnId a, ColumnId b) {
  const auto class_of = [&](ColumnId id) {
    const auto found = class_of_.find(id);
    if (found != class_of_.end()) return found->second;
    const size_t relation = relation_of_.at(id);
    const PlanNode& plan = *graph_.relations[relation].plan;
    EqualityClass::Member member{column_of_.at(id), relation};
    const ExprPtr column = MakeColumn(member.column);
    member.distinct = estimator_.DistinctCount(plan, *column);
    member.domain = estimator_.DomainOf(plan, *column);
    const CardinalityEstimator::Origin origin = estimator_.OriginOf(plan, id);
    member.table_rows = origin.rows;
    member.repeated = estimator_.IsRepeated(origin);
    EqualityClass fresh;
    fresh.members.push_back(std::move(member));
    graph_.classes.push_back(std::move(fresh));
    return class_of_[id] = graph_.classes.size() - 1;
  };
  const size_t to = class_of(a);
  const size_t from = class_of(b);
  if (to == from) return;
  for (auto& member : graph_.classes[from].members) {
    class_of_[member.column.id] = to;
    graph_.classes[to].members.push_back(std::move(member));
  }
  graph_.classes[from].members.clear();
}

void JoinBlock::FinishClasses() {
  std::erase_if(graph_.classes, [](const EqualityClass& group) { return group.members.empty(); });
  for (EqualityClass& group : graph_.classes) {
    std::vector<EqualityClass::Member> kept;
    for (EqualityClass::Member& member : group.members) {
      const auto twin = std::find_if(kept.begin(), kept.end(), [&](const auto& other) {
        return other.relation == member.relation;
      });
      if (twin == kept.end()) {
        group.relations |= SingleRelation(member.relation);
        kept.push_back(std::move(member));
        continue;
      }
      // Two columns of one relation in a class must be equal there: then one stands for both.
      JoinRelation& relation = graph_.relations[member.relation];
      std::vector<ExprPtr> conjuncts{
          MakeCompare(CompareOp::kEqual, MakeColumn(twin->column), MakeColumn(member.column))};
      relation.plan = std::make_shared<FilterNode>(relation.plan, std::move(conjuncts));
      twin->distinct = std::min(twin->distinct, member.distinct);
      relation.rows = std::max(1.0, estimator_.EstimateRows(*relation.plan));
    }
    for (EqualityClass::Member& member : kept) {
      for (EqualityClass::Member& other : kept) {
        MeetDomains(member.column.type, member.domain, other.domain);
      }
    }
    group.members = std::move(kept);
  }
}

/// Looks up how often other tables have the keys that filters of small tables leave.
void JoinBlock::FindKeyFrequencies() {
  constexpr double kLeast = 1e-9;
  for (EqualityClass& group : graph_.classes) {
    for (EqualityClass::Member& member : group.members) {
      const JoinRelation& relation = graph_.relations[member.relation];
      if (relation.rows > KeyLister::kMostKeys) continue;
      for (const EqualityClass::Member& other : group.members) {
        if (other.relation == member.relation) continue;
        const auto found =
            FindKeyFrequency(estimator_, *relation.plan, member.column.id,
                             *graph_.relations[other.relation].plan, other.column.id);
        if (!found || found->keys == 0) continue;
        member.known_keys.emplace_back(other.relation,
                                       found->keys / std::max(found->share, kLeast));
      }
    }
  }
}

void JoinBlock::AddPredicate(const ExprPtr& conjunct, RelationSet relations) {
  const bool satellite =
      IsSingle(relations) && graph_.relations[LowestRelation(relations)].satellite;
  const auto lookup = [&](ColumnId id) {
    const JoinRelation& relation = graph_.relations[relation_of_.at(id)];
    return estimator_.StatisticsOf(*relation.plan, id);
  };
  JoinPredicate predicate{conjunct, relations, SelectivityEstimator(1, lookup).Of(*conjunct)};
  if (satellite) {
    // A filter on an outer join's or mark join's columns belongs above that join.
    predicate.relations |= graph_.relations[LowestRelation(relations)].required;
  } else if (std::has_single_bit(relations) || relations == 0) {
    JoinRelation& relation = graph_.relations[relations == 0 ? 0 : LowestRelation(relations)];
    relation.plan = std::make_shared<FilterNode>(relation.plan, std::vector<ExprPtr>{conjunct});
    relation.rows = std::max(1.0, estimator_.EstimateRows(*relation.plan));
    return;
  }
  graph_.predicates.push_back(std::move(predicate));
}

PlanPtr JoinBlock::Combine(PlanPtr left, RelationSet left_set, PlanPtr right,
                           RelationSet right_set) const {
  std::vector<ExprPtr> conditions;
  for (const EqualityClass& group : graph_.classes) {
    const auto in = [&](RelationSet set) {
      return std::find_if(group.members.begin(), group.members.end(), [&](const auto& member) {
        return (SingleRelation(member.relation) & set) != 0;
      });
    };
    const auto a = in(left_set);
    const auto b = in(right_set);
    if (a == group.members.end() || b == group.members.end()) continue;
    conditions.push_back(
        MakeCompare(CompareOp::kEqual, MakeColumn(a->column), MakeColumn(b->column)));
  }
  for (const JoinPredicate& predicate : graph_.predicates) {
    if (IsSubset(predicate.relations, left_set | right_set) &&
        !IsSubset(predicate.relations, left_set) && !IsSubset(predicate.relations, right_set)) {
      conditions.push_back(predicate.expr);
    }
  }
  if (!graph_.IsSatellite(right_set)) {
    return std::make_shared<JoinNode>(JoinKind::kInner, std::move(left), std::move(right),
                                      std::move(conditions));
  }
  const JoinRelation& satellite = graph_.relations[LowestRelation(right_set)];
  PlanPtr joined = std::make_shared<JoinNode>(satellite.kind, std::move(left), std::move(right),
                                              satellite.conditions, false, satellite.mark);
  if (conditions.empty()) return joined;
  return std::make_shared<FilterNode>(std::move(joined), std::move(conditions));
}

PlanPtr JoinBlock::Finish(PlanPtr plan) const {
  if (computed_.empty()) return plan;
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : plan->columns()) items.push_back(PassOn(column));
  items.insert(items.end(), computed_.begin(), computed_.end());
  return std::make_shared<ProjectNode>(std::move(plan), std::move(items));
}

}  // namespace lakebolt
