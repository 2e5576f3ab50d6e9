#include "exec/sort/parallel_sort.h"

namespace lakebolt {

namespace {

/// Lists the keys that are no columns of the input.
std::vector<ExprPtr> ComputedKeys(const std::vector<SortKey>& keys) {
  std::vector<ExprPtr> computed;
  for (const SortKey& key : keys) {
    if (key.expr->kind() != ExprKind::kInput) computed.push_back(key.expr);
  }
  return computed;
}

RunLayout LayoutOf(const std::vector<LogicalType>& types, const std::vector<SortKey>& keys) {
  RunLayout layout{types, types.size(), {}};
  for (const SortKey& key : keys) {
    auto position = static_cast<uint32_t>(layout.types.size());
    if (key.expr->kind() == ExprKind::kInput) {
      position = As<InputExpr>(key.expr).position();
    } else {
      layout.types.push_back(key.expr->type());
    }
    layout.keys.push_back({position, {key.descending, key.nulls_first}});
  }
  return layout;
}

}  // namespace

ParallelSort::ParallelSort(std::vector<LogicalType> types, std::vector<SortKey> keys,
                           uint64_t limit, const QueryContext& query)
    : CollectingSink(types, ComputedKeys(keys), query.memory, query.threads, "sort"),
      layout_(LayoutOf(types, keys)),
      limit_(limit) {
  ChargeRows(RowSorter::BytesPerRow(layout_.KeyTypes()));
  SpillTo(std::make_unique<ExternalSort>(layout_, limit, query));
}

uint32_t ParallelSort::Start(std::vector<Vector> columns, uint32_t rows) {
  std::vector<OrderColumn> order;
  for (const RunLayout::Key& key : layout_.keys) {
    order.push_back({columns[key.position], key.order.descending, key.order.nulls_first});
  }
  sorter_ = std::make_unique<RowSorter>(std::move(order), rows, threads());
  columns.resize(layout_.width);
  rows_ = Chunk(std::move(columns), rows);
  memory().Resize(HeldBytes(rows_.columns()) +
                  RowSorter::BytesPerRow(layout_.KeyTypes()) * int64_t{rows});
  return sorter_->Start();
}

uint32_t ParallelSort::EndStage() {
  if (const uint32_t parts = sorter_->NextStage(); parts > 0) return parts;
  order_ = sorter_->TakeOrder();
  if (order_.size() > limit_) order_.resize(limit_);
  sorter_.reset();
  memory().Resize(HeldBytes(rows_.columns()) +
                  static_cast<int64_t>(order_.size() * sizeof(uint32_t)));
  return 0;
}

}  // namespace lakebolt
