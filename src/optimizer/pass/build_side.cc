#include "optimizer/pass/build_side.h"

#include <algorithm>
#include <optional>

#include "optimizer/cardinality/estimator.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Bytes of a hash table's slot, on top of the row's own.
constexpr double kSlotBytes = 16;

std::optional<JoinKind> Mirrored(JoinKind kind) {
  switch (kind) {
    case JoinKind::kInner:
    case JoinKind::kFull: return kind;
    case JoinKind::kLeft: return JoinKind::kRight;
    case JoinKind::kRight: return JoinKind::kLeft;
    default: return std::nullopt;
  }
}

double TableBytes(const PlanNode& node, CardinalityEstimator& estimator) {
  return estimator.EstimateRows(node) * (kSlotBytes + estimator.RowWidth(node));
}

PlanPtr ChooseSides(const PlanPtr& plan, CardinalityEstimator& estimator) {
  std::vector<PlanPtr> children;
  bool changed = false;
  for (const PlanPtr& child : plan->children()) {
    children.push_back(ChooseSides(child, estimator));
    changed |= children.back() != child;
  }
  if (plan->kind() == PlanKind::kJoin) {
    const auto& join = As<JoinNode>(plan);
    const std::optional<JoinKind> mirrored = Mirrored(join.join_kind());
    // The original children are asked: the estimator knows them.
    if (mirrored && TableBytes(*join.left(), estimator) < TableBytes(*join.right(), estimator)) {
      return std::make_shared<JoinNode>(*mirrored, std::move(children[1]), std::move(children[0]),
                                        join.conditions());
    }
  }
  return changed ? plan->WithChildren(std::move(children)) : plan;
}

}  // namespace

PlanPtr BuildSidePass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  const std::vector<PlanColumn> columns = plan->columns();
  CardinalityEstimator estimator(*plan);
  PlanPtr result = ChooseSides(plan, estimator);
  return WithColumns(std::move(result), columns);
}

}  // namespace lakebolt
