#pragma once

#include <vector>

#include "plan/window.h"

namespace lakebolt {

/// Is one call of a window function as bound: its window and the call, whose order_size counts
/// `order`.
struct BoundWindowCall {
  std::vector<ExprPtr> partition;
  std::vector<SortKey> order;
  WindowCall call;
};

/// Calls `visit` with every expression of the call and its window.
template <typename Bound, typename Visit>
void VisitWindowExpressions(Bound& bound, Visit&& visit) {
  for (auto& expr : bound.partition) visit(expr);
  for (auto& key : bound.order) visit(key.expr);
  VisitCallExpressions(bound.call, visit);
}

/// Tells whether both compute the same, so that one may stand for the other.
bool SameWindowCall(const BoundWindowCall& a, const BoundWindowCall& b);

/// Puts Window nodes above `plan`: one for all calls with the same partition whose orders are
/// prefixes of one another.
PlanPtr PlanWindows(PlanPtr plan, std::vector<BoundWindowCall> calls);

}  // namespace lakebolt
