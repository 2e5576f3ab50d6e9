#include "optimizer/join_order/key_frequency.h"

#include <algorithm>

#include "optimizer/pass/scan_filters.h"
#include "source/key_lister.h"

namespace lakebolt {

namespace {

/// More keys than these are looked for only if no others lie between them.
constexpr size_t kMostSingleKeys = 64;
/// The other table is to be larger by so much: else it is as cheap to read as to plan.
constexpr double kLarger = 4;
/// Below this share, a sample that met no row tells little.
constexpr double kRareShare = 1e-4;
/// Where the other table's own filters leave less of it, a sample has too few such rows to tell
/// keys by.
constexpr double kLeastOwnShare = 2e-3;

const ScanNode::Column* FindColumn(const ScanNode& scan, ColumnId id) {
  for (const auto& column : scan.scan_columns()) {
    if (column.column.id == id) return &column;
  }
  return nullptr;
}

/// Lists the keys of a scan under filters; null where there are none, or too many.
std::shared_ptr<const std::vector<Value>> ListKeys(const PlanNode& plan, ColumnId key) {
  std::vector<ExprPtr> conjuncts;
  const PlanNode* node = &plan;
  while (node->kind() == PlanKind::kFilter) {
    const auto& more = As<FilterNode>(*node).conjuncts();
    conjuncts.insert(conjuncts.end(), more.begin(), more.end());
    node = node->child().get();
  }
  if (node->kind() != PlanKind::kScan) return nullptr;
  const auto& scan = As<ScanNode>(*node);
  conjuncts.insert(conjuncts.end(), scan.filters().begin(), scan.filters().end());
  const auto* lister = dynamic_cast<const KeyLister*>(scan.source().get());
  const auto* column = FindColumn(scan, key);
  if (!lister || !column || conjuncts.empty() || scan.limit()) return nullptr;
  return lister->ListKeys(column->source_index, ToSourceFilters(scan, conjuncts));
}

/// Returns the filters of a scan and of what filters its rows above it.
std::vector<ExprPtr> FiltersOf(const PlanNode& plan, const ScanNode& scan) {
  std::vector<ExprPtr> conjuncts = scan.filters();
  const PlanNode* node = &plan;
  for (; node->kind() == PlanKind::kFilter; node = node->child().get()) {
    const auto& more = As<FilterNode>(*node).conjuncts();
    conjuncts.insert(conjuncts.end(), more.begin(), more.end());
  }
  if (node != &scan) return {};
  return ToSourceFilters(scan, conjuncts);
}

/// Makes the condition that a column has one of `keys`, which are sorted; null where it would be
/// long.
std::vector<ExprPtr> MakeCondition(const ExprPtr& column, const std::vector<Value>& keys) {
  const Value& least = keys.front();
  const Value& greatest = keys.back();
  const auto between = [&] {
    return std::vector<ExprPtr>{MakeCompare(CompareOp::kGreaterEqual, column, MakeConstant(least)),
                                MakeCompare(CompareOp::kLessEqual, column, MakeConstant(greatest))};
  };
  if (keys.size() == 1) return {MakeCompare(CompareOp::kEqual, column, MakeConstant(least))};
  if (least.HasIntegral() &&
      greatest.integral() - least.integral() + 1 == static_cast<int128_t>(keys.size())) {
    return between();
  }
  if (keys.size() > kMostSingleKeys) return {};
  std::vector<ExprPtr> children{column};
  for (const Value& key : keys) children.push_back(MakeConstant(key));
  return {std::make_shared<InExpr>(std::move(children))};
}

}  // namespace

std::optional<KeyFrequency> FindKeyFrequency(CardinalityEstimator& estimator,
                                             const PlanNode& listed, ColumnId key,
                                             const PlanNode& other, ColumnId other_key) {
  const CardinalityEstimator::Origin origin = estimator.OriginOf(other, other_key);
  if (!origin.node || origin.node->kind() != PlanKind::kScan || origin.rows <= 0) return {};
  const auto& scan = As<ScanNode>(*origin.node);
  const auto* column = FindColumn(scan, origin.column);
  if (!column || origin.rows < kLarger * estimator.EstimateRows(listed)) return {};
  const auto keys = ListKeys(listed, key);
  if (!keys) return {};
  if (keys->empty()) return KeyFrequency{};
  if (keys->front().type() != column->column.type) return {};
  const auto input =
      std::make_shared<InputExpr>(column->source_index, column->column.type, column->column.name);
  std::vector<ExprPtr> condition = MakeCondition(input, *keys);
  if (condition.empty()) return {};
  double all = origin.rows;
  if (const std::vector<ExprPtr> own = FiltersOf(other, scan); !own.empty()) {
    const double left = scan.source()->EstimateRows(own).value_or(0);
    if (left >= kLeastOwnShare * origin.rows) {
      all = left;
      condition.insert(condition.end(), own.begin(), own.end());
    }
  }
  const std::optional<double> rows = scan.source()->EstimateRows(condition);
  if (!rows) return {};
  const auto count = static_cast<double>(keys->size());
  double share = std::min(1.0, *rows / all);
  if (share < kRareShare) {
    const double distinct = estimator.DistinctCount(other, *MakeColumn(column->column));
    share = std::min(share, count / distinct);
  }
  return KeyFrequency{count, share};
}

}  // namespace lakebolt
