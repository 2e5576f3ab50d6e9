#include "optimizer/pass/estimates.h"

#include "optimizer/cardinality/estimator.h"

namespace lakebolt {

namespace {

PlanPtr Annotate(const PlanPtr& plan, CardinalityEstimator& estimator) {
  std::vector<PlanPtr> children;
  for (const PlanPtr& child : plan->children()) children.push_back(Annotate(child, estimator));
  const double rows = estimator.EstimateRows(*plan);
  const PlanPtr rebuilt = children.empty() ? plan : plan->WithChildren(std::move(children));
  return rebuilt->WithEstimate(rows);
}

}  // namespace

PlanPtr EstimatesPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  CardinalityEstimator estimator(*plan);
  return Annotate(plan, estimator);
}

}  // namespace lakebolt
