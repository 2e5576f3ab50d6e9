#include "optimizer/pass/common_subplans.h"

#include <unordered_map>

#include "optimizer/cardinality/estimator.h"
#include "optimizer/property/plan_match.h"
#include "plan/plan_copy.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Rows read must be this many times the rows kept.
constexpr double kLeastSaving = 4;

/// Is a set of equal parts of the plan.
struct Family {
  PlanPtr first;
  std::vector<PlanPtr> others;
  std::vector<ColumnMap> maps;  // per other: its columns to those of the first
};

bool IsBlockOperator(const PlanNode& node) {
  return node.kind() == PlanKind::kJoin || node.kind() == PlanKind::kFilter;
}

bool HoldsJoin(const PlanNode& node) {
  return node.kind() == PlanKind::kJoin ||
         (node.kind() == PlanKind::kFilter && HoldsJoin(*node.child()));
}

double RowsRead(const PlanNode& plan, CardinalityEstimator& estimator) {
  if (plan.kind() == PlanKind::kScan) {
    return As<ScanNode>(plan).source()->statistics().row_count.value_or(0);
  }
  double rows = 0;
  for (const PlanPtr& child : plan.children()) rows += RowsRead(*child, estimator);
  return rows;
}

/// Finds equal parts, larger ones first: what lies inside a part that has a twin is not looked at.
class FamilyFinder {
 public:
  explicit FamilyFinder(const PlanNode& plan) : estimator_(plan) {}

  void Visit(const PlanPtr& plan, const PlanNode* parent) {
    const bool block_root = HoldsJoin(*plan) && !(parent && IsBlockOperator(*parent));
    if ((block_root || plan->kind() == PlanKind::kAggregate) && Join(plan)) return;
    for (const PlanPtr& child : plan->children()) Visit(child, plan.get());
  }

  std::vector<Family> families;

 private:
  /// Adds the part to a family it belongs to, or starts one; true when it has a twin.
  bool Join(const PlanPtr& plan) {
    if (RowsRead(*plan, estimator_) < kLeastSaving * estimator_.EstimateRows(*plan)) return false;
    for (Family& family : families) {
      ColumnMap map;
      if (!PlansMatch(*family.first, *plan, map)) continue;
      family.others.push_back(plan);
      family.maps.push_back(std::move(map));
      return true;
    }
    families.push_back({plan, {}, {}});
    return false;
  }

  CardinalityEstimator estimator_;
};

}  // namespace

PlanPtr CommonSubplansPass::Run(PlanPtr plan, OptimizerContext& context) const {
  FamilyFinder finder(*plan);
  finder.Visit(plan, nullptr);
  std::unordered_map<const PlanNode*, PlanPtr> replacements;
  std::vector<std::pair<uint32_t, PlanPtr>> definitions;
  for (const Family& family : finder.families) {
    if (family.others.empty() || replacements.contains(family.first.get())) continue;
    const uint32_t cte_id = (*context.next_cte_id)++;
    ColumnMap copied;
    definitions.emplace_back(
        cte_id, CopyWithNewIds(family.first, *context.column_ids, copied, context.next_cte_id));
    const auto scan = [&](const PlanNode& part, const ColumnMap* to_first) {
      std::vector<ColumnId> ids;
      for (const PlanColumn& column : part.columns()) {
        ids.push_back(copied.at(to_first ? to_first->at(column.id) : column.id));
      }
      return std::make_shared<CteScanNode>(cte_id, "common", part.columns(), std::move(ids));
    };
    replacements[family.first.get()] = scan(*family.first, nullptr);
    for (size_t i = 0; i < family.others.size(); ++i) {
      replacements[family.others[i].get()] = scan(*family.others[i], &family.maps[i]);
    }
  }
  if (replacements.empty()) return plan;
  plan = ReplaceNodes(plan, replacements);
  for (auto& [id, definition] : definitions) {
    plan = std::make_shared<CteNode>(id, "common", std::move(definition), std::move(plan));
  }
  return plan;
}

}  // namespace lakebolt
