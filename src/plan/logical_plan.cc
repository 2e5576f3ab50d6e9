#include "plan/logical_plan.h"

namespace lakebolt {

PlanPtr PlanNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  if (!expressions.empty()) throw InternalError(Name() + " takes no expressions");
  return shared_from_this();
}

PlanPtr PlanNode::WithEstimate(double rows) const {
  std::shared_ptr<PlanNode> copy = Clone();
  copy->estimated_rows_ = rows;
  return copy;
}

}  // namespace lakebolt
