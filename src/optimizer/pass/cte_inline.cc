#include "optimizer/pass/cte_inline.h"

#include <unordered_map>

#include "optimizer/property/repeatable.h"
#include "plan/operators.h"
#include "plan/plan_copy.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

using CteReaders = std::unordered_map<uint32_t, int>;

void CountReaders(const PlanNode& plan, CteReaders& readers) {
  if (plan.kind() == PlanKind::kCteScan) ++readers[As<CteScanNode>(plan).cte_id()];
  for (const PlanPtr& child : plan.children()) CountReaders(*child, readers);
  // What the step of a recursive CTE reads it reads once a round.
  if (plan.kind() == PlanKind::kRecursiveCte) CountReaders(*plan.child(1), readers);
}

/// Replaces the scans of CTEs by definitions.
class CteInliner {
 public:
  CteInliner(OptimizerContext& context, CteReaders readers)
      : context_(context), readers_(std::move(readers)) {}

  PlanPtr Inline(const PlanPtr& plan) {
    if (plan->kind() == PlanKind::kCte) return InlineCte(As<CteNode>(plan));
    if (plan->kind() == PlanKind::kCteScan) return InlineScan(plan);
    return MapChildren(plan, [this](const PlanPtr& child) { return Inline(child); });
  }

 private:
  PlanPtr InlineCte(const CteNode& cte) {
    const int readers = readers_[cte.cte_id()];
    if (readers == 0) return Inline(cte.body());
    PlanPtr definition = Inline(cte.definition());
    if (readers > 1 && !IsCheapToRepeat(*definition)) {
      return cte.WithChildren({std::move(definition), Inline(cte.body())});
    }
    definitions_[cte.cte_id()] = std::move(definition);
    return Inline(cte.body());
  }

  PlanPtr InlineScan(const PlanPtr& plan) {
    const auto& scan = As<CteScanNode>(plan);
    const auto found = definitions_.find(scan.cte_id());
    if (found == definitions_.end()) return plan;
    ColumnMap map;
    PlanPtr definition = found->second;
    if (readers_[scan.cte_id()] > 1) {
      definition = CopyWithNewIds(definition, *context_.column_ids, map, context_.next_cte_id);
    }
    std::vector<NamedExpr> items;
    for (size_t i = 0; i < scan.columns().size(); ++i) {
      const PlanColumn& column = scan.columns()[i];
      const auto renamed = map.find(scan.definition_ids()[i]);
      const ColumnId id = renamed == map.end() ? scan.definition_ids()[i] : renamed->second;
      items.push_back({column.id, column.name, MakeColumn({id, column.name, column.type})});
    }
    return std::make_shared<ProjectNode>(std::move(definition), std::move(items));
  }

  OptimizerContext& context_;
  CteReaders readers_;
  std::unordered_map<uint32_t, PlanPtr> definitions_;
};

}  // namespace

PlanPtr CteInlinePass::Run(PlanPtr plan, OptimizerContext& context) const {
  CteReaders readers;
  CountReaders(*plan, readers);
  return CteInliner(context, std::move(readers)).Inline(plan);
}

}  // namespace lakebolt
