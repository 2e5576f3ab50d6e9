#include "plan/plan_rewrite.h"

#include <algorithm>

#include "base/cancellation_scope.h"
#include "plan/operators.h"
#include "plan/plan_copy.h"
#include "plan/recursive_cte.h"
#include "plan/subquery_expression.h"
#include "plan/unnest_node.h"

namespace lakebolt {

namespace {

void AccumulateColumns(const PlanNode& node, ColumnSet& used, ColumnSet& made);

void AccumulateColumns(const Expr& expr, ColumnSet& used, ColumnSet& made) {
  VisitExpr(expr, [&](const Expr& part) {
    if (part.kind() == ExprKind::kColumn) used.insert(As<ColumnExpr>(part).id());
    if (part.kind() == ExprKind::kSubquery) {
      AccumulateColumns(*As<SubqueryExpr>(part).plan(), used, made);
    }
    return true;
  });
}

void AddMadeItems(const std::vector<NamedExpr>& items, ColumnSet& made) {
  for (const NamedExpr& item : items) {
    if (!IsPassedOn(item)) made.insert(item.id);
  }
}

/// Gathers all columns that the plan refers to and all that it makes.
void AccumulateColumns(const PlanNode& node, ColumnSet& used, ColumnSet& made) {
  AddMadeColumns(node, made);
  for (const ExprPtr& expr : node.expressions()) AccumulateColumns(*expr, used, made);
  if (node.kind() == PlanKind::kSetOperation) {
    for (const auto& input : As<SetOperationNode>(node).inputs()) {
      used.insert(input.begin(), input.end());
    }
  }
  if (node.kind() == PlanKind::kRecursiveCte) {
    const auto& inputs = As<RecursiveCteNode>(node).inputs();
    used.insert(inputs.anchor.begin(), inputs.anchor.end());
    used.insert(inputs.step.begin(), inputs.step.end());
  }
  for (const PlanPtr& child : node.children()) AccumulateColumns(*child, used, made);
}

}  // namespace

void AddMadeColumns(const PlanNode& node, ColumnSet& made) {
  switch (node.kind()) {
    case PlanKind::kScan:
      for (const auto& column : As<ScanNode>(node).scan_columns()) made.insert(column.column.id);
      break;
    case PlanKind::kValues:
    case PlanKind::kSetOperation:
    case PlanKind::kCteScan:
    case PlanKind::kRecursiveCte:
      for (const PlanColumn& column : node.columns()) made.insert(column.id);
      break;
    case PlanKind::kProject: AddMadeItems(As<ProjectNode>(node).items(), made); break;
    case PlanKind::kAggregate:
      AddMadeItems(As<AggregateNode>(node).keys(), made);
      for (const AggregateCall& call : As<AggregateNode>(node).calls()) made.insert(call.id);
      break;
    case PlanKind::kWindow:
      for (const WindowCall& call : As<WindowNode>(node).calls()) made.insert(call.id);
      break;
    case PlanKind::kJoin:
      if (As<JoinNode>(node).join_kind() == JoinKind::kMark) {
        made.insert(As<JoinNode>(node).mark().id);
      }
      break;
    case PlanKind::kUnnest:
      for (const PlanColumn& column : As<UnnestNode>(node).MadeColumns()) made.insert(column.id);
      break;
    default: break;
  }
}

void CollectColumns(const Expr& expr, ColumnSet& out) {
  VisitExpr(expr, [&](const Expr& part) {
    if (part.kind() == ExprKind::kColumn) out.insert(As<ColumnExpr>(part).id());
    if (part.kind() == ExprKind::kSubquery) out.insert(FreeColumns(*As<SubqueryExpr>(part).plan()));
    return true;
  });
}

bool IsWithin(const Expr& expr, const ColumnSet& columns) {
  ColumnSet used;
  CollectColumns(expr, used);
  return used.IsSubsetOf(columns);
}

bool IsMadeOf(const Expr& expr, const ColumnSet& columns) {
  ColumnSet used;
  CollectColumns(expr, used);
  return !used.empty() && IsWithin(expr, columns);
}

ColumnSet OutputColumns(const PlanNode& node) {
  ColumnSet ids;
  for (const PlanColumn& column : node.columns()) ids.insert(column.id);
  return ids;
}

ColumnSet FreeColumns(const PlanNode& node) {
  ColumnSet used;
  ColumnSet made;
  AccumulateColumns(node, used, made);
  used.Subtract(made);
  return used;
}

ExprPtr RenameColumns(const ExprPtr& expr, const ColumnMap& map) {
  if (map.empty()) return expr;
  return TransformExpr(expr, [&](ExprPtr part) -> ExprPtr {
    if (part->kind() == ExprKind::kColumn) {
      const auto& column = As<ColumnExpr>(part);
      const auto found = map.find(column.id());
      if (found == map.end() || found->second == column.id()) return part;
      return std::make_shared<ColumnExpr>(found->second, column.name(), column.type(),
                                          column.range());
    }
    if (part->kind() == ExprKind::kSubquery) {
      const auto& subquery = As<SubqueryExpr>(part);
      PlanPtr plan = RenameInPlan(subquery.plan(), map);
      return plan == subquery.plan() ? part : subquery.WithPlan(std::move(plan));
    }
    return part;
  });
}

ExprPtr SubstituteColumns(const ExprPtr& expr,
                          const std::unordered_map<ColumnId, ExprPtr>& replacements) {
  if (replacements.empty()) return expr;
  return TransformExpr(expr, [&](ExprPtr part) -> ExprPtr {
    if (part->kind() == ExprKind::kColumn) {
      const auto found = replacements.find(As<ColumnExpr>(part).id());
      return found == replacements.end() ? part : found->second;
    }
    if (part->kind() == ExprKind::kSubquery) {
      const auto& subquery = As<SubqueryExpr>(part);
      PlanPtr plan = TransformPlan(subquery.plan(), [&](PlanPtr node) {
        return MapExpressions(
            node, [&](const ExprPtr& inner) { return SubstituteColumns(inner, replacements); });
      });
      return plan == subquery.plan() ? part : subquery.WithPlan(std::move(plan));
    }
    return part;
  });
}

PlanPtr MapExpressions(const PlanPtr& node, const std::function<ExprPtr(const ExprPtr&)>& rewrite) {
  std::vector<ExprPtr> expressions = node->expressions();
  bool changed = false;
  CancellationPoll poll;
  constexpr uint64_t kNanosPerExpression = 200;
  for (ExprPtr& expr : expressions) {
    poll.Spend(kNanosPerExpression);
    ExprPtr rewritten = rewrite(expr);
    changed |= rewritten != expr;
    expr = std::move(rewritten);
  }
  return changed ? node->WithExpressions(std::move(expressions)) : node;
}

PlanPtr MapChildren(const PlanPtr& node, const std::function<PlanPtr(const PlanPtr&)>& rewrite) {
  // Passes over deep plans may copy all below a node once for each.
  CheckCancellation();
  std::vector<PlanPtr> children;
  bool changed = false;
  children.reserve(node->children().size());
  for (const PlanPtr& child : node->children()) {
    children.push_back(rewrite(child));
    changed |= children.back() != child;
  }
  return changed ? node->WithChildren(std::move(children)) : node;
}

PlanPtr TransformPlan(const PlanPtr& plan, const std::function<PlanPtr(PlanPtr)>& rewrite) {
  return rewrite(
      MapChildren(plan, [&](const PlanPtr& child) { return TransformPlan(child, rewrite); }));
}

PlanPtr ReplaceNodes(const PlanPtr& plan, const std::unordered_map<const PlanNode*, PlanPtr>& by) {
  const auto found = by.find(plan.get());
  if (found != by.end()) return found->second;
  return MapChildren(plan, [&](const PlanPtr& child) { return ReplaceNodes(child, by); });
}

ExprPtr MakeColumn(const PlanColumn& column) {
  return std::make_shared<ColumnExpr>(column.id, column.name, column.type);
}

NamedExpr PassOn(const PlanColumn& column) {
  return {column.id, column.name, MakeColumn(column)};
}

PlanPtr WithColumns(PlanPtr plan, const std::vector<PlanColumn>& columns) {
  bool same = plan->columns().size() == columns.size();
  for (size_t i = 0; same && i < columns.size(); ++i) {
    same = plan->columns()[i].id == columns[i].id;
  }
  if (same) return plan;
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : columns) items.push_back(PassOn(column));
  return std::make_shared<ProjectNode>(std::move(plan), std::move(items));
}

bool IsPassedOn(const NamedExpr& item) {
  return item.expr->kind() == ExprKind::kColumn && As<ColumnExpr>(item.expr).id() == item.id;
}

}  // namespace lakebolt
