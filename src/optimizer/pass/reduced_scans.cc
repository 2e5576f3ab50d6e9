#include "optimizer/pass/reduced_scans.h"

#include <algorithm>

#include "optimizer/property/plan_match.h"
#include "plan/plan_copy.h"

namespace lakebolt {

namespace {

bool IsTable(const PlanNode& node) {
  return node.kind() == PlanKind::kScan ||
         (node.kind() == PlanKind::kFilter && node.child()->kind() == PlanKind::kScan);
}

/// Puts `by` in the place of `node`; null where the plan does not hold it.
PlanPtr ReplaceNode(const PlanPtr& plan, const PlanPtr& node, const PlanPtr& by) {
  if (plan == node) return by;
  for (size_t i = 0; i < plan->children().size(); ++i) {
    PlanPtr child = ReplaceNode(plan->child(i), node, by);
    if (child == nullptr) continue;
    std::vector<PlanPtr> children = plan->children();
    children[i] = std::move(child);
    return plan->WithChildren(std::move(children));
  }
  return nullptr;
}

/// Tells whether the join demands of the table's rows what the semi join does of the input's.
bool Demands(const JoinNode& join, const ReducedInput::Key& key, const ColumnMap& to_table) {
  const ExprPtr own = RenameColumns(key.input, to_table);
  return std::any_of(join.conditions().begin(), join.conditions().end(), [&](const ExprPtr& c) {
    if (c->kind() != ExprKind::kCompare || As<CompareExpr>(c).op() != CompareOp::kEqual) {
      return false;
    }
    for (size_t i = 0; i < 2; ++i) {
      const Expr& partner = *c->child(1 - i);
      if (c->child(i)->Equals(*own) &&
          (partner.Equals(*key.other) || partner.Equals(*key.group_key))) {
        return true;
      }
    }
    return false;
  });
}

PlanPtr ScanOf(uint32_t cte_id, const PlanNode& plan, const ColumnMap& definition) {
  std::vector<ColumnId> ids;
  for (const PlanColumn& column : plan.columns()) ids.push_back(definition.at(column.id));
  return std::make_shared<CteScanNode>(cte_id, "join rows", plan.columns(), std::move(ids));
}

}  // namespace

std::optional<PlanPtr> ShareReducedScan(const JoinNode& join, const ReducedInput& input,
                                        OptimizerContext& context) {
  const auto& semi_join = As<JoinNode>(input.semi_join);
  for (const size_t side : {size_t{0}, size_t{1}}) {
    const PlanPtr& table = join.child(side);
    ColumnMap to_table;
    if (!IsTable(*table) || !PlansMatch(*table, *semi_join.left(), to_table)) continue;
    if (!std::all_of(input.keys.begin(), input.keys.end(),
                     [&](const auto& key) { return Demands(join, key, to_table); })) {
      continue;
    }
    ColumnMap copied;
    const PlanPtr copy = CopyWithNewIds(table, *context.column_ids, copied, context.next_cte_id);
    ColumnMap from_input;
    for (const PlanColumn& column : semi_join.left()->columns()) {
      from_input[column.id] = copied.at(to_table.at(column.id));
    }
    std::vector<ExprPtr> conditions;
    for (const ExprPtr& condition : semi_join.conditions()) {
      conditions.push_back(RenameColumns(condition, from_input));
    }
    const uint32_t cte_id = (*context.next_cte_id)++;
    std::vector<PlanPtr> children(2);
    children[side] = ScanOf(cte_id, *table, copied);
    children[1 - side] = ReplaceNode(join.child(1 - side), input.semi_join,
                                     ScanOf(cte_id, *semi_join.left(), from_input));
    if (children[1 - side] == nullptr) continue;
    return std::make_shared<CteNode>(
        cte_id, "join rows",
        std::make_shared<JoinNode>(JoinKind::kSemi, copy, semi_join.right(), std::move(conditions)),
        join.WithChildren(std::move(children)));
  }
  return std::nullopt;
}

}  // namespace lakebolt
