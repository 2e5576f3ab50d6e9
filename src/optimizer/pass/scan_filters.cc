#include "optimizer/pass/scan_filters.h"

#include "optimizer/cardinality/estimator.h"
#include "optimizer/rule/implied_disjunction.h"
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

namespace {

/// What a disjunction says of one column is worth a test of its own where it keeps at most this
/// share of the rows: one column is mostly tested by dictionary, or by bounds of pages.
constexpr double kMostKept = 0.5;

/// Hands the filters right above scans to the sources.
class FilterGiver {
 public:
  explicit FilterGiver(const PlanNode& plan) : estimator_(plan) {}

  PlanPtr Give(const PlanPtr& node) {
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
      if (support != FilterSupport::kUnsupported) {
        pushed.push_back(conjuncts[i]);
        AddImplied(scan, *conjuncts[i], pushed);
      }
      if (support != FilterSupport::kExact) kept.push_back(conjuncts[i]);
    }
    if (pushed.size() == scan.filters().size()) return node;
    PlanPtr result = scan.WithFilters(std::move(pushed));
    if (kept.empty()) return result;
    return std::make_shared<FilterNode>(std::move(result), std::move(kept));
  }

 private:
  /// Adds what a disjunction over several columns says of single ones.
  void AddImplied(const ScanNode& scan, const Expr& condition, std::vector<ExprPtr>& filters) {
    ColumnSet used;
    CollectColumns(condition, used);
    if (used.size() < 2) return;
    for (const auto& column : scan.scan_columns()) {
      if (!used.contains(column.column.id)) continue;
      const ExprPtr implied = ImpliedDisjunction(condition, {column.column.id});
      if (!implied || scan.source()->SupportsFilter(*ToSourceFilters(scan, {implied})[0]) ==
                          FilterSupport::kUnsupported) {
        continue;
      }
      const PlanPtr whole = scan.WithFilters({});
      const PlanPtr filtered = scan.WithFilters({implied});
      kept_.insert(kept_.end(), {whole, filtered});
      if (estimator_.EstimateRows(*filtered) <= kMostKept * estimator_.EstimateRows(*whole)) {
        filters.push_back(implied);
      }
    }
  }

  CardinalityEstimator estimator_;
  std::vector<PlanPtr> kept_;  // the estimator knows nodes by address
};

}  // namespace

PlanPtr ScanFiltersPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  FilterGiver giver(*plan);
  return TransformPlan(plan, [&](PlanPtr node) { return giver.Give(node); });
}

}  // namespace lakebolt
