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

}  // namespace

ParallelSort::ParallelSort(std::vector<LogicalType> types, std::vector<SortKey> keys,
                           uint64_t limit, MemoryPool* memory, uint32_t threads)
    : CollectingSink(types, ComputedKeys(keys), memory, threads, "sort"),
      width_(types.size()),
      keys_(std::move(keys)),
      limit_(limit) {}

uint32_t ParallelSort::Start(TaskContext&, std::vector<Vector> columns, uint32_t rows) {
  std::vector<OrderColumn> order;
  size_t computed = width_;
  for (const SortKey& key : keys_) {
    const size_t position =
        key.expr->kind() == ExprKind::kInput ? As<InputExpr>(key.expr).position() : computed++;
    order.push_back({columns[position], key.descending, key.nulls_first});
  }
  sorter_ = std::make_unique<RowSorter>(std::move(order), rows, threads());
  columns.resize(width_);
  rows_ = Chunk(std::move(columns), rows);
  memory().Resize(static_cast<int64_t>(rows_.MemoryBytes()) + RowSorter::MemoryBytes(rows));
  return sorter_->Start();
}

uint32_t ParallelSort::EndStage() {
  if (const uint32_t parts = sorter_->NextStage(); parts > 0) return parts;
  order_ = sorter_->TakeOrder();
  if (order_.size() > limit_) order_.resize(limit_);
  sorter_.reset();
  return 0;
}

}  // namespace lakebolt
