#include "optimizer/pass/empty_propagation.h"

#include <algorithm>

#include "optimizer/pass/filter_pusher.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

bool IsEmpty(const PlanNode& plan) {
  return plan.kind() == PlanKind::kValues && As<ValuesNode>(plan).rows().empty();
}

/// Gives one side's rows with constants for the other columns of the join.
PlanPtr FillUp(const PlanNode& join, const PlanPtr& side, const Value* constant) {
  const ColumnSet given = OutputColumns(*side);
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : join.columns()) {
    if (given.contains(column.id)) {
      items.push_back(PassOn(column));
    } else {
      items.push_back(
          {column.id, column.name, MakeConstant(constant ? *constant : Value(column.type))});
    }
  }
  return std::make_shared<ProjectNode>(side, std::move(items));
}

PlanPtr SimplifyJoin(const JoinNode& join, const PlanPtr& node) {
  const bool left = IsEmpty(*join.left());
  const bool right = IsEmpty(*join.right());
  if (!left && !right) return node;
  const Value no_match = Value::Boolean(false);
  switch (join.join_kind()) {
    case JoinKind::kInner:
    case JoinKind::kSemi: return MakeEmpty(*node);
    case JoinKind::kAnti: return left ? MakeEmpty(*node) : join.left();
    case JoinKind::kMark: return left ? MakeEmpty(*node) : FillUp(*node, join.left(), &no_match);
    case JoinKind::kLeft:
    case JoinKind::kSingle: return left ? MakeEmpty(*node) : FillUp(*node, join.left(), nullptr);
    case JoinKind::kRight: return right ? MakeEmpty(*node) : FillUp(*node, join.right(), nullptr);
    case JoinKind::kFull:
      if (left && right) return MakeEmpty(*node);
      return FillUp(*node, left ? join.right() : join.left(), nullptr);
  }
  return node;
}

PlanPtr SimplifySetOperation(const SetOperationNode& set, const PlanPtr& node) {
  if (set.operation() == SetOperationKind::kIntersect) {
    return IsEmpty(*set.child(0)) || IsEmpty(*set.child(1)) ? MakeEmpty(*node) : node;
  }
  if (set.operation() == SetOperationKind::kExcept) {
    return IsEmpty(*set.child(0)) ? MakeEmpty(*node) : node;
  }
  std::vector<PlanPtr> children;
  std::vector<std::vector<ColumnId>> inputs;
  for (size_t i = 0; i < set.children().size(); ++i) {
    if (IsEmpty(*set.child(i))) continue;
    children.push_back(set.child(i));
    inputs.push_back(set.inputs()[i]);
  }
  if (children.empty()) return MakeEmpty(*node);
  if (children.size() == set.children().size() || children.size() < 2) return node;
  return std::make_shared<SetOperationNode>(set.operation(), set.all(), std::move(children),
                                            std::move(inputs), set.columns());
}

PlanPtr Simplify(const PlanPtr& node) {
  switch (node->kind()) {
    case PlanKind::kFilter:
    case PlanKind::kProject:
    case PlanKind::kSort:
    case PlanKind::kLimit:
    case PlanKind::kTopN:
    case PlanKind::kWindow:
    case PlanKind::kUnnest:
    case PlanKind::kPartitionLimit: return IsEmpty(*node->child()) ? MakeEmpty(*node) : node;
    case PlanKind::kAggregate:
      return IsEmpty(*node->child()) && !As<AggregateNode>(node).keys().empty() ? MakeEmpty(*node)
                                                                                : node;
    case PlanKind::kJoin: return SimplifyJoin(As<JoinNode>(node), node);
    case PlanKind::kSetOperation: return SimplifySetOperation(As<SetOperationNode>(node), node);
    case PlanKind::kCte: return IsEmpty(*As<CteNode>(node).body()) ? MakeEmpty(*node) : node;
    default: return node;
  }
}

}  // namespace

PlanPtr EmptyPropagationPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return TransformPlan(plan, Simplify);
}

}  // namespace lakebolt
