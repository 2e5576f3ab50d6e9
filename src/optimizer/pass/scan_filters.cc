#include "optimizer/pass/scan_filters.h"

#include "plan/plan_rewrite.h"

namespace lakebolt {

std::vector<ExprPtr> ToSourceFilters(const ScanNode& scan, const std::vector<ExprPtr>& filters) {
  ColumnSet used;
  for (const ExprPtr& filter : filters) CollectColumns(*filter, used);
  std::unordered_map<ColumnId, ExprPtr> positions;
  for (const auto& column : scan.scan_columns()) {
    if (!used.contains(column.column.id)) continue;
    positions.emplace(
        column.column.id,
        std::make_shared<InputExpr>(column.source_index, column.column.type, column.column.name));
  }
  std::vector<ExprPtr> out;
  for (const ExprPtr& filter : filters) out.push_back(SubstituteColumns(filter, positions));
  return out;
}

PlanPtr ScanFiltersPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return TransformPlan(plan, [](PlanPtr node) -> PlanPtr {
    if (node->kind() != PlanKind::kFilter || node->child()->kind() != PlanKind::kScan) return node;
    const auto& scan = As<ScanNode>(node->child());
    const auto& conjuncts = As<FilterNode>(node).conjuncts();
    const std::vector<ExprPtr> offered = ToSourceFilters(scan, conjuncts);
    std::vector<ExprPtr> pushed = scan.filters();
    std::vector<ExprPtr> kept;
    for (size_t i = 0; i < conjuncts.size(); ++i) {
      const FilterSupport support = IsVolatile(*conjuncts[i])
                                        ? FilterSupport::kUnsupported
                                        : scan.source()->SupportsFilter(*offered[i]);
      if (support != FilterSupport::kUnsupported) pushed.push_back(conjuncts[i]);
      if (support != FilterSupport::kExact) kept.push_back(conjuncts[i]);
    }
    if (pushed.size() == scan.filters().size()) return node;
    PlanPtr result = scan.WithFilters(std::move(pushed));
    if (kept.empty()) return result;
    return std::make_shared<FilterNode>(std::move(result), std::move(kept));
  });
}

}  // namespace lakebolt
