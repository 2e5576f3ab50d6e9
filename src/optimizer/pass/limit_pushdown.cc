#include "optimizer/pass/limit_pushdown.h"

#include <algorithm>

#include "optimizer/pass/filter_pusher.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Returns the plan, of which no more than `rows` rows (any) are needed.
PlanPtr NeedAtMost(const PlanPtr& plan, uint64_t rows) {
  switch (plan->kind()) {
    case PlanKind::kScan: {
      const auto& scan = As<ScanNode>(plan);
      return scan.limit() && *scan.limit() <= rows ? plan : scan.WithLimit(rows);
    }
    case PlanKind::kProject:
    case PlanKind::kCte: {
      std::vector<PlanPtr> children = plan->children();
      children.back() = NeedAtMost(children.back(), rows);
      return plan->WithChildren(std::move(children));
    }
    case PlanKind::kLimit: {
      const auto& limit = As<LimitNode>(plan);
      const uint64_t fewer = std::min(rows, limit.limit().value_or(rows));
      return std::make_shared<LimitNode>(NeedAtMost(limit.child(), fewer + limit.offset()), fewer,
                                         limit.offset());
    }
    case PlanKind::kSetOperation: {
      const auto& set = As<SetOperationNode>(plan);
      if (set.operation() != SetOperationKind::kUnion || !set.all()) return plan;
      std::vector<PlanPtr> children;
      for (const PlanPtr& child : plan->children()) {
        PlanPtr less = NeedAtMost(child, rows);
        const bool limited = less->kind() == PlanKind::kLimit || less->kind() == PlanKind::kTopN;
        children.push_back(limited ? less : std::make_shared<LimitNode>(less, rows, 0));
      }
      return plan->WithChildren(std::move(children));
    }
    case PlanKind::kJoin: {
      const auto& join = As<JoinNode>(plan);
      const JoinKind kind = join.join_kind();
      if (kind != JoinKind::kLeft && kind != JoinKind::kMark && kind != JoinKind::kSingle) {
        return plan;
      }
      // Every left row gives at least one row.
      PlanPtr left = NeedAtMost(join.left(), rows);
      if (left->kind() != PlanKind::kLimit && left->kind() != PlanKind::kTopN) {
        left = std::make_shared<LimitNode>(std::move(left), rows, 0);
      }
      return plan->WithChildren({std::move(left), join.right()});
    }
    default: return plan;
  }
}

PlanPtr PushLimit(const PlanPtr& node) {
  if (node->kind() != PlanKind::kLimit) return node;
  const auto& limit = As<LimitNode>(node);
  if (!limit.limit()) return limit.offset() == 0 ? limit.child() : node;
  if (*limit.limit() == 0) return MakeEmpty(*node);
  const uint64_t rows = *limit.limit() + limit.offset();
  if (rows < limit.offset()) return node;
  PlanPtr child = NeedAtMost(limit.child(), rows);
  return child == limit.child() ? node : node->WithChildren({std::move(child)});
}

}  // namespace

PlanPtr LimitPushdownPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return TransformPlan(plan, PushLimit);
}

}  // namespace lakebolt
