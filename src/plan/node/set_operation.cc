#include "plan/operators.h"

namespace lakebolt {

PlanPtr SetOperationNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<SetOperationNode>(operation_, all_, std::move(children), inputs_,
                                            columns_);
}

std::string SetOperationNode::Name() const {
  std::string name;
  switch (operation_) {
    case SetOperationKind::kUnion: name = "UNION"; break;
    case SetOperationKind::kIntersect: name = "INTERSECT"; break;
    case SetOperationKind::kExcept: name = "EXCEPT"; break;
  }
  return all_ ? name + " ALL" : name;
}

std::vector<std::string> SetOperationNode::Details() const {
  return {};
}

}  // namespace lakebolt
