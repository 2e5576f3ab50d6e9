#include "plan/operators.h"

namespace lakebolt {

PlanPtr CteNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<CteNode>(cte_id_, name_, std::move(children[0]), std::move(children[1]));
}

PlanPtr CteScanNode::WithChildren(std::vector<PlanPtr> children) const {
  (void)children;
  return shared_from_this();
}

}  // namespace lakebolt
