#include "plan/binder/window_planner.h"

#include <algorithm>

#include "expression/expression_list.h"

namespace lakebolt {

namespace {

/// Tells whether two expressions that may be absent give the same values for every row.
bool SameValue(const ExprPtr& a, const ExprPtr& b) {
  return SameExpr(a, b) && !(a && IsVolatile(*a));
}

bool SameValues(const std::vector<ExprPtr>& a, const std::vector<ExprPtr>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), SameValue);
}

bool SameKey(const SortKey& a, const SortKey& b) {
  return a.descending == b.descending && a.nulls_first == b.nulls_first &&
         SameValue(a.expr, b.expr);
}

bool SameKeys(const std::vector<SortKey>& a, const std::vector<SortKey>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), SameKey);
}

bool SameBound(const WindowBound& a, const WindowBound& b) {
  return a.kind == b.kind && SameValue(a.value, b.value) && SameValue(a.key, b.key);
}

bool SameFrame(const WindowFrame& a, const WindowFrame& b) {
  return a.unit == b.unit && a.exclusion == b.exclusion && SameBound(a.start, b.start) &&
         SameBound(a.end, b.end);
}

std::string_view FunctionName(const WindowCall& call) {
  return call.function ? call.function->name : call.aggregate->name;
}

bool SamePartition(const std::vector<ExprPtr>& a, const std::vector<ExprPtr>& b) {
  const auto within = [](const std::vector<ExprPtr>& these, const std::vector<ExprPtr>& those) {
    return std::all_of(these.begin(), these.end(), [&](const ExprPtr& expr) {
      return std::any_of(those.begin(), those.end(),
                         [&](const ExprPtr& other) { return SameValue(expr, other); });
    });
  };
  return within(a, b) && within(b, a);
}

/// Tells whether the shorter of two orders begins the longer one.
bool OneBeginsOther(const std::vector<SortKey>& a, const std::vector<SortKey>& b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    if (!SameKey(a[i], b[i])) return false;
  }
  return true;
}

/// Drops keys that order nothing. RANGE with a distance still finds its key in the bounds.
void DropConstants(BoundWindowCall& bound) {
  const auto is_constant = [](const ExprPtr& expr) { return expr->kind() == ExprKind::kConstant; };
  std::erase_if(bound.partition, is_constant);
  if (bound.call.frame.start.key || bound.call.frame.end.key) return;
  if (bound.call.function && bound.call.function->fills) return;
  std::erase_if(bound.order, [&](const SortKey& key) { return is_constant(key.expr); });
}

}  // namespace

bool SameWindowCall(const BoundWindowCall& a, const BoundWindowCall& b) {
  // Constants that an aggregate took in are no arguments any more: any_value(x, true).
  const bool both = a.call.aggregate && b.call.aggregate;
  if (both && a.call.aggregate->constants != b.call.aggregate->constants) return false;
  return FunctionName(a.call) == FunctionName(b.call) && a.call.type() == b.call.type() &&
         a.call.distinct == b.call.distinct && a.call.ignore_nulls == b.call.ignore_nulls &&
         SameValues(a.partition, b.partition) && SameKeys(a.order, b.order) &&
         SameValues(a.call.arguments, b.call.arguments) &&
         SameKeys(a.call.argument_order, b.call.argument_order) &&
         SameValue(a.call.filter, b.call.filter) && SameFrame(a.call.frame, b.call.frame);
}

PlanPtr PlanWindows(PlanPtr plan, std::vector<BoundWindowCall> calls) {
  for (BoundWindowCall& bound : calls) {
    DropConstants(bound);
    bound.call.order_size = static_cast<uint32_t>(bound.order.size());
  }
  // The longest order first, so that shorter ones find it.
  std::stable_sort(calls.begin(), calls.end(),
                   [](const auto& a, const auto& b) { return a.order.size() > b.order.size(); });
  std::vector<bool> placed(calls.size(), false);
  for (size_t i = 0; i < calls.size(); ++i) {
    if (placed[i]) continue;
    std::vector<WindowCall> shared;
    for (size_t j = i; j < calls.size(); ++j) {
      if (placed[j] || !SamePartition(calls[i].partition, calls[j].partition) ||
          !OneBeginsOther(calls[i].order, calls[j].order)) {
        continue;
      }
      placed[j] = true;
      shared.push_back(calls[j].call);
    }
    plan = std::make_shared<WindowNode>(std::move(plan), calls[i].partition, calls[i].order,
                                        std::move(shared));
  }
  return plan;
}

}  // namespace lakebolt
