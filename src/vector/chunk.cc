#include "vector/chunk.h"

#include <cstring>

namespace lakebolt {

void Chunk::Compact() {
  if (!selection_) return;
  for (Vector& column : columns_) column = column.Gather(selection_->data(), selection_->count());
  size_ = selection_->count();
  selection_.reset();
}

void Chunk::SliceLive(uint32_t begin, uint32_t count) {
  Selection kept = Selection::Allocate(count);
  const RowSet live = rows();
  for (uint32_t i = 0; i < count; ++i) kept.data()[i] = live[begin + i];
  kept.set_count(count);
  selection_ = std::move(kept);
}

size_t Chunk::MemoryBytes() const {
  size_t bytes = 0;
  for (const Vector& column : columns_) bytes += column.MemoryBytes();
  return bytes;
}

}  // namespace lakebolt
