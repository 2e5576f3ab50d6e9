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

/// Walks a plan from the top down, with the columns that are needed above each node: only those are
/// kept in a hash table.
class SideChooser {
 public:
  explicit SideChooser(const PlanNode& plan) : estimator_(plan) {}

  PlanPtr Choose(const PlanPtr& plan, const ColumnSet& needed) {
    const ColumnSet below = NeededBelow(*plan, needed);
    std::vector<PlanPtr> children;
    bool changed = false;
    for (const PlanPtr& child : plan->children()) {
      children.push_back(Choose(child, below));
      changed |= children.back() != child;
    }
    if (plan->kind() == PlanKind::kJoin) {
      const auto& join = As<JoinNode>(plan);
      const std::optional<JoinKind> mirrored = Mirrored(join.join_kind());
      // The original children are asked: the estimator knows them.
      if (mirrored && TableBytes(*join.left(), below) < TableBytes(*join.right(), below)) {
        return std::make_shared<JoinNode>(*mirrored, std::move(children[1]), std::move(children[0]),
                                          join.conditions());
      }
    }
    return changed ? plan->WithChildren(std::move(children)) : plan;
  }

 private:
  static ColumnSet NeededBelow(const PlanNode& plan, const ColumnSet& needed) {
    ColumnSet below;
    switch (plan.kind()) {
      case PlanKind::kProject:
      case PlanKind::kAggregate: break;
      case PlanKind::kSetOperation:
        for (const auto& input : As<SetOperationNode>(plan).inputs()) {
          below.insert(input.begin(), input.end());
        }
        break;
      case PlanKind::kCte:
        below = OutputColumns(*As<CteNode>(plan).definition());
        below.insert(needed.begin(), needed.end());
        break;
      default: below = needed;
    }
    for (const ExprPtr& expr : plan.expressions()) CollectColumns(*expr, below);
    return below;
  }

  double TableBytes(const PlanNode& node, const ColumnSet& needed) {
    return estimator_.EstimateRows(node) * (kSlotBytes + estimator_.RowWidth(node, needed));
  }

  CardinalityEstimator estimator_;
};

}  // namespace

PlanPtr BuildSidePass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  const std::vector<PlanColumn> columns = plan->columns();
  return WithColumns(SideChooser(*plan).Choose(plan, OutputColumns(*plan)), columns);
}

}  // namespace lakebolt
