#include "format/parquet/scan_condition.h"

#include <algorithm>

namespace lakebolt::parquet_format {

namespace {

ScanCondition MakeCondition(const ExprPtr& filter) {
  ScanCondition condition;
  condition.original = filter;
  VisitExpr(*filter, [&](const Expr& node) {
    if (node.kind() == ExprKind::kInput) {
      condition.columns.push_back(As<InputExpr>(node).position());
    }
    return true;
  });
  auto& columns = condition.columns;
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  condition.expr = TransformExpr(filter, [&](ExprPtr node) -> ExprPtr {
    if (node->kind() != ExprKind::kInput) return node;
    const auto& input = As<InputExpr>(node);
    const auto at = std::lower_bound(columns.begin(), columns.end(), input.position());
    return std::make_shared<InputExpr>(static_cast<uint32_t>(at - columns.begin()), input.type());
  });
  return condition;
}

}  // namespace

bool CanPass(const ScanCondition& condition, const BoundsLookup& bounds) {
  if (condition.runtime == nullptr) return Judge(*condition.original, bounds) != Verdict::kNever;
  const ColumnBounds* known = bounds(condition.columns[0]);
  if (known == nullptr) return true;
  if (IsOutside(*known, condition.runtime->min(), condition.runtime->max())) return false;
  if (condition.listing == nullptr || condition.listing->values().empty()) return true;
  const auto& values = condition.listing->values();
  return std::any_of(values.begin(), values.end(),
                     [&](const Value& value) { return MayContain(*known, value); });
}

std::vector<ScanCondition> MakeConditions(
    const std::vector<ExprPtr>& filters,
    const std::vector<std::pair<uint32_t, std::shared_ptr<const RuntimeFilter>>>& runtime_filters) {
  std::vector<ExprPtr> conjuncts;
  for (const ExprPtr& filter : filters) SplitConjuncts(filter, conjuncts);
  std::vector<ScanCondition> conditions;
  for (const ExprPtr& conjunct : conjuncts) conditions.push_back(MakeCondition(conjunct));
  for (const auto& [column, filter] : runtime_filters) {
    ScanCondition condition;
    condition.runtime = filter;
    condition.listing = dynamic_cast<const ListingFilter*>(filter.get());
    condition.columns = {column};
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace lakebolt::parquet_format
