#include "optimizer/unnest/dependent_join_elimination.h"

#include <algorithm>

#include "optimizer/property/nullability.h"
#include "optimizer/property/uniqueness.h"
#include "optimizer/unnest/empty_group.h"
#include "optimizer/unnest/predicate_pull_up.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Returns the columns of the left side that the right side refers to, in order.
std::vector<PlanColumn> OuterColumns(const JoinNode& join) {
  const ColumnSet free = FreeColumns(*join.right());
  std::vector<PlanColumn> outer;
  for (const PlanColumn& column : join.left()->columns()) {
    if (free.contains(column.id)) outer.push_back(column);
  }
  return outer;
}

/// Returns the columns of `right` that conditions say equal something not of `right`.
ColumnSet EqualColumns(const std::vector<ExprPtr>& conditions, const PlanNode& right) {
  const ColumnSet own = OutputColumns(right);
  ColumnSet equal;
  for (const ExprPtr& condition : conditions) {
    if (condition->kind() != ExprKind::kCompare) continue;
    const CompareOp op = As<CompareExpr>(condition).op();
    if (op != CompareOp::kEqual && op != CompareOp::kNotDistinct) continue;
    for (size_t side = 0; side < 2; ++side) {
      const Expr& target = *condition->child(side);
      if (target.kind() != ExprKind::kColumn || !own.contains(As<ColumnExpr>(target).id()))
        continue;
      ColumnSet other;
      CollectColumns(*condition->child(1 - side), other);
      const bool foreign =
          std::none_of(other.begin(), other.end(), [&](ColumnId id) { return own.contains(id); });
      if (foreign) equal.insert(As<ColumnExpr>(target).id());
    }
  }
  return equal;
}

/// Makes the join, simpler where at most or exactly one row can match.
PlanPtr MakeFreeJoin(const JoinNode& join, PlanPtr left, PlanPtr right,
                     std::vector<ExprPtr> conditions) {
  JoinKind kind = join.join_kind();
  if (kind == JoinKind::kSingle && IsUniqueOn(*right, EqualColumns(conditions, *right))) {
    kind = JoinKind::kLeft;
  }
  if (kind == JoinKind::kLeft && conditions.empty() && GivesExactlyOneRow(*right)) {
    kind = JoinKind::kInner;
  }
  return std::make_shared<JoinNode>(kind, std::move(left), std::move(right), std::move(conditions),
                                    false, join.mark());
}

bool IsEmptyRow(const PlanNode& plan) {
  return plan.kind() == PlanKind::kValues && plan.columns().empty() &&
         As<ValuesNode>(plan).rows().size() == 1;
}

PlanPtr FilterUnlessEmpty(PlanPtr plan, std::vector<ExprPtr> conditions) {
  if (conditions.empty()) return plan;
  return std::make_shared<FilterNode>(std::move(plan), std::move(conditions));
}

}  // namespace

PlanPtr DependentJoinElimination::Eliminate(const PlanPtr& plan) {
  if (plan->kind() == PlanKind::kJoin) {
    const auto& join = As<JoinNode>(plan);
    const bool joins_subquery = join.dependent() || (join.join_kind() == JoinKind::kSingle);
    if (joins_subquery) return EliminateJoin(join);
  }
  return MapChildren(plan, [this](const PlanPtr& child) { return Eliminate(child); });
}

PlanPtr DependentJoinElimination::EliminateJoin(const JoinNode& original) {
  const PlanPtr left = Eliminate(original.left());
  const JoinNode join(original.join_kind(), left, original.right(), original.conditions(),
                      original.dependent(), original.mark());
  const JoinKind kind = join.join_kind();
  const bool one_row = GivesExactlyOneRow(*join.right()) && join.conditions().empty() &&
                       (kind == JoinKind::kLeft || kind == JoinKind::kSingle);
  const bool inner = one_row || kind == JoinKind::kInner;
  if (inner && IsEmptyRow(*join.right())) return FilterUnlessEmpty(left, join.conditions());
  const std::vector<PlanColumn> outer = OuterColumns(join);
  if (outer.empty()) {
    return MakeFreeJoin(join, left, Eliminate(join.right()), join.conditions());
  }
  if (inner && join.right()->kind() == PlanKind::kProject) {
    return LiftProject(JoinNode(JoinKind::kInner, left, join.right(), join.conditions(), true));
  }
  Domain domain(left, context_);
  DomainPushDown push_down(outer, domain, context_);
  push_down.UsesOuter(*join.right());
  if (PlanPtr done = TryPullUp(join, push_down, outer)) return done;
  if (PlanPtr done = TryUngrouped(join, domain, push_down)) return done;
  return PushDomain(join, domain, push_down);
}

PlanPtr DependentJoinElimination::LiftProject(const JoinNode& join) {
  const auto& project = As<ProjectNode>(join.right());
  PlanPtr below = std::make_shared<JoinNode>(JoinKind::kInner, join.left(), project.child(),
                                             std::vector<ExprPtr>{}, true);
  below = EliminateJoin(As<JoinNode>(below));
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : join.left()->columns()) items.push_back(PassOn(column));
  items.insert(items.end(), project.items().begin(), project.items().end());
  PlanPtr lifted = std::make_shared<ProjectNode>(std::move(below), std::move(items));
  return FilterUnlessEmpty(std::move(lifted), join.conditions());
}

PlanPtr DependentJoinElimination::TryPullUp(const JoinNode& join, DomainPushDown& push_down,
                                            const std::vector<PlanColumn>& outer) {
  // Conditions that are NULL make a mark NULL, while a filter inside would drop the row: only
  // EXISTS, which has no condition of its own and whose mark's NULLs count as FALSE, may take more.
  if (join.join_kind() == JoinKind::kMark && !join.conditions().empty()) return nullptr;
  std::vector<ExprPtr> pulled;
  PlanPtr right = PredicatePullUp(push_down).Pull(join.right(), pulled);
  if (!right) return nullptr;
  std::vector<ExprPtr> conditions = join.conditions();
  // Where an outer column equals one of the right side, further conditions on it can stay inside:
  // o = a AND o = b becomes o = a above and a = b inside.
  ColumnEqualities equal;
  std::unordered_map<ColumnId, ExprPtr> inside;
  for (const PlanColumn& column : outer) {
    for (const ExprPtr& condition : pulled) {
      ColumnEqualities one;
      one.AddConditions({condition});
      const std::optional<PlanColumn> same = one.FindAmong(column.id, right->columns());
      if (!same) continue;
      inside.emplace(column.id, MakeColumn(*same));
      conditions.push_back(condition);
      break;
    }
  }
  std::vector<ExprPtr> filters;
  for (const ExprPtr& condition : pulled) {
    if (std::find(conditions.begin(), conditions.end(), condition) != conditions.end()) continue;
    ExprPtr replaced = SubstituteColumns(condition, inside);
    (push_down.UsesOuter(*replaced) ? conditions : filters).push_back(std::move(replaced));
  }
  right = Eliminate(FilterUnlessEmpty(std::move(right), std::move(filters)));
  return MakeFreeJoin(join, join.left(), std::move(right), std::move(conditions));
}

PlanPtr DependentJoinElimination::TryUngrouped(const JoinNode& join, Domain& domain,
                                               DomainPushDown& push_down) {
  const JoinKind kind = join.join_kind();
  if (!join.conditions().empty() && kind != JoinKind::kInner) return nullptr;
  if (kind != JoinKind::kInner && kind != JoinKind::kLeft && kind != JoinKind::kSingle) {
    return nullptr;
  }
  std::vector<PlanPtr> above;
  PlanPtr node = join.right();
  for (; node->kind() == PlanKind::kProject; node = node->child()) above.push_back(node);
  if (node->kind() != PlanKind::kAggregate || !As<AggregateNode>(node).keys().empty()) {
    return nullptr;
  }
  const auto& aggregate = As<AggregateNode>(node);
  DomainPushDown::Result below = push_down.Push(aggregate.child(), {});
  std::vector<ExprPtr> expressions = push_down.Rename(aggregate.expressions(), below.tags);
  const PlanPtr renamed =
      aggregate.WithChildren({below.plan})->WithExpressions(std::move(expressions));
  std::vector<NamedExpr> keys;
  DomainPushDown::AddTagKeys(keys, below.tags);
  EmptyGroupRepair repair(As<AggregateNode>(renamed).calls(), context_);
  PlanPtr groups =
      std::make_shared<AggregateNode>(Eliminate(below.plan), std::move(keys), repair.calls());
  PlanPtr joined = std::make_shared<JoinNode>(JoinKind::kLeft, domain.left(), std::move(groups),
                                              TagConditions(join, below.tags));
  std::vector<NamedExpr> kept;
  for (const PlanColumn& column : join.left()->columns()) kept.push_back(PassOn(column));
  std::vector<NamedExpr> items = kept;
  repair.AddItems(items);
  PlanPtr result = std::make_shared<ProjectNode>(std::move(joined), std::move(items));
  for (auto project = above.rbegin(); project != above.rend(); ++project) {
    items = kept;
    const auto& own = As<ProjectNode>(*project).items();
    items.insert(items.end(), own.begin(), own.end());
    result = std::make_shared<ProjectNode>(std::move(result), std::move(items));
  }
  return FilterUnlessEmpty(domain.Finish(std::move(result)), join.conditions());
}

PlanPtr DependentJoinElimination::PushDomain(const JoinNode& join, Domain& domain,
                                             DomainPushDown& push_down) {
  ColumnEqualities equal;
  if (join.join_kind() != JoinKind::kMark) equal.AddConditions(join.conditions());
  DomainPushDown::Result pushed = push_down.Push(join.right(), equal);
  std::vector<ExprPtr> conditions = join.conditions();
  for (ExprPtr& condition : TagConditions(join, pushed.tags)) {
    const bool known = std::any_of(conditions.begin(), conditions.end(),
                                   [&](const ExprPtr& other) { return other->Equals(*condition); });
    if (!known) conditions.push_back(std::move(condition));
  }
  PlanPtr right = Eliminate(pushed.plan);
  return domain.Finish(MakeFreeJoin(join, domain.left(), std::move(right), std::move(conditions)));
}

std::vector<ExprPtr> DependentJoinElimination::TagConditions(const JoinNode& join,
                                                             const OuterTags& tags) const {
  Nullability nullability;
  const ColumnSet& never_null = nullability.NeverNullColumns(*join.left());
  std::vector<ExprPtr> conditions;
  for (const PlanColumn& column : join.left()->columns()) {
    const auto found = tags.find(column.id);
    if (found == tags.end()) continue;
    const OuterTag& tag = found->second;
    // A plain equality drops NULLs, which is right where either side has none; where a NULL would
    // show in a mark it must not be NULL itself.
    const bool left_never = never_null.contains(column.id);
    const bool null_shows = join.join_kind() == JoinKind::kMark && join.mark().null_aware;
    const bool plain = left_never || (tag.never_null && !null_shows);
    conditions.push_back(MakeCompare(plain ? CompareOp::kEqual : CompareOp::kNotDistinct,
                                     MakeColumn(column), MakeColumn(tag.column)));
  }
  return conditions;
}

}  // namespace lakebolt
