#include "exec/set/row_cursor.h"

#include <algorithm>

namespace lakebolt {

uint32_t RowCursor::Available() {
  while (row_ == chunk_.size() && next_chunk_ < rows_->chunks()) {
    chunk_ = rows_->Read(next_chunk_++);
    row_ = 0;
  }
  return chunk_.size() - row_;
}

Chunk RowCursor::Take(uint32_t count) {
  std::vector<Vector> columns;
  for (const Vector& column : chunk_.columns()) columns.push_back(column.Slice(row_, count));
  row_ += count;
  return {std::move(columns), count};
}

void RowCursor::Skip(uint64_t count) {
  while (count > 0 && Available() > 0) {
    const auto skipped = static_cast<uint32_t>(std::min<uint64_t>(count, Available()));
    row_ += skipped;
    count -= skipped;
  }
}

}  // namespace lakebolt
