#include "plan/operators.h"

namespace lakebolt {

PlanPtr FilterNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<FilterNode>(std::move(children[0]), conjuncts_);
}

PlanPtr FilterNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  return std::make_shared<FilterNode>(child(), std::move(expressions));
}

std::vector<std::string> FilterNode::Details() const {
  std::vector<std::string> lines;
  for (const ExprPtr& conjunct : conjuncts_) lines.push_back(conjunct->ToString());
  return lines;
}

}  // namespace lakebolt
