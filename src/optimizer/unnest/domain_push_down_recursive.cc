#include <algorithm>

#include "optimizer/unnest/domain_push_down.h"
#include "plan/recursive_cte.h"
#include "plan/row_operators.h"

namespace lakebolt {

bool DomainPushDown::RefersToOuter(const PlanNode& node) const {
  if (node.kind() == PlanKind::kCteScan &&
      correlated_cte_ids_.contains(As<CteScanNode>(node).cte_id())) {
    return true;
  }
  for (const ExprPtr& expr : node.expressions()) {
    if (UsesOuter(*expr)) return true;
  }
  return std::any_of(node.children().begin(), node.children().end(),
                     [&](const PlanPtr& child) { return RefersToOuter(*child); });
}

DomainPushDown::Result DomainPushDown::PushRecursiveCte(const PlanPtr& node) {
  // The tags become columns of the CTE, so that all recursions run side by side.
  const auto& cte = As<RecursiveCteNode>(node);
  RecursiveCteNode::Inputs inputs = cte.inputs();
  std::vector<PlanColumn> columns = cte.columns();
  Result result;
  for (const PlanColumn& outer : outer_) {
    const PlanColumn tag{context_.column_ids->Next(), outer.name, outer.type};
    result.tags[outer.id] = {tag, false};
    columns.push_back(tag);
  }
  RecursiveCteNode::Key key = cte.key();
  if (!key.columns.empty()) {
    for (size_t i = 0; i < outer_.size(); ++i) {
      key.columns.push_back(static_cast<uint32_t>(cte.columns().size() + i));
      key.row_types.push_back(outer_[i].type);
    }
  }
  Result anchor = Push(cte.anchor(), {});
  correlated_ctes_[cte.cte_id()] = result.tags;
  correlated_ctes_[cte.key().all_rows_id] = result.tags;
  Result step = Push(cte.step(), {});
  for (const PlanColumn& outer : outer_) {
    inputs.anchor.push_back(anchor.tags.at(outer.id).column.id);
    inputs.step.push_back(step.tags.at(outer.id).column.id);
  }
  result.plan = std::make_shared<RecursiveCteNode>(
      cte.cte_id(), cte.cte_name(), cte.all(), std::move(anchor.plan), std::move(step.plan),
      std::move(inputs), std::move(columns), std::move(key));
  return result;
}

DomainPushDown::Result DomainPushDown::PushAsofJoin(const PlanPtr& node) {
  const auto& join = As<AsofJoinNode>(node);
  Result left = Push(join.left(), {});
  Result right = Push(join.right(), {});
  AsofJoinNode::Spec spec = join.spec();
  spec.left_keys = Rename(std::move(spec.left_keys), left.tags);
  spec.right_keys = Rename(std::move(spec.right_keys), right.tags);
  spec.left_order = Rename(spec.left_order, left.tags);
  spec.right_order = Rename(spec.right_order, right.tags);
  for (const PlanColumn& outer : outer_) {
    spec.left_keys.push_back(MakeColumn(left.tags.at(outer.id).column));
    spec.right_keys.push_back(MakeColumn(right.tags.at(outer.id).column));
  }
  Result result;
  result.tags = left.tags;
  result.plan =
      std::make_shared<AsofJoinNode>(std::move(left.plan), std::move(right.plan), std::move(spec));
  return result;
}

DomainPushDown::Result DomainPushDown::PushSample(const PlanPtr& node) {
  if (As<SampleNode>(node).spec().method == SampleNode::Method::kReservoir) {
    throw UserError(ErrorCode::kNotSupported,
                    "a reservoir sample of rows that depend on columns of outer queries");
  }
  Result result = Push(node->child(), {});
  result.plan = node->WithChildren({result.plan});
  return result;
}

}  // namespace lakebolt
