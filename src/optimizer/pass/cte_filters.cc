#include "optimizer/pass/cte_filters.h"

#include <algorithm>

#include "optimizer/pass/filter_pusher.h"
#include "optimizer/property/cte_columns.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Gathers what each reader of a CTE keeps, a conjunction of the definition's columns a reader.
class ReaderFilters {
 public:
  explicit ReaderFilters(uint32_t cte_id) : cte_id_(cte_id) {}

  void Collect(const PlanNode& plan, const std::vector<ExprPtr>& conjuncts = {}) {
    if (plan.kind() == PlanKind::kCteScan && As<CteScanNode>(plan).cte_id() == cte_id_) {
      AddReader(As<CteScanNode>(plan), conjuncts);
    }
    if (!all_filter_) return;
    for (const PlanPtr& child : plan.children()) {
      Collect(*child, plan.kind() == PlanKind::kFilter ? As<FilterNode>(plan).conjuncts()
                                                       : std::vector<ExprPtr>());
    }
  }

  /// Returns a condition that holds for all rows that some reader keeps; null when there is none.
  ExprPtr Disjunction() const {
    if (!all_filter_ || branches_.empty()) return nullptr;
    return branches_.size() == 1 ? branches_.front() : MakeConjunction(false, branches_);
  }

 private:
  void AddReader(const CteScanNode& scan, const std::vector<ExprPtr>& conjuncts) {
    const ColumnMap map = ToDefinition(scan);
    std::vector<ExprPtr> terms;
    for (const ExprPtr& conjunct : conjuncts) {
      if (!IsVolatile(*conjunct) && !CanFail(*conjunct)) {
        terms.push_back(RenameColumns(conjunct, map));
      }
    }
    if (terms.empty()) {
      all_filter_ = false;
      return;
    }
    ExprPtr branch = terms.size() == 1 ? terms.front() : MakeConjunction(true, std::move(terms));
    const bool known = std::any_of(branches_.begin(), branches_.end(),
                                   [&](const ExprPtr& other) { return other->Equals(*branch); });
    if (!known) branches_.push_back(std::move(branch));
  }

  uint32_t cte_id_;
  bool all_filter_ = true;
  std::vector<ExprPtr> branches_;
};

PlanPtr FilterDefinitions(const PlanPtr& plan) {
  std::vector<PlanPtr> children = plan->children();
  bool changed = false;
  // A CTE's readers may stand in the definitions of later ones: those come first.
  for (size_t i = children.size(); i-- > 0;) {
    if (plan->kind() == PlanKind::kCte && i == 0) {
      ReaderFilters filters(As<CteNode>(plan).cte_id());
      filters.Collect(*children[1]);
      if (const ExprPtr condition = filters.Disjunction()) {
        children[0] = FilterPusher().Push(children[0], {condition}, {});
      }
    }
    children[i] = FilterDefinitions(children[i]);
    changed |= children[i] != plan->child(i);
  }
  return changed ? plan->WithChildren(std::move(children)) : plan;
}

}  // namespace

PlanPtr CteFiltersPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return FilterDefinitions(plan);
}

}  // namespace lakebolt
