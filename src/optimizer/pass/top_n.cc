#include "optimizer/pass/top_n.h"

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Beyond this many rows sorting is as good as a heap.
constexpr uint64_t kLargestTopN = 1'000'000;

PlanPtr ToTopN(const PlanPtr& node) {
  if (node->kind() != PlanKind::kLimit) return node;
  const auto& limit = As<LimitNode>(node);
  if (!limit.limit() || *limit.limit() > kLargestTopN || limit.offset() > kLargestTopN) return node;
  std::vector<PlanPtr> projects;
  PlanPtr below = limit.child();
  for (; below->kind() == PlanKind::kProject; below = below->child()) projects.push_back(below);
  if (below->kind() != PlanKind::kSort) return node;
  PlanPtr result = std::make_shared<TopNNode>(below->child(), As<SortNode>(below).keys(),
                                              *limit.limit(), limit.offset());
  for (auto project = projects.rbegin(); project != projects.rend(); ++project) {
    result = (*project)->WithChildren({std::move(result)});
  }
  return result;
}

}  // namespace

PlanPtr TopNPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return TransformPlan(plan, ToTopN);
}

}  // namespace lakebolt
