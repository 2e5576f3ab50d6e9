#include "exec/planner/range_conditions.h"

#include <algorithm>
#include <optional>

#include "exec/sort/leading_code.h"

namespace lakebolt {

namespace {

/// Says which end of a range a condition on the build expression gives.
bool IsLower(CompareOp op) {
  return op == CompareOp::kGreater || op == CompareOp::kGreaterEqual;
}

bool IsUpper(CompareOp op) {
  return op == CompareOp::kLess || op == CompareOp::kLessEqual;
}

std::optional<JoinSpec::Range> ToRange(const ExprPtr& condition, const ColumnSet& probe,
                                       const ColumnSet& build) {
  if (condition->kind() != ExprKind::kCompare) return std::nullopt;
  const CompareOp op = As<CompareExpr>(condition).op();
  const ExprPtr& a = condition->child(0);
  const ExprPtr& b = condition->child(1);
  if (!IsLower(op) && !IsUpper(op)) return std::nullopt;
  if (!HasExactLeadingCodes(a->type()) || a->type() != b->type()) return std::nullopt;
  if (IsVolatile(*a) || IsVolatile(*b)) return std::nullopt;
  if (IsMadeOf(*a, build) && IsMadeOf(*b, probe)) return JoinSpec::Range{op, a, b};
  if (IsMadeOf(*b, build) && IsMadeOf(*a, probe)) return JoinSpec::Range{Flip(op), b, a};
  return std::nullopt;
}

}  // namespace

RangeConditions FindRanges(JoinKind kind, const std::vector<ExprPtr>& conditions,
                           const ColumnSet& probe, const ColumnSet& build) {
  RangeConditions out;
  std::vector<std::optional<JoinSpec::Range>> found;
  for (const ExprPtr& condition : conditions) {
    found.push_back(kind == JoinKind::kMark ? std::nullopt : ToRange(condition, probe, build));
  }
  // The expression to sort by: one bounded at both ends, if there is one.
  ExprPtr first;
  for (const auto& range : found) {
    if (!range) continue;
    if (first == nullptr) first = range->build;
    const bool both = std::any_of(found.begin(), found.end(), [&](const auto& other) {
      return other && other->build->Equals(*range->build) &&
             IsLower(other->op) != IsLower(range->op);
    });
    if (!both) continue;
    first = range->build;
    break;
  }
  std::optional<JoinSpec::Range> second;
  for (size_t i = 0; i < conditions.size(); ++i) {
    if (found[i] && found[i]->build->Equals(*first)) {
      out.ranges.push_back({found[i]->op, first, found[i]->probe});
      continue;
    }
    if (found[i] && !second) second = found[i];
    out.residual.push_back(conditions[i]);
  }
  if (second) out.ranges.push_back(*second);
  return out;
}

}  // namespace lakebolt
