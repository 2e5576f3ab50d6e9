#include <algorithm>

#include "optimizer/unnest/domain_push_down.h"
#include "plan/plan_copy.h"

namespace lakebolt {

namespace {

bool FindsAll(const ColumnEqualities& equal, const std::vector<PlanColumn>& outer,
              const PlanNode& node) {
  return std::all_of(outer.begin(), outer.end(), [&](const PlanColumn& column) {
    return equal.FindAmong(column.id, node.columns()).has_value();
  });
}

bool DependsOn(const PlanNode& plan, const PlanNode& left) {
  const ColumnSet free = FreeColumns(plan);
  return std::any_of(left.columns().begin(), left.columns().end(),
                     [&](const PlanColumn& column) { return free.contains(column.id); });
}

void Append(std::vector<ExprPtr>& to, std::vector<ExprPtr> from) {
  for (ExprPtr& expr : from) to.push_back(std::move(expr));
}

}  // namespace

DomainPushDown::Result DomainPushDown::PushJoin(const PlanPtr& node,
                                                const ColumnEqualities& equal) {
  const auto& join = As<JoinNode>(node);
  if (join.dependent() && DependsOn(*join.right(), *join.left())) {
    return PushDependent(join, equal);
  }
  switch (join.join_kind()) {
    case JoinKind::kInner: return PushInner(join, equal);
    case JoinKind::kFull: return PushFull(join);
    case JoinKind::kRight:
      return PushLeftKeeping(
          JoinNode(JoinKind::kLeft, join.right(), join.left(), join.conditions()), equal);
    default: return PushLeftKeeping(join, equal);
  }
}

DomainPushDown::Result DomainPushDown::PushInner(const JoinNode& join,
                                                 const ColumnEqualities& equal) {
  ColumnEqualities inside = equal;
  inside.AddConditions(join.conditions());
  bool push_left = UsesOuter(*join.left());
  const bool push_right =
      UsesOuter(*join.right()) || (!push_left && FindsAll(inside, outer_, *join.right()));
  push_left |= !push_right;  // only the conditions refer to outer columns
  Result left{join.left(), {}};
  Result right{join.right(), {}};
  if (push_left) left = Push(join.left(), inside);
  if (push_right) right = Push(join.right(), inside);
  Result result;
  result.tags = push_left ? left.tags : right.tags;
  std::vector<ExprPtr> conditions;
  std::vector<ExprPtr> filters;
  for (const ExprPtr& condition : join.conditions()) {
    ExprPtr renamed = Rename(condition, result.tags);
    if (renamed->kind() == ExprKind::kCompare &&
        As<CompareExpr>(renamed).op() == CompareOp::kEqual &&
        renamed->child(0)->Equals(*renamed->child(1))) {
      renamed = std::make_shared<NotExpr>(std::make_shared<IsNullExpr>(renamed->child(0)));
    }
    conditions.push_back(std::move(renamed));
  }
  if (push_left && push_right) Append(conditions, SameTags(left.tags, right.tags));
  result.plan = std::make_shared<JoinNode>(JoinKind::kInner, std::move(left.plan),
                                           std::move(right.plan), std::move(conditions));
  return result;
}

DomainPushDown::Result DomainPushDown::PushLeftKeeping(const JoinNode& join,
                                                       const ColumnEqualities& equal) {
  const JoinKind kind = join.join_kind();
  // What holds for the join's output holds for its left rows; its conditions only where rows that
  // fail them are dropped.
  ColumnEqualities for_left = equal;
  if (kind == JoinKind::kSemi) for_left.AddConditions(join.conditions());
  Result left = Push(join.left(), for_left);
  std::vector<ExprPtr> conditions = Rename(join.conditions(), left.tags);
  PlanPtr right = join.right();
  if (UsesOuter(*right)) {
    // Right rows that fail a condition do not count, but for mark joins, where NULL does; and a
    // single join counts rows before any filter above it.
    ColumnEqualities for_right;
    if (kind != JoinKind::kMark) {
      for_right = kind == JoinKind::kSingle ? equal.Without(OutputColumns(*right)) : equal;
      for_right.AddConditions(join.conditions());
    }
    Result pushed = Push(right, for_right);
    right = std::move(pushed.plan);
    Append(conditions, SameTags(left.tags, pushed.tags));
  }
  Result result;
  result.tags = left.tags;
  result.plan = std::make_shared<JoinNode>(kind, std::move(left.plan), std::move(right),
                                           std::move(conditions), false, join.mark());
  return result;
}

DomainPushDown::Result DomainPushDown::PushFull(const JoinNode& join) {
  Result left = Push(join.left(), {});
  Result right = Push(join.right(), {});
  std::vector<ExprPtr> conditions = Rename(join.conditions(), left.tags);
  Append(conditions, SameTags(left.tags, right.tags));
  PlanPtr joined = std::make_shared<JoinNode>(JoinKind::kFull, std::move(left.plan),
                                              std::move(right.plan), std::move(conditions));
  // A row stands for the domain value of whichever side it has.
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : joined->columns()) items.push_back(PassOn(column));
  Result result;
  for (const PlanColumn& outer : outer_) {
    const PlanColumn tag{context_.column_ids->Next(), outer.name, outer.type};
    std::vector<ExprPtr> sides{MakeColumn(left.tags.at(outer.id).column),
                               MakeColumn(right.tags.at(outer.id).column)};
    items.push_back(
        {tag.id, tag.name, std::make_shared<CoalesceExpr>(outer.type, std::move(sides))});
    result.tags[outer.id] = {tag, false};
  }
  result.plan = std::make_shared<ProjectNode>(std::move(joined), std::move(items));
  return result;
}

DomainPushDown::Result DomainPushDown::PushDependent(const JoinNode& join,
                                                     const ColumnEqualities& equal) {
  // The left side gets the tags; the right side refers to those instead of the outer columns and is
  // unnested later, when the walk from the top down comes to this join.
  ColumnEqualities for_left = equal;
  if (join.join_kind() == JoinKind::kInner || join.join_kind() == JoinKind::kSemi) {
    for_left.AddConditions(join.conditions());
  }
  Result result = Push(join.left(), for_left);
  ColumnMap map;
  for (const auto& [outer, tag] : result.tags) map.emplace(outer, tag.column.id);
  PlanPtr right = RenameInPlan(FilterCorrelatedCtes(join.right()), map);
  result.plan =
      std::make_shared<JoinNode>(join.join_kind(), std::move(result.plan), std::move(right),
                                 Rename(join.conditions(), result.tags), true, join.mark());
  return result;
}

}  // namespace lakebolt
