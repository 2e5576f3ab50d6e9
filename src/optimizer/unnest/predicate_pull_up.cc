#include "optimizer/unnest/predicate_pull_up.h"

namespace lakebolt {

PlanPtr PredicatePullUp::Pull(const PlanPtr& plan, std::vector<ExprPtr>& pulled) {
  if (!push_down_.UsesOuter(*plan)) return plan;
  switch (plan->kind()) {
    case PlanKind::kFilter: return PullFilter(plan, pulled);
    case PlanKind::kProject: return PullProject(plan, pulled);
    case PlanKind::kJoin: return PullJoin(plan, pulled);
    case PlanKind::kSort: return Pull(plan->child(), pulled);
    default: return nullptr;
  }
}

PlanPtr PredicatePullUp::PullFilter(const PlanPtr& plan, std::vector<ExprPtr>& pulled) {
  PlanPtr child = Pull(plan->child(), pulled);
  if (!child) return nullptr;
  std::vector<ExprPtr> kept;
  for (const ExprPtr& conjunct : As<FilterNode>(plan).conjuncts()) {
    (push_down_.UsesOuter(*conjunct) ? pulled : kept).push_back(conjunct);
  }
  if (kept.empty()) return child;
  return std::make_shared<FilterNode>(std::move(child), std::move(kept));
}

PlanPtr PredicatePullUp::PullProject(const PlanPtr& plan, std::vector<ExprPtr>& pulled) {
  std::vector<NamedExpr> items = As<ProjectNode>(plan).items();
  for (const NamedExpr& item : items) {
    if (push_down_.UsesOuter(*item.expr)) return nullptr;
  }
  PlanPtr child = Pull(plan->child(), pulled);
  if (!child) return nullptr;
  // What the conditions above need must come through.
  ColumnSet needed;
  for (const ExprPtr& condition : pulled) CollectColumns(*condition, needed);
  for (const NamedExpr& item : items) needed.erase(item.id);
  for (const PlanColumn& column : child->columns()) {
    if (needed.erase(column.id) > 0) items.push_back(PassOn(column));
  }
  return std::make_shared<ProjectNode>(std::move(child), std::move(items));
}

PlanPtr PredicatePullUp::PullJoin(const PlanPtr& plan, std::vector<ExprPtr>& pulled) {
  const auto& join = As<JoinNode>(plan);
  const bool inner = join.join_kind() == JoinKind::kInner;
  if (join.dependent() || join.join_kind() == JoinKind::kRight ||
      join.join_kind() == JoinKind::kFull) {
    return nullptr;
  }
  if (!inner && push_down_.UsesOuter(*join.right())) return nullptr;
  std::vector<ExprPtr> kept;
  for (const ExprPtr& condition : join.conditions()) {
    const bool uses = push_down_.UsesOuter(*condition);
    if (uses && !inner) return nullptr;
    (uses ? pulled : kept).push_back(condition);
  }
  PlanPtr left = Pull(join.left(), pulled);
  if (!left) return nullptr;
  PlanPtr right = Pull(join.right(), pulled);
  if (!right) return nullptr;
  return std::make_shared<JoinNode>(join.join_kind(), std::move(left), std::move(right),
                                    std::move(kept), false, join.mark());
}

}  // namespace lakebolt
