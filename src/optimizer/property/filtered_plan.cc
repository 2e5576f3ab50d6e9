#include "optimizer/property/filtered_plan.h"

#include <algorithm>

#include "plan/operators.h"

namespace lakebolt {

namespace {

/// Tells whether a condition may be computed for other rows than where it stands.
bool MayMove(const ExprPtr& expr) {
  return !IsVolatile(*expr) && !CanFail(*expr);
}

bool KeepsLeftRows(JoinKind kind) {
  return kind == JoinKind::kInner || kind == JoinKind::kSemi || kind == JoinKind::kAnti ||
         kind == JoinKind::kLeft || kind == JoinKind::kMark;
}

/// Takes filters off one plan.
class Lifter {
 public:
  PlanPtr Lift(const PlanPtr& plan) {
    switch (plan->kind()) {
      case PlanKind::kFilter: return LiftFilter(plan);
      case PlanKind::kProject: return LiftProject(plan);
      case PlanKind::kJoin: return LiftJoin(plan);
      default: return plan;
    }
  }

  std::vector<ExprPtr> conjuncts;

 private:
  PlanPtr LiftFilter(const PlanPtr& plan) {
    const auto& terms = As<FilterNode>(plan).conjuncts();
    if (!std::all_of(terms.begin(), terms.end(), MayMove)) return plan;
    conjuncts.insert(conjuncts.end(), terms.begin(), terms.end());
    return Lift(plan->child());
  }

  PlanPtr LiftProject(const PlanPtr& plan) {
    std::vector<NamedExpr> items = As<ProjectNode>(plan).items();
    if (!std::all_of(items.begin(), items.end(),
                     [](const NamedExpr& item) { return MayMove(item.expr); })) {
      return plan;
    }
    PlanPtr child = Lift(plan->child());
    if (child == plan->child()) return plan;
    // Conditions may be on any column below.
    const ColumnSet given = OutputColumns(*plan);
    for (const PlanColumn& column : child->columns()) {
      if (!given.contains(column.id)) items.push_back(PassOn(column));
    }
    return std::make_shared<ProjectNode>(std::move(child), std::move(items));
  }

  PlanPtr LiftJoin(const PlanPtr& plan) {
    const auto& join = As<JoinNode>(plan);
    if (join.dependent() || !KeepsLeftRows(join.join_kind()) ||
        !std::all_of(join.conditions().begin(), join.conditions().end(), MayMove)) {
      return plan;
    }
    PlanPtr left = Lift(join.left());
    PlanPtr right = join.join_kind() == JoinKind::kInner ? Lift(join.right()) : join.right();
    if (left == join.left() && right == join.right()) return plan;
    return plan->WithChildren({std::move(left), std::move(right)});
  }
};

}  // namespace

FilteredPlan LiftFilters(const PlanPtr& plan) {
  Lifter lifter;
  PlanPtr core = lifter.Lift(plan);
  return {std::move(core), std::move(lifter.conjuncts)};
}

}  // namespace lakebolt
