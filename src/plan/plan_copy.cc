#include "plan/plan_copy.h"

#include "plan/operators.h"
#include "plan/recursive_cte.h"
#include "plan/subquery_expression.h"
#include "plan/unnest_node.h"

namespace lakebolt {

namespace {

ColumnId Renamed(ColumnId id, const ColumnMap& map) {
  const auto found = map.find(id);
  return found == map.end() ? id : found->second;
}

/// Renames the columns that a node makes or lists outside of expressions(), by `id_of`.
template <typename IdOf>
PlanPtr RenumberNode(const PlanPtr& node, const IdOf& id_of) {
  const auto renumber_columns = [&](std::vector<PlanColumn> columns) {
    for (PlanColumn& column : columns) column.id = id_of(column.id);
    return columns;
  };
  switch (node->kind()) {
    case PlanKind::kScan: {
      ColumnMap map;
      for (const auto& column : As<ScanNode>(node).scan_columns()) {
        const ColumnId id = id_of(column.column.id);
        if (id != column.column.id) map.emplace(column.column.id, id);
      }
      return map.empty() ? node : As<ScanNode>(node).WithColumnIds(map);
    }
    case PlanKind::kValues:
      return std::make_shared<ValuesNode>(renumber_columns(node->columns()),
                                          As<ValuesNode>(node).rows());
    case PlanKind::kProject: {
      std::vector<NamedExpr> items = As<ProjectNode>(node).items();
      for (NamedExpr& item : items) item.id = id_of(item.id);
      return std::make_shared<ProjectNode>(node->child(), std::move(items));
    }
    case PlanKind::kAggregate: {
      const auto& aggregate = As<AggregateNode>(node);
      std::vector<NamedExpr> keys = aggregate.keys();
      std::vector<AggregateCall> calls = aggregate.calls();
      for (NamedExpr& key : keys) key.id = id_of(key.id);
      for (AggregateCall& call : calls) call.id = id_of(call.id);
      return std::make_shared<AggregateNode>(node->child(), std::move(keys), std::move(calls));
    }
    case PlanKind::kWindow: {
      std::vector<WindowCall> calls = As<WindowNode>(node).calls();
      for (WindowCall& call : calls) call.id = id_of(call.id);
      return As<WindowNode>(node).WithCalls(std::move(calls));
    }
    case PlanKind::kJoin: {
      const auto& join = As<JoinNode>(node);
      if (join.join_kind() != JoinKind::kMark) return node;
      MarkColumn mark = join.mark();
      mark.id = id_of(mark.id);
      return std::make_shared<JoinNode>(join.join_kind(), join.left(), join.right(),
                                        join.conditions(), join.dependent(), mark);
    }
    case PlanKind::kSetOperation: {
      const auto& set = As<SetOperationNode>(node);
      std::vector<std::vector<ColumnId>> inputs = set.inputs();
      for (auto& input : inputs) {
        for (ColumnId& id : input) id = id_of(id);
      }
      return std::make_shared<SetOperationNode>(set.operation(), set.all(), set.children(),
                                                std::move(inputs), renumber_columns(set.columns()));
    }
    case PlanKind::kCteScan: {
      const auto& scan = As<CteScanNode>(node);
      std::vector<ColumnId> definition = scan.definition_ids();
      for (ColumnId& id : definition) id = id_of(id);
      return std::make_shared<CteScanNode>(scan.cte_id(), scan.cte_name(),
                                           renumber_columns(scan.columns()), std::move(definition));
    }
    case PlanKind::kRecursiveCte: {
      const auto& cte = As<RecursiveCteNode>(node);
      RecursiveCteNode::Inputs inputs = cte.inputs();
      for (ColumnId& id : inputs.anchor) id = id_of(id);
      for (ColumnId& id : inputs.step) id = id_of(id);
      return cte.WithColumns(std::move(inputs), renumber_columns(cte.columns()));
    }
    case PlanKind::kUnnest: return As<UnnestNode>(node).WithMadeIds(id_of);
    default: return node;
  }
}

using CteMap = std::unordered_map<uint32_t, uint32_t>;

/// Gives every CTE inside `plan` a new number.
PlanPtr RenumberCtes(const PlanPtr& plan, const CteMap& map) {
  return TransformPlan(plan, [&](PlanPtr node) -> PlanPtr {
    if (node->kind() == PlanKind::kCte) {
      const auto& cte = As<CteNode>(node);
      const auto found = map.find(cte.cte_id());
      if (found == map.end()) return node;
      return std::make_shared<CteNode>(found->second, cte.cte_name(), cte.definition(), cte.body());
    }
    if (node->kind() == PlanKind::kRecursiveCte) {
      const auto& cte = As<RecursiveCteNode>(node);
      const auto found = map.find(cte.cte_id());
      if (found == map.end()) return node;
      return cte.WithIds(found->second, map.at(cte.key().all_rows_id));
    }
    if (node->kind() == PlanKind::kCteScan) {
      const auto& scan = As<CteScanNode>(node);
      const auto found = map.find(scan.cte_id());
      if (found == map.end()) return node;
      return std::make_shared<CteScanNode>(found->second, scan.cte_name(), scan.columns(),
                                           scan.definition_ids());
    }
    return MapExpressions(node, [&](const ExprPtr& expr) {
      return TransformExpr(expr, [&](ExprPtr part) -> ExprPtr {
        if (part->kind() != ExprKind::kSubquery) return part;
        const auto& subquery = As<SubqueryExpr>(part);
        PlanPtr inner = RenumberCtes(subquery.plan(), map);
        return inner == subquery.plan() ? part : subquery.WithPlan(std::move(inner));
      });
    });
  });
}

void CollectCtes(const PlanNode& plan, CteMap& map, uint32_t& next) {
  if (plan.kind() == PlanKind::kCte) map.emplace(As<CteNode>(plan).cte_id(), next++);
  if (plan.kind() == PlanKind::kRecursiveCte) {
    map.emplace(As<RecursiveCteNode>(plan).cte_id(), next++);
    map.emplace(As<RecursiveCteNode>(plan).key().all_rows_id, next++);
  }
  for (const ExprPtr& expr : plan.expressions()) {
    VisitExpr(*expr, [&](const Expr& part) {
      if (part.kind() == ExprKind::kSubquery) {
        CollectCtes(*As<SubqueryExpr>(part).plan(), map, next);
      }
      return true;
    });
  }
  for (const PlanPtr& child : plan.children()) CollectCtes(*child, map, next);
}

}  // namespace

PlanPtr RenameInPlan(const PlanPtr& plan, const ColumnMap& map) {
  if (map.empty()) return plan;
  return TransformPlan(plan, [&](PlanPtr node) {
    node = MapExpressions(node, [&](const ExprPtr& expr) { return RenameColumns(expr, map); });
    bool listed = false;
    for (const PlanColumn& column : node->columns()) listed |= map.contains(column.id);
    if (node->kind() == PlanKind::kSetOperation) {
      for (const auto& input : As<SetOperationNode>(node).inputs()) {
        for (const ColumnId id : input) listed |= map.contains(id);
      }
    }
    if (node->kind() == PlanKind::kCteScan) {
      for (const ColumnId id : As<CteScanNode>(node).definition_ids()) listed |= map.contains(id);
    }
    if (node->kind() == PlanKind::kRecursiveCte) {
      const auto& inputs = As<RecursiveCteNode>(node).inputs();
      for (const ColumnId id : inputs.anchor) listed |= map.contains(id);
      for (const ColumnId id : inputs.step) listed |= map.contains(id);
    }
    if (!listed) return node;
    return RenumberNode(node, [&](ColumnId id) { return Renamed(id, map); });
  });
}

namespace {

/// Numbers the columns of recursive CTEs anew: their steps refer to them before they are made.
void NumberRecursiveColumns(const PlanNode& plan, ColumnIds& ids, ColumnMap& map) {
  if (plan.kind() == PlanKind::kRecursiveCte) {
    for (const PlanColumn& column : plan.columns()) {
      if (!map.contains(column.id)) map.emplace(column.id, ids.Next());
    }
  }
  for (const PlanPtr& child : plan.children()) NumberRecursiveColumns(*child, ids, map);
}

}  // namespace

PlanPtr CopyWithNewIds(const PlanPtr& plan, ColumnIds& ids, ColumnMap& map, uint32_t* next_cte_id) {
  NumberRecursiveColumns(*plan, ids, map);
  PlanPtr source = plan;
  if (next_cte_id) {
    CteMap ctes;
    CollectCtes(*plan, ctes, *next_cte_id);
    if (!ctes.empty()) source = RenumberCtes(plan, ctes);
  }
  const std::function<ExprPtr(const ExprPtr&)> copy_expr = [&](const ExprPtr& expr) {
    // Subqueries get copies of their own, whose free columns are renamed as they are copied.
    const ExprPtr copied = TransformExpr(expr, [&](ExprPtr part) -> ExprPtr {
      if (part->kind() != ExprKind::kSubquery) return part;
      const auto& subquery = As<SubqueryExpr>(part);
      return subquery.WithPlan(CopyWithNewIds(subquery.plan(), ids, map));
    });
    return TransformExpr(copied, [&](ExprPtr part) -> ExprPtr {
      if (part->kind() != ExprKind::kColumn) return part;
      const auto& column = As<ColumnExpr>(part);
      const ColumnId id = Renamed(column.id(), map);
      if (id == column.id()) return part;
      return std::make_shared<ColumnExpr>(id, column.name(), column.type(), column.range());
    });
  };
  return TransformPlan(source, [&](PlanPtr node) {
    ColumnSet made;
    AddMadeColumns(*node, made);
    node = MapExpressions(node, copy_expr);
    for (const ColumnId id : made) {
      if (!map.contains(id)) map.emplace(id, ids.Next());
    }
    return RenumberNode(node, [&](ColumnId id) { return Renamed(id, map); });
  });
}

}  // namespace lakebolt
