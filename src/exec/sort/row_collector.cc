#include "exec/sort/row_collector.h"

#include <algorithm>

#include "base/cancellation_scope.h"
#include "base/error.h"

namespace lakebolt {

void RowCollector::Add(std::vector<Part> parts) {
  const std::lock_guard lock(mutex_);
  for (Part& part : parts) parts_.push_back(std::move(part));
}

uint32_t RowCollector::PrepareCopy(uint32_t threads) {
  std::stable_sort(parts_.begin(), parts_.end(),
                   [](const Part& a, const Part& b) { return a.batch < b.batch; });
  uint64_t rows = 0;
  for (const Part& part : parts_) rows += part.chunk.size();
  if (rows >= ~uint32_t{0}) {
    throw UserError(ErrorCode::kOutOfMemory, "more than 4 billion rows in one operator");
  }
  rows_ = static_cast<uint32_t>(rows);
  for (size_t c = 0; c < types_.size(); ++c) {
    std::vector<const Vector*> vectors;
    for (const Part& part : parts_) vectors.push_back(&part.chunk.column(c));
    columns_.emplace_back(types_[c], vectors);
  }
  copies_ = std::clamp(static_cast<uint32_t>(parts_.size()), 1U, std::max(threads, 1U));
  return copies_;
}

void RowCollector::Copy(uint32_t part) {
  for (size_t i = part; i < parts_.size(); i += copies_) {
    CheckCancellation();
    for (size_t c = 0; c < columns_.size(); ++c) columns_[c].Copy(i, parts_[i].chunk.column(c));
  }
}

std::vector<Vector> RowCollector::Take() {
  std::vector<Vector> columns;
  for (ParallelConcat& column : columns_) columns.push_back(column.Take());
  columns_.clear();
  parts_.clear();
  return columns;
}

}  // namespace lakebolt
