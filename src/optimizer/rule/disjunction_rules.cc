#include <algorithm>

#include "optimizer/property/expression_set.h"
#include "optimizer/rule/expression_rules.h"

namespace lakebolt {

namespace {

bool IsDisjunction(const Expr& expr) {
  return expr.kind() == ExprKind::kConjunction && !As<ConjunctionExpr>(expr).is_and();
}

bool Holds(const std::vector<ExprPtr>& terms, const Expr& term) {
  return std::any_of(terms.begin(), terms.end(),
                     [&](const ExprPtr& other) { return other->Equals(term); });
}

/// Collects the constants that an equality or IN compares with; false for other conditions.
bool ComparedConstants(const Expr& term, std::vector<ExprPtr>& constants) {
  if (term.kind() == ExprKind::kCompare && As<CompareExpr>(term).op() == CompareOp::kEqual) {
    if (term.child(1)->kind() != ExprKind::kConstant) return false;
    constants.push_back(term.child(1));
    return true;
  }
  if (term.kind() != ExprKind::kIn) return false;
  for (size_t i = 1; i < term.children().size(); ++i) {
    if (term.child(i)->kind() != ExprKind::kConstant) return false;
    constants.push_back(term.child(i));
  }
  return true;
}

}  // namespace

ExprPtr FactorDisjunction(ExprPtr node) {
  if (!IsDisjunction(*node)) return node;
  std::vector<std::vector<ExprPtr>> branches;
  for (const ExprPtr& branch : node->children()) SplitConjuncts(branch, branches.emplace_back());
  std::vector<ExprPtr> shared;
  for (const ExprPtr& term : branches.front()) {
    if (IsVolatile(*term)) continue;
    const bool everywhere =
        std::all_of(branches.begin() + 1, branches.end(),
                    [&](const std::vector<ExprPtr>& branch) { return Holds(branch, *term); });
    if (everywhere && !Holds(shared, *term)) shared.push_back(term);
  }
  if (shared.empty()) return node;
  std::vector<ExprPtr> rest;
  for (std::vector<ExprPtr>& branch : branches) {
    std::erase_if(branch, [&](const ExprPtr& term) { return Holds(shared, *term); });
    // A branch of nothing else makes the rest true: a OR (a AND b) is a.
    if (branch.empty()) return MakeConjunction(true, std::move(shared));
    rest.push_back(MakeConjunction(true, std::move(branch)));
  }
  shared.push_back(EqualitiesToIn(MakeConjunction(false, std::move(rest))));
  return MakeConjunction(true, std::move(shared));
}

ExprPtr EqualitiesToIn(ExprPtr node) {
  if (!IsDisjunction(*node)) return node;
  struct Group {
    ExprPtr subject;
    std::vector<ExprPtr> constants;
    ExpressionSet known;
    size_t terms = 0;
  };
  std::vector<Group> groups;
  std::vector<ExprPtr> others;
  for (const ExprPtr& term : node->children()) {
    std::vector<ExprPtr> constants;
    if (!ComparedConstants(*term, constants) || IsVolatile(*term->child(0))) {
      others.push_back(term);
      continue;
    }
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return group.subject->Equals(*term->child(0));
    });
    Group& group = same == groups.end() ? groups.emplace_back() : *same;
    group.subject = term->child(0);
    ++group.terms;
    for (ExprPtr& constant : constants) {
      if (group.known.Insert(constant)) group.constants.push_back(std::move(constant));
    }
  }
  if (std::none_of(groups.begin(), groups.end(),
                   [](const Group& group) { return group.terms > 1; })) {
    return node;
  }
  for (Group& group : groups) {
    if (group.constants.size() == 1) {
      others.push_back(MakeCompare(CompareOp::kEqual, group.subject, group.constants[0]));
      continue;
    }
    std::vector<ExprPtr> items{group.subject};
    items.insert(items.end(), group.constants.begin(), group.constants.end());
    others.push_back(std::make_shared<InExpr>(std::move(items)));
  }
  return MakeConjunction(false, std::move(others));
}

}  // namespace lakebolt
