#include "optimizer/rule/implied_disjunction.h"

#include "optimizer/rule/expression_rules.h"

namespace lakebolt {

ExprPtr ImpliedDisjunction(const Expr& condition, const ColumnSet& columns) {
  if (condition.kind() != ExprKind::kConjunction || As<ConjunctionExpr>(condition).is_and()) {
    return nullptr;
  }
  std::vector<ExprPtr> branches;
  for (const ExprPtr& branch : condition.children()) {
    std::vector<ExprPtr> terms;
    SplitConjuncts(branch, terms);
    std::erase_if(terms, [&](const ExprPtr& term) {
      // A term that may fail would be computed for rows that the whole condition spares it.
      return IsVolatile(*term) || CanFail(*term) || !IsMadeOf(*term, columns);
    });
    if (terms.empty()) return nullptr;
    branches.push_back(MakeConjunction(true, std::move(terms)));
  }
  return FactorDisjunction(EqualitiesToIn(MakeConjunction(false, std::move(branches))));
}

}  // namespace lakebolt
